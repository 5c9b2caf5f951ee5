//! `POST /api/ops/people/{id}/reject/`

use axum::{extract::State, http::StatusCode};
use shared::{ids::UserId, people::applicants};

use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Asked, Id, Ops, People},
};

/// Refuse somebody who signed up and waits: the account is erased.
///
/// Nothing is mailed.
#[utoipa::path(
    post, path = "/api/ops/people/{id}/reject/", tag = "people", security(("bearer" = ["people"])),
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 204),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 409, body = Problem, description = "`wrong_state`: they do not wait"),
    )
)]
pub(crate) async fn reject(
    ops: Ops<People>,
    asked: Asked,
    State(app): State<AppState>,
    id: Result<Id<UserId>, ApiError>,
) -> Result<StatusCode, ApiError> {
    let Id(id) = id?;
    let mut tx = app.db.begin().await?;
    applicants::refuse(&mut tx, &asked.by(&ops.caller), id, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
