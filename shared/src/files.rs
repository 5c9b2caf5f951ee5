//! Documents: what is known of each, and when it may leave.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

use crate::{
    clock::Millis,
    db::{Db, Tx},
    exec,
    ids::{BlobId, FileId, UserId},
    sessions::Reader,
    sql,
    users::Username,
};
use ooxml::Kind;

/// What the scan found. Only a clean document may leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum ScanStatus {
    /// Not scanned yet.
    Pending,
    /// Scanned, and nothing found that shuts it.
    Clean,
    /// Something was found that shuts it.
    Infected,
    /// The scan could not be finished; it stays shut.
    Failed,
}

impl ScanStatus {
    /// Its name, as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Clean => "clean",
            Self::Infected => "infected",
            Self::Failed => "failed",
        }
    }
}

/// A document's name as its uploader gave it: any Unicode, no path, no control characters, 1 to 255 bytes of UTF-8.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct FileName(String);

/// A text in which no name is left once paths and control characters are taken out.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("the file has no name")]
pub struct NoName;

const MAX_NAME_BYTES: usize = 255;

impl FileName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which names are searched and sorted.
    pub fn key(&self) -> String {
        search_key(&self.0)
    }

    /// What follows the last dot, without it; empty when there is no dot.
    pub fn extension(&self) -> &str {
        self.0.rsplit_once('.').map_or("", |(_, extension)| extension)
    }
}

impl FromStr for FileName {
    type Err = NoName;

    fn from_str(text: &str) -> Result<Self, NoName> {
        let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
        let name: String = last.chars().filter(|c| !c.is_control()).collect();
        if name.is_empty() {
            return Err(NoName);
        }
        Ok(Self(shorten(name)))
    }
}

/// Cuts a long name at a character, and keeps its extension where that leaves room for a name.
fn shorten(name: String) -> String {
    if name.len() <= MAX_NAME_BYTES {
        return name;
    }
    let extension = name.rfind('.').map_or("", |dot| &name[dot..]);
    let extension = if extension.len() < 32 { extension } else { "" };
    let stem = &name[..name.floor_char_boundary(MAX_NAME_BYTES - extension.len())];
    format!("{stem}{extension}")
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Folds a text so that names which read alike compare alike: compatibility forms are composed (a name typed on a
/// Mac arrives decomposed) and case is dropped.
pub fn search_key(text: &str) -> String {
    text.nfkc().collect::<String>().to_lowercase().nfkc().collect()
}

/// A document.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct FileRow {
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
    /// Whether it may leave.
    pub scan_status: ScanStatus,
    /// What the scan found, as JSON; for ops only.
    pub scan_detail: Option<String>,
    /// Who uploaded it.
    pub uploaded_by: UserId,
    /// That account's user name; empty when the account is gone.
    pub uploader: String,
    /// When it was uploaded.
    pub uploaded_at: Millis,
}

/// The columns of a [`FileRow`], without a condition.
const SELECT: &str = "SELECT f.id, f.name, f.kind, f.size, f.sha256, f.scan_status, f.scan_detail, f.uploaded_by,
    COALESCE(u.username, '') AS uploader, f.uploaded_at
    FROM files f LEFT JOIN users u ON u.id = f.uploaded_by";

/// What a scan made of a document.
#[derive(Clone, Debug)]
pub struct Scanned {
    /// Whether it may leave.
    pub status: ScanStatus,
    /// What was found, as JSON.
    pub detail: String,
    /// What it was scanned with: the scanner and the version of its signatures.
    pub scanned_with: String,
}

/// A document that is about to be recorded.
#[derive(Debug)]
pub struct NewFile {
    /// Where its bytes are.
    pub blob: BlobId,
    /// Its name.
    pub name: FileName,
    /// What its bytes are.
    pub kind: Kind,
    /// Bytes.
    pub size: u64,
    /// SHA-256 in lower-case hex.
    pub sha256: String,
    /// Who uploaded it.
    pub uploaded_by: UserId,
}

impl FileRow {
    /// Records a document that waits for its scan; `uploader` is the user name of `new.uploaded_by`.
    pub async fn create(tx: &mut Tx, new: NewFile, uploader: &Username, now: Millis) -> Result<Self, sqlx::Error> {
        let file = Self {
            id: FileId::new(),
            name: new.name,
            kind: new.kind,
            size: i64::try_from(new.size).map_err(|error| sqlx::Error::Encode(error.into()))?,
            sha256: new.sha256,
            scan_status: ScanStatus::Pending,
            scan_detail: None,
            uploaded_by: new.uploaded_by,
            uploader: uploader.to_string(),
            uploaded_at: now,
        };
        exec!(tx, |c| sqlx::query(
            "INSERT INTO files (id, blob, name, name_key, kind, size, sha256, scan_status, uploaded_by, uploaded_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        )
        .bind(file.id)
        .bind(new.blob)
        .bind(&file.name)
        .bind(file.name.key())
        .bind(file.kind)
        .bind(file.size)
        .bind(&file.sha256)
        .bind(file.scan_status)
        .bind(file.uploaded_by)
        .bind(now))?;
        Ok(file)
    }

    /// The document with this id, if there is one.
    pub async fn find(db: &Db, id: FileId) -> Result<Option<Self>, sqlx::Error> {
        let text = format!("{SELECT} WHERE f.id = $1");
        sql!(db, |c| sqlx::query_as(AssertSqlSafe(text)).bind(id).fetch_optional(c))
    }

    /// The same, for a reader whose session is live; none for any other.
    pub async fn find_for(db: &Db, reader: &Reader, id: FileId) -> Result<Option<Self>, sqlx::Error> {
        let text = format!("{SELECT} WHERE {} AND f.id = $5", Reader::IS_LIVE);
        sql!(db, |c| sqlx::query_as(AssertSqlSafe(text))
            .bind(reader.session)
            .bind(reader.user)
            .bind(reader.role)
            .bind(reader.now)
            .bind(id)
            .fetch_optional(c))
    }

    /// Removes a document's row and returns where its bytes are, or none when there was no such document.
    pub async fn delete(tx: &mut Tx, id: FileId) -> Result<Option<BlobId>, sqlx::Error> {
        let gone: Option<(BlobId,)> =
            sql!(tx, |c| sqlx::query_as("DELETE FROM files WHERE id = $1 RETURNING blob").bind(id).fetch_optional(c))?;
        Ok(gone.map(|(blob,)| blob))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(text: &str) -> String {
        text.parse::<FileName>().unwrap().0
    }

    #[test]
    fn names_lose_paths_and_control_characters_only() {
        assert_eq!(name("Bericht für Jürgen – 2026.docx"), "Bericht für Jürgen – 2026.docx");
        assert_eq!(name("../../etc/報告.xlsx"), "報告.xlsx");
        assert_eq!(name("C:\\Users\\ann\\plan.pptx"), "plan.pptx");
        assert_eq!(name("a\r\nb\0\u{7f}\u{85}.docx"), "ab.docx");
        for empty in ["", "/", "a/", "\0", "a\\"] {
            assert_eq!(empty.parse::<FileName>(), Err(NoName), "{empty:?}");
        }
    }

    #[test]
    fn long_names_are_cut_at_a_character_and_keep_their_extension() {
        let cut = name(&format!("{}.docx", "ä".repeat(200)));
        assert_eq!(cut, format!("{}.docx", "ä".repeat(125)));
        assert_eq!(name(&"x".repeat(300)).len(), 255);
    }

    #[test]
    fn names_that_read_alike_have_one_key() {
        assert_eq!(search_key("CAFE\u{301}.docx"), search_key("café.DOCX"));
        assert_eq!(search_key("ＡＢＣ"), "abc");
    }

    proptest! {
        #[test]
        fn any_name_is_safe(text in any::<String>(), long in "\\PC{200,400}\\.docx") {
            for text in [text, long] {
                if let Ok(name) = text.parse::<FileName>() {
                    prop_assert!((1..=255).contains(&name.0.len()));
                    prop_assert!(!name.0.contains(['/', '\\']) && !name.0.chars().any(char::is_control));
                    prop_assert_eq!(name.0.parse::<FileName>().unwrap(), name.clone());
                }
            }
        }
    }
}
