//! `POST /api/folders/`

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use shared::{
    documents::folders::{Folder, FolderName, NewFolder},
    ids::FolderId,
};
use utoipa::ToSchema;

use super::FolderView;
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Field, Json, Ops},
};

/// Make a folder, at the top or in another one.
///
/// What is shared of a folder is shared of all beneath, so a folder that is made in another one is seen by those who see that one.
#[utoipa::path(
    post, path = "/api/folders/", tag = "folders", security(("bearer" = ["ops"])),
    request_body(content = MakeFolder, example = json!({"name": "Offers"})),
    responses(
        (status = 201, body = FolderView),
        (status = 400, body = Problem, description = "`invalid_input`"),
    )
)]
pub(crate) async fn make_folder(
    Ops { caller, .. }: Ops,
    asked: Asked,
    State(app): State<AppState>,
    Json(body): Json<MakeFolder>,
) -> Result<(StatusCode, Json<FolderView>), ApiError> {
    let mut faults = Faults::default();
    let name = body.name.required("name", &mut faults);
    let parent = body.parent.optional("parent", &mut faults);
    let (Some(name), true) = (name, faults.is_empty()) else { return Err(faults.into()) };
    let new = NewFolder { name, parent, by: caller.user.id };
    let mut tx = app.db.begin().await?;
    let id = Folder::make(&mut tx, &asked.by(&caller), new, app.clock.now()).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(FolderView::find(&app, id).await?)))
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct MakeFolder {
    /// Unique among those beside it, without regard to case, and without slashes.
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 80)]
    name: Field<FolderName>,
    /// The id of the folder that it lies in; left out or null for the top. Folders lie eight deep at the most.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Uuid)]
    parent: Field<FolderId>,
}
