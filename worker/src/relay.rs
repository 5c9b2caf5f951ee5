//! The relay: finds jobs that the fast path missed, and hands them to the queue again.
//!
//! It runs in every worker. Whatever is lost on the way (an API that died after its commit, a push, a queue, a
//! worker) shows in the rows as a time that has passed, and comes round again here.

use std::{sync::Arc, time::Duration};

use shared::{ids::JobId, jobs, queue::QueueError, settings::QueueName};
use thiserror::Error;
use tokio_util::sync::CancellationToken;

use crate::context::Context;

/// How often the rows are looked at. One indexed query for each queue.
const PERIOD: Duration = Duration::from_millis(500);

/// How often the queue is cleared of what is done.
const VACUUM: Duration = Duration::from_secs(10);

/// The most jobs that are taken at once.
const BATCH: usize = 500;

#[derive(Debug, Error)]
enum RelayError {
    #[error(transparent)]
    Queue(#[from] QueueError),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Relays until told to stop.
pub(crate) async fn run(context: Arc<Context>, stop: CancellationToken) {
    let mut away = false;
    loop {
        let relayed = relay_once(&context).await;
        let more = match relayed {
            Ok(more) => {
                if std::mem::take(&mut away) {
                    tracing::info!("jobs are handed over again");
                }
                more
            }
            Err(error) => {
                if !std::mem::replace(&mut away, true) {
                    tracing::warn!(%error, "jobs cannot be handed over just now; they wait in their rows");
                }
                false
            }
        };
        let pause = if more { PERIOD / 10 } else { PERIOD };
        if stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
            return;
        }
    }
}

/// Hands over what is due and says whether there may be more.
async fn relay_once(context: &Context) -> Result<bool, RelayError> {
    if context.queue.was_emptied().await? {
        let again = jobs::hand_over_again(&context.db, context.clock.now()).await?;
        tracing::info!(jobs = again, "the queue is new or came back empty");
    }
    let mut more = false;
    // Only what this worker serves: inside one process nobody else would take it from the queue.
    for queue in context.settings.worker.queues.iter().copied() {
        let room = context.queue.room(queue).await?.min(BATCH);
        let due = take_due(context, queue, room).await?;
        if !due.is_empty() {
            tracing::debug!(queue = queue.as_str(), jobs = due.len(), "handed over by the relay");
            more |= due.len() == room;
            context.queue.push(queue, due).await?;
        }
    }
    context.queue.vacuum(VACUUM).await?;
    Ok(more)
}

async fn take_due(context: &Context, queue: QueueName, room: usize) -> Result<Vec<JobId>, sqlx::Error> {
    if room == 0 {
        return Ok(Vec::new());
    }
    let limit = i64::try_from(room).unwrap_or(i64::MAX);
    jobs::take_due(&context.db, queue, limit, context.clock.now()).await
}
