//! Documents that come to clients: whom they reach, and what is told of them once the mail about them is written.

use uuid::Uuid;

use super::rule;
use crate::{
    clock::Millis,
    db::{Db, statement::Statement},
    documents::{
        files::{FileName, ScanStatus},
        terms::Right,
    },
    ids::{FileId, FolderId, JobId, NewsId, ShareId, UserId},
    people::users::has_come_in,
};

/// News that is ready to be spread: its document is open.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Fresh {
    /// Its id.
    pub id: NewsId,
    /// The share by which something came; none where it was put somewhere.
    pub share_id: Option<ShareId>,
    /// The document; none where a folder came with all beneath.
    pub file_id: Option<FileId>,
    /// The folder that came, or in which the document lies.
    pub lies_in: Option<FolderId>,
    /// Since when it can be told.
    pub opened_at: Millis,
}

/// Up to `limit` news that nobody spreads now, and whose documents are open; the first ones first.
pub async fn ready_news(db: &Db, limit: usize, now: Millis) -> Result<Vec<Fresh>, sqlx::Error> {
    let news = Statement::new(
        "SELECT n.id, n.share_id, n.file_id, COALESCE(n.folder_id, f.folder_id) AS lies_in,
                CASE WHEN COALESCE(f.released_at, f.scanned_at, 0) > n.created_at
                     THEN COALESCE(f.released_at, f.scanned_at) ELSE n.created_at END AS opened_at
         FROM document_news n LEFT JOIN files f ON f.id = n.file_id WHERE n.taken_until <= ",
    );
    let news = rule::is_open(news.bind(now).push(" AND (n.file_id IS NULL OR ("), now);
    news.push(")) ORDER BY n.created_at, n.id LIMIT ").push_number(limit).fetch_all(db).await
}

/// The documents in a folder and beneath: those that are open, or may soon be, and those that may be opened one day.
pub async fn coming_beneath(
    db: &Db,
    folder: Option<FolderId>,
    now: Millis,
) -> Result<(Vec<FileId>, Vec<FileId>), sqlx::Error> {
    let Some(folder) = folder else { return Ok((Vec::new(), Vec::new())) };
    let beneath = rule::is_open(Statement::new("SELECT f.id, (f.scan_status = 'pending' OR ("), now);
    let beneath = beneath.push(
        ")) AS is_coming FROM files f WHERE f.folder_id IN (SELECT l.folder_id FROM folder_lines l WHERE l.above_id = ",
    );
    let found: Vec<(FileId, bool)> = beneath.bind(folder.0).push(") ORDER BY f.id").fetch_all(db).await?;
    let (coming, shut): (Vec<_>, Vec<_>) = found.into_iter().partition(|(_, is_coming)| *is_coming);
    let ids = |found: Vec<(FileId, bool)>| found.into_iter().map(|(id, _)| id).collect();
    Ok((ids(coming), ids(shut)))
}

/// Whom a share is with.
#[derive(Clone, Copy, Debug)]
pub enum Reach {
    /// One client.
    Client,
    /// All who are in a group.
    Group,
}

/// Documents that come by a share.
#[derive(Clone, Copy, Debug)]
pub struct Spread<'a> {
    /// The share.
    pub share: ShareId,
    /// The documents.
    pub files: &'a [FileId],
    /// When they are to be told.
    pub due_at: Millis,
}

/// Writes down of which documents the clients of a share are to be told, who have not been told of them by a share that is there
/// still. Of what is for everyone only those are told with whom it was shared by itself.
pub fn told_by(reach: Reach, spread: Spread<'_>, now: Millis) -> Statement {
    let Spread { share, files, due_at } = spread;
    let (client, from) = match reach {
        Reach::Client => ("s.user_id", " FROM shares s"),
        Reach::Group => ("m.user_id", " FROM shares s JOIN group_members m ON m.group_id = s.group_id"),
    };
    let told = Statement::new("INSERT INTO document_notices (user_id, file_id, share_id, due_at) SELECT ").push(client);
    let told = told.push(", f.id, s.id, ").bind(due_at).push(from).push(" CROSS JOIN files f WHERE s.id = ");
    let told = told.bind(share.0).push(" AND ").push(client).push(" IS NOT NULL AND f.id IN ");
    let told = told
        .bind_list(files.iter().map(|id| id.0))
        .push(" AND (f.audience = 'named' OR f.id = s.file_id) AND (f.scan_status = 'pending' OR (");
    let told = rule::is_open(told, now).push(
        ")) ON CONFLICT (user_id, file_id) DO UPDATE
         SET share_id = excluded.share_id, due_at = excluded.due_at, told_at = NULL, taken_until = 0
         WHERE document_notices.told_at IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM shares gone WHERE gone.id = document_notices.share_id)",
    );
    told.varying()
}

/// Up to `limit` clients of whom a notice is due that does not wait for a scan. Whoever has not come in yet is told once they
/// have.
pub async fn due_to_be_told(db: &Db, limit: usize, now: Millis) -> Result<Vec<UserId>, sqlx::Error> {
    let due = Statement::new(
        "SELECT DISTINCT n.user_id FROM document_notices n JOIN files f ON f.id = n.file_id JOIN users u ON u.id = n.user_id
         WHERE (f.scan_status <> 'pending' OR f.released_at IS NOT NULL) AND ",
    );
    let due = has_come_in(due, "u").push(" AND n.due_at <= ");
    let found: Vec<(UserId,)> =
        due.bind(now).push(" ORDER BY n.user_id LIMIT ").push_number(limit).fetch_all(db).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// A document that a client is to be told of.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Coming {
    /// The document.
    pub id: FileId,
    /// Its name.
    pub name: FileName,
    scan_status: ScanStatus,
    is_open: bool,
    may: Option<Right>,
    /// What was said with the share that is theirs.
    pub message: Option<String>,
    /// The user name of whoever shared it; empty when the account is gone.
    pub by: String,
}

impl Coming {
    /// Says whether they see it now.
    pub fn is_seen(&self) -> bool {
        self.is_open && self.may.is_some()
    }

    /// Says whether they may download it, too.
    pub fn is_to_download(&self) -> bool {
        self.may == Some(Right::Download)
    }

    /// Says whether it is being scanned once more, so that nobody knows yet whether they will see it.
    pub fn is_pending(&self) -> bool {
        !self.is_seen() && self.scan_status == ScanStatus::Pending
    }

    /// Says whether it is theirs, and is shut.
    pub fn is_shut(&self) -> bool {
        !self.is_open && self.may.is_some()
    }
}

/// Up to `limit` documents after this one of which a client is to be told by this job, and whether they see them: one query, so
/// that nothing changes in between. In the order of their ids, and so of their coming.
pub async fn coming(
    db: &Db,
    (client, job): (UserId, JobId),
    after: Option<FileId>,
    limit: usize,
    now: Millis,
) -> Result<Vec<Coming>, sqlx::Error> {
    let columns = rule::is_open(Statement::new("SELECT f.id, f.name, f.scan_status, ("), now);
    let columns = rule::may(columns.push(") AS is_open, "), client).push(
        " AS may, s.message, COALESCE(sharer.username, '') AS by
         FROM document_notices n JOIN files f ON f.id = n.file_id
              LEFT JOIN shares s ON s.id = n.share_id AND (s.user_id = n.user_id OR EXISTS (
                  SELECT 1 FROM group_members g WHERE g.group_id = s.group_id AND g.user_id = n.user_id))
              LEFT JOIN users sharer ON sharer.id = s.created_by
         WHERE n.due_at IS NULL AND n.told_at IS NULL AND n.user_id = ",
    );
    let after = after.unwrap_or(FileId(Uuid::nil()));
    let theirs = columns.bind(client.0).push(" AND n.taken_by = ").bind(job.0).push(" AND n.file_id > ").bind(after.0);
    theirs.push(" ORDER BY n.file_id LIMIT ").push_number(limit).fetch_all(db).await
}

/// A document that a client asks for, as its uploader is told of it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AskedFor {
    /// The document.
    pub id: FileId,
    /// Its name.
    pub name: FileName,
    /// Who uploaded it.
    pub uploaded_by: UserId,
}

/// A document that a client has asked for, unless it is in the trash.
pub async fn asked_for(db: &Db, id: FileId) -> Result<Option<AskedFor>, sqlx::Error> {
    let file = Statement::new("SELECT f.id, f.name, f.uploaded_by FROM files f WHERE f.trashed_at IS NULL AND f.id = ");
    file.bind(id.0).fetch_optional(db).await
}
