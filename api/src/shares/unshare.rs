//! `DELETE /api/files/{id}/shares/{share}/` and `DELETE /api/folders/{id}/shares/{share}/`

use axum::{extract::State, http::StatusCode};
use shared::{
    audit,
    documents::shares::{self, Thing},
    ids::{FileId, FolderId, ShareId},
    people::sessions::Caller,
};

use super::is_managed;
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Asked, Ops, TwoIds},
};

/// Take a share of a document away.
///
/// Who saw it by this share alone sees it no more, and links that they have lead nowhere from their next use on.
#[utoipa::path(
    delete, path = "/api/files/{id}/shares/{share}/", tag = "shares", security(("bearer" = ["ops"])),
    params(("id" = String, Path, format = Uuid), ("share" = String, Path, format = Uuid)),
    responses(
        (status = 204),
        (status = 403, body = Problem, description = "`permission_missing`"),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn unshare_file(
    Ops { caller, .. }: Ops,
    asked: Asked,
    State(app): State<AppState>,
    TwoIds(id, share): TwoIds<FileId, ShareId>,
) -> Result<StatusCode, ApiError> {
    unshare(&app, &caller, &asked.by(&caller), Thing::File(id), share).await
}

/// Take a share of a folder away, and of all beneath.
#[utoipa::path(
    delete, path = "/api/folders/{id}/shares/{share}/", tag = "shares", security(("bearer" = ["ops"])),
    params(("id" = String, Path, format = Uuid), ("share" = String, Path, format = Uuid)),
    responses(
        (status = 204),
        (status = 403, body = Problem, description = "`permission_missing`"),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn unshare_folder(
    Ops { caller, .. }: Ops,
    asked: Asked,
    State(app): State<AppState>,
    TwoIds(id, share): TwoIds<FolderId, ShareId>,
) -> Result<StatusCode, ApiError> {
    unshare(&app, &caller, &asked.by(&caller), Thing::Folder(id), share).await
}

async fn unshare(
    app: &AppState,
    caller: &Caller,
    asked: &audit::Asked,
    thing: Thing,
    share: ShareId,
) -> Result<StatusCode, ApiError> {
    let mut tx = app.db.begin().await?;
    is_managed(&mut tx, &caller.user, thing).await?;
    if !shares::remove(&mut tx, asked, thing, share, app.clock.now()).await? {
        return Err(ApiError::NotFound);
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
