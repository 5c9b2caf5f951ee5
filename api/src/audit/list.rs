//! `GET /api/ops/audit/`

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::audit::{self, EventPlace, Line};
use utoipa::{IntoParams, ToSchema};

use super::query::EventsQuery;
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Audit, Json, Ops, PageQuery, Query, Unknown, next_cursor},
};

/// List what happened, the newest first, a page at a time.
///
/// An event holds ids; the name, the address and the program of a person are gone with the person.
#[utoipa::path(
    get, path = "/api/ops/audit/", tag = "audit", security(("bearer" = ["audit"])),
    params(PageQuery, EventsQuery),
    responses(
        (status = 200, body = AuditPage),
        (status = 400, body = Problem, description = "`invalid_input`"),
    )
)]
pub(crate) async fn list_audit(
    _: Ops<Audit>,
    State(app): State<AppState>,
    Query(query): Query<AuditQuery>,
) -> Result<Json<AuditPage>, ApiError> {
    let mut faults = Faults::default();
    let page = query.page.check(&mut faults);
    let wanted = query.events.check(&mut faults);
    query.unknown.check(&mut faults);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let Some(wanted) = wanted else { return Ok(Json(AuditPage { events: Vec::new(), next_cursor: None })) };
    let found = audit::list(&app.db, &wanted, &page).await?;
    let next_cursor = next_cursor(&found, |last| EventPlace(last.id));
    Ok(Json(AuditPage { events: found.rows.into_iter().map(AuditEvent).collect(), next_cursor }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    #[serde(flatten)]
    #[param(ignore)]
    page: PageQuery,
    #[serde(flatten)]
    #[param(ignore)]
    events: EventsQuery,
    #[serde(flatten)]
    #[param(ignore)]
    unknown: Unknown,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditPage {
    #[schema(value_type = Vec<EventLine>)]
    events: Vec<AuditEvent>,
    /// For the next page; null on the last one.
    next_cursor: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct AuditEvent(Line);

/// What happened.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes an event to readers of the OpenAPI document")]
pub(crate) struct EventLine {
    #[schema(format = Uuid)]
    id: String,
    #[schema(format = DateTime)]
    at: String,
    #[schema(example = "login.ok")]
    event: String,
    /// `ok`, `refused` or `failed`.
    #[schema(pattern = "^(ok|refused|failed)$")]
    outcome: String,
    actor: Option<Actor>,
    on: Option<Subject>,
    address: Option<String>,
    client: Option<String>,
    request_id: Option<String>,
    /// Ids, numbers and words: of what else it was about, why it was refused, how many bytes went out.
    #[schema(value_type = Object)]
    detail: Value,
}

/// Who did it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes an event to readers of the OpenAPI document")]
struct Actor {
    #[schema(format = Uuid)]
    id: String,
    /// Null when the account is gone.
    username: Option<String>,
}

/// What it was about.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes an event to readers of the OpenAPI document")]
struct Subject {
    /// `person`, `file`, `folder`, `link`, `session`, `token`, `passkey`, `job` or `group`.
    kind: String,
    #[schema(format = Uuid)]
    id: String,
}
