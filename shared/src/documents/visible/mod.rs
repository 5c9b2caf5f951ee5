//! Which documents somebody sees, and which may leave. Lists, show, mint and the opening of links ask here, and nothing
//! else reads a document for somebody.
//!
//! | asked | what there is for a client | what is told of its state |
//! | --- | --- | --- |
//! | [`list`](fn@list), [`count`], [`find`], [`find_all`], [`newest`], [`seen_of`] | what is open and meant for them | nothing: it is open |
//! | [`find_to_look_at`] | what is open and meant for them, if only to be looked at | how the images of its pages stand ([`Looked`]) |
//! | [`find_to_download`], [`find_all_to_download`] | what is meant for them and not in the trash | why it does not leave ([`Held`]) |
//! | [`behind_link`] | every document | why it does not leave ([`Held`]) |
//! | [`has_any_expired`] | what was open and meant for them | that the time of something is over |
//! | [`coming`](fn@coming) | what they are to be told of | whether they see it |
//! | [`access`](fn@access), [`access_of`] | asked by ops: who sees a document, and why one client does not | all of it |
//!
//! For ops there is every document, and lists leave out the trash. What is open, and what is meant for somebody, is said by
//! `rule` alone.
//!
//! The same query asks whether the reader's session is live, or looks at the account behind the link: one trip to the
//! database, and nothing in between that could change.

mod access;
mod coming;
mod list;
mod live;
mod preview;
mod rule;
mod shown;

use ooxml::Kind;
use thiserror::Error;

pub(super) use self::rule::IS_OPEN_OR_OVER;
pub use self::{
    access::{Access, AccessPlace, Because, Blocked, Reason, access, access_of},
    coming::{
        AskedFor, Coming, Fresh, Reach, Spread, asked_for, coming, coming_beneath, due_to_be_told, ready_news, told_by,
    },
    list::{Filter, MOST_COUNTED, OpsFilter, Wanted, count, list},
    live::{Expired, expired_between, has_any_expired, newest, seen_of},
    preview::{Looked, ToLookAt, find_to_look_at},
    shown::{Listed, Shown},
};
use crate::{
    clock::Millis,
    db::{Db, statement::Statement},
    documents::{
        files::{FileName, FileRow, ScanStatus},
        terms::{MaxDownloads, Right},
    },
    ids::{BlobId, FileId, UserId},
    people::{names::Role, sessions::Reader, users::may_act_in_its_time},
    sql,
};

/// Why a document does not leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Held {
    /// The account may not download.
    #[error("the account may not download")]
    FromAccount,
    /// It is not, or no longer, for whoever asks.
    #[error("the document is not for this account")]
    NotTheirs,
    /// It is not scanned yet.
    #[error("the document is not scanned yet")]
    Pending,
    /// The scan did not find it clean.
    #[error("the scan did not find the document clean")]
    Quarantined,
    /// Its time is over.
    #[error("the document has expired")]
    Expired,
    /// It may be looked at, and no more.
    #[error("the document may only be looked at")]
    ViewOnly,
}

/// Says whether a document whose scan stands so may leave, where somebody has released it or nobody has. Queries ask the same by
/// `IS_OPEN_OR_OVER`.
pub fn may_leave(scan: ScanStatus, is_released: bool) -> Result<(), Held> {
    match scan {
        _ if is_released => Ok(()),
        ScanStatus::Clean => Ok(()),
        ScanStatus::Pending => Err(Held::Pending),
        ScanStatus::Infected | ScanStatus::Failed => Err(Held::Quarantined),
    }
}

/// Who asks for documents.
#[derive(Clone, Copy)]
enum Asking<'a> {
    /// Somebody with an access token. Without a live session there is nothing for them.
    Reader(&'a Reader),
    /// Whoever has a link that was made for this account, which is told of beside the document as `account`.
    Link(UserId),
}

/// The documents `f` that there are for whoever asks, of which the rest of the statement takes some.
fn known_to(asking: Asking<'_>, from: Statement) -> Statement {
    match asking {
        Asking::Reader(reader) => {
            reader.is_live(from.push(" LEFT JOIN users uploader ON uploader.id = f.uploaded_by WHERE "))
        }
        Asking::Link(user) => from.push(" LEFT JOIN users account ON account.id = ").bind(user.0).push(" WHERE TRUE"),
    }
}

/// Selects the columns of a [`FileRow`] for this account, in their places. What a scan found is for ops only, so it is not even fetched for
/// others.
fn columns(role: Role, user: UserId) -> Statement {
    let columns = Statement::new(
        "SELECT f.id, f.name, f.kind, f.size, f.sha256, f.scan_status, f.uploaded_by, f.uploaded_at, f.version, f.description,
        f.folder_id, f.audience, f.expires_at, f.max_downloads, f.legal_hold, f.trashed_at, f.released_at, f.released_by,
        f.crc32, f.link_epoch, f.labels",
    );
    looked_up(columns, user).push(", ").push(match role {
        Role::Client => {
            "CAST(NULL AS TEXT) AS scan_detail, CAST(NULL AS BIGINT) AS scanned_at, CAST(NULL AS TEXT) AS release_reason,
            CAST(0 AS BIGINT) AS delivered, CAST(0 AS BIGINT) AS downloaders, '' AS releaser"
        }
        Role::Ops => {
            "f.scan_detail, f.scanned_at, f.release_reason,
            (SELECT CAST(COALESCE(SUM(d.delivered), 0) AS BIGINT) FROM downloads d WHERE d.file_id = f.id) AS delivered,
            (SELECT COUNT(*) FROM downloads d WHERE d.file_id = f.id AND d.delivered > 0) AS downloaders,
            COALESCE((SELECT u.username FROM users u WHERE u.id = f.released_by), '') AS releaser"
        }
    })
}

/// Goes on with the columns of what is known of a document elsewhere: who brought it, where it lies, and when this account
/// last downloaded it.
fn looked_up(columns: Statement, user: UserId) -> Statement {
    let columns = columns.push(
        ", COALESCE(uploader.username, '') AS uploader,
        CASE WHEN f.folder_id IS NULL THEN NULL ELSE (
            SELECT string_agg(a.name, '/' ORDER BY l.distance DESC)
            FROM folder_lines l JOIN folders a ON a.id = l.above_id WHERE l.folder_id = f.folder_id) END AS folder_path,
        (SELECT d.last_at FROM downloads d WHERE d.file_id = f.id AND d.user_id = ",
    );
    columns.bind(user.0).push(") AS downloaded_at")
}

/// What a reader whose session is live sees, of which the rest of the statement takes some.
fn seen_by(reader: &Reader) -> Statement {
    sees(known_to(Asking::Reader(reader), columns(reader.role, reader.user).push(" FROM files f")), reader)
}

/// The condition that this reader sees `f`, behind another one.
fn sees(statement: Statement, reader: &Reader) -> Statement {
    match reader.role {
        Role::Client => {
            rule::is_meant_for(rule::is_open(statement.push(" AND "), reader.now).push(" AND "), reader.user)
        }
        Role::Ops => statement,
    }
}

/// A document, where the reader's session is live and they see it.
pub async fn find(db: &Db, reader: &Reader, id: FileId) -> Result<Option<FileRow>, sqlx::Error> {
    seen_by(reader).push(" AND f.id = ").bind(id.0).fetch_together(db).await
}

/// Those of these documents that a reader whose session is live sees, in no order.
pub async fn find_all(db: &Db, reader: &Reader, ids: &[FileId]) -> Result<Vec<FileRow>, sqlx::Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    seen_by(reader).push(" AND f.id IN ").bind_list(ids.iter().map(|id| id.0)).varying().fetch_all(db).await
}

/// A document, for whoever brought it or a version of it.
pub async fn brought(db: &Db, id: FileId, by: UserId) -> Result<Option<FileRow>, sqlx::Error> {
    let of_all = columns(Role::Ops, by)
        .push(" FROM files f LEFT JOIN users uploader ON uploader.id = f.uploaded_by WHERE f.id = ");
    let theirs = of_all.bind(id.0).push(" AND (f.uploaded_by = ").bind(by.0).push(" OR f.version_by = ").bind(by.0);
    let theirs = theirs.push(" OR f.id IN (SELECT v.file_id FROM file_versions v WHERE v.file_id = ").bind(id.0);
    theirs.push(" AND v.uploaded_by = ").bind(by.0).push("))").fetch_optional(db).await
}

/// A document, for whoever manages every one.
pub async fn any(db: &Db, id: FileId, by: UserId) -> Result<Option<FileRow>, sqlx::Error> {
    let of_all = columns(Role::Ops, by).push(" FROM files f LEFT JOIN users uploader ON uploader.id = f.uploaded_by");
    of_all.push(" WHERE f.id = ").bind(id.0).fetch_optional(db).await
}

/// A document that is there for a reader, to be downloaded by them if it [may leave](Self::may_leave).
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ToDownload {
    /// The document.
    #[sqlx(flatten)]
    pub file: FileRow,
    is_over: bool,
    may: Option<Right>,
}

impl ToDownload {
    /// Says whether it is meant for whoever asked.
    fn is_meant(&self) -> bool {
        self.may.is_some()
    }

    /// Says whether it may leave.
    pub fn may_leave(&self) -> Result<(), Held> {
        may_leave(self.file.scan_status, self.file.released_at.is_some())?;
        match self.may {
            _ if self.is_over => Err(Held::Expired),
            Some(Right::Download) => Ok(()),
            Some(Right::View) | None => Err(Held::ViewOnly),
        }
    }
}

/// What there is for a reader to download, of which the rest of the statement takes some. What is not meant for them is among
/// it, too, and nobody gets it but by [`is_meant`](ToDownload::is_meant).
fn to_download(reader: &Reader) -> Statement {
    let columns = columns(reader.role, reader.user);
    let columns = match reader.role {
        Role::Client => {
            let columns = columns.push(", (f.expires_at IS NOT NULL AND f.expires_at <= ").bind(reader.now);
            rule::may(columns.push(") AS is_over, "), reader.user).push(" AS may")
        }
        Role::Ops => columns.push(", FALSE AS is_over, 'download' AS may"),
    };
    known_to(Asking::Reader(reader), columns.push(" FROM files f")).push(" AND f.trashed_at IS NULL")
}

/// Those that are meant for whoever asked.
async fn meant(db: &Db, asked_for: Statement) -> Result<Vec<ToDownload>, sqlx::Error> {
    let mut found: Vec<ToDownload> = asked_for.fetch_all(db).await?;
    found.retain(ToDownload::is_meant);
    Ok(found)
}

/// A document, where the reader's session is live and it is meant for them.
pub async fn find_to_download(db: &Db, reader: &Reader, id: FileId) -> Result<Option<ToDownload>, sqlx::Error> {
    let asked_for = to_download(reader).push(" AND f.id = ").bind(id.0);
    Ok(asked_for.fetch_together(db).await?.filter(ToDownload::is_meant))
}

/// Those of these documents that are meant for a reader whose session is live, in no order.
pub async fn find_all_to_download(db: &Db, reader: &Reader, ids: &[FileId]) -> Result<Vec<ToDownload>, sqlx::Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    meant(db, to_download(reader).push(" AND f.id IN ").bind_list(ids.iter().map(|id| id.0)).varying()).await
}

/// The document behind a link, and what there is of the account that the link was made for.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct BehindLink {
    /// The document.
    pub id: FileId,
    /// Which version of it this is.
    pub version: i64,
    /// Links of an earlier epoch are void.
    pub link_epoch: i64,
    /// How often each client may download it.
    pub max_downloads: Option<MaxDownloads>,
    /// Bytes.
    pub size: i64,
    /// Its bytes.
    pub blob: BlobId,
    /// Its name.
    pub name: FileName,
    /// Word, Excel or PowerPoint.
    pub kind: Kind,
    /// SHA-256 of its bytes, in lower-case hex.
    pub sha256: String,
    scan_status: ScanStatus,
    is_released: bool,
    is_trashed: bool,
    /// When clients no longer see it.
    file_expires_at: Option<Millis>,
    may: Option<Right>,
    role: Option<Role>,
    is_good: bool,
    expires_at: Option<Millis>,
}

impl BehindLink {
    /// Says whether the account behind the link may act.
    fn account_may_act(&self, now: Millis) -> bool {
        self.is_good && self.expires_at.is_none_or(|end| end > now)
    }

    /// Says whether the document is there for the account behind the link at this time, where accounts of these roles may
    /// download. To whom it is not nothing is told of how it stands.
    pub fn is_there(&self, now: Millis, may_download: impl FnOnce(Role) -> bool) -> Result<(), Held> {
        let is_over = |end: Option<Millis>| end.is_some_and(|end| end <= now);
        let role = self.role.filter(|_| self.account_may_act(now)).ok_or(Held::FromAccount)?;
        if !may_download(role) {
            return Err(Held::FromAccount);
        }
        let is_client = role == Role::Client;
        if self.is_trashed || (is_client && self.may.is_none()) {
            return Err(Held::NotTheirs);
        }
        if is_client && is_over(self.file_expires_at) { Err(Held::Expired) } else { Ok(()) }
    }

    /// Says whether the document, which [is there](Self::is_there) for the account behind the link, may leave.
    pub fn may_leave(&self) -> Result<(), Held> {
        may_leave(self.scan_status, self.is_released)?;
        let may_only_look = self.role == Some(Role::Client) && self.may != Some(Right::Download);
        if may_only_look { Err(Held::ViewOnly) } else { Ok(()) }
    }
}

/// The documents behind links, and the account that those were made for.
fn behind_links(user: UserId) -> Statement {
    let columns = Statement::new(
        "SELECT f.id, f.version, f.link_epoch, f.max_downloads, f.size, f.blob, f.name, f.kind, f.sha256, f.scan_status,
         f.released_at IS NOT NULL AS is_released, f.trashed_at IS NOT NULL AS is_trashed, f.expires_at AS file_expires_at,
         account.role, (",
    );
    // Whether its time is over is asked behind this, by `account_may_act`.
    let columns = may_act_in_its_time(columns, "account").push(") AS is_good, account.expires_at, ");
    known_to(Asking::Link(user), rule::may(columns, user).push(" AS may FROM files f"))
}

/// The document behind a link that was made for this account, if there is still one.
pub async fn behind_link(db: &Db, id: FileId, user: UserId) -> Result<Option<BehindLink>, sqlx::Error> {
    behind_links(user).push(" AND f.id = ").bind(id.0).fetch_together(db).await
}

/// Those of these documents that are still there, for a link to all of them that was made for this account; in no order.
pub async fn all_behind_link(db: &Db, ids: &[FileId], user: UserId) -> Result<Vec<BehindLink>, sqlx::Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    behind_links(user).push(" AND f.id IN ").bind_list(ids.iter().map(|id| id.0)).varying().fetch_all(db).await
}

/// The bytes of another version than the one that clients have.
#[derive(sqlx::FromRow)]
struct OtherVersion {
    blob: BlobId,
    size: i64,
    sha256: String,
    crc32: Option<i64>,
    scan_status: ScanStatus,
    uploaded_at: Millis,
}

impl OtherVersion {
    async fn find(db: &Db, file: FileId, version: i64) -> Result<Option<Self>, sqlx::Error> {
        sql!(db, |c| sqlx::query_as(
            "SELECT blob, size, sha256, crc32, scan_status, uploaded_at FROM file_versions
             WHERE file_id = $1 AND version = $2"
        )
        .bind(file)
        .bind(version)
        .fetch_optional(c))
    }
}

impl ToDownload {
    /// The same document in another version, if there is one of this number.
    pub async fn in_version(self, db: &Db, version: i64) -> Result<Option<Self>, sqlx::Error> {
        if self.file.version == version {
            return Ok(Some(self));
        }
        let other = OtherVersion::find(db, self.file.id, version).await?;
        Ok(other.map(|OtherVersion { size, sha256, crc32, scan_status, uploaded_at, .. }| {
            // What a scan found, and who opened it in spite of that, is told of the version that clients have.
            let (scan_detail, released_at) = (None, None);
            let bytes = FileRow { size, sha256, scan_status, uploaded_at, version, crc32, ..self.file };
            Self { file: FileRow { scan_detail, released_at, ..bytes }, ..self }
        }))
    }
}

impl BehindLink {
    /// The same document in the version that a link was made for, if that is still kept.
    pub async fn in_version(self, db: &Db, version: i64) -> Result<Option<Self>, sqlx::Error> {
        if self.version == version {
            return Ok(Some(self));
        }
        let other = OtherVersion::find(db, self.id, version).await?;
        Ok(other.map(|OtherVersion { blob, size, sha256, scan_status, .. }| {
            // What was released is the version of then.
            Self { version, blob, size, sha256, scan_status, is_released: false, ..self }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names of what a text selects.
    fn selected(text: &str) -> Vec<String> {
        let (mut depth, mut columns) = (0, vec![String::new()]);
        for letter in text.trim_start_matches("SELECT ").chars() {
            depth += i32::from(letter == '(') - i32::from(letter == ')');
            match columns.last_mut() {
                Some(column) if depth > 0 || letter != ',' => column.push(letter),
                _ => columns.push(String::new()),
            }
        }
        let name = |column: &String| column.rsplit([' ', '.']).next().unwrap_or_default().trim().to_owned();
        columns.iter().map(name).collect()
    }

    #[test]
    fn every_column_is_in_its_place() {
        for role in [Role::Client, Role::Ops] {
            assert_eq!(selected(columns(role, UserId::new()).text()), FileRow::PLACES);
        }
        let shown = looked_up(Statement::new(shown::COLUMNS), UserId::new());
        assert_eq!(selected(shown.text()), Shown::PLACES);
    }

    #[test]
    fn only_what_is_clean_or_released_leaves() {
        assert_eq!(may_leave(ScanStatus::Clean, false), Ok(()));
        assert_eq!(may_leave(ScanStatus::Pending, false), Err(Held::Pending));
        for shut in [ScanStatus::Infected, ScanStatus::Failed] {
            assert_eq!(may_leave(shut, false), Err(Held::Quarantined));
        }
        for scan in [ScanStatus::Clean, ScanStatus::Pending, ScanStatus::Infected, ScanStatus::Failed] {
            assert_eq!(may_leave(scan, true), Ok(()));
        }
    }

    /// What may leave.
    fn good() -> BehindLink {
        BehindLink {
            id: FileId::new(),
            version: 1,
            link_epoch: 0,
            max_downloads: None,
            size: 1,
            blob: BlobId::new(),
            name: "a.docx".parse().unwrap(),
            kind: Kind::Docx,
            sha256: String::new(),
            scan_status: ScanStatus::Clean,
            is_released: false,
            is_trashed: false,
            file_expires_at: None,
            may: Some(Right::Download),
            role: Some(Role::Client),
            is_good: true,
            expires_at: None,
        }
    }

    /// What is told to whoever has the link.
    fn told_of(behind: &BehindLink, now: Millis) -> Result<(), Held> {
        behind.is_there(now, |_| true).and_then(|()| behind.may_leave())
    }

    #[test]
    fn a_link_serves_an_account_that_may_act_and_download() {
        let good = BehindLink { file_expires_at: Some(Millis(3)), expires_at: Some(Millis(2)), ..good() };
        let now = Millis(1);
        assert_eq!(good.is_there(now, |role| role == Role::Client), Ok(()));
        assert_eq!(good.is_there(now, |role| role == Role::Ops), Err(Held::FromAccount));
        let pending = BehindLink { scan_status: ScanStatus::Pending, ..good.clone() };
        assert_eq!(told_of(&pending, now), Err(Held::Pending));
        // An account that may not download is told nothing of the scan.
        for bad in [
            BehindLink { role: None, ..pending.clone() },
            BehindLink { is_good: false, ..pending.clone() },
            BehindLink { expires_at: Some(now), ..pending },
        ] {
            assert_eq!(told_of(&bad, now), Err(Held::FromAccount));
        }
    }

    #[test]
    fn a_link_leads_only_to_what_its_account_may_still_have() {
        let good = good();
        let now = Millis(1);
        let infected = BehindLink { scan_status: ScanStatus::Infected, ..good.clone() };
        let expired = BehindLink { file_expires_at: Some(now), ..good.clone() };
        let foreign = BehindLink { may: None, ..good.clone() };
        for (behind, held) in [
            (&BehindLink { is_trashed: true, ..good.clone() }, Err(Held::NotTheirs)),
            (&foreign, Err(Held::NotTheirs)),
            // Of what is not theirs nothing is told.
            (&BehindLink { may: None, ..infected.clone() }, Err(Held::NotTheirs)),
            (&BehindLink { may: None, ..expired.clone() }, Err(Held::NotTheirs)),
            (&expired, Err(Held::Expired)),
            (&BehindLink { file_expires_at: Some(now), ..infected.clone() }, Err(Held::Expired)),
            (&BehindLink { may: Some(Right::View), ..good.clone() }, Err(Held::ViewOnly)),
            (&infected, Err(Held::Quarantined)),
            (&BehindLink { is_released: true, ..infected.clone() }, Ok(())),
            (&BehindLink { role: Some(Role::Ops), ..foreign.clone() }, Ok(())),
        ] {
            assert_eq!(told_of(behind, now), held, "{behind:?}");
        }
    }
}
