//! `POST /api/files/{id}/shares/` and `POST /api/folders/{id}/shares/`

use axum::{extract::State, http::StatusCode};
use serde::Serialize;
use shared::{
    audit,
    documents::shares::{self, Sharing, Thing, With},
    ids::{FileId, FolderId},
    people::sessions::Caller,
    words::Text,
};
use utoipa::ToSchema;

use super::{
    ShareView, is_managed,
    new_shares::{NewShares, Wanted},
};
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Id, Json, Ops},
};

/// Share a document with clients and groups.
///
/// Sharing again with the same ones changes what they may. What others uploaded takes the permission `documents`.
#[utoipa::path(
    post, path = "/api/files/{id}/shares/", tag = "shares", security(("bearer" = ["ops"])),
    params(("id" = String, Path, format = Uuid)),
    request_body(content = NewShares, example = json!({"clients": ["ann"], "groups": ["Board"], "right": "download"})),
    responses(
        (status = 201, body = SharesMade),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 403, body = Problem, description = "`permission_missing`"),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn share_file(
    Ops { caller, .. }: Ops,
    asked: Asked,
    State(app): State<AppState>,
    Id(id): Id<FileId>,
    Json(body): Json<NewShares>,
) -> Result<(StatusCode, Json<SharesMade>), ApiError> {
    share(&app, &caller, &asked.by(&caller), Thing::File(id), body).await
}

/// Share a folder, with all beneath, with clients and groups.
///
/// What lies in it later is theirs, too. What others made takes the permission `documents`.
#[utoipa::path(
    post, path = "/api/folders/{id}/shares/", tag = "shares", security(("bearer" = ["ops"])),
    params(("id" = String, Path, format = Uuid)),
    request_body(content = NewShares, example = json!({"groups": ["Board"]})),
    responses(
        (status = 201, body = SharesMade),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 403, body = Problem, description = "`permission_missing`"),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn share_folder(
    Ops { caller, .. }: Ops,
    asked: Asked,
    State(app): State<AppState>,
    Id(id): Id<FolderId>,
    Json(body): Json<NewShares>,
) -> Result<(StatusCode, Json<SharesMade>), ApiError> {
    share(&app, &caller, &asked.by(&caller), Thing::Folder(id), body).await
}

async fn share(
    app: &AppState,
    caller: &Caller,
    asked: &audit::Asked,
    thing: Thing,
    body: NewShares,
) -> Result<(StatusCode, Json<SharesMade>), ApiError> {
    let mut tx = app.db.begin().await?;
    is_managed(&mut tx, &caller.user, thing).await?;
    drop(tx);
    let Wanted { with, right, message } = body.check(app).await?;
    let sharing = Sharing { thing, right, message: message.as_ref(), by: caller.user.id };
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    // It may be gone, or somebody else's, by now.
    if !thing.hold(&mut tx).await? {
        return Err(ApiError::NotFound);
    }
    is_managed(&mut tx, &caller.user, thing).await?;
    let made = sharing.with_all(&mut tx, asked, with.clone(), now).await?;
    // So may those be whom it names.
    match with.iter().find(|one| made.iter().all(|made| made.with != **one)) {
        Some(With::Client(_)) => return Err(Faults::one("clients", Text::NoSuchClient).into()),
        Some(With::Group(_)) => return Err(Faults::one("groups", Text::NoSuchGroup).into()),
        None => {}
    }
    tx.commit().await?;
    let ids: Vec<_> = made.iter().map(|share| share.id).collect();
    let shares = shares::find_all(&app.db, thing, &ids).await?.into_iter().map(ShareView::from).collect();
    Ok((StatusCode::CREATED, Json(SharesMade { shares })))
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SharesMade {
    /// The shares with those who were named.
    shares: Vec<ShareView>,
}
