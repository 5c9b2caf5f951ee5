//! Keeps an eye on the scanner: is it there, and has it learnt something new?

use std::{sync::Arc, time::Duration};

use shared::{
    clock::Millis,
    documents::scans,
    jobs::{Job, JobError},
    settings::QueueName,
    summary,
};
use tokio_util::sync::CancellationToken;

use super::BUILT_IN;
use crate::context::Context;

/// How often the scanner is asked for its version.
const PERIOD: Duration = Duration::from_mins(1);

/// How soon it is asked again when it did not answer.
const SOON: Duration = Duration::from_secs(5);

/// How often it is looked whether it is time.
const TICK: Duration = Duration::from_millis(500);

/// Watches until told to stop.
pub(crate) async fn watch(context: Arc<Context>, stop: CancellationToken) {
    let mut asked = Millis(0);
    while stop.run_until_cancelled(tokio::time::sleep(TICK)).await.is_some() {
        let now = context.clock.now();
        if now < asked + if context.scanner.is_away() { SOON } else { PERIOD } {
            continue;
        }
        asked = now;
        let (version, made_at) = match context.scanner.ask().await {
            None => (BUILT_IN.to_owned(), None),
            Some((_, Ok(version))) => (version.as_str().to_owned(), version.made_at().map(Millis::from)),
            Some((_, Err(_))) => continue,
        };
        if let Err(error) = summary::note_signatures(&context.db, made_at).await {
            tracing::warn!(%error, "the age of the scanner's signatures could not be noted; it is tried again");
        }
        if let Err(error) = plan(&context, &version, now).await {
            tracing::warn!(%error, "second scans could not be planned; it is tried again");
        }
    }
}

/// Enqueues a job for second scans where something waits for one. Its key is the minute, so that several workers enqueue
/// one job a minute.
async fn plan(context: &Context, version: &str, now: Millis) -> Result<(), JobError> {
    if !context.settings.worker.queues.contains(&QueueName::Upkeep)
        || scans::candidates(&context.db, version, 1).await?.is_empty()
    {
        return Ok(());
    }
    let minute = now.unix_seconds() / PERIOD.as_secs().cast_signed();
    let mut tx = context.db.begin().await?;
    Job::Rescan.enqueue_once(&mut tx, &format!("rescan:{minute}"), now).await?;
    Ok(tx.commit().await?)
}
