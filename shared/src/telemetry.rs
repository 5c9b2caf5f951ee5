//! Logs: pretty on a terminal, one JSON object a line everywhere else.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, Layer, layer::SubscriberExt, util::SubscriberInitExt};

/// Starts logging to standard output with a filter such as `info` or `info,sqlx=debug`.
///
/// Errors: a text when the filter cannot be read, or logging was already started.
pub fn start(filter: &str) -> Result<(), String> {
    let filter = EnvFilter::try_new(filter).map_err(|error| error.to_string())?;
    let lines = tracing_subscriber::fmt::layer();
    let lines = if std::io::stdout().is_terminal() {
        lines.with_target(false).boxed()
    } else {
        lines.json().flatten_event(true).with_current_span(false).with_span_list(false).with_ansi(false).boxed()
    };
    tracing_subscriber::registry().with(filter).with(lines).try_init().map_err(|error| error.to_string())
}
