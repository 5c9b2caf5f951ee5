//! `GET /api/files/{id}/shares/` and `GET /api/folders/{id}/shares/`

use axum::extract::State;
use serde::Serialize;
use shared::{
    documents::shares::{self, SharePlace, Thing},
    ids::{FileId, FolderId},
    people::sessions::Caller,
};
use utoipa::ToSchema;

use super::{ShareView, is_managed};
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Id, Json, Ops, PageQuery, Query, next_cursor},
};

/// List with whom a document is shared, a page at a time, the first ones first.
///
/// What others uploaded takes the permission `documents`. That it is for everyone, or that a folder above it is shared, shows
/// elsewhere.
#[utoipa::path(
    get, path = "/api/files/{id}/shares/", tag = "shares", security(("bearer" = ["ops"])),
    params(("id" = String, Path, format = Uuid), PageQuery),
    responses(
        (status = 200, body = SharesPage),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 403, body = Problem, description = "`permission_missing`"),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn file_shares(
    Ops { caller, .. }: Ops,
    State(app): State<AppState>,
    Id(id): Id<FileId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<SharesPage>, ApiError> {
    list(&app, &caller, Thing::File(id), query).await
}

/// List with whom a folder is shared, a page at a time, the first ones first.
///
/// What others made takes the permission `documents`.
#[utoipa::path(
    get, path = "/api/folders/{id}/shares/", tag = "shares", security(("bearer" = ["ops"])),
    params(("id" = String, Path, format = Uuid), PageQuery),
    responses(
        (status = 200, body = SharesPage),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 403, body = Problem, description = "`permission_missing`"),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn folder_shares(
    Ops { caller, .. }: Ops,
    State(app): State<AppState>,
    Id(id): Id<FolderId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<SharesPage>, ApiError> {
    list(&app, &caller, Thing::Folder(id), query).await
}

async fn list(app: &AppState, caller: &Caller, thing: Thing, query: PageQuery) -> Result<Json<SharesPage>, ApiError> {
    let mut faults = Faults::default();
    let page = query.check::<SharePlace, 2>(&mut faults);
    let mut tx = app.db.begin().await?;
    is_managed(&mut tx, &caller.user, thing).await?;
    drop(tx);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let found = shares::list(&app.db, thing, &page).await?;
    let next_cursor = next_cursor::<_, SharePlace, 2>(&found, |last| last.into());
    Ok(Json(SharesPage { shares: found.rows.into_iter().map(ShareView::from).collect(), next_cursor }))
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SharesPage {
    shares: Vec<ShareView>,
    /// For the next page; null on the last one.
    next_cursor: Option<String>,
}
