//! `GET /api/files/{id}/`

use axum::extract::State;
use shared::{documents::visible, ids::FileId};

use super::FileView;
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Id, Json, TokenHolder},
};

/// Show one document.
///
/// To a client, a document that is not clean, has expired, or is not for them is not there.
#[utoipa::path(
    get, path = "/api/files/{id}/", tag = "files", security(("bearer" = [])),
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 200, body = FileView),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn show(
    holder: TokenHolder,
    State(app): State<AppState>,
    id: Result<Id<FileId>, ApiError>,
) -> Result<Json<FileView>, ApiError> {
    let reader = &holder.reader;
    let seen = match id {
        Ok(Id(id)) => visible::find(&app.db, reader, id).await?.ok_or(ApiError::NotFound),
        Err(malformed) => Err(malformed),
    };
    match seen {
        Ok(file) => Ok(Json(FileView::new(file, reader.role, reader.now))),
        Err(not_seen) => Err(holder.refusal(&app, not_seen).await),
    }
}
