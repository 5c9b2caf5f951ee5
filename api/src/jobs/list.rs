//! `GET /api/ops/jobs/`

use axum::extract::State;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use shared::{
    ids::JobId,
    jobs::board::{self, Filter},
};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::JobView;
use crate::{
    AppState,
    error::{ApiError, Faults, Problem},
    extract::{Json, Ops, Query},
};

/// List jobs, the newest first, a page at a time.
///
/// A cursor holds while jobs come and go: nothing twice, nothing skipped.
#[utoipa::path(
    get, path = "/api/ops/jobs/", tag = "jobs", security(("bearer" = ["ops"])),
    params(JobsQuery),
    responses(
        (status = 200, body = JobsPage),
        (status = 400, body = Problem, description = "`invalid_input`"),
    )
)]
pub(crate) async fn list_jobs(
    Ops(_): Ops,
    State(app): State<AppState>,
    Query(query): Query<JobsQuery>,
) -> Result<Json<JobsPage>, ApiError> {
    let (filter, limit) = query.check()?;
    // One more than a page, to tell whether there is another page.
    let mut jobs = board::list(&app.db, &filter, i64::from(limit) + 1).await?;
    let more = jobs.len() > usize::from(limit);
    jobs.truncate(limit.into());
    let next_cursor = jobs.last().filter(|_| more).map(|last| URL_SAFE_NO_PAD.encode(last.id.0.as_bytes()));
    Ok(Json(JobsPage { jobs: jobs.into_iter().map(JobView::from).collect(), next_cursor }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct JobsQuery {
    /// Only jobs in this state.
    #[param(pattern = "^(queued|sent|running|done|dead)$", example = "dead")]
    state: Option<String>,
    /// Only jobs of this kind.
    #[param(max_length = 64, example = "verify_email")]
    kind: Option<String>,
    /// 1 to 200 jobs a page.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobsPage {
    jobs: Vec<JobView>,
    /// For the next page; null on the last one.
    next_cursor: Option<String>,
}

impl JobsQuery {
    fn check(self) -> Result<(Filter, u8), Faults> {
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        let mut faults = Faults::default();
        let limit = self.limit.map_or(Some(50), |text| text.parse().ok().filter(|limit| (1..=200).contains(limit)));
        if limit.is_none() {
            faults.add("limit", "must be a whole number from 1 to 200");
        }
        let state = given(self.state).map(|text| text.parse()).transpose();
        let state = state.unwrap_or_else(|fault| {
            faults.add("state", fault);
            None
        });
        let kind = given(self.kind);
        if kind.as_ref().is_some_and(|kind| kind.len() > 64 || kind.contains('\0')) {
            faults.add("kind", "must have at most 64 bytes and no NUL");
        }
        let cursor = given(self.cursor);
        let after = cursor.as_deref().and_then(read_cursor);
        if cursor.is_some() && after.is_none() {
            faults.add("cursor", "is none of ours");
        }
        match limit {
            Some(limit) if faults.is_empty() => Ok((Filter { state, kind, after }, limit)),
            _ => Err(faults),
        }
    }
}

fn read_cursor(text: &str) -> Option<JobId> {
    let bytes = if text.len() < 64 { URL_SAFE_NO_PAD.decode(text).ok()? } else { return None };
    Uuid::from_slice(&bytes).ok().map(JobId)
}
