//! `PATCH /api/folders/{id}/`

use axum::extract::State;
use serde::Deserialize;
use shared::{
    documents::folders::{self, Changes, FolderName},
    ids::FolderId,
};
use utoipa::ToSchema;

use super::{FolderView, is_managed};
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Field, Id, Json, Ops, given},
};

/// Give a folder another name, or put it with all beneath into another one. What is left out stays.
///
/// What others made takes the permission `documents`.
#[utoipa::path(
    patch, path = "/api/folders/{id}/", tag = "folders", security(("bearer" = ["ops"])),
    params(("id" = String, Path, format = Uuid)),
    request_body(content = ChangeFolder, example = json!({"name": "Old offers", "parent": null})),
    responses(
        (status = 200, body = FolderView),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 403, body = Problem, description = "`permission_missing`"),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn change_folder(
    Ops { caller, .. }: Ops,
    asked: Asked,
    State(app): State<AppState>,
    Id(id): Id<FolderId>,
    Json(body): Json<ChangeFolder>,
) -> Result<Json<FolderView>, ApiError> {
    let mut faults = Faults::default();
    let name = body.name.optional("name", &mut faults);
    let parent = body.parent.map(|parent| parent.optional("parent", &mut faults));
    let mut tx = app.db.begin().await?;
    // Nobody removes it meanwhile.
    folders::take_turn(&mut tx).await?;
    is_managed(&mut tx, &caller.user, id).await?;
    if !faults.is_empty() {
        return Err(faults.into());
    }
    Changes { name, parent }.make(&mut tx, &asked.by(&caller), id, app.clock.now()).await?;
    tx.commit().await?;
    FolderView::find(&app, id).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ChangeFolder {
    /// Unique among those beside it, without regard to case, and without slashes.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 80)]
    name: Field<FolderName>,
    /// The id of the folder that it lies in; null for the top.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = Uuid)]
    parent: Option<Field<FolderId>>,
}
