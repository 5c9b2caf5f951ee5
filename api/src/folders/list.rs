//! `GET /api/folders/`

use axum::extract::State;
use serde::Serialize;
use shared::documents::folders::{Folder, FolderPlace};
use utoipa::ToSchema;

use super::FolderView;
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Json, Ops, PageQuery, Query, next_cursor},
};

/// List folders by their names, a page at a time.
#[utoipa::path(
    get, path = "/api/folders/", tag = "folders", security(("bearer" = ["ops"])),
    params(PageQuery),
    responses(
        (status = 200, body = FoldersPage),
        (status = 400, body = Problem, description = "`invalid_input`"),
    )
)]
pub(crate) async fn list_folders(
    _: Ops,
    State(app): State<AppState>,
    Query(query): Query<PageQuery>,
) -> Result<Json<FoldersPage>, ApiError> {
    let mut faults = Faults::default();
    let page = query.check::<FolderPlace, 2>(&mut faults);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let found = Folder::list(&app.db, &page).await?;
    let next_cursor = next_cursor::<_, FolderPlace, 2>(&found, |last| last.into());
    let folders = FolderView::all(&app, found.rows).await?;
    Ok(Json(FoldersPage { folders, next_cursor }))
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FoldersPage {
    folders: Vec<FolderView>,
    /// For the next page; null on the last one.
    next_cursor: Option<String>,
}
