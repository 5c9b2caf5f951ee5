//! `GET /api/uploads/{id}/`

use axum::extract::State;
use shared::{documents::visible, people::names::Role};

use super::{UploadView, held::Held};
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Json, Spoken},
    files::FileView,
};

/// Show how an upload stands, and what became of it.
///
/// Kept for `upload_ttl` after its last byte, also when it was stored or refused.
#[utoipa::path(
    get, path = "/api/uploads/{id}/", tag = "uploads", security(("bearer" = ["ops"])),
    params(
        ("id" = String, Path, format = Uuid),
        ("Upload-Token" = Option<String>, Header, description = "In place of a log-in"),
    ),
    responses(
        (status = 200, body = UploadView),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn show_upload(
    held: Held,
    Spoken(language): Spoken,
    State(app): State<AppState>,
) -> Result<Json<UploadView>, ApiError> {
    let upload = super::checking::looked_after(&app, held).await?;
    let file = match upload.file_id {
        Some(file) => visible::brought(&app.db, file, upload.owner_id).await?,
        None => None,
    };
    let file = file.map(|file| FileView::new(file, Role::Ops, app.clock.now()));
    Ok(Json(UploadView::of(&upload, file, language)))
}
