//! Which documents somebody sees, and which may leave. Lists, show, mint and the opening of links ask here, and nothing
//! else reads a document for somebody.
//!
//! | asked | what there is for them | what is told of a scan |
//! | --- | --- | --- |
//! | [`list`], [`find`] | ops: every document; a client: the clean ones | its state; to ops, what it found, too |
//! | [`find_to_download`] | every document | why it does not leave ([`Held`]) |
//! | [`behind_link`] | every document | why it does not leave ([`Held`]) |
//!
//! The same query asks whether the reader's session is live, or looks at the account behind the link: one trip to the
//! database, and nothing in between that could change. Whatever else decides who sees a document is one more condition in
//! `known_to`.

use ooxml::Kind;
use thiserror::Error;

use crate::{
    clock::Millis,
    db::{
        Db,
        page::{Page, Rows},
        statement::Statement,
    },
    documents::{
        files::{FileName, FileRow, ScanStatus},
        sorting::{FilePlace, Sort},
    },
    ids::{BlobId, FileId, UserId},
    people::{names::Role, sessions::Reader},
    search,
};

/// Why a document does not leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Held {
    /// The account may not download.
    #[error("the account may not download")]
    FromAccount,
    /// It is not scanned yet.
    #[error("the document is not scanned yet")]
    Pending,
    /// The scan did not find it clean.
    #[error("the scan did not find the document clean")]
    Quarantined,
}

/// Says whether a document whose scan stands so may leave.
pub fn may_leave(scan: ScanStatus) -> Result<(), Held> {
    match scan {
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

/// The documents that there are for whoever asks, of which the rest of the statement takes some.
fn known_to(asking: Asking<'_>, columns: [&'static str; 2]) -> Statement {
    let [columns, more] = columns;
    let from = Statement::new("SELECT ").push(columns).push(more).push(" FROM files f");
    match asking {
        Asking::Reader(reader) => {
            reader.is_live(from.push(" LEFT JOIN users uploader ON uploader.id = f.uploaded_by WHERE "))
        }
        Asking::Link(user) => from.push(" LEFT JOIN users account ON account.id = ").bind(user.0).push(" WHERE TRUE"),
    }
}

/// The columns of a [`FileRow`]. What a scan found is for ops only, so it is not even fetched for others.
fn columns(role: Role) -> [&'static str; 2] {
    let detail = match role {
        Role::Client => "CAST(NULL AS TEXT) AS scan_detail",
        Role::Ops => "f.scan_detail",
    };
    let all_but_detail = "f.id, f.name, f.kind, f.size, f.sha256, f.scan_status, f.uploaded_by,
        COALESCE(uploader.username, '') AS uploader, f.uploaded_at, ";
    [all_but_detail, detail]
}

/// The documents that a reader sees.
fn seen_by(reader: &Reader) -> Statement {
    let known = known_to(Asking::Reader(reader), columns(reader.role));
    match reader.role {
        Role::Client => known.push(" AND f.scan_status = 'clean' AND f.trashed_at IS NULL"),
        Role::Ops => known,
    }
}

/// A document, where the reader's session is live and they see it.
pub async fn find(db: &Db, reader: &Reader, id: FileId) -> Result<Option<FileRow>, sqlx::Error> {
    seen_by(reader).push(" AND f.id = ").bind(id.0).fetch_optional(db).await
}

/// A document, for whoever brought it.
pub async fn brought(db: &Db, id: FileId, by: UserId) -> Result<Option<FileRow>, sqlx::Error> {
    let [columns, more] = columns(Role::Ops);
    let of_all = Statement::new("SELECT ").push(columns).push(more);
    let of_all = of_all.push(" FROM files f LEFT JOIN users uploader ON uploader.id = f.uploaded_by WHERE f.id = ");
    of_all.bind(id.0).push(" AND f.uploaded_by = ").bind(by.0).fetch_optional(db).await
}

/// A document, where the reader's session is live, to be downloaded by them if it [may leave](may_leave).
pub async fn find_to_download(db: &Db, reader: &Reader, id: FileId) -> Result<Option<FileRow>, sqlx::Error> {
    let known = known_to(Asking::Reader(reader), columns(reader.role));
    known.push(" AND f.trashed_at IS NULL AND f.id = ").bind(id.0).fetch_optional(db).await
}

/// Which documents to list.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// In which order.
    pub sort: Sort,
    /// Only those with this in their names, without regard to case.
    pub search: Option<String>,
}

/// A page of the documents that a reader sees; of none where their session is not live.
///
/// The text depends on what is wanted, so that each list has a plan and an index of its own.
pub async fn list(
    db: &Db,
    reader: &Reader,
    wanted: &Wanted,
    page: &Page<FilePlace>,
) -> Result<Rows<FileRow>, sqlx::Error> {
    let mut seen = seen_by(reader);
    if let Some(search) = &wanted.search {
        seen = seen.push(" AND f.name_key LIKE ").bind(search::pattern(search).as_str()).push(" ESCAPE '\\'");
    }
    seen.fetch_page(db, wanted.sort.order(), page).await
}

/// The document behind a link, and what there is of the account that the link was made for.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct BehindLink {
    /// Its bytes.
    pub blob: BlobId,
    /// Its name.
    pub name: FileName,
    /// Word, Excel or PowerPoint.
    pub kind: Kind,
    /// SHA-256 of its bytes, in lower-case hex.
    pub sha256: String,
    scan_status: ScanStatus,
    role: Option<Role>,
    is_good: bool,
    expires_at: Option<Millis>,
}

impl BehindLink {
    /// Says whether the document may leave at this time, where accounts of these roles may download.
    pub fn may_leave(&self, now: Millis, may_download: impl FnOnce(Role) -> bool) -> Result<(), Held> {
        let is_over = self.expires_at.is_some_and(|end| end <= now);
        if !self.is_good || is_over || !self.role.is_some_and(may_download) {
            return Err(Held::FromAccount);
        }
        may_leave(self.scan_status)
    }
}

/// The document behind a link that was made for this account, if there is still one.
pub async fn behind_link(db: &Db, id: FileId, user: UserId) -> Result<Option<BehindLink>, sqlx::Error> {
    let columns = [
        "f.blob, f.name, f.kind, f.sha256, f.scan_status, ",
        "account.role, (account.email_verified_at IS NOT NULL AND account.waits_since IS NULL AND account.invited_at IS NULL
          AND account.disabled_at IS NULL) AS is_good, account.expires_at",
    ];
    known_to(Asking::Link(user), columns)
        .push(" AND f.trashed_at IS NULL AND f.id = ")
        .bind(id.0)
        .fetch_optional(db)
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ids::SessionId, people::sessions::Credential, settings::RequireSecondFactor};

    fn reader(role: Role) -> Reader {
        Reader {
            credential: Credential::Session(SessionId::new()),
            user: UserId::new(),
            role,
            now: Millis(0),
            idle_since: Millis(0),
            required: RequireSecondFactor::Ops,
        }
    }

    #[test]
    fn only_what_is_clean_leaves() {
        assert_eq!(may_leave(ScanStatus::Clean), Ok(()));
        assert_eq!(may_leave(ScanStatus::Pending), Err(Held::Pending));
        for shut in [ScanStatus::Infected, ScanStatus::Failed] {
            assert_eq!(may_leave(shut), Err(Held::Quarantined));
        }
    }

    #[test]
    fn a_link_serves_an_account_that_may_act_and_download() {
        let good = BehindLink {
            blob: BlobId::new(),
            name: "a.docx".parse().unwrap(),
            kind: Kind::Docx,
            sha256: String::new(),
            scan_status: ScanStatus::Clean,
            role: Some(Role::Client),
            is_good: true,
            expires_at: Some(Millis(2)),
        };
        let now = Millis(1);
        assert_eq!(good.may_leave(now, |role| role == Role::Client), Ok(()));
        assert_eq!(good.may_leave(now, |role| role == Role::Ops), Err(Held::FromAccount));
        let pending = BehindLink { scan_status: ScanStatus::Pending, ..good.clone() };
        assert_eq!(pending.may_leave(now, |_| true), Err(Held::Pending));
        // An account that may not download is told nothing of the scan.
        for bad in [
            BehindLink { role: None, ..pending.clone() },
            BehindLink { is_good: false, ..pending.clone() },
            BehindLink { expires_at: Some(now), ..pending },
        ] {
            assert_eq!(bad.may_leave(now, |_| true), Err(Held::FromAccount));
        }
    }

    #[test]
    fn clients_see_what_is_clean_and_every_reader_has_a_live_session() {
        let (client, ops) = (reader(Role::Client), reader(Role::Ops));
        let live = |statement: &Statement| statement.text().contains("WHERE EXISTS (SELECT 1 FROM sessions s");
        assert!(seen_by(&client).text().ends_with("AND f.scan_status = 'clean' AND f.trashed_at IS NULL"));
        assert!(!seen_by(&client).text().contains("f.scan_detail"));
        assert!(!seen_by(&ops).text().contains("f.scan_status ="));
        assert!(live(&seen_by(&client)) && live(&seen_by(&ops)));
        let asked = |statement: &Statement| statement.text().contains("FROM passkeys");
        assert!(asked(&seen_by(&ops)) && !asked(&seen_by(&client)));
    }
}
