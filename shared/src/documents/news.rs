//! What clients are told of by mail: the documents that come to them.
//!
//! ```text
//! a share, an upload, a move ─▶ news ──(its document is open)──▶ a notice for each client, due two minutes later
//!                                                                   │ the first of a client's is due
//!                                  told, or gone ◀──(the mail)── all of theirs are in the hands of one job
//! ```
//!
//! News is one row, written in the transaction of what happened, so that nothing is lost and nobody who shares with
//! thousands waits for them. Whom it reaches is written down by a worker. Whether they still see the document is asked when
//! the mail is written, by [`visible`], and by that alone.

use std::time::Duration;

use super::visible::{self, Fresh, Reach, Spread};
use crate::{
    clock::Millis,
    db::{Db, Tx, statement::Statement},
    exec,
    ids::{FileId, FolderId, JobId, NewsId, ShareId, UserId},
    jobs::{Job, JobError},
    sql,
};

/// How long a first notice waits for others, to be told with them.
pub const GATHER: Duration = Duration::from_mins(2);

/// How long spreading some news, or telling of it, may take before another takes it up.
const LEASE: Duration = Duration::from_mins(5);

/// How long news waits for its document to be opened.
const KEEP: Duration = Duration::from_hours(24 * 30);

/// The documents of a folder that are spread together: each to all whom it reaches.
const AT_ONCE: usize = 10;

/// So many notices are changed by one statement.
const CHANGED_AT_ONCE: usize = 500;

/// What has come.
#[derive(Clone, Copy, Debug)]
pub enum News {
    /// A document was shared.
    Shared(ShareId, FileId),
    /// A folder was shared, with all beneath.
    SharedFolder(ShareId, FolderId),
    /// A document was put into a folder.
    Placed(FileId),
    /// A folder was put into another one, with all beneath.
    PlacedFolder(FolderId),
}

/// Notes that something has come.
pub async fn note(tx: &mut Tx, news: News, now: Millis) -> Result<(), sqlx::Error> {
    let (share, file, folder) = match news {
        News::Shared(share, file) => (Some(share), Some(file), None),
        News::SharedFolder(share, folder) => (Some(share), None, Some(folder)),
        News::Placed(file) => (None, Some(file), None),
        News::PlacedFolder(folder) => (None, None, Some(folder)),
    };
    exec!(tx, |c| sqlx::query(
        "INSERT INTO document_news (id, share_id, file_id, folder_id, created_at) VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(NewsId::new())
    .bind(share)
    .bind(file)
    .bind(folder)
    .bind(now))
    .map(|_| ())
}

/// Spreads up to `limit` news whose documents are open, and says how many these were. Doing it twice does no harm.
pub async fn spread(db: &Db, limit: usize, now: Millis) -> Result<usize, sqlx::Error> {
    let ready = visible::ready_news(db, limit, now).await?;
    for fresh in &ready {
        let taken = exec!(db, |c| sqlx::query(
            "UPDATE document_news SET taken_until = $2 WHERE id = $1 AND taken_until <= $3"
        )
        .bind(fresh.id)
        .bind(now + LEASE)
        .bind(now))?;
        if taken == 1 {
            spread_one(db, fresh, now).await?;
            exec!(db, |c| sqlx::query("DELETE FROM document_news WHERE id = $1").bind(fresh.id))?;
        }
    }
    Ok(ready.len())
}

/// Writes a notice for each client whom some news reaches, and for each document.
async fn spread_one(db: &Db, fresh: &Fresh, now: Millis) -> Result<(), sqlx::Error> {
    let shares = match fresh.share_id {
        Some(share) => vec![share],
        None => shares_above(db, fresh.lies_in).await?,
    };
    if shares.is_empty() {
        return Ok(());
    }
    let (files, shut) = match fresh.file_id {
        Some(file) => (vec![file], Vec::new()),
        None => visible::coming_beneath(db, fresh.lies_in, now).await?,
    };
    // Those are told of once they are opened.
    for file in shut {
        wait_for(db, file, now).await?;
    }
    let due_at = fresh.opened_at + GATHER;
    for files in files.chunks(AT_ONCE) {
        let mut tx = db.begin().await?;
        for share in &shares {
            for reach in [Reach::Client, Reach::Group] {
                let spread = Spread { share: *share, files, due_at };
                visible::told_by(reach, spread, now).execute_in(&mut tx).await?;
            }
        }
        tx.commit().await.map_err(sqlx::Error::from)?;
    }
    Ok(())
}

/// Notes that a document that is shut came with its folder, unless that is known.
async fn wait_for(db: &Db, file: FileId, now: Millis) -> Result<(), sqlx::Error> {
    exec!(db, |c| sqlx::query(
        "INSERT INTO document_news (id, file_id, created_at) SELECT $1, f.id, $3 FROM files f
         WHERE f.id = $2 AND NOT EXISTS (SELECT 1 FROM document_news n WHERE n.file_id = $2 AND n.share_id IS NULL)"
    )
    .bind(NewsId::new())
    .bind(file)
    .bind(now))
    .map(|_| ())
}

/// The shares of a folder and of those above it.
async fn shares_above(db: &Db, folder: Option<FolderId>) -> Result<Vec<ShareId>, sqlx::Error> {
    let shares: Vec<(ShareId,)> = sql!(db, |c| sqlx::query_as(
        "SELECT s.id FROM folder_lines l JOIN shares s ON s.folder_id = l.above_id WHERE l.folder_id = $1"
    )
    .bind(folder)
    .fetch_all(c))?;
    Ok(shares.into_iter().map(|(id,)| id).collect())
}

/// Has up to `limit` clients told of all that waits for them, of whom a first notice is due, and says how many these were.
/// Each gets one job, whoever else does the same at once.
pub async fn have_told(db: &Db, limit: usize, now: Millis) -> Result<usize, JobError> {
    let due = visible::due_to_be_told(db, limit, now).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let mut tx = db.begin().await?;
    for user in &due {
        let taken = exec!(&mut tx, |c| sqlx::query(
            "UPDATE document_notices SET due_at = NULL WHERE user_id = $1 AND due_at IS NOT NULL"
        )
        .bind(*user))?;
        if taken > 0 {
            Job::DocumentNotice { user: *user }.enqueue(&mut tx, now).await?;
        }
    }
    tx.commit().await?;
    Ok(due.len())
}

/// Takes for a job what is in hand of a client, apart from what another job is about to tell: each of two would tell all of it.
/// A job that is done once more finds what it has taken before.
pub async fn take(db: &Db, user: UserId, job: JobId, now: Millis) -> Result<(), sqlx::Error> {
    exec!(db, |c| sqlx::query(
        "UPDATE document_notices SET taken_by = $2, taken_until = $3
         WHERE user_id = $1 AND due_at IS NULL AND told_at IS NULL AND (taken_until <= $4 OR taken_by = $2)"
    )
    .bind(user)
    .bind(job)
    .bind(now + LEASE)
    .bind(now))
    .map(|_| ())
}

/// Writes down that a client was told of these documents.
pub async fn told(db: &Db, user: UserId, files: &[FileId], now: Millis) -> Result<(), sqlx::Error> {
    of_theirs(db, files, || Statement::new("UPDATE document_notices SET told_at = ").bind(now), user).await
}

/// Forgets that a client was to be told of these documents, so that they are told should one come to them anew.
pub async fn forget(db: &Db, user: UserId, files: &[FileId]) -> Result<(), sqlx::Error> {
    of_theirs(db, files, || Statement::new("DELETE FROM document_notices"), user).await
}

/// Has a client told of these documents later, which are being scanned once more.
pub async fn put_off(db: &Db, user: UserId, files: &[FileId], now: Millis) -> Result<(), sqlx::Error> {
    let put_off = || Statement::new("UPDATE document_notices SET taken_until = 0, due_at = ").bind(now + GATHER);
    of_theirs(db, files, put_off, user).await
}

/// Has a client told of these documents, which are shut, once they are opened.
pub async fn await_opening(db: &Db, user: UserId, files: &[FileId], now: Millis) -> Result<(), sqlx::Error> {
    for file in files {
        let mut tx = db.begin().await?;
        // Others to whom it came by the same share wait for the same.
        exec!(&mut tx, |c| sqlx::query(
            "INSERT INTO document_news (id, share_id, file_id, created_at)
             SELECT $1, s.id, n.file_id, $4 FROM document_notices n JOIN shares s ON s.id = n.share_id
             WHERE n.user_id = $2 AND n.file_id = $3 AND NOT EXISTS (
                 SELECT 1 FROM document_news w WHERE w.file_id = n.file_id AND w.share_id = s.id)"
        )
        .bind(NewsId::new())
        .bind(user)
        .bind(*file)
        .bind(now))?;
        exec!(&mut tx, |c| sqlx::query(
            "DELETE FROM document_notices WHERE user_id = $1 AND file_id = $2 AND told_at IS NULL"
        )
        .bind(user)
        .bind(*file))?;
        tx.commit().await.map_err(sqlx::Error::from)?;
    }
    Ok(())
}

/// Does this with what a client has not been told of yet, some documents at a time.
async fn of_theirs(db: &Db, files: &[FileId], change: impl Fn() -> Statement, user: UserId) -> Result<(), sqlx::Error> {
    for files in files.chunks(CHANGED_AT_ONCE) {
        let theirs = change().push(" WHERE told_at IS NULL AND user_id = ").bind(user.0).push(" AND file_id IN ");
        theirs.bind_list(files.iter().map(|file| file.0)).varying().execute(db).await?;
    }
    Ok(())
}

/// Forgets all that a client was to be told of.
pub async fn forget_all(db: &Db, user: UserId) -> Result<(), sqlx::Error> {
    exec!(db, |c| sqlx::query("DELETE FROM document_notices WHERE user_id = $1 AND due_at IS NULL AND told_at IS NULL")
        .bind(user))
    .map(|_| ())
}

/// Forgets news whose documents were not opened for so long that they are none any more, and says how many.
pub async fn sweep(db: &Db, now: Millis) -> Result<u64, sqlx::Error> {
    exec!(db, |c| sqlx::query("DELETE FROM document_news WHERE created_at <= $1").bind(now - KEEP))
}
