//! `POST /api/ops/people/{id}/approve/`

use axum::extract::State;
use shared::{ids::UserId, people::applicants};

use super::PersonView;
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Asked, Id, Json, Ops, People},
};

/// Approve somebody who signed up and waits.
///
/// They are told by mail. Approving again changes nothing.
#[utoipa::path(
    post, path = "/api/ops/people/{id}/approve/", tag = "people", security(("bearer" = ["people"])),
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 200, body = PersonView),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn approve(
    ops: Ops<People>,
    asked: Asked,
    State(app): State<AppState>,
    id: Result<Id<UserId>, ApiError>,
) -> Result<Json<PersonView>, ApiError> {
    let Id(id) = id?;
    let mut tx = app.db.begin().await?;
    applicants::approve(&mut tx, &asked.by(&ops.caller), id, app.clock.now()).await?;
    tx.commit().await?;
    PersonView::find(&app, id).await.map(Json)
}
