//! `GET /healthz` and `GET /readyz`

use std::time::Duration;

use axum::extract::State;

use crate::{
    AppState,
    accounts::Message,
    error::{ApiError, Problem},
    extract::Json,
};

/// How long each thing behind us has to answer.
const PATIENCE: Duration = Duration::from_secs(2);

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
    let (database, queue, storage) = tokio::join!(
        tokio::time::timeout(PATIENCE, app.db.ping()),
        tokio::time::timeout(PATIENCE, app.queue.ping()),
        tokio::time::timeout(PATIENCE, app.blobs.check()),
    );
    let there = [
        ("database", matches!(database, Ok(Ok(())))),
        ("queue", matches!(queue, Ok(Ok(())))),
        ("storage", matches!(storage, Ok(Ok(())))),
    ];
    let missing: Vec<_> = there.into_iter().filter(|(_, there)| !there).map(|(name, _)| name).collect();
    if missing.is_empty() { Ok(Json(Message::new("ready"))) } else { Err(ApiError::NotReady(missing)) }
}
