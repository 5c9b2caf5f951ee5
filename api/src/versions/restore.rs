//! `POST /api/files/{id}/versions/{version}/restore/`

use std::io;

use axum::{extract::State, http::StatusCode};
use futures_util::TryStreamExt;
use shared::{
    audit::{self, Entry, Event},
    documents::{
        versions::{self, NewVersion, VersionBytes},
        visible::may_leave,
    },
    ids::{BlobId, FileId},
    people::users::User,
};
use storage::{Spool, Spooled};

use super::{AddedVersion, intake, of_manager};
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Asked, Json, Ops, TwoIds},
};

/// Take an older version of a document as a new one.
///
/// It gets a number of its own and is scanned as any new one; until it is clean, clients keep the version that they have. Only
/// a clean version is taken. Of what others uploaded it takes the permission `documents`.
#[utoipa::path(
    post, path = "/api/files/{id}/versions/{version}/restore/", tag = "versions", security(("bearer" = ["ops"])),
    params(("id" = String, Path, format = Uuid), ("version" = i64, Path)),
    responses(
        (status = 201, body = AddedVersion),
        (status = 403, body = Problem, description = "`permission_missing`, `file_quarantined`"),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 409, body = Problem, description = "`scan_pending`"),
        (status = 413, body = Problem, description = "`quota_exceeded`"),
        (status = 507, body = Problem, description = "`storage_full`"),
    )
)]
pub(crate) async fn restore_version(
    Ops { caller, .. }: Ops,
    asked: Asked,
    State(app): State<AppState>,
    TwoIds(id, version): TwoIds<FileId, i64>,
) -> Result<(StatusCode, Json<AddedVersion>), ApiError> {
    let file = of_manager(&app, &caller, id).await?;
    let old = versions::bytes_of(&app.db, file.id, version).await?.ok_or(ApiError::NotFound)?;
    // That somebody released it does not count: only a clean version is taken.
    may_leave(old.scan_status, false)?;
    let entry = Entry::of(Event::FileVersionRestored).on_file(id).with("of", version);
    let (taking, by, asked) = (app.clone(), caller.user.clone(), asked.by(&caller));
    let (number, new) = app.to_its_end(async move { take_again(&taking, &by, id, old, (&asked, entry)).await }).await?;
    Ok((StatusCode::CREATED, Json(AddedVersion::of(&app, &caller, number, new).await?)))
}

/// Copies the bytes, so that those of each version are its own and go with it.
async fn take_again(
    app: &AppState,
    by: &User,
    file: FileId,
    old: VersionBytes,
    (asked, entry): (&audit::Asked, Entry),
) -> Result<(i64, NewVersion), ApiError> {
    let spooled = copy(app, &old).await?;
    let new = intake::of_bytes(app, file, BlobId::sealed(spooled.is_sealed()), by, &spooled)?;
    let entry = entry.with("bytes", new.size);
    let number = intake::keep(app, by, &new, spooled, (asked, &entry), None).await?;
    Ok((number, new))
}

/// The bytes once more, if they are as they were.
async fn copy(app: &AppState, old: &VersionBytes) -> Result<Spooled<io::Sink>, ApiError> {
    let reader = app.blobs.read(old.blob).await?;
    let mut spool = app.blobs.spool(io::sink()).await?;
    if let Err(error) = write_all(&mut spool, reader.whole()).await {
        spool.discard().await;
        return Err(error);
    }
    let spooled = spool.finish().await?;
    if spooled.sha256() != old.sha256 {
        spooled.discard().await;
        return Err(ApiError::Internal("the bytes of a version are not what they were".into()));
    }
    Ok(spooled)
}

async fn write_all(
    spool: &mut Spool<io::Sink>,
    pieces: impl futures_util::Stream<Item = io::Result<bytes::Bytes>>,
) -> Result<(), ApiError> {
    let mut pieces = std::pin::pin!(pieces);
    while let Some(bytes) = pieces.try_next().await.map_err(storage::StorageError::from)? {
        spool.write(bytes).await?;
    }
    Ok(())
}
