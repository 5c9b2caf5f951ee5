//! What this worker knows of its scanner.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use super::{BUILT_IN, Version};

/// What was last seen of the scanner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// No clamd is set: the built-in inspection is the scanner, and is always there.
    BuiltIn,
    /// clamd has not been asked yet.
    NotYet,
    /// clamd answered, and is of this version.
    Up(Version),
    /// clamd did not answer.
    Away,
}

/// What this worker knows of its scanner, for metrics and readiness.
#[derive(Debug)]
pub struct ScannerState {
    seen: Mutex<Seen>,
    unscannable: AtomicU64,
}

impl ScannerState {
    pub(crate) fn new(has_clamd: bool) -> Self {
        let seen = if has_clamd { Seen::NotYet } else { Seen::BuiltIn };
        Self { seen: Mutex::new(seen), unscannable: AtomicU64::new(0) }
    }

    /// What was last seen of the scanner.
    pub fn seen(&self) -> Seen {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What documents are scanned with, as far as is known.
    pub(crate) fn name(&self) -> String {
        match self.seen() {
            Seen::Up(version) => version.as_str().to_owned(),
            _ => BUILT_IN.to_owned(),
        }
    }

    /// Notes what is seen of the scanner, and returns what was seen before.
    pub(crate) fn note(&self, seen: Seen) -> Seen {
        std::mem::replace(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner), seen)
    }

    /// How many scans of this process ended with "unscannable", whether or not the document was let through.
    pub fn unscannable(&self) -> u64 {
        self.unscannable.load(Ordering::Relaxed)
    }

    pub(crate) fn count_unscannable(&self) {
        self.unscannable.fetch_add(1, Ordering::Relaxed);
    }
}
