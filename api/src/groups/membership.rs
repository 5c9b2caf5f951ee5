//! `PUT` and `DELETE /api/ops/groups/{id}/members/{person}/`

use axum::{extract::State, http::StatusCode};
use shared::{
    ids::{GroupId, UserId},
    people::groups,
};

use super::GroupView;
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Asked, Ops, People, TwoIds},
};

/// Put a client into a group. Doing it again changes nothing.
#[utoipa::path(
    put, path = "/api/ops/groups/{id}/members/{person}/", tag = "people", security(("bearer" = ["people"])),
    params(("id" = String, Path, format = Uuid), ("person" = String, Path, format = Uuid)),
    responses(
        (status = 204),
        (status = 400, body = Problem, description = "`invalid_input`: only clients are in groups"),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn add_member(
    ops: Ops<People>,
    asked: Asked,
    State(app): State<AppState>,
    ids: Result<TwoIds<GroupId, UserId>, ApiError>,
) -> Result<StatusCode, ApiError> {
    let TwoIds(group, person) = ids?;
    GroupView::find(&app, group).await?;
    let mut tx = app.db.begin().await?;
    groups::add(&mut tx, &asked.by(&ops.caller), group, person, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take somebody out of a group.
#[utoipa::path(
    delete, path = "/api/ops/groups/{id}/members/{person}/", tag = "people", security(("bearer" = ["people"])),
    params(("id" = String, Path, format = Uuid), ("person" = String, Path, format = Uuid)),
    responses((status = 204), (status = 404, body = Problem, description = "`not_found`: they are not in it"))
)]
pub(crate) async fn remove_member(
    ops: Ops<People>,
    asked: Asked,
    State(app): State<AppState>,
    ids: Result<TwoIds<GroupId, UserId>, ApiError>,
) -> Result<StatusCode, ApiError> {
    let TwoIds(group, person) = ids?;
    let mut tx = app.db.begin().await?;
    if !groups::take_out(&mut tx, &asked.by(&ops.caller), group, person, app.clock.now()).await? {
        return Err(ApiError::NotFound);
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
