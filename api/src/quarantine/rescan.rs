//! `POST /api/files/{id}/rescan/`

use axum::{extract::State, http::StatusCode};
use shared::{
    audit::{self, Entry, Event},
    documents::{quarantine, visible},
    ids::FileId,
    people::names::Role,
};

use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Asked, Documents, Id, Json, Ops},
    files::FileView,
};

/// Have a document scanned once more.
///
/// It stays as it is until then. What was found before stays shut, whatever this scan says; one whose scan could not be
/// finished gets the verdict that it lacks, and one that is open is shut where something is found.
#[utoipa::path(
    post, path = "/api/files/{id}/rescan/", tag = "quarantine", security(("bearer" = ["documents"])),
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 202, body = FileView, description = "The scan is to come"),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn rescan(
    Ops { caller, .. }: Ops<Documents>,
    asked: Asked,
    State(app): State<AppState>,
    Id(id): Id<FileId>,
) -> Result<(StatusCode, Json<FileView>), ApiError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if !quarantine::ask_for_rescan(&mut tx, id, now).await? {
        return Err(ApiError::NotFound);
    }
    let entry = Entry::of(Event::FileRescanAsked).on_file(id);
    audit::record(&mut tx, &asked.by(&caller), entry, now).await?;
    tx.commit().await?;
    let file = visible::any(&app.db, id, caller.user.id).await?.ok_or(ApiError::NotFound)?;
    Ok((StatusCode::ACCEPTED, Json(FileView::new(file, Role::Ops, app.clock.now()))))
}
