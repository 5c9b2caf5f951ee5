//! The scanner as this worker knows it: whether it is there, and what it knows.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, UNIX_EPOCH},
};

use serde_json::{Value, json};
use shared::{clock::Clock, foundation::Foundation, metrics::Metrics};

use super::{Clamd, ClamdError, Version};

/// What was last seen of a clamd.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Seen {
    /// It has not been asked yet.
    NotYet,
    /// It answered, and is of this version.
    Up(Version),
    /// It did not answer.
    Away,
}

/// The scanner. Whoever asks it keeps what is known of it up to date, in the metrics too.
#[derive(Debug)]
pub(crate) struct Scanner {
    clamd: Option<Clamd>,
    seen: Mutex<Seen>,
    clock: Clock,
    metrics: Metrics,
}

impl Scanner {
    pub(crate) fn new(foundation: &Foundation) -> Self {
        let Foundation { settings, clock, metrics, .. } = foundation;
        Self {
            clamd: Clamd::open(settings),
            seen: Mutex::new(Seen::NotYet),
            clock: clock.clone(),
            metrics: metrics.clone(),
        }
    }

    /// Says whether there is a clamd after the built-in inspection.
    pub(crate) fn has_clamd(&self) -> bool {
        self.clamd.is_some()
    }

    /// Asks clamd for its version; none where no clamd is set.
    pub(crate) async fn ask(&self) -> Option<(&Clamd, Result<Version, ClamdError>)> {
        let clamd = self.clamd.as_ref()?;
        let answer = clamd.version().await;
        self.note(&answer);
        Some((clamd, answer))
    }

    /// Says whether clamd did not answer when it was last asked.
    pub(crate) fn is_away(&self) -> bool {
        self.seen() == Seen::Away
    }

    /// What an operator is told: whether it is `up`, and of its signatures what clamd names.
    pub(crate) fn told(&self) -> Value {
        let Seen::Up(version) = self.seen() else { return json!({"up": false}) };
        let mut told = json!({"up": true});
        if let Some(signatures) = version.signatures() {
            told["signatures_version"] = signatures.into();
        }
        if let Some(age) = self.age(&version) {
            told["signature_age_seconds"] = age.as_secs().into();
        }
        told
    }

    /// A scan ended with "unscannable", whether or not the document is let through.
    pub(crate) fn count_unscannable(&self) {
        self.metrics.unscannable();
    }

    fn seen(&self) -> Seen {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, answer: &Result<Version, ClamdError>) {
        let now = answer.as_ref().map_or(Seen::Away, |version| Seen::Up(version.clone()));
        let before = std::mem::replace(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner), now);
        // Its signatures first: whoever sees that it is up, or away, sees what belongs to that.
        let version = answer.as_ref().ok();
        self.metrics.scanner_signatures(version.and_then(Version::signatures), version.and_then(|it| self.age(it)));
        self.metrics.scanner_is_up(answer.is_ok());
        match (before, answer) {
            (Seen::Up(before), Ok(version)) if before == *version => {}
            (Seen::Up(before), Ok(version)) => {
                tracing::info!(before = before.as_str(), now = version.as_str(), "the scanner has new signatures");
            }
            (_, Ok(version)) => tracing::info!(version = version.as_str(), "the scanner answers"),
            (Seen::Away, Err(_)) => {}
            (_, Err(error)) => tracing::error!(%error, "the scanner is away; documents wait for it"),
        }
    }

    /// How long ago its signatures were made, where clamd says when that was.
    fn age(&self, version: &Version) -> Option<Duration> {
        let now = UNIX_EPOCH + Duration::from_millis(u64::try_from(self.clock.now().0).ok()?);
        // A clamd whose zone is not UTC may seem to be ahead.
        Some(now.duration_since(version.made_at()?).unwrap_or_default())
    }
}
