//! `GET /api/ops/jobs/{id}/`

use axum::extract::State;
use shared::{ids::JobId, jobs::board};

use super::JobView;
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Id, Json, Operate, Ops},
};

/// Show one job.
#[utoipa::path(
    get, path = "/api/ops/jobs/{id}/", tag = "jobs", security(("bearer" = ["operate"])),
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 200, body = JobView),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn show_job(
    _: Ops<Operate>,
    State(app): State<AppState>,
    Id(id): Id<JobId>,
) -> Result<Json<JobView>, ApiError> {
    let job = board::find(&app.db, id).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(job.into()))
}
