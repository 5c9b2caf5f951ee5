//! How far a long command has come, told on standard error.

use std::{sync::Arc, time::Duration};

use shared::{backup::Progress, counted::counted};
use tokio::task::AbortHandle;

/// How often it is told. A command that is quicker says nothing.
const PERIOD: Duration = Duration::from_secs(5);

/// Tells until it is dropped.
pub(crate) struct Telling(AbortHandle);

/// Begins to tell how many documents have been `done`.
pub(crate) fn tell(progress: &Arc<Progress>, done: &'static str) -> Telling {
    let progress = progress.clone();
    let telling = tokio::spawn(async move {
        loop {
            tokio::time::sleep(PERIOD).await;
            eprintln!("{done}: {}, {} MiB", counted(progress.files(), "document"), progress.bytes() >> 20);
        }
    });
    Telling(telling.abort_handle())
}

impl Drop for Telling {
    fn drop(&mut self) {
        self.0.abort();
    }
}
