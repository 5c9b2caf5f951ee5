//! Inspects a document, and opens or shuts it.

use std::time::{Duration, Instant};

use shared::{
    clock::Millis,
    db::Db,
    files::{FileRow, ScanStatus},
    ids::{BlobId, FileId},
    ooxml::{self, Limits, ReadError, Report, Verdict},
    sql,
};

use super::Failure;
use crate::Context;

/// How long one inspection may take: well under what the job may, so that it ends by itself.
const INSPECTION_TIME: Duration = Duration::from_mins(5);

pub(crate) async fn run(context: &Context, id: FileId) -> Result<(), Failure> {
    // A document that was removed meanwhile needs no verdict, and one that has a verdict needs no second.
    let Some((blob, uploaded_at)) = waiting(&context.db, id).await? else { return Ok(()) };
    let began = Instant::now();
    let inspected = inspect(context, blob).await?;
    let (status, detail) = verdict(inspected)?;
    let now = context.clock.now();
    let mut tx = context.db.begin().await?;
    FileRow::record_scan(&mut tx, id, status, &detail, now).await?;
    tx.commit().await?;
    context.metrics.scanned(status, now.since(uploaded_at));
    tracing::info!(file = %id, verdict = ?status, ms = began.elapsed().as_millis(), "document scanned");
    Ok(())
}

/// The bytes of a document that waits for its verdict, and since when.
async fn waiting(db: &Db, id: FileId) -> Result<Option<(BlobId, Millis)>, sqlx::Error> {
    sql!(db, |c| sqlx::query_as("SELECT blob, uploaded_at FROM files WHERE id = $1 AND scan_status = 'pending'")
        .bind(id)
        .fetch_optional(c))
}

/// What the inspection says, or a failure that may pass.
async fn inspect(context: &Context, blob: BlobId) -> Result<Result<Report, ReadError>, Failure> {
    let turn = context.inspections.clone().acquire_owned().await;
    let turn = turn.map_err(|error| Failure::Internal(error.to_string()))?;
    let blobs = context.blobs.clone();
    let inspected = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let limits = Limits { deadline: Some(Instant::now() + INSPECTION_TIME), ..Limits::default() };
        Ok::<_, Failure>(ooxml::inspect(blobs.open_file(blob)?, &limits))
    });
    inspected.await.map_err(|error| Failure::Internal(error.to_string()))?
}

/// Where the document stands now, and what ops are told of it.
fn verdict(inspected: Result<Report, ReadError>) -> Result<(ScanStatus, String), Failure> {
    let (status, detail) = match inspected {
        Ok(report) => {
            let status = match report.verdict() {
                Verdict::Clean => ScanStatus::Clean,
                Verdict::Infected => ScanStatus::Infected,
            };
            (status, serde_json::to_value(&report))
        }
        // The machine's fault, which may pass, and not the document's.
        Err(error @ (ReadError::Io(_) | ReadError::TimedOut)) => return Err(Failure::Internal(error.to_string())),
        // It was sound when it came. Whatever cannot be inspected does not leave.
        Err(error) => (ScanStatus::Failed, Ok(serde_json::json!({"error": error.to_string()}))),
    };
    let detail = detail.map_err(|error| Failure::Internal(error.to_string()))?;
    Ok((status, detail.to_string()))
}
