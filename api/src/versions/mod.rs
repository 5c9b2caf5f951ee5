//! Versions of a document: take in a newer one, list them, take an older one once more.

pub(crate) mod add;
pub(crate) mod intake;
pub(crate) mod list;
pub(crate) mod restore;

use serde::Serialize;
use shared::{
    clock::Millis,
    documents::{
        files::{FileRow, ScanStatus, ShownStatus},
        managed::manages,
        versions::{NewVersion, Version},
        visible,
    },
    ids::FileId,
    people::sessions::Caller,
};
use utoipa::ToSchema;

use crate::{
    app::AppState,
    error::ApiError,
    files::{FileView, Uploader},
};

/// A version of a document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VersionView {
    /// Counts from 1; each number is given once.
    version: i64,
    /// Bytes.
    size: i64,
    /// In lower-case hex.
    sha256: String,
    #[schema(value_type = String, example = "clean", pattern = "^(pending|clean|infected|failed|released)$")]
    scan_status: ShownStatus,
    uploaded_by: Uploader,
    #[schema(value_type = String, format = DateTime)]
    uploaded_at: Millis,
    /// Whether it is the one that clients have.
    current: bool,
}

impl From<Version> for VersionView {
    fn from(row: Version) -> Self {
        let Version { version, size, sha256, scan_status, uploaded_by, uploader, uploaded_at, current, is_released } =
            row;
        let is_open = scan_status == ScanStatus::Clean || !is_released;
        let scan_status = if is_open { scan_status.into() } else { ShownStatus::Released };
        let uploaded_by = Uploader { id: uploaded_by, username: uploader };
        Self { version, size, sha256, scan_status, uploaded_by, uploaded_at, current }
    }
}

/// A version that was taken in, and the document that it is of.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AddedVersion {
    message: &'static str,
    version: VersionView,
    /// As it stands: clients have the version of before until the new one is clean.
    file: FileView,
}

impl AddedVersion {
    /// What `caller` is told of a version that they have brought.
    async fn of(app: &AppState, caller: &Caller, number: i64, new: NewVersion) -> Result<Self, ApiError> {
        let reader = caller.reader(app.clock.now());
        let file = visible::find(&app.db, &reader, new.file).await?.ok_or(ApiError::NotFound)?;
        let version = VersionView {
            version: number,
            size: new.size,
            sha256: new.sha256,
            scan_status: ShownStatus::Pending,
            uploaded_by: Uploader { id: caller.user.id, username: caller.user.username.to_string() },
            uploaded_at: new.uploaded_at,
            current: false,
        };
        let message = "The version is stored, and will be scanned.";
        Ok(Self { message, version, file: FileView::new(file, reader.role, reader.now) })
    }
}

/// A document that is not in the trash, for whoever may change it.
pub(crate) async fn of_manager(app: &AppState, caller: &Caller, id: FileId) -> Result<FileRow, ApiError> {
    let file = visible::find(&app.db, &caller.reader(app.clock.now()), id).await?.ok_or(ApiError::NotFound)?;
    if !manages(&caller.user, file.uploaded_by) {
        return Err(ApiError::PermissionMissing);
    }
    if file.trashed_at.is_some() { Err(ApiError::NotFound) } else { Ok(file) }
}
