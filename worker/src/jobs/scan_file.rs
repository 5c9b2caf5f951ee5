//! Scans a document, and opens or shuts it.

use std::time::Instant;

use shared::{documents::scans, ids::FileId};
use tracing::Instrument;

use super::Failure;
use crate::{context::Context, scan::examine};

/// Does the job; `waited_before` says that an attempt before this one found the scanner away.
pub(crate) async fn run(context: &Context, of: (FileId, i64), waited_before: bool) -> Result<(), Failure> {
    // A document that was removed meanwhile needs no verdict, and one that has a verdict needs no second.
    let Some((blob, uploaded_at)) = scans::waiting(&context.db, of).await? else { return Ok(()) };
    let began = Instant::now();
    let scanned = examine(context, blob, waited_before).instrument(tracing::debug_span!("scan")).await?;
    let now = context.clock.now();
    let mut tx = context.db.begin().await?;
    scans::record(&mut tx, of, &scanned, now).await?;
    // Done once more, it finds a verdict that was written down.
    tx.commit().await.map_err(sqlx::Error::from)?;
    context.metrics.scanned(scanned.status, now.since(uploaded_at));
    let (id, version) = of;
    tracing::info!(file = %id, version, verdict = ?scanned.status, ms = began.elapsed().as_millis(), "document scanned");
    Ok(())
}
