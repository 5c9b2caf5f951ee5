//! Documents: what is known of each. Who sees one is told by [`visible`](super::visible).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    clock::Millis,
    db::{Db, Tx},
    documents::{
        labels::Labels,
        terms::{Audience, Description, MaxDownloads, Terms},
    },
    exec,
    ids::{BlobId, FileId, FolderId, UserId},
    people::names::Username,
    search, sql,
    words::{Text, Told},
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

/// How the scan of a document is told: as it stands, or that somebody opened it in spite of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ShownStatus {
    /// Not scanned yet.
    Pending,
    /// Scanned, and nothing found that shuts it.
    Clean,
    /// Something was found that shuts it.
    Infected,
    /// The scan could not be finished; it stays shut.
    Failed,
    /// Opened by somebody in spite of its scan.
    Released,
}

impl ShownStatus {
    /// How a document is told of whose scan stands so, and which somebody may have released.
    pub fn of(scan: ScanStatus, is_released: bool) -> Self {
        if is_released && scan != ScanStatus::Clean { Self::Released } else { scan.into() }
    }

    /// Its name, as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Clean => "clean",
            Self::Infected => "infected",
            Self::Failed => "failed",
            Self::Released => "released",
        }
    }
}

impl From<ScanStatus> for ShownStatus {
    fn from(scan: ScanStatus) -> Self {
        match scan {
            ScanStatus::Pending => Self::Pending,
            ScanStatus::Clean => Self::Clean,
            ScanStatus::Infected => Self::Infected,
            ScanStatus::Failed => Self::Failed,
        }
    }
}

impl FromStr for ShownStatus {
    type Err = Text;

    fn from_str(text: &str) -> Result<Self, Text> {
        let all = [Self::Pending, Self::Clean, Self::Infected, Self::Failed, Self::Released];
        let named = all.into_iter().find(|status| status.as_str() == text);
        named.ok_or_else(|| Text::one_of(all.map(Self::as_str)))
    }
}

/// Whether a document is there for clients, as far as its time goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is there.
    Live,
    /// Its time is over.
    Expired,
    /// It is in the trash.
    Trashed,
}

impl State {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Expired => "expired",
            Self::Trashed => "trashed",
        }
    }
}

impl FromStr for State {
    type Err = Text;

    fn from_str(text: &str) -> Result<Self, Text> {
        let all = [Self::Live, Self::Expired, Self::Trashed];
        let named = all.into_iter().find(|state| state.as_str() == text);
        named.ok_or_else(|| Text::one_of(all.map(Self::as_str)))
    }
}

/// A document's name as its uploader gave it: any Unicode, no path, nothing that controls how text is shown, 1 to 255
/// bytes of UTF-8.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct FileName(String);

/// A text in which no name is left once paths and what controls text are taken out.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{}", self.text())]
pub struct NoName;

impl Told for NoName {
    fn text(&self) -> Text {
        Text::NoFileName
    }
}

const MAX_NAME_BYTES: usize = 255;

impl FileName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which names are searched and sorted.
    pub fn key(&self) -> String {
        search::key(&self.0)
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
        let name: String = last.chars().filter(|c| !is_dropped(*c)).collect();
        if name.is_empty() {
            return Err(NoName);
        }
        Ok(Self(shorten(name)))
    }
}

/// Says whether a character has no place in a name: control characters, what ends a line or a paragraph, and what
/// embeds, overrides or isolates a direction (UAX 9, sections 2.1 to 2.5), by which `gpj.exe` reads as another name.
/// The marks U+200E, U+200F and U+061C stay: they turn no letter around, and names that mix Hebrew or Arabic with digits
/// and brackets need them to be read.
fn is_dropped(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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

/// A document. It is read from rows by the [places](super::placed) of its columns.
#[derive(Clone, Debug)]
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
    /// When its scan came to its end; for ops only.
    pub scanned_at: Option<Millis>,
    /// Who uploaded it.
    pub uploaded_by: UserId,
    /// That account's user name; empty when the account is gone.
    pub uploader: String,
    /// When it was uploaded.
    pub uploaded_at: Millis,
    /// Which version of the document this is.
    pub version: i64,
    /// CRC-32 of its bytes, if it is known.
    pub crc32: Option<i64>,
    /// The epoch of its links: those of an earlier one are void.
    pub link_epoch: i64,
    /// What is said of it.
    pub description: Description,
    /// The folder that it lies in.
    pub folder_id: Option<FolderId>,
    /// For whom it is.
    pub audience: Audience,
    /// When clients no longer see it.
    pub expires_at: Option<Millis>,
    /// How often each client may download it.
    pub max_downloads: Option<MaxDownloads>,
    /// Whether it must be kept.
    pub legal_hold: bool,
    /// When it was put into the trash, if it is there.
    pub trashed_at: Option<Millis>,
    /// When somebody opened it in spite of its scan.
    pub released_at: Option<Millis>,
    /// Who did.
    pub released_by: Option<UserId>,
    /// Why; for ops only.
    pub release_reason: Option<String>,
    /// What it is found by.
    pub labels: Labels,
    /// The names of the folders above it and of the one that it lies in, with slashes between.
    pub folder_path: Option<String>,
    /// When whoever asks last downloaded it.
    pub downloaded_at: Option<Millis>,
    /// How often it was downloaded whole; for ops only.
    pub delivered: i64,
    /// To how many clients it was delivered whole; for ops only.
    pub downloaders: i64,
    /// The user name of whoever opened it in spite of its scan; for ops only, and empty when the account is gone.
    pub releaser: String,
}

/// A document that is about to be recorded.
#[derive(Debug)]
pub struct NewFile<'a> {
    /// Its name.
    pub name: FileName,
    /// What its bytes are.
    pub kind: Kind,
    /// Bytes.
    pub size: u64,
    /// SHA-256 in lower-case hex.
    pub sha256: String,
    /// CRC-32 of its bytes.
    pub crc32: u32,
    /// Who uploaded it.
    pub uploaded_by: UserId,
    /// To whom it goes, for how long, and what is said of it.
    pub terms: &'a Terms,
}

impl FileRow {
    /// A document that waits for its scan, with an id of its own; `uploader` is the user name of `new.uploaded_by`. It is
    /// [recorded](Self::record) next.
    pub fn pending(new: NewFile<'_>, uploader: &Username, now: Millis) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: FileId::new(),
            name: new.name,
            kind: new.kind,
            size: i64::try_from(new.size).map_err(|error| sqlx::Error::Encode(error.into()))?,
            sha256: new.sha256,
            scan_status: ScanStatus::Pending,
            scan_detail: None,
            scanned_at: None,
            uploaded_by: new.uploaded_by,
            uploader: uploader.to_string(),
            uploaded_at: now,
            version: 1,
            crc32: Some(new.crc32.into()),
            link_epoch: 0,
            description: new.terms.description.clone(),
            folder_id: new.terms.folder.as_ref().map(|folder| folder.id),
            audience: new.terms.audience,
            expires_at: new.terms.expires_at,
            max_downloads: new.terms.max_downloads,
            legal_hold: false,
            trashed_at: None,
            released_at: None,
            released_by: None,
            release_reason: None,
            labels: Labels::of(&new.terms.labels),
            folder_path: new.terms.folder.as_ref().map(|folder| folder.path.clone()),
            downloaded_at: None,
            delivered: 0,
            downloaders: 0,
            releaser: String::new(),
        })
    }

    /// How its scan is told.
    pub fn shown_status(&self) -> ShownStatus {
        ShownStatus::of(self.scan_status, self.released_at.is_some())
    }

    /// Whether it is there for clients at this time.
    pub fn state(&self, now: Millis) -> State {
        match (self.trashed_at, self.expires_at) {
            (Some(_), _) => State::Trashed,
            (None, Some(end)) if end <= now => State::Expired,
            (None, _) => State::Live,
        }
    }

    /// Records a document whose bytes are `blob`, and says whether it was not recorded before: a transaction that may
    /// have been committed can be done once more. One that is still under way is waited for.
    pub async fn record(&self, tx: &mut Tx, blob: BlobId) -> Result<bool, sqlx::Error> {
        let rows = exec!(tx, |c| {
            sqlx::query(
            "INSERT INTO files (id, blob, name, name_key, kind, size, sha256, scan_status, uploaded_by, uploaded_at,
                                description, folder_id, audience, expires_at, max_downloads, crc32, labels)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, (SELECT id FROM folders WHERE id = $12), $13, $14, $15, $16, $17)
             ON CONFLICT (id) DO NOTHING"
        )
        .bind(self.id)
        .bind(blob)
        .bind(&self.name)
        .bind(self.name.key())
        .bind(self.kind)
        .bind(self.size)
        .bind(&self.sha256)
        .bind(self.scan_status)
        .bind(self.uploaded_by)
        .bind(self.uploaded_at)
        .bind(&self.description)
        .bind(self.folder_id)
        .bind(self.audience)
        .bind(self.expires_at)
        .bind(self.max_downloads)
        .bind(self.crc32)
        .bind(&self.labels)
        })?;
        Ok(rows == 1)
    }

    /// Says whether there is a document whose bytes are these, in whatever version.
    pub async fn is_of(db: &Db, blob: BlobId) -> Result<bool, sqlx::Error> {
        let found: Option<(FileId,)> = sql!(db, |c| sqlx::query_as(
            "SELECT id FROM files WHERE blob = $1 UNION ALL SELECT file_id AS id FROM file_versions WHERE blob = $1"
        )
        .bind(blob)
        .fetch_optional(c))?;
        Ok(found.is_some())
    }

    /// Who uploaded a document, if there is one.
    pub async fn uploaded_by(tx: &mut Tx, id: FileId) -> Result<Option<UserId>, sqlx::Error> {
        let found: Option<(UserId,)> =
            sql!(tx, |c| sqlx::query_as("SELECT uploaded_by FROM files WHERE id = $1").bind(id).fetch_optional(c))?;
        Ok(found.map(|(uploaded_by,)| uploaded_by))
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
        for empty in ["", "/", "a/", "\0", "a\\", "\u{202e}\u{2066}"] {
            assert_eq!(empty.parse::<FileName>(), Err(NoName), "{empty:?}");
        }
    }

    #[test]
    fn names_lose_what_turns_text_around_and_keep_what_scripts_need() {
        assert_eq!(name("plan\u{202e}xcod.docx"), "planxcod.docx");
        for turning in ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}').chain(['\u{2028}', '\u{2029}']) {
            assert_eq!(name(&format!("a{turning}b.docx{turning}")), "ab.docx", "{turning:?}");
        }
        for kept in [
            "דוח\u{200f} (2).docx",
            "\u{200e}a.docx",
            "تقرير\u{61c}-1.docx",
            "می\u{200c}خواهم.docx",
            "👩\u{200d}💻.docx",
        ] {
            assert_eq!(name(kept), kept);
        }
    }

    #[test]
    fn long_names_are_cut_at_a_character_and_keep_their_extension() {
        let cut = name(&format!("{}.docx", "ä".repeat(200)));
        assert_eq!(cut, format!("{}.docx", "ä".repeat(125)));
        assert_eq!(name(&"x".repeat(300)).len(), 255);
    }

    proptest! {
        #[test]
        fn any_name_is_safe(text in "([\u{2020}-\u{2070}]|\\PC|[\0-\u{ff}])*", long in "\\PC{200,400}\\.docx") {
            for text in [text, long] {
                if let Ok(name) = text.parse::<FileName>() {
                    prop_assert!((1..=255).contains(&name.0.len()));
                    prop_assert!(!name.0.contains(['/', '\\']) && !name.0.chars().any(is_dropped));
                    prop_assert_eq!(name.0.parse::<FileName>().unwrap(), name.clone());
                }
            }
        }
    }
}
