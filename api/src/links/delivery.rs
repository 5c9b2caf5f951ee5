//! What of a download went out, told to the audit trail and to those who count when the last of it has: however that came, and
//! also when the client left half way.

use std::sync::{
    Arc, Mutex, OnceLock, PoisonError,
    atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
};

use bounded_http::ranges::Asked;
use shared::{
    audit::{self, Entry, Event},
    clock::Millis,
    documents::deliveries::{self, Coverage, Delivered},
    ids::{FileId, LinkId, UserId},
};
use tokio::runtime::Handle;

use super::hold::Hold;
use crate::app::AppState;

/// What a link delivers.
#[derive(Clone, Debug)]
pub(super) struct Cargo {
    pub(super) link: LinkId,
    pub(super) expires_at: Millis,
    pub(super) user: UserId,
    /// The documents, each with its bytes.
    pub(super) documents: Vec<(FileId, u64)>,
    /// Bytes of all of it.
    pub(super) size: u64,
}

/// One answer with bytes of documents. Whatever carries some of them holds a clone; the end of the last one is the end.
#[derive(Clone)]
pub(super) struct Delivery(Arc<Answer>);

struct Answer {
    app: AppState,
    asked: audit::Asked,
    cargo: Cargo,
    runtime: Handle,
    /// Bytes of each document that were handed to the connection.
    bytes: Vec<AtomicU64>,
    coverage: Mutex<Coverage>,
    by_proxy: AtomicBool,
    is_download: AtomicBool,
    /// Whether it is one of only so many.
    is_limited: AtomicBool,
    /// What keeps others from a link that is good once.
    hold: OnceLock<Hold>,
}

impl Delivery {
    pub(super) fn of(app: &AppState, asked: audit::Asked, cargo: Cargo) -> Self {
        Self(Arc::new(Answer {
            app: app.clone(),
            asked,
            runtime: Handle::current(),
            bytes: cargo.documents.iter().map(|_| AtomicU64::new(0)).collect(),
            cargo,
            coverage: Mutex::default(),
            by_proxy: AtomicBool::new(false),
            is_download: AtomicBool::new(false),
            is_limited: AtomicBool::new(false),
            hold: OnceLock::new(),
        }))
    }

    /// So many bytes of a document are handed to the connection, which begin there in all that the link delivers.
    pub(super) fn goes_out(&self, document: usize, at: u64, bytes: usize) {
        if let Some(count) = self.0.bytes.get(document) {
            count.fetch_add(bytes as u64, Relaxed);
        }
        self.frame_goes_out(at, bytes);
    }

    /// So many bytes are handed to the connection that belong to no document.
    pub(super) fn frame_goes_out(&self, at: u64, bytes: usize) {
        self.0.app.metrics.downloaded(bytes as u64);
        self.0.coverage.lock().unwrap_or_else(PoisonError::into_inner).add(at..at + bytes as u64);
    }

    /// This was asked for, and is left to a proxy: what becomes of it is not known here.
    pub(super) fn is_left_to_others(&self, asked: &Asked, size: u64) {
        let mut coverage = self.0.coverage.lock().unwrap_or_else(PoisonError::into_inner);
        match asked {
            Asked::Everything => coverage.add(0..size),
            Asked::Ranges(ranges) => ranges.iter().for_each(|range| coverage.add(range.clone())),
            Asked::Nothing => {}
        }
        self.0.app.metrics.downloaded(asked.bytes(size));
        if let Some(count) = self.0.bytes.first() {
            count.store(asked.bytes(size), Relaxed);
        }
        self.0.by_proxy.store(true, Relaxed);
    }

    /// It is a download, and no look at the head or at what the client has already.
    pub(super) fn is_download(&self) {
        self.0.is_download.store(true, Relaxed);
    }

    /// It is one of only so many.
    pub(super) fn is_limited(&self) {
        self.0.is_limited.store(true, Relaxed);
    }

    /// Keeps others from the link until the end.
    pub(super) fn holds(&self, hold: Hold) {
        let _ = self.0.hold.set(hold);
    }
}

impl Answer {
    /// Tells the audit trail of each document of which bytes went out.
    fn tell(&self, at: Millis) {
        for ((file, size), bytes) in self.cargo.documents.iter().zip(&self.bytes) {
            let bytes = bytes.load(Relaxed);
            if bytes == 0 && self.bytes.len() > 1 {
                continue;
            }
            let entry = Entry::of(Event::FileDownloaded).on_file(*file).with("bytes", bytes);
            let entry = if self.by_proxy.load(Relaxed) {
                entry.with("sent_by", "proxy")
            } else {
                entry.with("whole", bytes >= *size)
            };
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

    /// Counts at once what is one of only so many: what waits to be written together with others is lost by a kill.
    fn count_now(&self, delivered: Delivered) {
        let app = self.app.clone();
        let counted = async move {
            if let Err(error) = deliveries::record(&app.db, vec![delivered.clone()]).await {
                tracing::warn!(%error, "a download is not counted yet");
                if !app.deliveries.tell(delivered).await {
                    tracing::error!("a download could not be counted");
                }
            }
        };
        drop(self.app.under_way.spawn_on(counted, &self.runtime));
    }

    fn count(&self, delivered: Delivered) {
        if let Some(delivered) = self.app.deliveries.tell_now(delivered) {
            let app = self.app.clone();
            let told = async move {
                if !app.deliveries.tell(delivered).await {
                    tracing::error!("a download could not be counted");
                }
            };
            drop(self.app.under_way.spawn_on(told, &self.runtime));
        }
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        let at = self.app.clock.now();
        let is_download = self.is_download.load(Relaxed);
        let coverage = std::mem::take(self.coverage.get_mut().unwrap_or_else(PoisonError::into_inner));
        let Cargo { link, expires_at, user, ref documents, size } = self.cargo;
        let files = documents.iter().map(|(file, _)| *file).collect();
        let delivered = Some(Delivered { link, expires_at, user, files, size, coverage, at });
        let delivered = delivered.filter(|delivered| is_download && !delivered.coverage.is_empty());
        if is_download {
            self.tell(at);
        }
        match (self.hold.take(), delivered) {
            // Whoever comes next is to find it used, so that is on record before it is free.
            (Some(hold), delivered) => {
                let app = self.app.clone();
                let ended = async move {
                    if let Err(error) = deliveries::record(&app.db, delivered.into_iter().collect()).await {
                        return tracing::error!(%error, "it is not on record what a link has delivered; it stays held");
                    }
                    hold.let_go(&app).await;
                };
                drop(self.app.under_way.spawn_on(ended, &self.runtime));
            }
            (None, Some(delivered)) if self.is_limited.load(Relaxed) => self.count_now(delivered),
            (None, Some(delivered)) => self.count(delivered),
            (None, None) => {}
        }
    }
}
