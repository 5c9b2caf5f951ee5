//! Strongroom's worker: takes jobs from the queue and does them.
//!
//! Several workers share one database and one queue; a job is done by one of them, whatever dies in between.

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
    clock::Clock,
    db::Db,
    foundation::Foundation,
    ids::WorkerId,
    keys::KeyRing,
    limits::Counter,
    metrics::Metrics,
    people::users::User,
    queue::{Deliver, JobQueue},
    readiness::Readiness,
    sealed::Sealer,
    settings::{QueueName, SettingError, Settings},
    turns::Turns,
    words::Language,
};
use storage::Blobs;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use mailer::Mailer;
pub use mailer::{MailError, check_mail_server, check_sender};
use scan::Scanner;
use sent_mails::SentMails;

/// All that a job may need.
#[derive(Debug)]
struct Context {
    id: WorkerId,
    settings: Settings,
    db: Db,
    queue: JobQueue,
    /// Who has done what how often.
    limits: Counter,
    blobs: Blobs,
    clock: Clock,
    sealer: Sealer,
    /// What signs the audit trail.
    keys: KeyRing,
    mailer: Mailer,
    metrics: Metrics,
    sent_mails: SentMails,
    readiness: Readiness,
    /// What scans after the built-in inspection, and what is known of it.
    scanner: Arc<Scanner>,
    /// Turns at computing: inspecting is nothing else.
    turns: Turns,
}

impl Context {
    /// The language in which somebody is written to.
    fn language_of(&self, user: &User) -> Language {
        user.language.unwrap_or(self.settings.serving.language)
    }
}

/// A worker. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Worker(Arc<Context>);

impl Worker {
    /// Puts together what the jobs need.
    pub fn new(foundation: Foundation) -> Result<Self, SettingError> {
        let scanner = Arc::new(Scanner::new(&foundation));
        let mut readiness = Readiness::of(&foundation);
        if scanner.has_clamd() {
            let scanner = scanner.clone();
            readiness = readiness.telling("scanner", move || {
                let scanner = scanner.clone();
                async move { (scanner.ask().await.is_some_and(|(_, answer)| answer.is_ok()), scanner.told()) }
            });
        }
        let Foundation { settings, db, queue, limits, blobs, clock, keys, metrics, turns } = foundation;
        let mailer = Mailer::open(&settings, clock.clone(), metrics.clone())?;
        Ok(Self(Arc::new(Context {
            id: WorkerId::new(),
            sealer: Sealer::new(&keys),
            keys,
            mailer,
            metrics,
            sent_mails: SentMails::default(),
            readiness,
            scanner,
            turns,
            db: db.handing_over_to(queue.handover()),
            settings,
            queue,
            limits,
            blobs,
            clock,
        })))
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
        parts.spawn(sent_mails::run(context.clone(), stop.clone()));
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
        sent_mails::finish(context).await;
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
