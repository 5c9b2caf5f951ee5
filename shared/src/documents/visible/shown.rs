//! A document as lists have it. For a client that is what clients are shown: what else a row holds would be fetched and carried
//! along for each of them.

use ooxml::Kind;

use crate::{
    clock::Millis,
    documents::{
        files::{FileName, FileRow, ScanStatus, ShownStatus},
        labels::Labels,
        sorting::{FilePlace, Sort},
        terms::Description,
    },
    ids::{FileId, FolderId, UserId},
};

/// What a client is shown of a document.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its id.
    pub id: FileId,
    /// Its name.
    pub name: FileName,
    /// Word, Excel or PowerPoint.
    pub kind: Kind,
    /// Bytes.
    pub size: i64,
    /// SHA-256 of its bytes, in lower-case hex.
    pub sha256: String,
    pub(in crate::documents) scan_status: ScanStatus,
    pub(in crate::documents) released_at: Option<Millis>,
    /// Who uploaded it.
    pub uploaded_by: UserId,
    /// That account's user name; empty when the account is gone.
    pub uploader: String,
    /// When it was uploaded.
    pub uploaded_at: Millis,
    /// Which version of the document this is.
    pub version: i64,
    /// What is said of it.
    pub description: Description,
    /// The folder that it lies in.
    pub folder_id: Option<FolderId>,
    /// The names of the folders above it and of the one that it lies in, with slashes between.
    pub folder_path: Option<String>,
    /// When clients no longer see it.
    pub expires_at: Option<Millis>,
    /// What it is found by.
    pub labels: Labels,
    /// When whoever asks last downloaded it.
    pub downloaded_at: Option<Millis>,
}

/// The columns of documents that a list for clients is made of and sorted by.
pub(super) const OF_FILES: &str =
    "f.id, f.name, f.name_key, f.kind, f.size, f.sha256, f.scan_status, f.released_at, f.uploaded_by,
    f.uploaded_at, f.version, f.description, f.folder_id, f.expires_at, f.labels";

/// The same as they stand in the list, in their places.
pub(super) const COLUMNS: &str =
    "SELECT f.id, f.name, f.kind, f.size, f.sha256, f.scan_status, f.released_at, f.uploaded_by,
    f.uploaded_at, f.version, f.description, f.folder_id, f.expires_at, f.labels";

impl Shown {
    /// How its scan stands, as it is shown.
    pub fn status(&self) -> ShownStatus {
        ShownStatus::of(self.scan_status, self.released_at.is_some())
    }
}

impl From<FileRow> for Shown {
    fn from(row: FileRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            kind: row.kind,
            size: row.size,
            sha256: row.sha256,
            scan_status: row.scan_status,
            released_at: row.released_at,
            uploaded_by: row.uploaded_by,
            uploader: row.uploader,
            uploaded_at: row.uploaded_at,
            version: row.version,
            description: row.description,
            folder_id: row.folder_id,
            folder_path: row.folder_path,
            expires_at: row.expires_at,
            labels: row.labels,
            downloaded_at: row.downloaded_at,
        }
    }
}

/// A document in a list.
#[derive(Clone, Debug)]
pub enum Listed {
    /// For clients.
    Shown(Shown),
    /// For ops.
    Whole(FileRow),
}

impl Listed {
    /// Where it stands in a list of this order.
    pub fn place(&self, sort: Sort) -> FilePlace {
        match self {
            Self::Shown(it) => FilePlace::of(it.id, sort, it.uploaded_at, &it.name, it.size, it.expires_at),
            Self::Whole(it) => FilePlace::of(it.id, sort, it.uploaded_at, &it.name, it.size, it.expires_at),
        }
    }
}
