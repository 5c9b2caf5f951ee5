//! `POST /api/ops/jobs/{id}/retry/`

use axum::extract::State;
use shared::{
    ids::JobId,
    jobs::board::{self, Change},
};

use super::JobView;
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Asked, Id, Json, Operate, Ops},
};

/// Try a job again now.
///
/// One that was given up or that waits is due at once, and its attempts count from the start. A document whose scan was
/// given up waits for it again.
#[utoipa::path(
    post, path = "/api/ops/jobs/{id}/retry/", tag = "jobs", security(("bearer" = ["operate"])),
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 200, body = JobView),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 409, body = Problem, description = "`job_not_retryable`: it is done, or being done"),
    )
)]
pub(crate) async fn retry(
    Ops { caller, .. }: Ops<Operate>,
    asked: Asked,
    State(app): State<AppState>,
    Id(id): Id<JobId>,
) -> Result<Json<JobView>, ApiError> {
    match board::retry(&app.db, id, &asked.by(&caller), app.clock.now()).await? {
        Change::Made(job) => {
            tracing::info!(job = %id, by = %caller.user.id, "a job was made due");
            Ok(Json((*job).into()))
        }
        Change::Unknown => Err(ApiError::NotFound),
        Change::NotNow(_) => Err(ApiError::JobNotRetryable),
    }
}
