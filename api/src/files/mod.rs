//! Documents: take them in, list them, show them, say who has them, remove them.

pub(crate) mod delete;
pub(crate) mod downloads;
pub(crate) mod intake;
pub(crate) mod list;
mod received;
pub(crate) mod restore;
pub(crate) mod show;
pub(crate) mod upload;

use ooxml::Kind;
use serde::Serialize;
use shared::{
    clock::Millis,
    documents::files::{FileName, FileRow, ScanStatus},
    ids::{FileId, UserId},
    people::names::Role,
};
use utoipa::ToSchema;

/// A document, as it is told to whoever may see it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FileView {
    #[schema(value_type = String, format = Uuid)]
    id: FileId,
    #[schema(value_type = String, example = "Offer.docx")]
    name: FileName,
    #[schema(value_type = String, example = "docx", pattern = "^(docx|xlsx|pptx)$")]
    kind: Kind,
    #[schema(example = "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    content_type: &'static str,
    /// Bytes.
    #[schema(example = 20480)]
    size: i64,
    /// In lower-case hex.
    sha256: String,
    #[schema(value_type = String, example = "clean", pattern = "^(pending|clean|infected|failed)$")]
    scan_status: ScanStatus,
    /// What the scan found; for ops only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    scan_detail: Option<Box<serde_json::value::RawValue>>,
    uploaded_by: Uploader,
    #[schema(value_type = String, format = DateTime)]
    uploaded_at: Millis,
}

/// Who uploaded a document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Uploader {
    #[schema(value_type = String, format = Uuid)]
    id: UserId,
    /// Empty when the account is gone.
    username: String,
}

impl FileView {
    /// What an account of this role may know of a document.
    pub(crate) fn for_role(file: FileRow, role: Role) -> Self {
        let scan_detail = file.scan_detail.filter(|_| role == Role::Ops);
        Self {
            id: file.id,
            name: file.name,
            kind: file.kind,
            content_type: file.kind.content_type(),
            size: file.size,
            sha256: file.sha256,
            scan_status: file.scan_status,
            scan_detail: scan_detail.and_then(|json| serde_json::value::RawValue::from_string(json).ok()),
            uploaded_by: Uploader { id: file.uploaded_by, username: file.uploader },
            uploaded_at: file.uploaded_at,
        }
    }
}
