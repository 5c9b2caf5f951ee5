//! `DELETE /api/ops/groups/{id}/`

use axum::{extract::State, http::StatusCode};
use shared::{ids::GroupId, people::groups::Group};

use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Asked, Id, Ops, People},
};

/// Remove a group. Those who were in it stay.
#[utoipa::path(
    delete, path = "/api/ops/groups/{id}/", tag = "people", security(("bearer" = ["people"])),
    params(("id" = String, Path, format = Uuid)),
    responses((status = 204), (status = 404, body = Problem, description = "`not_found`"))
)]
pub(crate) async fn remove_group(
    ops: Ops<People>,
    asked: Asked,
    State(app): State<AppState>,
    id: Result<Id<GroupId>, ApiError>,
) -> Result<StatusCode, ApiError> {
    let Id(id) = id?;
    let mut tx = app.db.begin().await?;
    if !Group::remove(&mut tx, &asked.by(&ops.caller), id, app.clock.now()).await? {
        return Err(ApiError::NotFound);
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
