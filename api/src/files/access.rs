//! `GET /api/files/{id}/access/`

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use shared::{
    documents::{
        shares, visible,
        visible::{AccessPlace, Blocked, Reason},
    },
    ids::FileId,
};
use utoipa::{IntoParams, ToSchema};

use super::{
    is_managed,
    viewers::{AccessView, ReasonView},
};
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Id, Json, Ops, PageQuery, Query, Unknown, next_cursor},
};

/// List who sees a document and why, a page at a time; or tell why one client does or does not.
///
/// It is told by the rule that guards the document. What others uploaded takes the permission `documents`.
#[utoipa::path(
    get, path = "/api/files/{id}/access/", tag = "shares", security(("bearer" = ["ops"])),
    params(("id" = String, Path, format = Uuid), PageQuery, AccessQuery),
    responses(
        (status = 200, body = Told),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 403, body = Problem, description = "`permission_missing`"),
        (status = 404, body = Problem, description = "`not_found`: also where there is no such client"),
    )
)]
pub(crate) async fn access(
    Ops { caller, .. }: Ops,
    State(app): State<AppState>,
    Id(id): Id<FileId>,
    Query(query): Query<AccessQuery>,
) -> Result<Response, ApiError> {
    let mut tx = app.db.begin().await?;
    is_managed(&mut tx, &caller.user, id).await?;
    drop(tx);
    let mut faults = Faults::default();
    query.unknown.check(&mut faults);
    let page = query.page.check::<AccessPlace, 2>(&mut faults);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let now = app.clock.now();
    if let Some(name) = query.client {
        let client = shares::clients_named(&app.db, &[name]).await?.pop().flatten().ok_or(ApiError::NotFound)?;
        let told = visible::access_of(&app.db, id, client, now).await?.ok_or(ApiError::NotFound)?;
        return Ok(Json(OneClient::from(told)).into_response());
    }
    let found = visible::access(&app.db, id, &page, now).await?;
    let next_cursor = next_cursor::<_, AccessPlace, 2>(&found, |last| last.into());
    let access = found.rows.into_iter().map(AccessView::from).collect();
    Ok(Json(AccessPage { access, next_cursor }).into_response())
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AccessQuery {
    #[serde(flatten)]
    #[param(ignore)]
    page: PageQuery,
    /// Tell of this client alone: an id, a user name or an address.
    client: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    unknown: Unknown,
}

/// A page of those who see the document, or where a client is named what is true of that one.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes the two answers to readers of the OpenAPI document")]
pub(crate) enum Told {
    Page(AccessPage),
    One(OneClient),
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccessPage {
    access: Vec<AccessView>,
    /// For the next page; null on the last one.
    next_cursor: Option<String>,
}

/// Whether one client sees the document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OneClient {
    visible: bool,
    because: Vec<ReasonView>,
    /// What keeps it from being seen; `view_only` and `download_limit_reached` keep it from being downloaded alone.
    #[schema(value_type = Vec<String>)]
    blocked_by: Vec<Blocked>,
}

impl From<(Vec<Reason>, Vec<Blocked>)> for OneClient {
    fn from((reasons, blocked_by): (Vec<Reason>, Vec<Blocked>)) -> Self {
        let visible = !blocked_by.iter().any(|blocked| blocked.hides());
        Self { visible, because: reasons.into_iter().map(ReasonView::from).collect(), blocked_by }
    }
}
