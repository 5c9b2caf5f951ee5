//! What is known of the bytes of uploads between their parts.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use ooxml::checksums::Checksums;
use shared::ids::UploadId;
use storage::Sums;

/// What this process has computed of the bytes of uploads whose next part is still to come. Without it, all bytes are read
/// once more at the end.
#[derive(Debug, Default)]
pub(crate) struct KnownSums(Mutex<HashMap<UploadId, Sums<Checksums>>>);

/// So many are kept; each takes a few bytes for each 128 KiB that have come.
const MOST_SUMS: usize = 256;

impl KnownSums {
    /// Keeps what is known, while there is room.
    pub(super) fn keep(&self, id: UploadId, sums: Option<Sums<Checksums>>) {
        let Some(sums) = sums else { return };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() < MOST_SUMS {
            known.insert(id, sums);
        }
    }

    /// What is known, which is forgotten by this.
    pub(super) fn take(&self, id: UploadId) -> Option<Sums<Checksums>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&id)
    }
}
