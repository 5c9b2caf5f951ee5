//! `POST /api/files/{id}/restore/`

use axum::extract::State;
use shared::{
    audit::{self, Entry, Event},
    documents::{ending, managed, visible},
    ids::FileId,
    people::names::Role,
};

use super::FileView;
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Asked, Id, Json, Ops},
};

/// Bring a document back from the trash.
///
/// Links that were made before stay void. One that is not in the trash stays as it is.
#[utoipa::path(
    post, path = "/api/files/{id}/restore/", tag = "files", security(("bearer" = ["ops"])),
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 200, body = FileView),
        (status = 403, body = Problem, description = "`permission_missing`"),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn restore(
    Ops { caller, .. }: Ops,
    asked: Asked,
    State(app): State<AppState>,
    Id(id): Id<FileId>,
) -> Result<Json<FileView>, ApiError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let standing = ending::standing(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    if !managed::manages(&caller.user, standing.uploaded_by) {
        return Err(ApiError::PermissionMissing);
    }
    if ending::restore(&mut tx, id).await? {
        audit::record(&mut tx, &asked.by(&caller), Entry::of(Event::FileRestored).on_file(id), now).await?;
        tx.commit().await?;
        tracing::info!(file = %id, by = %caller.user.id, "a document was brought back");
    } else {
        drop(tx);
    }
    let file = visible::any(&app.db, id, caller.user.id).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(FileView::new(file, Role::Ops, app.clock.now())))
}
