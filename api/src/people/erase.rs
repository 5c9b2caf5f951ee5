//! `DELETE /api/ops/people/{id}/`

use axum::{extract::State, http::StatusCode};
use shared::{ids::UserId, people::changing};

use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Asked, Id, Ops, People},
};

/// Erase somebody's account.
///
/// What is kept about the person goes at once, and all that was given out ends. Documents that they uploaded stay, without a
/// name.
#[utoipa::path(
    delete, path = "/api/ops/people/{id}/", tag = "people", security(("bearer" = ["people"])),
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 204),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 409, body = Problem, description = "`last_of_its_kind`: nobody else could look after people"),
    )
)]
pub(crate) async fn erase_person(
    ops: Ops<People>,
    asked: Asked,
    State(app): State<AppState>,
    id: Result<Id<UserId>, ApiError>,
) -> Result<StatusCode, ApiError> {
    let Id(id) = id?;
    let mut tx = app.db.begin().await?;
    changing::erase(&mut tx, &asked.by(&ops.caller), id, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
