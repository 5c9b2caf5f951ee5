//! `DELETE /api/files/{id}/`

use axum::{extract::State, http::StatusCode};
use shared::{
    audit::{self, Entry, Event},
    documents::{ending, files::FileRow, managed},
    ids::FileId,
};

use crate::{
    AppState,
    error::{ApiError, Problem},
    extract::{Asked, Id, Ops},
};

/// Remove a document.
///
/// Links to it stop working at once; its bytes are erased by the worker. What others uploaded takes the permission
/// `documents`.
#[utoipa::path(
    delete, path = "/api/files/{id}/", tag = "files", security(("bearer" = ["ops"])),
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 204),
        (status = 403, body = Problem, description = "`permission_missing`"),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 409, body = Problem, description = "`legal_hold`"),
    )
)]
pub(crate) async fn delete(
    Ops { caller, .. }: Ops,
    asked: Asked,
    State(app): State<AppState>,
    Id(id): Id<FileId>,
) -> Result<StatusCode, ApiError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let uploaded_by = FileRow::uploaded_by(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    if !managed::manages(&caller.user, uploaded_by) {
        return Err(ApiError::PermissionMissing);
    }
    if !ending::erase(&mut tx, id, now).await? {
        return Err(ApiError::LegalHold);
    }
    audit::record(&mut tx, &asked.by(&caller), Entry::of(Event::FileErased).on_file(id), now).await?;
    tx.commit().await?;
    tracing::info!(file = %id, by = %caller.user.id, "a document was removed");
    Ok(StatusCode::NO_CONTENT)
}
