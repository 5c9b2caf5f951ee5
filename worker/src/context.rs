//! What every job has at hand. It stands below the jobs and knows none of them.

use std::sync::Arc;

use shared::{
    clock::Clock,
    db::Db,
    foundation::Foundation,
    ids::WorkerId,
    keys::KeyRing,
    limits::Counter,
    metrics::Metrics,
    people::users::User,
    queue::JobQueue,
    readiness::Readiness,
    sealed::Sealer,
    settings::{SettingError, Settings},
    turns::Turns,
    words::Language,
};
use storage::Blobs;

use crate::{mailer::Mailer, scan::Scanner, sent_mails::SentMails};

/// All that a job may need.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) id: WorkerId,
    pub(crate) settings: Settings,
    pub(crate) db: Db,
    pub(crate) queue: JobQueue,
    /// Who has done what how often.
    pub(crate) limits: Counter,
    pub(crate) blobs: Blobs,
    pub(crate) clock: Clock,
    pub(crate) sealer: Sealer,
    /// What signs the audit trail.
    pub(crate) keys: KeyRing,
    pub(crate) mailer: Mailer,
    pub(crate) metrics: Metrics,
    pub(crate) sent_mails: SentMails,
    pub(crate) readiness: Readiness,
    /// What scans after the built-in inspection, and what is known of it.
    pub(crate) scanner: Arc<Scanner>,
    /// Turns at computing: inspecting is nothing else.
    pub(crate) turns: Turns,
}

impl Context {
    /// Puts together what jobs need.
    pub(crate) fn new(foundation: Foundation) -> Result<Self, SettingError> {
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
        Ok(Self {
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
        })
    }

    /// The language in which somebody is written to.
    pub(crate) fn language_of(&self, user: &User) -> Language {
        user.language.unwrap_or(self.settings.serving.language)
    }
}
