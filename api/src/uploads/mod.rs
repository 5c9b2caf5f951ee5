//! Documents that arrive in parts, by tus 1.0: begun, sent on, asked about, given up.

pub(crate) mod begin;
pub(crate) mod checking;
pub(crate) mod end;
pub(crate) mod held;
pub(crate) mod known_sums;
pub(crate) mod offer;
pub(crate) mod offset;
pub(crate) mod part;
mod receiving;
mod refused;
pub(crate) mod show;
pub(crate) mod tus;

use serde::Serialize;
use serde_json::Value;
use shared::{
    clock::Millis,
    documents::uploads::{Upload, UploadState},
    ids::UploadId,
    words::Language,
};
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
