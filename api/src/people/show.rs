//! `GET /api/ops/people/{id}/`

use axum::extract::State;
use shared::ids::UserId;

use super::PersonView;
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Id, Json, Ops, People},
};

/// Show somebody.
#[utoipa::path(
    get, path = "/api/ops/people/{id}/", tag = "people", security(("bearer" = ["people"])),
    params(("id" = String, Path, format = Uuid)),
    responses((status = 200, body = PersonView), (status = 404, body = Problem, description = "`not_found`"))
)]
pub(crate) async fn show_person(
    _: Ops<People>,
    State(app): State<AppState>,
    id: Result<Id<UserId>, ApiError>,
) -> Result<Json<PersonView>, ApiError> {
    let Id(id) = id?;
    PersonView::find(&app, id).await.map(Json)
}
