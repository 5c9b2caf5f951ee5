//! `GET /api/ops/jobs/`

use axum::extract::State;
use serde::{Deserialize, Serialize};
use shared::{
    db::page::Page,
    ids::JobId,
    jobs::board::{self, Filter, UnknownState},
    settings::QueueName,
    words::{Text, Told},
};
use utoipa::{IntoParams, ToSchema};

use super::JobView;
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Json, Operate, Ops, PageQuery, Query, next_cursor, sought},
};

/// List jobs, the newest first, a page at a time.
///
/// A cursor holds while jobs come and go: nothing twice, nothing skipped.
#[utoipa::path(
    get, path = "/api/ops/jobs/", tag = "jobs", security(("bearer" = ["operate"])),
    params(PageQuery, JobsQuery),
    responses(
        (status = 200, body = JobsPage),
        (status = 400, body = Problem, description = "`invalid_input`"),
    )
)]
pub(crate) async fn list_jobs(
    _: Ops<Operate>,
    State(app): State<AppState>,
    Query(query): Query<JobsQuery>,
) -> Result<Json<JobsPage>, ApiError> {
    let (filter, page) = query.check()?;
    let found = board::list(&app.db, &filter, &page).await?;
    let next_cursor = next_cursor(&found, |last| last.id);
    Ok(Json(JobsPage { jobs: found.rows.into_iter().map(JobView::from).collect(), next_cursor }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct JobsQuery {
    #[serde(flatten)]
    #[param(ignore)]
    page: PageQuery,
    /// Only jobs in this state.
    #[param(pattern = "^(queued|sent|running|done|dead)$", example = "dead")]
    state: Option<String>,
    /// Only jobs of this queue: `mail` has all that sends mails.
    #[param(pattern = "^(mail|scan|upkeep|previews)$", example = "mail")]
    queue: Option<String>,
    /// Only jobs of this kind.
    #[param(max_length = 64, example = "verify_email")]
    kind: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobsPage {
    jobs: Vec<JobView>,
    /// For the next page; null on the last one.
    next_cursor: Option<String>,
}

impl JobsQuery {
    fn check(self) -> Result<(Filter, Page<JobId>), Faults> {
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        let mut faults = Faults::default();
        let page = self.page.check(&mut faults);
        let state = given(self.state).map(|text| text.parse()).transpose();
        let state = state.unwrap_or_else(|fault: UnknownState| {
            faults.add("state", fault.text());
            None
        });
        let queue = given(self.queue).and_then(|name| {
            let known = QueueName::from_name(&name);
            if known.is_none() {
                faults.add("queue", Text::one_of(QueueName::ALL.map(QueueName::as_str)));
            }
            known
        });
        let kind = sought("kind", self.kind, 64, &mut faults);
        if faults.is_empty() { Ok((Filter { state, queue, kind }, page)) } else { Err(faults) }
    }
}
