//! Ending well: one signal that all parts hear, and a deadline by which they must be done.

use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// How long work under way may take after the signal to stop, before the program ends all the same.
pub const DEADLINE: Duration = Duration::from_secs(25);

/// A token that is cancelled at the first SIGTERM or SIGINT. A second one ends the program at once.
pub fn on_signal() -> std::io::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let told = stop.clone();
    tokio::spawn(async move {
        for again in [false, true] {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if again {
                tracing::warn!("told to stop twice: ending at once");
                std::process::exit(130);
            }
            tracing::info!("told to stop: finishing what is under way");
            told.cancel();
        }
    });
    Ok(stop)
}
