//! `GET /api/ops/groups/{id}/`

use axum::extract::State;
use shared::ids::GroupId;

use super::GroupView;
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Id, Json, Ops, People},
};

/// Show a group.
#[utoipa::path(
    get, path = "/api/ops/groups/{id}/", tag = "people", security(("bearer" = ["people"])),
    params(("id" = String, Path, format = Uuid)),
    responses((status = 200, body = GroupView), (status = 404, body = Problem, description = "`not_found`"))
)]
pub(crate) async fn show_group(
    _: Ops<People>,
    State(app): State<AppState>,
    id: Result<Id<GroupId>, ApiError>,
) -> Result<Json<GroupView>, ApiError> {
    let Id(id) = id?;
    GroupView::find(&app, id).await.map(Json)
}
