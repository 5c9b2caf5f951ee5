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
    documents::{
        files::{ScanStatus, Scanned},
        versions,
    },
    exec,
    ids::{BlobId, FileId, JobId},
    jobs::{Job, JobError},
    sql,
};

/// A document in a version that was last scanned with something else than what scans now.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Candidate {
    /// The document.
    pub id: FileId,
    /// Which version of it.
    pub version: i64,
    /// Its bytes.
    pub blob: BlobId,
}

/// Up to `limit` clean documents that were last scanned with something else than `with`, those that clients have before
/// other versions, to which links may still lead.
pub async fn candidates(db: &Db, with: &str, limit: i64) -> Result<Vec<Candidate>, sqlx::Error> {
    let mut found = Vec::new();
    // Two ranges of one index, where "not equal" would walk through all that is up to date.
    for side in [
        "SELECT id, version, blob FROM files WHERE scan_status = 'clean' AND scanned_with < $1 ORDER BY scanned_with, id LIMIT $2",
        "SELECT id, version, blob FROM files WHERE scan_status = 'clean' AND scanned_with > $1 ORDER BY scanned_with, id LIMIT $2",
        "SELECT file_id AS id, version, blob FROM file_versions WHERE scan_status = 'clean' AND scanned_with < $1
         ORDER BY scanned_with, file_id, version LIMIT $2",
        "SELECT file_id AS id, version, blob FROM file_versions WHERE scan_status = 'clean' AND scanned_with > $1
         ORDER BY scanned_with, file_id, version LIMIT $2",
    ] {
        let left = limit.saturating_sub(i64::try_from(found.len()).unwrap_or(i64::MAX));
        if left > 0 {
            let more: Vec<Candidate> = sql!(db, |c| sqlx::query_as(side).bind(with).bind(left).fetch_all(c))?;
            found.extend(more);
        }
    }
    Ok(found)
}

/// The bytes of a version that waits for its verdict, and when it was uploaded.
pub async fn waiting(db: &Db, (id, version): (FileId, i64)) -> Result<Option<(BlobId, Millis)>, sqlx::Error> {
    sql!(db, |c| sqlx::query_as(
        "SELECT blob, uploaded_at FROM files WHERE id = $1 AND version = $2 AND scan_status = 'pending'
         UNION ALL
         SELECT blob, uploaded_at FROM file_versions WHERE file_id = $1 AND version = $2 AND scan_status = 'pending'"
    )
    .bind(id)
    .bind(version)
    .fetch_optional(c))
}

/// Changes how the scan of a version stands, from `from`, wherever that version is. Says whether it did.
async fn set(
    tx: &mut Tx,
    (id, version): (FileId, i64),
    from: ScanStatus,
    to: &Scanned,
    now: Millis,
) -> Result<bool, sqlx::Error> {
    // Nothing changes its table meanwhile.
    if !versions::hold(tx, id).await? {
        return Ok(false);
    }
    let mut rows = 0;
    for table in [
        "UPDATE files SET scan_status = $4, scan_detail = $5, scanned_with = $6, scanned_at = $7
         WHERE id = $1 AND version = $2 AND scan_status = $3",
        "UPDATE file_versions SET scan_status = $4, scan_detail = $5, scanned_with = $6, scanned_at = $7
         WHERE file_id = $1 AND version = $2 AND scan_status = $3",
    ] {
        rows += exec!(tx, |c| sqlx::query(table)
            .bind(id)
            .bind(version)
            .bind(from)
            .bind(to.status)
            .bind(&to.detail)
            .bind(&to.scanned_with)
            .bind(now))?;
    }
    Ok(rows == 1)
}

/// Writes down the verdict of the scan that a version waited for. One that has a verdict keeps it.
pub async fn record(tx: &mut Tx, of: (FileId, i64), verdict: &Scanned, now: Millis) -> Result<(), sqlx::Error> {
    if set(tx, of, ScanStatus::Pending, verdict, now).await? {
        tell(tx, of, verdict.status, now).await?;
        if verdict.status == ScanStatus::Clean {
            versions::take_place(tx, of).await?;
        }
    }
    Ok(())
}

/// Writes down the verdict of a second scan, and says whether it counts: a version that is no longer clean, because it
/// was removed, found infected, or shut by an operator meanwhile, is left as it is.
pub async fn record_again(tx: &mut Tx, of: (FileId, i64), verdict: &Scanned, now: Millis) -> Result<bool, sqlx::Error> {
    let counts = set(tx, of, ScanStatus::Clean, verdict, now).await?;
    // That a document is clean still is no news.
    if counts && verdict.status != ScanStatus::Clean {
        tell(tx, of, verdict.status, now).await?;
    }
    Ok(counts)
}

/// Shuts a version that waits for a job which was given up after its last attempt.
pub async fn given_up(tx: &mut Tx, of: (FileId, i64), job: JobId, now: Millis) -> Result<(), sqlx::Error> {
    shut(tx, of, job, "the scan could not be finished", now).await
}

/// Shuts a version that waits for a job which `by` has cancelled.
pub async fn cancelled(tx: &mut Tx, of: (FileId, i64), job: JobId, by: &str, now: Millis) -> Result<(), sqlx::Error> {
    shut(tx, of, job, &format!("the scan was cancelled by {by}"), now).await
}

/// Shuts a version without a verdict, unless another job is to scan it.
async fn shut(tx: &mut Tx, of: (FileId, i64), job: JobId, why: &str, now: Millis) -> Result<(), sqlx::Error> {
    let waited_for = Job::ScanFile { file: of.0, version: of.1 };
    let payload = serde_json::to_string(&waited_for).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let another: Option<(JobId,)> = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT id FROM background_jobs WHERE kind = $1 AND payload = $2 AND id <> $3 AND due_at IS NOT NULL LIMIT 1"
    )
    .bind(waited_for.kind().name)
    .bind(payload)
    .bind(job)
    .fetch_optional(c)
    })?;
    if another.is_some() {
        return Ok(());
    }
    let (status, detail) = (ScanStatus::Failed, serde_json::json!({"error": why}).to_string());
    let undone = Scanned { status, detail, scanned_with: String::new() };
    if set(tx, of, ScanStatus::Pending, &undone, now).await? {
        tell(tx, of, status, now).await?;
    }
    Ok(())
}

/// Records what became of a version.
async fn tell(tx: &mut Tx, (id, version): (FileId, i64), status: ScanStatus, now: Millis) -> Result<(), sqlx::Error> {
    let entry = Entry::of(Event::FileScanned).on_file(id);
    let entry = match status {
        ScanStatus::Infected => entry.refused(status.as_str()),
        ScanStatus::Failed => entry.failed(status.as_str()),
        ScanStatus::Clean | ScanStatus::Pending => entry,
    };
    let entry = entry.with("verdict", status.as_str()).with("version", version);
    audit::record(tx, &Asked::by_worker(), entry, now).await
}

/// Has a version wait for its scan again, whose job is tried again after it was given up or cancelled.
pub async fn waits_again(tx: &mut Tx, (id, version): (FileId, i64)) -> Result<(), sqlx::Error> {
    versions::hold(tx, id).await?;
    for table in [
        "UPDATE files SET scan_status = 'pending', scan_detail = NULL, scanned_at = NULL
         WHERE id = $1 AND version = $2 AND scan_status = 'failed'",
        "UPDATE file_versions SET scan_status = 'pending', scan_detail = NULL, scanned_at = NULL
         WHERE file_id = $1 AND version = $2 AND scan_status = 'failed'",
    ] {
        exec!(tx, |c| sqlx::query(table).bind(id).bind(version))?;
    }
    Ok(())
}

/// Has one document scanned again, whatever its verdict, and with it newer versions that did not take its place. It is shut
/// until then. Says whether there is such a document.
pub async fn ask_for(db: &Db, id: FileId, now: Millis) -> Result<bool, JobError> {
    let mut tx = db.begin().await?;
    let there = versions::hold(&mut tx, id).await?;
    for table in [
        "UPDATE files SET scan_status = 'pending' WHERE id = $1 AND scan_status <> 'pending' RETURNING version",
        "UPDATE file_versions SET scan_status = 'pending' WHERE file_id = $1 AND scan_status <> 'pending'
         AND version > (SELECT version FROM files WHERE id = $1) RETURNING version",
    ] {
        let shut: Vec<(i64,)> = sql!(&mut tx, |c| sqlx::query_as(table).bind(id).fetch_all(c))?;
        for (version,) in shut {
            Job::ScanFile { file: id, version }.enqueue(&mut tx, now).await?;
        }
    }
    tx.commit().await?;
    Ok(there)
}

/// Has up to `limit` documents whose scan failed scanned again, and as many newer versions that did not take the place of
/// theirs. Says how many these are.
pub async fn ask_for_failed(db: &Db, limit: i64, now: Millis) -> Result<usize, JobError> {
    let mut tx = db.begin().await?;
    let mut count = 0;
    for table in [
        "UPDATE files SET scan_status = 'pending'
         WHERE scan_status = 'failed' AND id IN (SELECT id FROM files WHERE scan_status = 'failed' LIMIT $1)
         RETURNING id, version",
        "UPDATE file_versions SET scan_status = 'pending'
         WHERE scan_status = 'failed' AND blob IN (
             SELECT v.blob FROM file_versions v JOIN files f ON f.id = v.file_id
             WHERE v.scan_status = 'failed' AND v.version > f.version LIMIT $1)
         RETURNING file_id AS id, version",
    ] {
        let shut: Vec<(FileId, i64)> = sql!(&mut tx, |c| sqlx::query_as(table).bind(limit).fetch_all(c))?;
        for (file, version) in &shut {
            Job::ScanFile { file: *file, version: *version }.enqueue(&mut tx, now).await?;
        }
        count += shut.len();
    }
    tx.commit().await?;
    Ok(count)
}

/// Has all clean documents scanned again in the background, in every version, and says how many these are. They stay open
/// meanwhile.
pub async fn ask_for_clean(db: &Db) -> Result<u64, sqlx::Error> {
    let mut count = 0;
    for table in [
        "UPDATE files SET scanned_with = '' WHERE scan_status = 'clean' AND scanned_with > ''",
        "UPDATE file_versions SET scanned_with = '' WHERE scan_status = 'clean' AND scanned_with > ''",
    ] {
        count += exec!(db, |c| sqlx::query(table))?;
    }
    Ok(count)
}
