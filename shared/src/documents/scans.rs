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
//! At the machine, an operator begins anew: [`ask_for`] and [`ask_for_failed`] have documents wait for a verdict that counts
//! whatever it is, as does [`waits_again`] where a job is tried again. A job that is purged from the board changes nothing, and
//! second scans that are cancelled leave their documents as they are.

use crate::{
    audit::{self, Asked, Entry, Event},
    clock::Millis,
    db::{Db, Tx},
    documents::{
        files::{ScanStatus, Scanned},
        findings::Reasons,
        late_findings, quarantine,
    },
    exec,
    happenings::{self, Of},
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
    /// When it had its last verdict.
    pub scanned_at: Option<Millis>,
}

/// Up to `limit` documents that are open, and were last scanned with something else than `with`.
pub async fn candidates(db: &Db, with: &str, limit: i64) -> Result<Vec<Candidate>, sqlx::Error> {
    let mut found = Vec::new();
    // Ranges of indexes, where "not equal" would walk through all that is up to date.
    for side in [
        "SELECT id, blob, scanned_at FROM files WHERE scan_status = 'clean' AND scanned_with < $1 ORDER BY scanned_with, id LIMIT $2",
        "SELECT id, blob, scanned_at FROM files WHERE scan_status = 'clean' AND scanned_with > $1 ORDER BY scanned_with, id LIMIT $2",
        "SELECT id, blob, scanned_at FROM files WHERE released_at IS NOT NULL AND scanned_with < $1 ORDER BY scanned_with, id LIMIT $2",
        "SELECT id, blob, scanned_at FROM files WHERE released_at IS NOT NULL AND scanned_with > $1 ORDER BY scanned_with, id LIMIT $2",
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

/// The bytes of a document that somebody wants to be scanned once more, unless it waits for its first scan.
pub async fn scanned_before(db: &Db, id: FileId) -> Result<Option<Candidate>, sqlx::Error> {
    sql!(db, |c| sqlx::query_as("SELECT id, blob, scanned_at FROM files WHERE id = $1 AND scan_status <> 'pending'")
        .bind(id)
        .fetch_optional(c))
}

/// Writes down the verdict of the scan that a document waited for. One that has a verdict keeps it.
pub async fn record(tx: &mut Tx, id: FileId, verdict: &Scanned, now: Millis) -> Result<(), sqlx::Error> {
    let before: Option<(Option<String>, Option<Millis>)> =
        sql!(tx, |c| sqlx::query_as("SELECT scan_detail, scanned_at FROM files WHERE id = $1")
            .bind(id)
            .fetch_optional(c))?;
    let rows = exec!(tx, |c| sqlx::query(
        "UPDATE files SET scan_status = $2, scan_detail = $3, scanned_with = $4, scanned_at = $5
         WHERE id = $1 AND scan_status = 'pending'"
    )
    .bind(id)
    .bind(verdict.status)
    .bind(&verdict.detail)
    .bind(&verdict.scanned_with)
    .bind(now))?;
    // An operator may have had a document that was open begin anew.
    let was_open = before.is_some_and(|(detail, at)| at.is_some() && Reasons::of(detail.as_deref()).is_empty());
    if rows == 1 && was_open && verdict.status == ScanStatus::Infected {
        late_findings::note(tx, id, now).await?;
    }
    tell(tx, id, verdict.status, rows, now).await
}

/// What a second scan made of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// It is gone, has other bytes or another verdict by now, or waits for a scan of its own.
    Nothing,
    /// It is as it was.
    Stays,
    /// It was open, and is shut.
    Shut,
    /// It had no verdict, and has this one.
    Judged,
}

/// How a document stands before its second scan counts.
#[derive(sqlx::FromRow)]
struct Before {
    scan_status: ScanStatus,
    scan_detail: Option<String>,
    scanned_at: Option<Millis>,
    is_released: bool,
}

impl Before {
    /// What the verdict of a second scan makes of it: see the table above.
    fn comes_to(&self, verdict: &Scanned, began_after: Option<Millis>) -> Again {
        match self.scan_status {
            ScanStatus::Pending => Again::Nothing,
            ScanStatus::Clean if verdict.status == ScanStatus::Clean => Again::Stays,
            ScanStatus::Clean => Again::Shut,
            ScanStatus::Infected | ScanStatus::Failed if self.is_released => {
                let (found, known) = (Reasons::of(Some(&verdict.detail)), Reasons::of(self.scan_detail.as_deref()));
                let is_new = verdict.status != ScanStatus::Clean && found.tell_more_than(&known);
                if is_new { Again::Shut } else { Again::Stays }
            }
            ScanStatus::Infected => Again::Stays,
            // It was shut while this scan went on, which had begun on what was open.
            ScanStatus::Failed if self.scanned_at != began_after => Again::Nothing,
            ScanStatus::Failed => Again::Judged,
        }
    }
}

/// Writes down the verdict of a second scan, and says what that makes of the document.
pub async fn record_again(tx: &mut Tx, of: Candidate, verdict: &Scanned, now: Millis) -> Result<Again, sqlx::Error> {
    // Nobody releases it, or puts another version in its place, until this is written down.
    let before: Option<Before> = sql!(tx, |c| sqlx::query_as(
        "UPDATE files SET scan_status = scan_status WHERE id = $1 AND blob = $2
         RETURNING scan_status, scan_detail, scanned_at, released_at IS NOT NULL AS is_released"
    )
    .bind(of.id)
    .bind(of.blob)
    .fetch_optional(c))?;
    let Some(before) = before else { return Ok(Again::Nothing) };
    let outcome = before.comes_to(verdict, of.scanned_at);
    // Whoever may release it has to know of all that is found by now.
    let is_the_same = before.scan_status == verdict.status && !before.is_released;
    let (status, detail) = match outcome {
        Again::Nothing => return Ok(outcome),
        // What it is shut for, or was released in spite of, stays known.
        Again::Stays if !is_the_same => (before.scan_status, before.scan_detail.clone()),
        Again::Stays | Again::Shut | Again::Judged => (verdict.status, Some(verdict.detail.clone())),
    };
    exec!(tx, |c| sqlx::query(
        "UPDATE files SET scan_status = $2, scan_detail = $3, scanned_with = $4, scanned_at = $5 WHERE id = $1"
    )
    .bind(of.id)
    .bind(status)
    .bind(detail)
    .bind(&verdict.scanned_with)
    .bind(now))?;
    if outcome == Again::Shut {
        quarantine::take_back(tx, of.id).await?;
        if verdict.status == ScanStatus::Infected {
            late_findings::note(tx, of.id, now).await?;
        }
    }
    // That it stays as it was is no news.
    if outcome != Again::Stays {
        tell(tx, of.id, verdict.status, 1, now).await?;
    }
    Ok(outcome)
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

/// Has a document wait for its scan again, whose job is tried again after it was given up or cancelled. One that was released
/// meanwhile is left to second scans.
pub async fn waits_again(tx: &mut Tx, id: FileId) -> Result<(), sqlx::Error> {
    exec!(tx, |c| sqlx::query(
        "UPDATE files SET scan_status = 'pending', scan_detail = NULL, scanned_at = NULL
         WHERE id = $1 AND scan_status = 'failed' AND released_at IS NULL"
    )
    .bind(id))?;
    happenings::note(tx, Of::File(id)).await
}

/// Has one document scanned again, whatever its verdict. It is shut until then, also if somebody had released it. Says whether
/// there is such a document.
pub async fn ask_for(db: &Db, id: FileId, now: Millis) -> Result<bool, JobError> {
    let mut tx = db.begin().await?;
    let shut = exec!(&mut tx, |c| sqlx::query(
        "UPDATE files SET scan_status = 'pending' WHERE id = $1 AND scan_status <> 'pending'"
    )
    .bind(id))?;
    if shut == 1 {
        quarantine::take_back(&mut tx, id).await?;
        happenings::note(&mut tx, Of::File(id)).await?;
        Job::ScanFile { file: id }.enqueue(&mut tx, now).await?;
    }
    tx.commit().await?;
    let there: Option<(FileId,)> =
        sql!(db, |c| sqlx::query_as("SELECT id FROM files WHERE id = $1").bind(id).fetch_optional(c))?;
    Ok(there.is_some())
}

/// Has up to `limit` documents whose scan failed, and which nobody has released, scanned again, and says how many these are.
pub async fn ask_for_failed(db: &Db, limit: i64, now: Millis) -> Result<usize, JobError> {
    let mut tx = db.begin().await?;
    let ids: Vec<(FileId,)> = sql!(&mut tx, |c| sqlx::query_as(
        "UPDATE files SET scan_status = 'pending'
         WHERE scan_status = 'failed' AND released_at IS NULL
           AND id IN (SELECT id FROM files WHERE scan_status = 'failed' AND released_at IS NULL LIMIT $1)
         RETURNING id"
    )
    .bind(limit)
    .fetch_all(c))?;
    let happened: Vec<Of> = ids.iter().map(|(id,)| Of::File(*id)).collect();
    happenings::note_all(&mut tx, &happened).await?;
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

#[cfg(test)]
mod tests {
    use super::*;

    const EICAR: &str = r#"{"findings": [{"kind": "eicar", "part": "a"}]}"#;
    const OTHER: &str = r#"{"clamav": {"found": "Other"}}"#;
    const FAILED: &str = r#"{"error": "it is too large"}"#;
    const NOTHING: &str = "{}";

    #[test]
    fn a_second_scan_loosens_nothing_that_was_found() {
        use Again::{Judged, Nothing, Shut, Stays};
        use ScanStatus::{Clean, Failed, Infected, Pending};
        for (status, known, is_released, [clean, same, other, failed]) in [
            (Pending, NOTHING, false, [Nothing, Nothing, Nothing, Nothing]),
            (Clean, NOTHING, false, [Stays, Shut, Shut, Shut]),
            (Infected, EICAR, false, [Stays, Stays, Stays, Stays]),
            (Infected, EICAR, true, [Stays, Stays, Shut, Shut]),
            (Failed, FAILED, false, [Judged, Judged, Judged, Judged]),
            (Failed, FAILED, true, [Stays, Shut, Shut, Stays]),
        ] {
            let (scanned_at, known) = (Some(Millis(1)), Some(known.to_owned()));
            let before = Before { scan_status: status, scan_detail: known, scanned_at, is_released };
            for (verdict, detail, expected) in
                [(Clean, NOTHING, clean), (Infected, EICAR, same), (Infected, OTHER, other), (Failed, FAILED, failed)]
            {
                let verdict = Scanned { status: verdict, detail: detail.to_owned(), scanned_with: String::new() };
                assert_eq!(
                    before.comes_to(&verdict, scanned_at),
                    expected,
                    "{status:?}, released {is_released}: {verdict:?}"
                );
            }
        }
    }

    #[test]
    fn a_scan_that_began_before_a_document_was_shut_does_not_open_it() {
        let verdict = Scanned { status: ScanStatus::Clean, detail: NOTHING.to_owned(), scanned_with: String::new() };
        let (scanned_at, scan_detail) = (Some(Millis(2)), Some(FAILED.to_owned()));
        let before = Before { scan_status: ScanStatus::Failed, scan_detail, scanned_at, is_released: false };
        for earlier in [None, Some(Millis(1))] {
            assert_eq!(before.comes_to(&verdict, earlier), Again::Nothing);
        }
    }
}
