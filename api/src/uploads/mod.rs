//! Documents that arrive in parts, by tus 1.0: begun, sent on, asked about, given up.

pub(crate) mod begin;
pub(crate) mod checking;
pub(crate) mod end;
pub(crate) mod held;
pub(crate) mod offer;
pub(crate) mod offset;
pub(crate) mod part;
mod receiving;
mod refused;
pub(crate) mod show;
pub(crate) mod tus;

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use ooxml::checksums::Checksums;
use serde::Serialize;
use serde_json::Value;
use shared::{
    clock::Millis,
    documents::uploads::{Upload, UploadState},
    ids::UploadId,
    words::Language,
};
use storage::Sums;
use utoipa::ToSchema;

use crate::files::FileView;

/// How an upload stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UploadView {
    #[schema(value_type = String, format = Uuid)]
    id: UploadId,
    #[schema(value_type = String, pattern = "^(receiving|checking|stored|refused)$", example = "receiving")]
    state: UploadState,
    /// Bytes that have come, and are kept.
    #[schema(example = 1000)]
    offset: i64,
    /// Bytes in all; null where that is not known yet.
    #[schema(example = 4000)]
    size: Option<i64>,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Millis,
    /// The document that it has become.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<FileView>,
    /// Why it is not taken in, as a problem document.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::error::Problem>)]
    problem: Option<Value>,
}

impl UploadView {
    fn of(upload: &Upload, file: Option<FileView>, language: Language) -> Self {
        let problem = upload.problem.as_deref().and_then(|problem| refused::told(problem, language));
        let &Upload { id, state, received, length, expires_at, .. } = upload;
        Self { id, state, offset: received, size: length, expires_at, file, problem }
    }
}

/// What this process has computed of the bytes of uploads whose next part is still to come. Without it, all bytes are read
/// once more at the end.
#[derive(Debug, Default)]
pub(crate) struct KnownSums(Mutex<HashMap<UploadId, Sums<Checksums>>>);

/// So many are kept; each takes a few bytes for each 128 KiB that have come.
const MOST_SUMS: usize = 256;

impl KnownSums {
    fn keep(&self, id: UploadId, sums: Option<Sums<Checksums>>) {
        let Some(sums) = sums else { return };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() < MOST_SUMS {
            known.insert(id, sums);
        }
    }

    fn take(&self, id: UploadId) -> Option<Sums<Checksums>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&id)
    }
}
