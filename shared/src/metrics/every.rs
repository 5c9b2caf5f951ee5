//! Every metric of one service, as it is kept.

use std::{collections::BTreeSet, sync::atomic::AtomicU64};

use prometheus_client::{
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};
use tokio::{sync::Mutex, time::Instant};

use super::labels::{
    Answered, Attempted, InQueue, MailOutcome, Nothing, OfKind, OfOperation, OfQueue, OfState, OfVerdict, Requested,
    UploadOutcome, With,
};

/// Seconds that may go up and down.
pub(super) type Seconds = Gauge<f64, AtomicU64>;
/// Seconds of many, by their labels.
pub(super) type Histograms<Labels> = Family<Labels, Histogram, fn() -> Histogram>;

/// All that is counted and measured.
pub(super) struct Every {
    pub(super) registry: Registry,
    pub(super) names: BTreeSet<String>,
    pub(super) requests: Family<Answered, Counter>,
    pub(super) request_durations: Histograms<Requested>,
    pub(super) requests_in_flight: Gauge,
    pub(super) jobs: Family<InQueue, Gauge>,
    pub(super) oldest_due: Family<OfQueue, Seconds>,
    pub(super) attempts: Family<Attempted, Counter>,
    pub(super) job_durations: Histograms<OfKind>,
    pub(super) scans: Family<OfVerdict, Counter>,
    pub(super) scan_lag: Histogram,
    pub(super) mails: Family<With<MailOutcome>, Counter>,
    pub(super) connections: Family<OfState, Gauge>,
    pub(super) storage_errors: Family<OfOperation, Counter>,
    /// Without a label, so that they are not told where they are not known.
    pub(super) storage_used: Family<Nothing, Gauge>,
    pub(super) storage_free: Family<Nothing, Gauge>,
    pub(super) storage_quota_left: Family<Nothing, Gauge>,
    pub(super) sweeps_stopped: Counter,
    pub(super) uploads: Family<With<UploadOutcome>, Counter>,
    pub(super) download_bytes: Counter,
    // Families without a label: they are not told before they are set, so that a service without a scanner has none.
    pub(super) scanner_up: Family<Nothing, Gauge>,
    pub(super) signatures_version: Family<Nothing, Gauge>,
    pub(super) signature_age: Family<Nothing, Seconds>,
    pub(super) unscannable: Counter,
    /// Without a label, so that they are not told before they are read.
    pub(super) audit_unsealed: Family<Nothing, Gauge>,
    pub(super) audit_oldest_unsealed: Family<Nothing, Seconds>,
    pub(super) rows_read: Mutex<Option<Instant>>,
}
