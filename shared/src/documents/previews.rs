//! Previews: images of a document's pages, made once somebody asks for one.
//!
//! ```text
//! nothing ──(asked for)──▶ pending ──▶ made ──(the bytes are erased)──▶ nothing
//!    ▲                        └──────▶ failed ──(asked for, after a while or after a new scan)──▶ pending
//!    └──(shut meanwhile)──────┘
//! ```
//!
//! They go with the bytes and not with the document, so that each version has its own. Who sees them is told by
//! [`visible`](super::visible).

use std::{collections::HashSet, time::Duration};

use ooxml::Kind;

use super::visible::IS_OPEN_OR_OVER;
use crate::{
    clock::Millis,
    db::{Db, Tx, statement::Statement},
    exec,
    ids::{BlobId, FileId},
    jobs::{Job, JobError},
    sql,
};

/// How many pages of a document are made: the first ones.
pub const MOST_PAGES: u16 = 20;

/// How wide they are made, in pixels.
pub const WIDEST: u32 = 1600;

/// How long nobody tries again what could not be made.
const NOT_AGAIN_FOR: Duration = Duration::from_hours(24);

/// How the previews of some bytes stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum State {
    /// A job makes them.
    Pending,
    /// They are there.
    Made,
    /// They could not be made.
    Failed,
}

/// Says when what fails now may be asked for again.
pub fn again_after(now: Millis) -> Millis {
    now + NOT_AGAIN_FOR
}

/// Has the previews of these bytes made, unless they are there, or a job makes them, or it is too early to try again.
pub async fn ask(tx: &mut Tx, blob: BlobId, now: Millis) -> Result<(), JobError> {
    let asked = exec!(tx, |c| sqlx::query(
        "INSERT INTO previews (blob, state, made_at) VALUES ($1, 'pending', $2)
         ON CONFLICT (blob) DO UPDATE SET state = 'pending', made_at = $2, again_at = NULL
         WHERE previews.state = 'failed' AND previews.again_at <= $2"
    )
    .bind(blob)
    .bind(now))?;
    if asked == 1 {
        Job::MakePreview { blob }.enqueue(tx, now).await?;
    }
    Ok(())
}

/// Has previews made again that should be in the store and are not, as after a backup was put back, which holds none.
pub async fn ask_for_lost(tx: &mut Tx, blob: BlobId, now: Millis) -> Result<(), JobError> {
    exec!(tx, |c| sqlx::query("DELETE FROM previews WHERE blob = $1 AND state = 'made'").bind(blob))?;
    ask(tx, blob, now).await
}

/// What previews are to be made of, and how many bytes that is; none where the document is not open any more, or nobody waits
/// for them. Ops look at one whose time is over, too.
pub async fn wanted(db: &Db, blob: BlobId) -> Result<Option<(Kind, i64)>, sqlx::Error> {
    let wanted =
        Statement::new("SELECT f.kind, f.size FROM previews p JOIN files f ON f.blob = p.blob WHERE p.blob = ");
    let wanted = wanted.bind(blob.0).push(" AND p.state = 'pending' AND ").push(IS_OPEN_OR_OVER);
    wanted.fetch_optional(db).await
}

/// Nobody makes the previews that were asked for; whoever asks again begins anew.
pub async fn give_up(db: &Db, blob: BlobId) -> Result<(), sqlx::Error> {
    exec!(db, |c| sqlx::query("DELETE FROM previews WHERE blob = $1 AND state = 'pending'").bind(blob)).map(|_| ())
}

/// The previews of so many pages are in the store. Says whether that is news: else the bytes were erased meanwhile, or another
/// has made them.
pub async fn made(db: &Db, blob: BlobId, pages: u16, now: Millis) -> Result<bool, sqlx::Error> {
    let rows = exec!(db, |c| sqlx::query(
        "UPDATE previews SET state = 'made', pages = $2, made_at = $3 WHERE blob = $1 AND state = 'pending'"
    )
    .bind(blob)
    .bind(i64::from(pages))
    .bind(now))?;
    Ok(rows == 1)
}

/// Says whether they are made.
pub async fn are_made(db: &Db, blob: BlobId) -> Result<bool, sqlx::Error> {
    let found: Option<(BlobId,)> =
        sql!(db, |c| sqlx::query_as("SELECT blob FROM previews WHERE blob = $1 AND state = 'made'")
            .bind(blob)
            .fetch_optional(c))?;
    Ok(found.is_some())
}

/// They cannot be made, and may be asked for again at this time.
pub async fn failed(tx: &mut Tx, blob: BlobId, again_at: Millis) -> Result<(), sqlx::Error> {
    exec!(tx, |c| sqlx::query(
        "UPDATE previews SET state = 'failed', again_at = $2 WHERE blob = $1 AND state = 'pending'"
    )
    .bind(blob)
    .bind(again_at))
    .map(|_| ())
}

/// Has those wait again whose job is tried again after it died.
pub async fn wait_again(tx: &mut Tx, blob: BlobId) -> Result<(), sqlx::Error> {
    exec!(tx, |c| sqlx::query(
        "UPDATE previews SET state = 'pending', again_at = NULL
         WHERE blob = $1 AND state = 'failed' AND again_at IS NOT NULL"
    )
    .bind(blob))
    .map(|_| ())
}

/// A new scan has looked at a document: what could not be made may be asked for again.
pub async fn is_scanned_anew(tx: &mut Tx, file: FileId) -> Result<(), sqlx::Error> {
    let forgotten =
        Statement::new("DELETE FROM previews WHERE state = 'failed' AND blob IN (SELECT blob FROM files WHERE id = ");
    tx.later(forgotten.bind(file.0).push(")")).await
}

/// Begins to erase those of bytes that are gone, and says whether there may be any. A job that makes them at this moment finds
/// at its end that they are not wanted, and takes them away itself.
pub async fn begin_to_erase(db: &Db, blob: BlobId) -> Result<bool, sqlx::Error> {
    let rows =
        exec!(db, |c| sqlx::query("UPDATE previews SET state = 'failed', again_at = NULL WHERE blob = $1").bind(blob))?;
    Ok(rows == 1)
}

/// They are erased.
pub async fn erased(db: &Db, blob: BlobId) -> Result<(), sqlx::Error> {
    exec!(db, |c| sqlx::query("DELETE FROM previews WHERE blob = $1 AND state = 'failed'").bind(blob)).map(|_| ())
}

/// The bytes of one shard of which previews may be in the store.
pub async fn of_shard(db: &Db, shard: u8) -> Result<HashSet<BlobId>, sqlx::Error> {
    let (first, last) = BlobId::span_of(shard);
    let rows: Vec<(BlobId,)> =
        sql!(db, |c| sqlx::query_as("SELECT blob FROM previews WHERE blob BETWEEN $1 AND $2 AND state <> 'failed'")
            .bind(first)
            .bind(last)
            .fetch_all(c))?;
    Ok(rows.into_iter().map(|(blob,)| blob).collect())
}

/// Up to `limit` of those whose bytes nobody has any more.
pub async fn of_nobody(db: &Db, limit: i64) -> Result<Vec<BlobId>, sqlx::Error> {
    let rows: Vec<(BlobId,)> = sql!(db, |c| sqlx::query_as(
        "SELECT p.blob FROM previews p
         WHERE NOT EXISTS (SELECT 1 FROM files f WHERE f.blob = p.blob)
           AND NOT EXISTS (SELECT 1 FROM file_versions v WHERE v.blob = p.blob) LIMIT $1"
    )
    .bind(limit)
    .fetch_all(c))?;
    Ok(rows.into_iter().map(|(blob,)| blob).collect())
}
