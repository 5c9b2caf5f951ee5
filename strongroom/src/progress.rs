//! How far a long command has come, told on standard error.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use shared::counted::counted;
use tokio::task::AbortHandle;

/// How often it is told. A command that is quicker says nothing.
const PERIOD: Duration = Duration::from_secs(5);

/// How far a long piece of work has come.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    files: AtomicU64,
    bytes: AtomicU64,
}

impl Progress {
    /// Documents that are done.
    pub(crate) fn files(&self) -> u64 {
        self.files.load(Ordering::Relaxed)
    }

    /// Their bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    pub(crate) fn add(&self, bytes: u64) {
        self.files.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }
}

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
