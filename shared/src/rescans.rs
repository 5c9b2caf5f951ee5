//! Scanning again: which documents were last scanned with something else, and what a second scan changes.

use crate::{
    clock::Millis,
    db::{Db, Tx},
    exec,
    files::{ScanStatus, Scanned},
    ids::{BlobId, FileId},
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
    /// Its verdict, clean or failed: what was found infected once stays shut until an operator has it scanned again.
    pub scan_status: ScanStatus,
}

/// Up to `limit` documents that were last scanned with something else than `with`.
pub async fn candidates(db: &Db, with: &str, limit: i64) -> Result<Vec<Candidate>, sqlx::Error> {
    let mut found = Vec::new();
    for status in [ScanStatus::Clean, ScanStatus::Failed] {
        // Two ranges of one index, where "not equal" would walk through all that is up to date.
        for side in [
            "SELECT id, blob, scan_status FROM files WHERE scan_status = $1 AND scanned_with < $2
             ORDER BY scanned_with, id LIMIT $3",
            "SELECT id, blob, scan_status FROM files WHERE scan_status = $1 AND scanned_with > $2
             ORDER BY scanned_with, id LIMIT $3",
        ] {
            let left = limit.saturating_sub(i64::try_from(found.len()).unwrap_or(i64::MAX));
            if left > 0 {
                let more: Vec<Candidate> =
                    sql!(db, |c| sqlx::query_as(side).bind(status).bind(with).bind(left).fetch_all(c))?;
                found.extend(more);
            }
        }
    }
    Ok(found)
}

/// Writes down the verdict of a second scan, and says whether it counts: a document that was removed, or found infected
/// meanwhile, is left as it is.
pub async fn record(tx: &mut Tx, id: FileId, verdict: &Scanned, now: Millis) -> Result<bool, sqlx::Error> {
    let rows = exec!(tx, |c| sqlx::query(
        "UPDATE files SET scan_status = $2, scan_detail = $3, scanned_with = $4, scanned_at = $5
         WHERE id = $1 AND scan_status IN ('clean', 'failed')"
    )
    .bind(id)
    .bind(verdict.status)
    .bind(&verdict.detail)
    .bind(&verdict.scanned_with)
    .bind(now))?;
    Ok(rows == 1)
}

/// Notes that a document that failed before has failed with this scanner too, so that it is not tried again and again.
pub async fn failed_again(db: &Db, id: FileId, with: &str) -> Result<(), sqlx::Error> {
    exec!(db, |c| sqlx::query("UPDATE files SET scanned_with = $2 WHERE id = $1 AND scan_status = 'failed'")
        .bind(id)
        .bind(with))
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
