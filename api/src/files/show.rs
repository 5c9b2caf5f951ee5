//! `GET /api/files/{id}/`

use axum::extract::State;
use shared::{
    documents::files::{FileRow, ScanStatus},
    ids::FileId,
    people::names::Role,
};

use super::FileView;
use crate::{
    AppState,
    error::{ApiError, Problem},
    extract::{Id, Json, SignedIn},
};

/// Show one document.
///
/// To a client, a document that is not clean is not there.
#[utoipa::path(
    get, path = "/api/files/{id}/", tag = "files", security(("bearer" = [])),
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 200, body = FileView),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn show(
    SignedIn(session): SignedIn,
    State(app): State<AppState>,
    Id(id): Id<FileId>,
) -> Result<Json<FileView>, ApiError> {
    let role = session.user.role;
    let file = FileRow::find(&app.db, id).await?;
    let seen = file.filter(|file| role == Role::Ops || file.scan_status == ScanStatus::Clean);
    Ok(Json(FileView::for_role(seen.ok_or(ApiError::NotFound)?, role)))
}
