//! What the listener answers.

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Value, json};
use shared::{
    clock::Clock,
    db::Db,
    metrics::Metrics,
    readiness::{Found, Readiness},
};
use storage::Blobs;

#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) metrics: Metrics,
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) blobs: Blobs,
    pub(crate) quota: Option<u64>,
    pub(crate) readiness: Readiness,
}

pub(crate) fn router(shown: Shown) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/metrics/", get(metrics))
        .route("/healthz", get(healthz))
        .route("/healthz/", get(healthz))
        .route("/readyz", get(readyz))
        .route("/readyz/", get(readyz))
        .with_state(shown)
}

/// `GET /metrics`: `OpenMetrics` text, which Prometheus reads.
async fn metrics(State(shown): State<Shown>) -> Response {
    shown.metrics.read(&shown.db, shown.clock.now()).await;
    shown.metrics.read_room(&shown.db, &shown.blobs, shown.quota).await;
    match shown.metrics.text() {
        Ok(text) => ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text)
            .into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// `GET /healthz`: the process serves.
async fn healthz() -> Json<serde_json::Value> {
    Json(json!({"message": "ok"}))
}

/// `GET /readyz`: what the program needs is there, or what is `missing`; and what some of it tells of itself.
async fn readyz(State(shown): State<Shown>) -> Response {
    let Found { missing, told } = shown.readiness.ask().await;
    let with_told = |mut answer: Value| {
        answer.as_object_mut().into_iter().for_each(|answer| answer.extend(told.clone()));
        answer
    };
    if missing.is_empty() {
        return Json(with_told(json!({"message": "ready"}))).into_response();
    }
    let problem = with_told(json!({
        "type": "urn:strongroom:problem:unavailable",
        "title": "Service Unavailable",
        "status": 503,
        "detail": "Not everything is ready.",
        "code": "unavailable",
        "missing": missing,
    }));
    let headers = [(header::CONTENT_TYPE, "application/problem+json"), (header::RETRY_AFTER, "5")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, problem.to_string()).into_response()
}
