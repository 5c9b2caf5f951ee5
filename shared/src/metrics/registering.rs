//! The one list of all metrics: names, help, buckets.

use std::{collections::BTreeSet, fmt::Debug, hash::Hash};

use prometheus_client::{
    encoding::{EncodeLabelSet, EncodeLabelValue},
    metrics::{MetricType, TypedMetric, counter::Counter, family::Family, histogram::Histogram, info::Info},
    registry::{Metric, Registry},
};
use tokio::sync::Mutex;

use super::{
    every::{Every, Histograms},
    labels::{MailOutcome, OfBuild, OfVerdict, UploadOutcome, With},
};
use crate::documents::files::ScanStatus;

/// Seconds, for what a client waits for.
const QUICK: [f64; 14] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// Seconds, for what happens after a request.
const SLOW: [f64; 12] = [0.005, 0.025, 0.1, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0];

fn quick() -> Histogram {
    Histogram::new(QUICK)
}

fn slow() -> Histogram {
    Histogram::new(SLOW)
}

#[derive(Default)]
struct Registering {
    registry: Registry,
    names: BTreeSet<String>,
}

impl Registering {
    /// Registers a metric under its full name without the ending that its type gives it (`_total`).
    fn add<M: Metric + TypedMetric + Clone>(&mut self, name: &str, help: &str, metric: M) -> M {
        let endings: &[&str] = match M::TYPE {
            MetricType::Counter => &["_total"],
            MetricType::Histogram => &["_bucket", "_sum", "_count"],
            _ => &[""],
        };
        self.names.extend(endings.iter().map(|ending| format!("{name}{ending}")));
        self.registry.register(name, help, metric.clone());
        metric
    }

    /// Registers a metric that begins with nothing.
    fn fresh<M: Metric + TypedMetric + Clone + Default>(&mut self, name: &str, help: &str) -> M {
        self.add(name, help, M::default())
    }

    /// Registers histograms with these buckets.
    fn histograms<L>(&mut self, name: &str, help: &str, buckets: fn() -> Histogram) -> Histograms<L>
    where
        L: EncodeLabelSet + Clone + Debug + Hash + Eq + Send + Sync + 'static,
    {
        self.add(name, help, Family::new_with_constructor(buckets))
    }

    /// Registers what runs: an `Info` cannot be cloned, and nothing changes it.
    fn build(&mut self) {
        let commit = option_env!("STRONGROOM_COMMIT").unwrap_or("unknown");
        let build = Info::new(OfBuild { version: env!("CARGO_PKG_VERSION"), commit });
        self.names.insert("strongroom_build_info".to_owned());
        let help = "The version that runs, and the commit it was built from";
        self.registry.register("strongroom_build", help, build);
    }
}

/// Series are there from the start where their labels are known, so that the first of its kind shows as a step.
fn outcomes<O: EncodeLabelValue + Clone + Hash + Eq>(all: [O; 3]) -> Family<With<O>, Counter> {
    let family = Family::<With<O>, Counter>::default();
    for outcome in all {
        drop(family.get_or_create(&[("outcome", outcome)]));
    }
    family
}

fn verdicts() -> Family<OfVerdict, Counter> {
    let family = Family::<OfVerdict, Counter>::default();
    for verdict in [ScanStatus::Clean, ScanStatus::Infected, ScanStatus::Failed] {
        drop(family.get_or_create(&OfVerdict { verdict: verdict.as_str() }));
    }
    family
}

/// All of them, before anything has happened.
pub(super) fn all() -> Every {
    let mut to = Registering::default();
    to.build();
    Every {
        requests: to.fresh("strongroom_http_requests", "Requests answered"),
        request_durations: to.histograms(
            "strongroom_http_request_duration_seconds",
            "From a request's head to its answer's head",
            quick,
        ),
        requests_in_flight: to
            .fresh("strongroom_http_requests_in_flight", "Requests whose answer's head is not written yet"),
        jobs: to.fresh("strongroom_jobs", "Jobs by where they stand, from their rows"),
        oldest_due: to.fresh("strongroom_job_oldest_due_seconds", "How long the job that waits longest has been due"),
        attempts: to.fresh("strongroom_job_attempts", "Attempts at jobs, by how they ended"),
        job_durations: to.histograms("strongroom_job_duration_seconds", "How long attempts at jobs took", slow),
        scans: to.add("strongroom_scans", "Verdicts on documents", verdicts()),
        scan_lag: to.add("strongroom_scan_lag_seconds", "From an upload to the verdict on it", slow()),
        mails: to.add(
            "strongroom_mails",
            "Mails, by what became of them",
            outcomes([MailOutcome::Sent, MailOutcome::Refused, MailOutcome::Failed]),
        ),
        connections: to.fresh("strongroom_database_connections", "Connections of this process to the database"),
        storage_errors: to
            .fresh("strongroom_storage_errors", "What went wrong with stored bytes, by what was being done"),
        storage_used: to.fresh("strongroom_storage_used_bytes", "Bytes that documents take, and what is arriving"),
        storage_free: to.fresh("strongroom_storage_free_bytes", "Bytes that the store still has room for"),
        storage_quota_left: to.fresh("strongroom_storage_quota_left_bytes", "Bytes that the quota of all still allows"),
        sweeps_stopped: to.fresh(
            "strongroom_sweeps_stopped",
            "Sweeps that took nothing, since more files have no row than crashes leave",
        ),
        uploads: to.add(
            "strongroom_uploads",
            "Uploads, by what became of them",
            outcomes([UploadOutcome::Stored, UploadOutcome::Refused, UploadOutcome::Failed]),
        ),
        download_bytes: to.fresh("strongroom_download_bytes", "Bytes of documents handed to connections"),
        scanner_up: to.fresh("strongroom_scanner_up", "1 while the scanner answers, else 0"),
        signatures_version: to
            .fresh("strongroom_scanner_signatures_version", "The version of the scanner's signatures"),
        signature_age: to
            .fresh("strongroom_scanner_signature_age_seconds", "How long ago the scanner's signatures were made"),
        unscannable: to.fresh("strongroom_scans_unscannable", "Documents that could not be looked into whole"),
        audit_unsealed: to.fresh("strongroom_audit_unsealed", "Events of the audit trail that wait to be chained"),
        audit_oldest_unsealed: to
            .fresh("strongroom_audit_oldest_unsealed_seconds", "How long the oldest of them has waited"),
        rows_read: Mutex::default(),
        registry: to.registry,
        names: to.names,
    }
}
