//! Logs: pretty on a terminal, one JSON object a line everywhere else.

use std::io::IsTerminal;

use tracing_subscriber::{Layer, Registry, filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

use crate::settings::SettingError;

/// Something that hears of spans and events beside the log, with a filter of its own.
pub type Listening = Box<dyn Layer<Registry> + Send + Sync>;

/// Starts logging to standard output with a filter such as `info` or `info,sqlx=debug`.
///
/// A filter that cannot be read is refused as a wrong setting.
pub fn start(filter: &str) -> Result<(), SettingError> {
    start_with(filter, Vec::new())
}

/// The same, with others that listen.
pub fn start_with(filter: &str, others: Vec<Listening>) -> Result<(), SettingError> {
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
    // Each has its own filter: a log that is quiet does not make traces quiet.
    let mut all: Vec<Listening> = vec![lines.with_filter(filter).boxed()];
    all.extend(others);
    tracing_subscriber::registry().with(all).try_init().map_err(|error| wrong(format!("cannot be used ({error})")))
}
