//! Scans documents that are open again where they were last scanned with something else, one after the other; and any document
//! that has a verdict when somebody asks for it.
//!
//! There is one job of the first kind a minute, for all workers together, and each takes a minute's share. A document stays as it
//! is meanwhile. Where the scanner is away nothing is shut and nothing opened; a later job goes on.

use std::time::{Duration, Instant};

use shared::{
    db::CommitError,
    documents::{
        downloads,
        files::ScanStatus,
        findings::Scanned,
        scans::{self, Candidate},
        second_scans::Again,
    },
    ids::FileId,
};
use storage::StorageError;

use super::Failure;
use crate::{
    context::Context,
    scan::{BUILT_IN, examine},
};

/// How long a job goes on to begin scans: the next one is due in a minute.
const SHARE: Duration = Duration::from_secs(50);

pub(crate) async fn run(context: &Context) -> Result<(), Failure> {
    let version = match context.scanner.ask().await {
        None => BUILT_IN.to_owned(),
        Some((_, Ok(version))) => version.as_str().to_owned(),
        Some((_, Err(error))) => {
            tracing::warn!(%error, "second scans wait for the scanner");
            return Ok(());
        }
    };
    let began = Instant::now();
    let mut done = 0;
    for candidate in scans::candidates(&context.db, &version, i64::from(context.settings.scanning.rescan_pace)).await? {
        if began.elapsed() > SHARE {
            break;
        }
        match again(context, candidate, &version).await {
            Ok(()) => done += 1,
            Err(Failure::Away(error)) => {
                tracing::warn!(error, "second scans wait for what is away");
                break;
            }
            Err(error) => tracing::warn!(file = %candidate.id, %error, "a document could not be scanned again"),
        }
    }
    tracing::info!(documents = done, version, "scanned again");
    Ok(())
}

/// Scans one document once more, because somebody asked for it.
pub(crate) async fn run_for(context: &Context, id: FileId, waited_before: bool) -> Result<(), Failure> {
    // One that was removed meanwhile needs no verdict, and one that waits for its scan has that.
    for candidate in scans::scanned_before(&context.db, id).await? {
        let scanned = examine(context, candidate.blob, waited_before).await?;
        record(context, candidate, scanned).await?;
    }
    Ok(())
}

async fn again(context: &Context, candidate: Candidate, version: &str) -> Result<(), Failure> {
    let scanned = match examine(context, candidate.blob, true).await {
        Err(Failure::Storage(StorageError::Missing)) => {
            let detail = serde_json::json!({"error": StorageError::Missing.to_string()}).to_string();
            Scanned { status: ScanStatus::Failed, detail, scanned_with: version.to_owned() }
        }
        scanned => scanned?,
    };
    record(context, candidate, scanned).await
}

/// Writes the verdict down, and tells loudly of a document that was open until now.
async fn record(context: &Context, candidate: Candidate, mut scanned: Scanned) -> Result<(), Failure> {
    let now = context.clock.now();
    let late = scanned.status == ScanStatus::Infected;
    if late {
        let mut detail: serde_json::Value = serde_json::from_str(&scanned.detail).unwrap_or_default();
        detail["found_late"] = serde_json::json!({"at": now});
        scanned.detail = detail.to_string();
    }
    let mut tx = context.db.begin().await?;
    let outcome = scans::record_again(&mut tx, candidate, &scanned, now).await?;
    let committed = tx.commit().await;
    let is_shut = outcome == Again::Shut;
    if let (true, Err(CommitError::Unknown(_))) = (late && is_shut, &committed) {
        // Where it was, it is no candidate any more, and nobody would be told.
        tracing::error!(file = %candidate.id, "a document that was open is found infected; it is shut, or will be");
    }
    committed.map_err(sqlx::Error::from)?;
    let Candidate { id, version, .. } = candidate;
    if late && is_shut {
        // Counted after the verdict is durable: nobody is let in any more.
        let downloaders = downloads::count(&context.db, id).await?;
        tracing::error!(file = %id, version, downloaders, "a document that was open is found infected, and is shut");
    } else if is_shut {
        tracing::warn!(file = %id, version, now = ?scanned.status, "a document that was open is shut");
    } else {
        tracing::info!(file = %id, version, verdict = ?scanned.status, ?outcome, "document scanned again");
    }
    Ok(())
}
