//! Versions of a document. `files` holds the one that clients have; all others stand in `file_versions`: older ones, newer ones
//! that wait for their scan, and those that it shut.
//!
//! ```text
//! add ──▶ pending in file_versions ──(clean, and newer than what clients have)──▶ files ──(a newer one)──▶ file_versions
//!                    └──(infected, failed, or a newer one was faster)──▶ stays where it is
//! ```
//!
//! Numbers only grow, and each is given once. Whoever changes which version stands where, or how its scan stands, [holds](hold)
//! the document's row first.

use ooxml::Kind;
use serde::{Deserialize, Serialize};

use super::files::ScanStatus;
use crate::{
    clock::Millis,
    db::{
        Db, Tx,
        page::{Order, Page, Place, Rows},
        statement::{Parameter, Statement},
    },
    exec,
    ids::{BlobId, FileId, UserId},
    sql,
};

/// A version that is about to be recorded.
#[derive(Clone, Debug)]
pub struct NewVersion {
    /// The document.
    pub file: FileId,
    /// Its bytes.
    pub blob: BlobId,
    /// Bytes.
    pub size: i64,
    /// SHA-256 in lower-case hex.
    pub sha256: String,
    /// CRC-32 of its bytes.
    pub crc32: u32,
    /// Who brought it.
    pub uploaded_by: UserId,
    /// When it came.
    pub uploaded_at: Millis,
}

/// What came of recording a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is recorded, with this number.
    Now(i64),
    /// It was recorded before.
    Before(i64),
    /// There is no such document, or it is in the trash.
    NoDocument,
}

/// A version in a list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Version {
    /// Its number.
    pub version: i64,
    /// Bytes.
    pub size: i64,
    /// SHA-256 of its bytes, in lower-case hex.
    pub sha256: String,
    /// How its scan stands.
    pub scan_status: ScanStatus,
    /// Who brought it.
    pub uploaded_by: UserId,
    /// That account's user name; empty when the account is gone.
    pub uploader: String,
    /// When it came.
    pub uploaded_at: Millis,
    /// Whether it is the one that clients have.
    pub current: bool,
    /// Whether somebody opened it in spite of its scan.
    pub is_released: bool,
}

/// The bytes of a version.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct VersionBytes {
    /// Where they are.
    pub blob: BlobId,
    /// SHA-256 of them, in lower-case hex.
    pub sha256: String,
    /// How its scan stands.
    pub scan_status: ScanStatus,
}

/// Where a version stands in a list.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct VersionPlace {
    #[serde(rename = "v")]
    version: i64,
}

impl From<&Version> for VersionPlace {
    fn from(row: &Version) -> Self {
        Self { version: row.version }
    }
}

impl Place<1> for VersionPlace {
    const LIST: &'static str = "versions";

    fn values(&self) -> [Parameter; 1] {
        [self.version.into()]
    }
}

/// Waits until nobody else changes the versions of a document, and keeps others out until the transaction ends. Says whether
/// there is such a document.
pub async fn hold(tx: &mut Tx, file: FileId) -> Result<bool, sqlx::Error> {
    Ok(held(file).execute_in(tx).await? == 1)
}

/// The statement that [holds](hold) a document, for whoever reads it by the same.
pub(super) fn held(file: FileId) -> Statement {
    Statement::new("UPDATE files SET last_version = last_version WHERE id = ").bind(file.0)
}

impl NewVersion {
    /// Records it as one that waits for its scan, unless that was done before: a transaction that may have been committed can
    /// be done once more. One that is still under way is waited for.
    pub async fn record(&self, tx: &mut Tx) -> Result<Added, sqlx::Error> {
        let number: Option<(i64,)> = sql!(tx, |c| {
            sqlx::query_as(
            "UPDATE files SET last_version = last_version + 1 WHERE id = $1 AND trashed_at IS NULL RETURNING last_version"
        )
        .bind(self.file)
        .fetch_optional(c)
        })?;
        let before: Option<(i64,)> = sql!(tx, |c| sqlx::query_as(
            "SELECT version FROM file_versions WHERE blob = $1 UNION ALL SELECT version FROM files WHERE blob = $1"
        )
        .bind(self.blob)
        .fetch_optional(c))?;
        let number = match (before, number) {
            (Some((version,)), _) => return Ok(Added::Before(version)),
            (None, None) => return Ok(Added::NoDocument),
            (None, Some((number,))) => number,
        };
        exec!(tx, |c| sqlx::query(
            "INSERT INTO file_versions
                 (file_id, version, blob, size, sha256, crc32, scan_status, uploaded_by, uploaded_at)
             VALUES ($1, $2, $3, $4, $5, $6, 'pending', $7, $8)"
        )
        .bind(self.file)
        .bind(number)
        .bind(self.blob)
        .bind(self.size)
        .bind(&self.sha256)
        .bind(i64::from(self.crc32))
        .bind(self.uploaded_by)
        .bind(self.uploaded_at))?;
        Ok(Added::Now(number))
    }
}

/// Gives clients a version that was found clean, where it is newer than the one that they have, and keeps that one beside it.
/// Who sees the document, and for how long, stays as it was. Whoever asks [holds](hold) the document.
pub(super) async fn take_place(tx: &mut Tx, (file, version): (FileId, i64)) -> Result<(), sqlx::Error> {
    let kept = exec!(tx, |c| {
        sqlx::query(
        "INSERT INTO file_versions (file_id, version, blob, size, sha256, crc32, scan_status, scan_detail, scanned_at,
                                    scanned_with, uploaded_by, uploaded_at)
         SELECT id, version, blob, size, sha256, crc32, scan_status, scan_detail, scanned_at, scanned_with,
                COALESCE(version_by, uploaded_by), uploaded_at FROM files WHERE id = $1 AND version < $2"
    )
    .bind(file)
    .bind(version)
    })?;
    if kept == 0 {
        return Ok(());
    }
    // What somebody opened in spite of its scan was the version of then.
    exec!(tx, |c| {
        sqlx::query(
        "UPDATE files SET (version, blob, size, sha256, crc32, scan_status, scan_detail, scanned_at, scanned_with, version_by,
                           uploaded_at) =
             (SELECT v.version, v.blob, v.size, v.sha256, v.crc32, v.scan_status, v.scan_detail, v.scanned_at, v.scanned_with,
                     v.uploaded_by, v.uploaded_at FROM file_versions v WHERE v.file_id = $1 AND v.version = $2),
             released_at = NULL, released_by = NULL, release_reason = NULL
         WHERE id = $1"
    )
    .bind(file)
    .bind(version)
    })?;
    exec!(tx, |c| sqlx::query("DELETE FROM file_versions WHERE file_id = $1 AND version = $2").bind(file).bind(version))
        .map(|_| ())
}

/// Of what kind a document is that is not in the trash.
pub async fn kind_of(db: &Db, file: FileId) -> Result<Option<Kind>, sqlx::Error> {
    let found: Option<(Kind,)> =
        sql!(db, |c| sqlx::query_as("SELECT kind FROM files WHERE id = $1 AND trashed_at IS NULL")
            .bind(file)
            .fetch_optional(c))?;
    Ok(found.map(|(kind,)| kind))
}

/// A page of the versions of a document, the newest first.
pub async fn list(db: &Db, file: FileId, page: &Page<VersionPlace>) -> Result<Rows<Version>, sqlx::Error> {
    let all = Statement::new(
        "SELECT v.version, v.size, v.sha256, v.scan_status, v.uploaded_by, COALESCE(u.username, '') AS uploader,
                v.uploaded_at, v.current, v.is_released
         FROM (SELECT version, size, sha256, scan_status, COALESCE(version_by, uploaded_by) AS uploaded_by, uploaded_at,
                      TRUE AS current, released_at IS NOT NULL AS is_released FROM files WHERE id = ",
    );
    let all = all.bind(file.0).push(
        " UNION ALL SELECT version, size, sha256, scan_status, uploaded_by, uploaded_at, FALSE, FALSE
          FROM file_versions WHERE file_id = ",
    );
    let all = all.bind(file.0).push(") v LEFT JOIN users u ON u.id = v.uploaded_by WHERE TRUE");
    all.fetch_page(db, Order { columns: ["v.version"], descending: true }, page).await
}

/// The bytes of one version.
pub async fn bytes_of(db: &Db, file: FileId, version: i64) -> Result<Option<VersionBytes>, sqlx::Error> {
    sql!(db, |c| sqlx::query_as(
        "SELECT blob, sha256, scan_status FROM files WHERE id = $1 AND version = $2
         UNION ALL SELECT blob, sha256, scan_status FROM file_versions WHERE file_id = $1 AND version = $2"
    )
    .bind(file)
    .bind(version)
    .fetch_optional(c))
}
