//! `DELETE /api/uploads/{id}/`

use axum::{extract::State, http::StatusCode};
use shared::documents::uploads::{Upload, UploadState};

use super::held::{Held, Spoken};
use crate::{
    app::AppState,
    error::{ApiError, Problem},
};

/// Give up an upload (tus 1.0).
///
/// What has come of it is gone. What became a document is removed as one.
#[utoipa::path(
    delete, path = "/api/uploads/{id}/", tag = "uploads", security(("bearer" = ["ops"])),
    params(
        ("id" = String, Path, format = Uuid),
        ("Tus-Resumable" = String, Header, description = "`1.0.0`"),
        ("Upload-Token" = Option<String>, Header, description = "In place of a log-in"),
    ),
    responses(
        (status = 204),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 412, body = Problem, description = "`tus_version_not_supported`"),
        (status = 423, body = Problem, description = "`upload_locked`: a part is arriving, or it is being checked"),
    )
)]
pub(crate) async fn end_upload(
    Spoken(Held { upload, .. }): Spoken,
    State(app): State<AppState>,
) -> Result<StatusCode, ApiError> {
    let growing = match upload.state {
        UploadState::Receiving => app.blobs.grow(upload.blob.0, true).await?.ok_or(ApiError::UploadLocked)?,
        UploadState::Checking => return Err(ApiError::UploadLocked),
        UploadState::Stored | UploadState::Refused => return Err(ApiError::NotFound),
    };
    // Whoever had it before may have sent the last part.
    let now = Upload::find(&app.db, upload.id, app.clock.now()).await?;
    match now.filter(|now| now.state == UploadState::Receiving) {
        Some(now) => {
            growing.remove().await?;
            let mut tx = app.db.begin().await?;
            now.forget(&mut tx).await?;
            tx.commit().await?;
            app.known_sums.take(now.id);
            Ok(StatusCode::NO_CONTENT)
        }
        None => Err(ApiError::NotFound),
    }
}
