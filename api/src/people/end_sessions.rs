//! `POST /api/ops/people/{id}/end-sessions/`

use axum::{extract::State, http::StatusCode};
use shared::{ids::UserId, people::changing};

use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Asked, Id, Ops, People},
};

/// End all sessions of somebody.
///
/// Tokens for programs stay.
#[utoipa::path(
    post, path = "/api/ops/people/{id}/end-sessions/", tag = "people", security(("bearer" = ["people"])),
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 204),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn end_sessions(
    ops: Ops<People>,
    asked: Asked,
    State(app): State<AppState>,
    id: Result<Id<UserId>, ApiError>,
) -> Result<StatusCode, ApiError> {
    let Id(id) = id?;
    let mut tx = app.db.begin().await?;
    changing::end_sessions(&mut tx, &asked.by(&ops.caller), id, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
