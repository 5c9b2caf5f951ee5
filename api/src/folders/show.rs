//! `GET /api/folders/{id}/`

use axum::extract::State;
use shared::ids::FolderId;

use super::FolderView;
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Id, Json, Ops},
};

/// Show a folder.
#[utoipa::path(
    get, path = "/api/folders/{id}/", tag = "folders", security(("bearer" = ["ops"])),
    params(("id" = String, Path, format = Uuid)),
    responses((status = 200, body = FolderView), (status = 404, body = Problem, description = "`not_found`"))
)]
pub(crate) async fn show_folder(
    _: Ops,
    State(app): State<AppState>,
    id: Result<Id<FolderId>, ApiError>,
) -> Result<Json<FolderView>, ApiError> {
    let Id(id) = id?;
    FolderView::find(&app, id).await.map(Json)
}
