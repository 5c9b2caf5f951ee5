//! `GET /healthz` and `GET /readyz`

use axum::extract::State;

use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::Json,
    message::Message,
};

/// Does the process serve?
#[utoipa::path(get, path = "/healthz/", tag = "health", responses((status = 200, body = Message)))]
pub(crate) async fn healthz() -> Json<Message> {
    Json(Message::new("ok"))
}

/// Is everything there that requests need?
#[utoipa::path(
    get, path = "/readyz/", tag = "health",
    responses((status = 200, body = Message), (status = 503, body = Problem, description = "`unavailable`, with what is `missing`"))
)]
pub(crate) async fn readyz(State(app): State<AppState>) -> Result<Json<Message>, ApiError> {
    // Anybody may ask this, as often as they like.
    let missing = app.readiness.lately_missing().await;
    if missing.is_empty() { Ok(Json(Message::new("ready"))) } else { Err(ApiError::NotReady(missing)) }
}
