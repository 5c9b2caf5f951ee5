//! What is done by the clock: once an hour a sweep, and what older versions did not keep, whichever worker gets there first.

use std::{sync::Arc, time::Duration};

use shared::jobs::{Job, JobError};
use tokio_util::sync::CancellationToken;

use crate::{context::Context, jobs::checksums};

const PERIOD: Duration = Duration::from_hours(1);

/// Enqueues what is scheduled until told to stop. The job's key is the hour, so that several workers, or one that is
/// started often, enqueue one job an hour.
pub(crate) async fn run(context: Arc<Context>, stop: CancellationToken) {
    loop {
        if let Err(error) = enqueue(&context).await {
            tracing::warn!(%error, "the sweep could not be scheduled; it is tried again");
        }
        if stop.run_until_cancelled(tokio::time::sleep(PERIOD / 6)).await.is_none() {
            return;
        }
    }
}

async fn enqueue(context: &Context) -> Result<(), JobError> {
    let now = context.clock.now();
    let hour = now.unix_seconds() / PERIOD.as_secs().cast_signed();
    let mut tx = context.db.begin().await?;
    Job::Sweep.enqueue_once(&mut tx, &format!("sweep:{hour}"), now).await?;
    tx.commit().await?;
    checksums::begin(context, hour).await
}
