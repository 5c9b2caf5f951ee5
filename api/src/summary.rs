//! `GET /api/ops/summary/`

use std::collections::BTreeMap;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use shared::{
    documents::files::ScanStatus,
    summary::{self, Day, Happened, Kept, Trouble},
    words::Text,
};
use utoipa::{IntoParams, ToSchema};

use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Json, Operate, Ops, Query},
};

/// How many days are told where nobody says.
const USUAL: u16 = 30;

/// How many are told at the most.
const MOST: u16 = 366;

/// See how things stand, and what happened day by day.
///
/// Days are those of UTC, the oldest first; today is the last. What happened is in it within a second or two.
#[utoipa::path(
    get, path = "/api/ops/summary/", tag = "operations", security(("bearer" = ["operate"])), params(SummaryQuery),
    responses(
        (status = 200, body = Summary),
        (status = 400, body = Problem, description = "`invalid_input`"),
    )
)]
pub(crate) async fn summary(
    _: Ops<Operate>,
    State(app): State<AppState>,
    Query(query): Query<SummaryQuery>,
) -> Result<Json<Summary>, ApiError> {
    let days = query.check()?;
    let now = app.clock.now();
    let today = Day::of(now);
    let first = today.before(days - 1);
    let (mut happened, kept, trouble, signatures, expiring, free) = tokio::try_join!(
        summary::days(&app.db, first),
        summary::kept(&app.db),
        summary::trouble(&app.db),
        summary::signatures_made_at(&app.db),
        summary::expiring(&app.db, now),
        async { Ok(app.blobs.free().await) },
    )?;
    let each = std::iter::successors(Some(first), |day| Some(day.next())).take(days.into());
    let Trouble { waiting, dead, deferred, refused } = trouble;
    Ok(Json(Summary {
        days: each.map(|day| DayView::of(day, happened.remove(&day).unwrap_or_default())).collect(),
        files: FilesView::of(&kept),
        storage: StorageView { used: kept.iter().map(|kept| kept.bytes).sum(), free },
        jobs: JobsInTrouble { waiting, dead },
        mails: MailsInTrouble { deferred, refused },
        signatures_age: signatures.map(|made_at| now.since(made_at).as_secs()),
        expiring,
    }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SummaryQuery {
    /// 1 to 366.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 366, default = 30)]
    days: Option<String>,
}

impl SummaryQuery {
    fn check(self) -> Result<u16, Faults> {
        let Some(text) = self.days else { return Ok(USUAL) };
        let days = text.parse().ok().filter(|days| (1..=MOST).contains(days));
        days.ok_or_else(|| Faults::one("days", Text::MustBeFrom { least: 1, most: MOST.into() }))
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Summary {
    days: Vec<DayView>,
    files: FilesView,
    storage: StorageView,
    jobs: JobsInTrouble,
    mails: MailsInTrouble,
    /// How many seconds ago the scanner's signatures were made; null where no scanner has told.
    signatures_age: Option<u64>,
    /// How many documents expire within seven days and were not downloaded.
    expiring: i64,
}

/// What happened on a day.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DayView {
    #[schema(value_type = String, format = Date, example = "2026-11-27")]
    date: String,
    /// Documents that were taken in.
    uploads: i64,
    /// Documents that were refused, by the `code` of the problem.
    #[schema(example = json!({"macros_not_allowed": 2}))]
    refused: BTreeMap<String, i64>,
    /// Downloads, whole or in part.
    downloads: i64,
    /// Bytes that went out.
    bytes: i64,
    /// New clients.
    clients: i64,
    /// Mails that were sent.
    mails: i64,
    /// Verdicts of scans.
    scans: i64,
}

impl DayView {
    fn of(day: Day, happened: Happened) -> Self {
        let Happened { uploads, refused, downloads, bytes, clients, mails, scans } = happened;
        Self { date: day.date(), uploads, refused, downloads, bytes, clients, mails, scans }
    }
}

/// Documents by how their scans stand.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct FilesView {
    pending: i64,
    clean: i64,
    infected: i64,
    failed: i64,
}

impl FilesView {
    fn of(kept: &[Kept]) -> Self {
        let count = |status| kept.iter().filter(|kept| kept.scan_status == status).map(|kept| kept.files).sum();
        Self {
            pending: count(ScanStatus::Pending),
            clean: count(ScanStatus::Clean),
            infected: count(ScanStatus::Infected),
            failed: count(ScanStatus::Failed),
        }
    }
}

/// Bytes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StorageView {
    /// What the documents take.
    used: i64,
    /// What is left; null where the store does not say.
    free: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobsInTrouble {
    /// Waiting or running.
    waiting: i64,
    /// Given up.
    dead: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MailsInTrouble {
    /// Tried, and waiting to be tried again.
    deferred: i64,
    /// Given up.
    refused: i64,
}
