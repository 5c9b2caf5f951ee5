//! What scans make of documents: every change of a document's scan state.
//!
//! A document is `pending` while a job that scans it lives. What that job's end means for the document is told here:
//!
//! | the job | the document | how it comes right |
//! | --- | --- | --- |
//! | ends with a verdict | `clean`, `infected` or `failed` | – |
//! | is given up after its last attempt | `failed`, and says so | somebody asks for another scan |
//! | is cancelled by an operator | `failed`, and says by whom | somebody asks for another scan |
//!
//! New signatures look at clean documents again, and at no others: they shut and never open. What a finding, a limit, a
//! job's end or an operator has shut is opened by a scan that somebody has asked for: [`ask_for`], [`ask_for_failed`], or
//! [`waits_again`] where a job is tried again. A job that is purged from the board changes nothing, and second scans that
//! are cancelled leave their documents as they are.

use crate::{
    audit::{self, Asked, Entry, Event},
    clock::Millis,
    db::{Db, Tx},
    documents::files::{ScanStatus, Scanned},
    exec,
    ids::{BlobId, FileId, JobId},
    jobs::{Job, JobError},
    sql,
};

/// A document that was last scanned with something else than what scans now.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Candidate {
    /// The document.
    pub id: FileId,
    /// Its bytes.
    pub blob: BlobId,
}

/// Up to `limit` clean documents that were last scanned with something else than `with`.
pub async fn candidates(db: &Db, with: &str, limit: i64) -> Result<Vec<Candidate>, sqlx::Error> {
    let mut found = Vec::new();
    // Two ranges of one index, where "not equal" would walk through all that is up to date.
    for side in [
        "SELECT id, blob FROM files WHERE scan_status = 'clean' AND scanned_with < $1 ORDER BY scanned_with, id LIMIT $2",
        "SELECT id, blob FROM files WHERE scan_status = 'clean' AND scanned_with > $1 ORDER BY scanned_with, id LIMIT $2",
    ] {
        let left = limit.saturating_sub(i64::try_from(found.len()).unwrap_or(i64::MAX));
        if left > 0 {
            let more: Vec<Candidate> = sql!(db, |c| sqlx::query_as(side).bind(with).bind(left).fetch_all(c))?;
            found.extend(more);
        }
    }
    Ok(found)
}

/// The bytes of a document that waits for its verdict, and when it was uploaded.
pub async fn waiting(db: &Db, id: FileId) -> Result<Option<(BlobId, Millis)>, sqlx::Error> {
    sql!(db, |c| sqlx::query_as("SELECT blob, uploaded_at FROM files WHERE id = $1 AND scan_status = 'pending'")
        .bind(id)
        .fetch_optional(c))
}

/// Writes down the verdict of the scan that a document waited for. One that has a verdict keeps it.
pub async fn record(tx: &mut Tx, id: FileId, verdict: &Scanned, now: Millis) -> Result<(), sqlx::Error> {
    let rows = exec!(tx, |c| sqlx::query(
        "UPDATE files SET scan_status = $2, scan_detail = $3, scanned_with = $4, scanned_at = $5
         WHERE id = $1 AND scan_status = 'pending'"
    )
    .bind(id)
    .bind(verdict.status)
    .bind(&verdict.detail)
    .bind(&verdict.scanned_with)
    .bind(now))?;
    tell(tx, id, verdict.status, rows, now).await
}

/// Writes down the verdict of a second scan, and says whether it counts: a document that is no longer clean, because it
/// was removed, found infected, or shut by an operator meanwhile, is left as it is.
pub async fn record_again(tx: &mut Tx, id: FileId, verdict: &Scanned, now: Millis) -> Result<bool, sqlx::Error> {
    let rows = exec!(tx, |c| sqlx::query(
        "UPDATE files SET scan_status = $2, scan_detail = $3, scanned_with = $4, scanned_at = $5
         WHERE id = $1 AND scan_status = 'clean'"
    )
    .bind(id)
    .bind(verdict.status)
    .bind(&verdict.detail)
    .bind(&verdict.scanned_with)
    .bind(now))?;
    // That a document is clean still is no news.
    if verdict.status != ScanStatus::Clean {
        tell(tx, id, verdict.status, rows, now).await?;
    }
    Ok(rows == 1)
}

/// Shuts a document that waits for a job which was given up after its last attempt.
pub async fn given_up(tx: &mut Tx, id: FileId, job: JobId, now: Millis) -> Result<(), sqlx::Error> {
    shut(tx, id, job, "the scan could not be finished", now).await
}

/// Shuts a document that waits for a job which `by` has cancelled.
pub async fn cancelled(tx: &mut Tx, id: FileId, job: JobId, by: &str, now: Millis) -> Result<(), sqlx::Error> {
    shut(tx, id, job, &format!("the scan was cancelled by {by}"), now).await
}

/// Shuts a document without a verdict, unless another job is to scan it.
async fn shut(tx: &mut Tx, id: FileId, job: JobId, why: &str, now: Millis) -> Result<(), sqlx::Error> {
    let waited_for = Job::ScanFile { file: id };
    let payload = serde_json::to_string(&waited_for).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let rows = exec!(tx, |c| sqlx::query(
        "UPDATE files SET scan_status = 'failed', scan_detail = $2, scanned_at = $3
         WHERE id = $1 AND scan_status = 'pending' AND NOT EXISTS (
             SELECT 1 FROM background_jobs
             WHERE kind = $4 AND payload = $5 AND id <> $6 AND due_at IS NOT NULL)"
    )
    .bind(id)
    .bind(serde_json::json!({"error": why}).to_string())
    .bind(now)
    .bind(waited_for.kind().name)
    .bind(payload)
    .bind(job))?;
    tell(tx, id, ScanStatus::Failed, rows, now).await
}

/// Records what became of a document, if it did.
async fn tell(tx: &mut Tx, id: FileId, status: ScanStatus, changed: u64, now: Millis) -> Result<(), sqlx::Error> {
    if changed == 0 {
        return Ok(());
    }
    let entry = Entry::of(Event::FileScanned).on_file(id);
    let entry = match status {
        ScanStatus::Infected => entry.refused(status.as_str()),
        ScanStatus::Failed => entry.failed(status.as_str()),
        ScanStatus::Clean | ScanStatus::Pending => entry,
    };
    audit::record(tx, &Asked::by_worker(), entry.with("verdict", status.as_str()), now).await
}

/// Has a document wait for its scan again, whose job is tried again after it was given up or cancelled.
pub async fn waits_again(tx: &mut Tx, id: FileId) -> Result<(), sqlx::Error> {
    exec!(tx, |c| sqlx::query(
        "UPDATE files SET scan_status = 'pending', scan_detail = NULL, scanned_at = NULL
         WHERE id = $1 AND scan_status = 'failed'"
    )
    .bind(id))
    .map(|_| ())
}

/// Has one document scanned again, whatever its verdict. It is shut until then. Says whether there is such a document.
pub async fn ask_for(db: &Db, id: FileId, now: Millis) -> Result<bool, JobError> {
    let mut tx = db.begin().await?;
    let shut = exec!(&mut tx, |c| sqlx::query(
        "UPDATE files SET scan_status = 'pending' WHERE id = $1 AND scan_status <> 'pending'"
    )
    .bind(id))?;
    if shut == 1 {
        Job::ScanFile { file: id }.enqueue(&mut tx, now).await?;
    }
    tx.commit().await?;
    let there: Option<(FileId,)> =
        sql!(db, |c| sqlx::query_as("SELECT id FROM files WHERE id = $1").bind(id).fetch_optional(c))?;
    Ok(there.is_some())
}

/// Has up to `limit` documents whose scan failed scanned again, and says how many these are.
pub async fn ask_for_failed(db: &Db, limit: i64, now: Millis) -> Result<usize, JobError> {
    let mut tx = db.begin().await?;
    let ids: Vec<(FileId,)> = sql!(&mut tx, |c| sqlx::query_as(
        "UPDATE files SET scan_status = 'pending'
         WHERE scan_status = 'failed' AND id IN (SELECT id FROM files WHERE scan_status = 'failed' LIMIT $1)
         RETURNING id"
    )
    .bind(limit)
    .fetch_all(c))?;
    for (id,) in &ids {
        Job::ScanFile { file: *id }.enqueue(&mut tx, now).await?;
    }
    tx.commit().await?;
    Ok(ids.len())
}

/// Has all clean documents scanned again in the background, and says how many these are. They stay open meanwhile.
pub async fn ask_for_clean(db: &Db) -> Result<u64, sqlx::Error> {
    exec!(db, |c| sqlx::query("UPDATE files SET scanned_with = '' WHERE scan_status = 'clean' AND scanned_with > ''"))
}
