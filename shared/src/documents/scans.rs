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
//! New signatures look again at what is open, and at nothing else: at clean documents and at those that somebody
//! [released](super::quarantine). They shut and never open. Whoever asks for a second scan of one document gets the same, and
//! none loosens what a finding has shut:
//!
//! | the document was | a second scan finds nothing | finds something |
//! | --- | --- | --- |
//! | `clean` | stays | is shut |
//! | released | stays | is shut, where it is not what had been found when it was released |
//! | `infected` | stays | stays |
//! | `failed` | is `clean`: it had no verdict before | as was found |
//!
//! A document may have several [versions], each with a scan of its own. What is released is the one that clients
//! have.
//!
//! At the machine, an operator begins anew: [`ask_for`] and [`ask_for_failed`] have documents wait for a verdict that counts
//! whatever it is, as does [`waits_again`] where a job is tried again. A job that is purged from the board changes nothing, and
//! second scans that are cancelled leave their documents as they are.

use crate::{
    audit::{self, Asked, Entry, Event},
    clock::Millis,
    db::{Db, Tx, statement::Statement},
    documents::{
        files::ScanStatus,
        findings::{Reasons, Scanned},
        late_findings, previews, quarantine,
        second_scans::{Again, Before},
        versions,
    },
    exec,
    happenings::{self, Of},
    ids::{BlobId, FileId, JobId},
    jobs::{Job, JobError},
    sql,
};

/// A document in a version that is to be scanned once more.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Candidate {
    /// The document.
    pub id: FileId,
    /// Which version of it.
    pub version: i64,
    /// Its bytes.
    pub blob: BlobId,
    /// When it had its last verdict.
    pub scanned_at: Option<Millis>,
}

/// Up to `limit` documents that are open, and were last scanned with something else than `with`: those that clients have before
/// other versions, to which links may still lead.
pub async fn candidates(db: &Db, with: &str, limit: i64) -> Result<Vec<Candidate>, sqlx::Error> {
    let mut found = Vec::new();
    // Ranges of indexes, where "not equal" would walk through all that is up to date.
    for side in [
        "SELECT id, version, blob, scanned_at FROM files WHERE scan_status = 'clean' AND scanned_with < $1 ORDER BY scanned_with, id LIMIT $2",
        "SELECT id, version, blob, scanned_at FROM files WHERE scan_status = 'clean' AND scanned_with > $1 ORDER BY scanned_with, id LIMIT $2",
        "SELECT id, version, blob, scanned_at FROM files WHERE released_at IS NOT NULL AND scanned_with < $1 ORDER BY scanned_with, id LIMIT $2",
        "SELECT id, version, blob, scanned_at FROM files WHERE released_at IS NOT NULL AND scanned_with > $1 ORDER BY scanned_with, id LIMIT $2",
        "SELECT file_id AS id, version, blob, scanned_at FROM file_versions WHERE scan_status = 'clean' AND scanned_with < $1
         ORDER BY scanned_with, file_id, version LIMIT $2",
        "SELECT file_id AS id, version, blob, scanned_at FROM file_versions WHERE scan_status = 'clean' AND scanned_with > $1
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

/// What of a document is scanned once more when somebody asks for it: the version that clients have, and newer ones, which it
/// shut. What waits for its first scan waits for no second.
pub async fn scanned_before(db: &Db, id: FileId) -> Result<Vec<Candidate>, sqlx::Error> {
    sql!(db, |c| sqlx::query_as(
        "SELECT id, version, blob, scanned_at FROM files WHERE id = $1 AND scan_status <> 'pending'
         UNION ALL
         SELECT v.file_id, v.version, v.blob, v.scanned_at FROM file_versions v JOIN files f ON f.id = v.file_id
         WHERE v.file_id = $1 AND v.version > f.version AND v.scan_status <> 'pending'"
    )
    .bind(id)
    .fetch_all(c))
}

/// How a version stands, wherever it is. Nobody releases it, or puts another in its place, until the transaction ends.
async fn standing(tx: &mut Tx, (id, version): (FileId, i64)) -> Result<Option<Before>, sqlx::Error> {
    let held = versions::held(id)
        .push(
            " RETURNING blob, scan_status, scan_detail, scanned_at, released_at IS NOT NULL AS is_released, version = ",
        )
        .bind(version)
        .push(" AS is_current");
    let document: Option<Before> = held.fetch_all_in(tx).await?.pop();
    if document.as_ref().is_none_or(|document| document.is_current) {
        return Ok(document);
    }
    sql!(tx, |c| {
        sqlx::query_as(
            "SELECT blob, scan_status, scan_detail, scanned_at, FALSE AS is_released, FALSE AS is_current
         FROM file_versions WHERE file_id = $1 AND version = $2",
        )
        .bind(id)
        .bind(version)
        .fetch_optional(c)
    })
}

/// Writes down how a version stands now, in the row of the document or beside it.
async fn set(
    tx: &mut Tx,
    (id, version): (FileId, i64),
    is_current: bool,
    to: &Scanned,
    now: Millis,
) -> Result<(), sqlx::Error> {
    let (table, key) = if is_current {
        ("UPDATE files SET scan_status = ", " WHERE id = ")
    } else {
        ("UPDATE file_versions SET scan_status = ", " WHERE file_id = ")
    };
    let set = Statement::new(table)
        .bind(to.status.as_str())
        .push(", scan_detail = ")
        .bind(to.detail.as_str())
        .push(", scanned_with = ")
        .bind(to.scanned_with.as_str())
        .push(", scanned_at = ")
        .bind(now);
    tx.later(set.push(key).bind(id.0).push(" AND version = ").bind(version)).await
}

/// Writes down the verdict of the scan that a version waited for. One that has a verdict keeps it.
pub async fn record(tx: &mut Tx, of: (FileId, i64), verdict: &Scanned, now: Millis) -> Result<(), sqlx::Error> {
    let before = standing(tx, of).await?.filter(|before| before.scan_status == ScanStatus::Pending);
    let Some(before) = before else { return Ok(()) };
    set(tx, of, before.is_current, verdict, now).await?;
    previews::is_scanned_anew(tx, of.0).await?;
    // An operator may have had a document that was open begin anew.
    let was_open = before.scanned_at.is_some() && Reasons::of(before.scan_detail.as_deref()).is_empty();
    if was_open && verdict.status == ScanStatus::Infected {
        late_findings::note(tx, of, now).await?;
    }
    tell(tx, of, verdict.status, now).await?;
    if verdict.status == ScanStatus::Clean && !before.is_current {
        versions::take_place(tx, of).await?;
    }
    Ok(())
}

/// Writes down the verdict of a second scan, and says what that makes of the version.
pub async fn record_again(tx: &mut Tx, of: Candidate, verdict: &Scanned, now: Millis) -> Result<Again, sqlx::Error> {
    let version = (of.id, of.version);
    let before = standing(tx, version).await?.filter(|before| before.blob == of.blob);
    let Some(before) = before else { return Ok(Again::Nothing) };
    let outcome = before.comes_to(verdict, of.scanned_at);
    // Whoever may release it has to know of all that is found by now.
    let is_the_same = before.scan_status == verdict.status && !before.is_released;
    let mut stands = verdict.clone();
    match outcome {
        Again::Nothing => return Ok(outcome),
        // What it is shut for, or was released in spite of, stays known.
        Again::Stays if !is_the_same => {
            stands.status = before.scan_status;
            stands.detail = before.scan_detail.unwrap_or_default();
        }
        Again::Stays | Again::Shut | Again::Judged => {}
    }
    set(tx, version, before.is_current, &stands, now).await?;
    previews::is_scanned_anew(tx, of.id).await?;
    if outcome == Again::Shut {
        if before.is_released {
            quarantine::take_back(tx, of.id).await?;
        }
        if verdict.status == ScanStatus::Infected {
            late_findings::note(tx, version, now).await?;
        }
    }
    // That it stays as it was is no news.
    if outcome != Again::Stays {
        tell(tx, version, verdict.status, now).await?;
    }
    if outcome == Again::Judged && verdict.status == ScanStatus::Clean && !before.is_current {
        versions::take_place(tx, version).await?;
    }
    Ok(outcome)
}

/// What stands in place of a verdict where somebody cancelled the scan, before the name of whoever it was.
const CANCELLED: &str = "the scan was cancelled";

/// Shuts a version that waits for a job which was given up after its last attempt.
pub async fn given_up(tx: &mut Tx, of: (FileId, i64), job: JobId, now: Millis) -> Result<(), sqlx::Error> {
    shut(tx, of, job, "the scan could not be finished", now).await
}

/// Shuts a version that waits for a job which `by` has cancelled.
pub async fn cancelled(tx: &mut Tx, of: (FileId, i64), job: JobId, by: &str, now: Millis) -> Result<(), sqlx::Error> {
    shut(tx, of, job, &cancelled_by(by), now).await
}

fn cancelled_by(name: &str) -> String {
    format!("{CANCELLED} by {name}")
}

/// Why there is no verdict, as it is written down.
fn undone(why: &str) -> String {
    serde_json::json!({ "error": why }).to_string()
}

/// Takes the name of whoever cancelled scans out of what is known of these, also where another scan was asked for since.
pub async fn forget_who_cancelled(tx: &mut Tx, name: &str) -> Result<(), sqlx::Error> {
    for table in [
        "UPDATE files SET scan_detail = $2 WHERE scan_status IN ('failed', 'pending') AND scan_detail = $1",
        "UPDATE file_versions SET scan_detail = $2 WHERE scan_status IN ('failed', 'pending') AND scan_detail = $1",
    ] {
        exec!(tx, |c| sqlx::query(table).bind(undone(&cancelled_by(name))).bind(undone(CANCELLED)))?;
    }
    Ok(())
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
    let status = ScanStatus::Failed;
    let undone = Scanned { status, detail: undone(why), scanned_with: String::new() };
    let before = standing(tx, of).await?.filter(|before| before.scan_status == ScanStatus::Pending);
    let Some(before) = before else { return Ok(()) };
    set(tx, of, before.is_current, &undone, now).await?;
    tell(tx, of, status, now).await
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

/// Has a version wait for its scan again, whose job is tried again after it was given up or cancelled. One that was released
/// meanwhile is left to second scans.
pub async fn waits_again(tx: &mut Tx, (id, version): (FileId, i64)) -> Result<(), sqlx::Error> {
    versions::hold(tx, id).await?;
    for table in [
        "UPDATE files SET scan_status = 'pending', scan_detail = NULL, scanned_at = NULL
         WHERE id = $1 AND version = $2 AND scan_status = 'failed' AND released_at IS NULL",
        "UPDATE file_versions SET scan_status = 'pending', scan_detail = NULL, scanned_at = NULL
         WHERE file_id = $1 AND version = $2 AND scan_status = 'failed'",
    ] {
        exec!(tx, |c| sqlx::query(table).bind(id).bind(version))?;
    }
    happenings::note(tx, Of::File(id)).await
}

/// Has one document scanned again, whatever its verdict, and with it newer versions that did not take its place. It is shut
/// until then, also if somebody had released it. Says whether there is such a document.
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
    quarantine::take_back(&mut tx, id).await?;
    happenings::note(&mut tx, Of::File(id)).await?;
    tx.commit().await?;
    Ok(there)
}

/// Has up to `limit` documents whose scan failed, and which nobody has released, scanned again, and as many newer versions that did not take the place of
/// theirs. Says how many these are.
pub async fn ask_for_failed(db: &Db, limit: i64, now: Millis) -> Result<usize, JobError> {
    let mut tx = db.begin().await?;
    let mut count = 0;
    for table in [
        "UPDATE files SET scan_status = 'pending'
         WHERE scan_status = 'failed' AND released_at IS NULL
           AND id IN (SELECT id FROM files WHERE scan_status = 'failed' AND released_at IS NULL LIMIT $1)
         RETURNING id, version",
        "UPDATE file_versions SET scan_status = 'pending'
         WHERE scan_status = 'failed' AND blob IN (
             SELECT v.blob FROM file_versions v JOIN files f ON f.id = v.file_id
             WHERE v.scan_status = 'failed' AND v.version > f.version LIMIT $1)
         RETURNING file_id AS id, version",
    ] {
        let shut: Vec<(FileId, i64)> = sql!(&mut tx, |c| sqlx::query_as(table).bind(limit).fetch_all(c))?;
        let happened: Vec<Of> = shut.iter().map(|(file, _)| Of::File(*file)).collect();
        happenings::note_all(&mut tx, &happened).await?;
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
