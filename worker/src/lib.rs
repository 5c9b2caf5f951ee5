//! Strongroom's worker: takes jobs from the queue and does them.
//!
//! Several workers share one database and one queue; a job is done by one of them, whatever dies in between.

mod context;
mod due;
mod jobs;
mod mailer;
mod relay;
mod run_job;
pub mod scan;
mod schedule;
mod sealing;
mod sent_mails;

use std::{num::NonZero, sync::Arc, time::Duration};

use shared::{
    foundation::Foundation,
    queue::Deliver,
    readiness::Readiness,
    settings::{QueueName, SettingError},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use context::Context;
pub use mailer::{MailError, check_mail_server, check_sender};

/// A worker. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Worker(Arc<Context>);

impl Worker {
    /// Puts together what the jobs need.
    pub fn new(foundation: Foundation) -> Result<Self, SettingError> {
        Ok(Self(Arc::new(Context::new(foundation)?)))
    }

    /// What a worker needs to be ready.
    pub fn readiness(&self) -> Readiness {
        self.0.readiness.clone()
    }

    /// Does jobs until told to stop; then nothing more is begun, and what is under way is finished, for `deadline` at
    /// the longest. What is cut off then is done again by another worker.
    pub async fn run(&self, stop: CancellationToken, deadline: Duration) {
        let context = &self.0;
        let under_way = TaskTracker::new();
        let parts = TaskTracker::new();
        for queue in context.settings.worker.queues.clone() {
            let (context, stop, deliver) = (context.clone(), stop.clone(), self.deliver(&under_way));
            // LibreOffice takes a processor and up to some GiB for each document.
            let at_once = if queue == QueueName::Previews { 1 } else { context.settings.worker.concurrency };
            let concurrency = NonZero::new(at_once).unwrap_or(NonZero::<usize>::MIN);
            parts.spawn(async move { context.queue.serve(queue, concurrency, deliver, stop).await });
        }
        parts.spawn(relay::run(context.clone(), stop.clone()));
        parts.spawn(schedule::run(context.clone(), stop.clone()));
        parts.spawn(due::run(context.clone(), stop.clone()));
        parts.spawn(sealing::run(context.clone(), stop.clone()));
        parts.spawn(scan::watch(context.clone(), stop.clone()));
        parts.spawn({
            let (context, stop) = (context.clone(), stop.clone());
            async move { context.sent_mails.keep_written(&context.db, stop).await }
        });
        parts.spawn({
            let (context, stop) = (context.clone(), stop.clone());
            async move { context.queue.tell_public_url(&context.settings.serving.public_url, &context.clock, stop).await }
        });
        // Tells that this worker lives until its last job is over, and so outlives the signal to stop.
        let heartbeat = tokio::spawn(run_job::keep_leases(context.clone()));
        tracing::info!(worker = %context.id, queues = ?context.settings.worker.queues, "the worker is at work");

        stop.cancelled().await;
        parts.close();
        under_way.close();
        let all_done = async {
            parts.wait().await;
            under_way.wait().await;
        };
        if tokio::time::timeout(deadline, all_done).await.is_err() {
            tracing::warn!("jobs that were still under way have been cut off");
        }
        context.sent_mails.write_down(&context.db).await;
        heartbeat.abort();
    }

    fn deliver(&self, under_way: &TaskTracker) -> Deliver {
        let (context, under_way) = (self.0.clone(), under_way.clone());
        Arc::new(move |id| {
            let context = context.clone();
            Box::pin(under_way.track_future(async move { run_job::run_job(&context, id).await }))
        })
    }
}
