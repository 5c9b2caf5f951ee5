//! Metrics: what an operator sees of a program while it runs.
//!
//! There is one [`Metrics`] for each [`Foundation`](crate::foundation::Foundation), never a global one, so that several
//! services in one process count apart. `docs/MONITORING.md` says what each metric means.

mod every;
mod labels;
mod registering;
mod rows;

use std::{collections::BTreeSet, fmt, sync::Arc, time::Duration};

use prometheus_client::{encoding::text, metrics::gauge::Gauge};

use self::{
    every::Every,
    labels::{Answered, Attempted, OfKind, OfOperation, OfVerdict, Requested},
};
use crate::documents::files::ScanStatus;

pub use self::labels::{AttemptOutcome, MailOutcome, UploadOutcome};

/// Every metric of one service. Cloning is cheap, and clones share everything.
#[derive(Clone)]
pub struct Metrics(Arc<Every>);

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

/// A request that is being answered; it counts as in flight until this is dropped.
#[derive(Debug)]
pub struct InFlight(Gauge);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Metrics {
    /// A request begins.
    pub fn request_began(&self) -> InFlight {
        self.0.requests_in_flight.inc();
        InFlight(self.0.requests_in_flight.clone())
    }

    /// A request was answered after `took`, the time to the head of the answer. `route` is the template of the route,
    /// never a path, and `method` one of a few: each new value is kept for ever.
    pub fn answered(&self, method: &'static str, route: &str, status: u16, took: Duration) {
        let answered = Answered { request: Requested { method, route: route.to_owned() }, status };
        self.0.requests.get_or_create(&answered).inc();
        self.0.request_durations.get_or_create(&answered.request).observe(took.as_secs_f64());
    }

    /// An attempt at a job of this kind ended after `took`.
    pub fn attempted(&self, kind: &'static str, outcome: AttemptOutcome, took: Duration) {
        self.0.attempts.get_or_create(&Attempted { kind, outcome }).inc();
        self.0.job_durations.get_or_create(&OfKind { kind }).observe(took.as_secs_f64());
    }

    /// A document got its verdict, `lag` after its upload.
    pub fn scanned(&self, verdict: ScanStatus, lag: Duration) {
        self.0.scans.get_or_create(&OfVerdict { verdict: verdict.as_str() }).inc();
        self.0.scan_lag.observe(lag.as_secs_f64());
    }

    /// A mail went out, or did not.
    pub fn mailed(&self, outcome: MailOutcome) {
        self.0.mails.get_or_create(&[("outcome", outcome)]).inc();
    }

    /// An upload ended.
    pub fn uploaded(&self, outcome: UploadOutcome) {
        self.0.uploads.get_or_create(&[("outcome", outcome)]).inc();
    }

    /// This many bytes of documents were handed to a connection.
    pub fn downloaded(&self, bytes: u64) {
        self.0.download_bytes.inc_by(bytes);
    }

    /// Something went wrong with stored bytes.
    pub fn storage_failed(&self, operation: storage::Operation) {
        self.0.storage_errors.get_or_create(&OfOperation { operation: operation.as_str() }).inc();
    }

    /// A sweep took nothing, since it would have taken too much.
    pub fn sweep_stopped(&self) {
        self.0.sweeps_stopped.inc();
    }

    /// Whether the scanner answers. Not told before it is first set.
    pub fn scanner_is_up(&self, up: bool) {
        self.0.scanner_up.get_or_create(&[]).set(i64::from(up));
    }

    /// The version of the scanner's signatures, and how long ago they were made. What is not known is not told.
    pub fn scanner_signatures(&self, version: Option<u64>, age: Option<Duration>) {
        match version.and_then(|version| i64::try_from(version).ok()) {
            Some(version) => drop(self.0.signatures_version.get_or_create(&[]).set(version)),
            None => self.0.signatures_version.clear(),
        }
        match age {
            Some(age) => drop(self.0.signature_age.get_or_create(&[]).set(age.as_secs_f64())),
            None => self.0.signature_age.clear(),
        }
    }

    /// A document could not be looked into by the scanner.
    pub fn unscannable(&self) {
        self.0.unscannable.inc();
    }

    /// The names of all samples that can be told, such as `strongroom_job_duration_seconds_bucket`.
    pub fn names(&self) -> &BTreeSet<String> {
        &self.0.names
    }

    /// All metrics as they stand, as OpenMetrics 1.0 text.
    pub fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::with_capacity(32 << 10);
        text::encode(&mut text, &self.0.registry)?;
        Ok(text)
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self(Arc::new(registering::all()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_is_told_is_known() {
        let metrics = Metrics::default();
        metrics.answered("GET", "/api/me/", 200, Duration::from_millis(3));
        metrics.attempted("scan_file", AttemptOutcome::Done, Duration::from_secs(1));
        metrics.scanner_is_up(true);
        metrics.scanner_signatures(Some(27_000), Some(Duration::from_hours(5)));
        let text = metrics.text().unwrap();
        let told: BTreeSet<&str> = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split(['{', ' ']).next().unwrap())
            .collect();
        for name in &told {
            assert!(metrics.names().contains(*name), "{name} is told and not known");
        }
        // Rows and pools are read where there is a database.
        let from_database = [
            "strongroom_jobs",
            "strongroom_job_oldest_due_seconds",
            "strongroom_database_connections",
            "strongroom_audit_unsealed",
            "strongroom_audit_oldest_unsealed_seconds",
            "strongroom_storage_used_bytes",
            "strongroom_storage_free_bytes",
            "strongroom_storage_quota_left_bytes",
        ];
        for name in metrics.names() {
            let quiet = from_database.contains(&name.as_str()) || name.starts_with("strongroom_storage_errors");
            assert!(quiet || told.contains(name.as_str()), "{name} is known and never told:\n{text}");
        }
        assert!(
            text.contains(r#"strongroom_http_requests_total{method="GET",route="/api/me/",status="200"} 1"#),
            "{text}"
        );
    }

    #[test]
    fn two_services_count_apart() {
        let (one, other) = (Metrics::default(), Metrics::default());
        one.mailed(MailOutcome::Sent);
        assert!(one.text().unwrap().contains(r#"strongroom_mails_total{outcome="sent"} 1"#));
        assert!(other.text().unwrap().contains(r#"strongroom_mails_total{outcome="sent"} 0"#));
    }
}
