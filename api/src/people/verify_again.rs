//! `POST /api/ops/people/{id}/verify-again/`

use axum::{extract::State, http::StatusCode};
use shared::{ids::UserId, people::changing};

use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Asked, Id, Ops, People},
};

/// Mail somebody the link once more that proves their address.
///
/// Once a minute at the most.
#[utoipa::path(
    post, path = "/api/ops/people/{id}/verify-again/", tag = "people", security(("bearer" = ["people"])),
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 204),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 409, body = Problem, description = "`wrong_state`: there is nothing to prove"),
    )
)]
pub(crate) async fn verify_again(
    ops: Ops<People>,
    asked: Asked,
    State(app): State<AppState>,
    id: Result<Id<UserId>, ApiError>,
) -> Result<StatusCode, ApiError> {
    let Id(id) = id?;
    let mut tx = app.db.begin().await?;
    changing::verify_again(&mut tx, &asked.by(&ops.caller), id, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
