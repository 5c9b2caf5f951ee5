//! What of a document went out, told to the audit trail when the last of it has: however that came, and also when the client
//! left half way.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
};

use shared::{
    audit::{self, Entry, Event},
    clock::Clock,
    ids::FileId,
    metrics::Metrics,
};
use tokio::runtime::Handle;

use crate::AppState;

/// One answer with bytes of a document. Whatever carries some of them holds a clone; the end of the last one is the end.
#[derive(Clone)]
pub(super) struct Delivery(Arc<Answer>);

struct Answer {
    app: AppState,
    asked: audit::Asked,
    file: FileId,
    metrics: Metrics,
    clock: Clock,
    runtime: Handle,
    /// How large the document is, once that is known.
    size: OnceLock<u64>,
    /// Bytes that were handed to the connection.
    bytes: AtomicU64,
    by_proxy: AtomicBool,
    is_download: AtomicBool,
}

impl Delivery {
    pub(super) fn of(app: &AppState, asked: audit::Asked, file: FileId) -> Self {
        Self(Arc::new(Answer {
            app: app.clone(),
            asked,
            file,
            metrics: app.metrics.clone(),
            clock: app.clock.clone(),
            runtime: Handle::current(),
            size: OnceLock::new(),
            bytes: AtomicU64::new(0),
            by_proxy: AtomicBool::new(false),
            is_download: AtomicBool::new(false),
        }))
    }

    /// The document is so large.
    pub(super) fn is_of(&self, size: u64) {
        let _ = self.0.size.set(size);
    }

    /// So many bytes are handed to the connection.
    pub(super) fn goes_out(&self, bytes: usize) {
        self.0.metrics.downloaded(bytes as u64);
        self.0.bytes.fetch_add(bytes as u64, Relaxed);
    }

    /// So many bytes were asked for, and are left to a proxy: what becomes of them is not known here.
    pub(super) fn is_left_to_proxy(&self, bytes: u64) {
        self.0.metrics.downloaded(bytes);
        self.0.bytes.store(bytes, Relaxed);
        self.0.by_proxy.store(true, Relaxed);
    }

    /// It is a download, and no look at the head or at what the client has already.
    pub(super) fn is_download(&self) {
        self.0.is_download.store(true, Relaxed);
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        if !self.is_download.load(Relaxed) {
            return;
        }
        let bytes = self.bytes.load(Relaxed);
        let entry = Entry::of(Event::FileDownloaded).on_file(self.file).with("bytes", bytes);
        let entry = if self.by_proxy.load(Relaxed) {
            entry.with("sent_by", "proxy")
        } else {
            entry.with("whole", self.size.get().is_some_and(|size| bytes >= *size))
        };
        let at = self.clock.now();
        // Nobody waits here, so where there is no room now a task waits for it.
        if let Some((asked, entry)) = self.app.trail.tell_now(self.asked.clone(), entry, at) {
            let app = self.app.clone();
            let told = async move {
                if app.trail.tell(asked, entry, at).await.is_err() {
                    tracing::error!("a download could not be recorded in the audit trail");
                }
            };
            drop(self.app.under_way.spawn_on(told, &self.runtime));
        }
    }
}
