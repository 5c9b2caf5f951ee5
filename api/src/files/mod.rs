//! Documents: take them in, list them, show them, say who has them, remove them.

pub(crate) mod access;
pub(crate) mod ask;
pub(crate) mod change;
pub(crate) mod delete;
pub(crate) mod downloads;
pub(crate) mod given_terms;
pub(crate) mod intake;
pub(crate) mod list;
pub(crate) mod page_image;
pub(crate) mod page_query;
pub(crate) mod preview;
pub(crate) mod query;
pub(crate) mod received;
pub(crate) mod restore;
pub(crate) mod show;
pub(crate) mod upload;
mod viewers;

use ooxml::Kind;
use serde::Serialize;
use shared::{
    clock::Millis,
    db::Tx,
    documents::{
        files::{FileName, FileRow, ShownStatus, State},
        managed,
        terms::{Audience, Description, MaxDownloads},
        visible::{Listed, Shown},
    },
    ids::{FileId, FolderId, UserId},
    people::{names::Role, users::User},
};
use utoipa::ToSchema;

use crate::error::ApiError;

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
    #[schema(value_type = String, example = "clean", pattern = "^(pending|clean|infected|failed|released)$")]
    scan_status: ShownStatus,
    /// What the scan found; for ops only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    scan_detail: Option<Box<serde_json::value::RawValue>>,
    uploaded_by: Uploader,
    #[schema(value_type = String, format = DateTime)]
    uploaded_at: Millis,
    /// Counts from 1.
    version: i64,
    #[schema(value_type = String, max_length = 1000)]
    description: Description,
    #[schema(max_items = 20)]
    labels: Vec<String>,
    folder: Option<InFolder>,
    /// When clients no longer see it.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Millis>,
    /// When whoever asks last downloaded it.
    #[schema(value_type = Option<String>, format = DateTime)]
    downloaded_at: Option<Millis>,
    #[serde(flatten)]
    for_ops: Option<ForOps>,
}

/// The folder that a document lies in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InFolder {
    #[schema(value_type = String, format = Uuid)]
    id: FolderId,
    /// The names of those above it and its own, with slashes between.
    #[schema(example = "Offers/2027")]
    path: String,
}

/// What only ops are told of a document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ForOps {
    #[schema(value_type = String, pattern = "^(everyone|named)$")]
    audience: Audience,
    /// How often each client may download it.
    #[schema(value_type = Option<i64>)]
    max_downloads: Option<MaxDownloads>,
    downloads: DownloadCounts,
    #[schema(value_type = String, pattern = "^(live|expired|trashed)$")]
    state: State,
    legal_hold: bool,
    /// When its scan came to its end.
    #[schema(value_type = Option<String>, format = DateTime)]
    scanned_at: Option<Millis>,
    released: Option<Released>,
}

/// How often a document was downloaded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DownloadCounts {
    /// How often it was delivered whole.
    count: i64,
    /// To how many accounts.
    clients: i64,
}

/// Who opened a document in spite of its scan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Released {
    by: Uploader,
    #[schema(value_type = String, format = DateTime)]
    at: Millis,
    reason: String,
}

/// Who uploaded a document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Uploader {
    #[schema(value_type = String, format = Uuid)]
    pub(crate) id: UserId,
    /// Empty when the account is gone.
    pub(crate) username: String,
}

impl FileView {
    /// What a reader may know of a document that they were given.
    pub(crate) fn new(file: FileRow, role: Role, now: Millis) -> Self {
        match role {
            Role::Client => Self::shown(file.into()),
            Role::Ops => Self::whole(file, now),
        }
    }

    /// The same of a document in a list.
    fn listed(file: Listed, now: Millis) -> Self {
        match file {
            Listed::Shown(shown) => Self::shown(shown),
            Listed::Whole(file) => Self::whole(file, now),
        }
    }

    /// What ops know.
    fn whole(mut file: FileRow, now: Millis) -> Self {
        let for_ops = Some(ForOps::new(&file, now));
        let scan_detail = file.scan_detail.take();
        let scan_detail = scan_detail.and_then(|json| serde_json::value::RawValue::from_string(json).ok());
        Self { scan_detail, for_ops, ..Self::shown(file.into()) }
    }

    /// What clients know.
    fn shown(file: Shown) -> Self {
        Self {
            id: file.id,
            scan_status: file.status(),
            name: file.name,
            kind: file.kind,
            content_type: file.kind.content_type(),
            size: file.size,
            sha256: file.sha256,
            scan_detail: None,
            uploaded_by: Uploader { id: file.uploaded_by, username: file.uploader },
            uploaded_at: file.uploaded_at,
            version: file.version,
            description: file.description,
            labels: file.labels.iter().map(ToOwned::to_owned).collect(),
            folder: file.folder_id.zip(file.folder_path).map(|(id, path)| InFolder { id, path }),
            expires_at: file.expires_at,
            downloaded_at: file.downloaded_at,
            for_ops: None,
        }
    }
}

/// Goes on where this account may change the document: its own, or any with the permission `documents`.
pub(crate) async fn is_managed(tx: &mut Tx, user: &User, id: FileId) -> Result<(), ApiError> {
    let uploaded_by = FileRow::uploaded_by(tx, id).await?.ok_or(ApiError::NotFound)?;
    if managed::manages(user, uploaded_by) { Ok(()) } else { Err(ApiError::PermissionMissing) }
}

impl ForOps {
    fn new(file: &FileRow, now: Millis) -> Self {
        let released = file.released_at.zip(file.released_by).map(|(at, id)| Released {
            by: Uploader { id, username: file.releaser.clone() },
            at,
            reason: file.release_reason.clone().unwrap_or_default(),
        });
        Self {
            audience: file.audience,
            max_downloads: file.max_downloads,
            downloads: DownloadCounts { count: file.delivered, clients: file.downloaders },
            state: file.state(now),
            legal_hold: file.legal_hold,
            scanned_at: file.scanned_at,
            released,
        }
    }
}
