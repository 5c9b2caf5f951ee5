//! Logs: pretty on a terminal, one JSON object a line everywhere else.

use std::io::IsTerminal;

use tracing_subscriber::{Layer, filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::SettingError;

/// Starts logging to standard output with a filter such as `info` or `info,sqlx=debug`.
///
/// A filter that cannot be read is refused as a wrong setting.
pub fn start(filter: &str) -> Result<(), SettingError> {
    let wrong = |problem: String| SettingError::new("log", problem, "info,sqlx=debug");
    let filter: Targets = filter.parse().map_err(|error| wrong(format!("is no log filter ({error})")))?;
    let lines = tracing_subscriber::fmt::layer();
    let lines = if std::io::stdout().is_terminal() {
        lines.with_target(false).boxed()
    } else {
        lines.json().flatten_event(true).with_current_span(false).with_span_list(false).with_ansi(false).boxed()
    };
    // What a panic says may hold anything that was in hand, a mail or a token too; where it happened is enough.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "a panic");
    }));
    tracing_subscriber::registry()
        .with(filter)
        .with(lines)
        .try_init()
        .map_err(|error| wrong(format!("cannot be used ({error})")))
}
