//! `POST /api/ops/jobs/{id}/cancel/`

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

/// Give up a job that waits.
///
/// It is kept as `dead`, with the name of whoever cancelled it. A document that waits for this job's scan stays shut.
#[utoipa::path(
    post, path = "/api/ops/jobs/{id}/cancel/", tag = "jobs", security(("bearer" = ["operate"])),
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 200, body = JobView),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 409, body = Problem, description = "`job_not_cancellable`: it is being done, or over"),
    )
)]
pub(crate) async fn cancel(
    Ops { caller, .. }: Ops<Operate>,
    asked: Asked,
    State(app): State<AppState>,
    Id(id): Id<JobId>,
) -> Result<Json<JobView>, ApiError> {
    match board::cancel(&app.db, id, caller.user.username.as_str(), &asked.by(&caller), app.clock.now()).await? {
        Change::Made(job) => {
            tracing::warn!(job = %id, by = %caller.user.id, "a job was cancelled");
            Ok(Json((*job).into()))
        }
        Change::Unknown => Err(ApiError::NotFound),
        Change::NotNow(_) => Err(ApiError::JobNotCancellable),
    }
}
