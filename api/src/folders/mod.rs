//! Folders, in which documents lie.

pub(crate) mod change;
pub(crate) mod list;
pub(crate) mod make;
pub(crate) mod remove;
pub(crate) mod show;

use serde::Serialize;
use shared::{
    db::Tx,
    documents::{
        folders::{self, Folder, FolderName},
        managed,
    },
    ids::FolderId,
    people::users::User,
};
use utoipa::ToSchema;

use crate::{app::AppState, error::ApiError};

/// A folder.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FolderView {
    #[schema(value_type = String, format = Uuid)]
    id: FolderId,
    #[schema(value_type = String, max_length = 80, example = "2027")]
    name: FolderName,
    /// The id of the folder that it lies in; null at the top.
    #[schema(value_type = Option<String>, format = Uuid)]
    parent: Option<FolderId>,
    /// The names of those above it and its own, with slashes between.
    #[schema(example = "Offers/2027")]
    path: String,
    /// How many documents lie right in it.
    documents: i64,
}

impl FolderView {
    async fn find(app: &AppState, id: FolderId) -> Result<Self, ApiError> {
        let folder = Folder::find(&app.db, id).await?.ok_or(ApiError::NotFound)?;
        Self::all(app, vec![folder]).await?.pop().ok_or(ApiError::NotFound)
    }

    async fn all(app: &AppState, listed: Vec<Folder>) -> Result<Vec<Self>, ApiError> {
        let ids: Vec<FolderId> = listed.iter().map(|folder| folder.id).collect();
        let mut paths = folders::paths(&app.db, &ids).await?;
        let view = |Folder { id, name, parent_id, documents, .. }| {
            let path = paths.remove(&id).unwrap_or_default();
            Self { id, name, parent: parent_id, path, documents }
        };
        Ok(listed.into_iter().map(view).collect())
    }
}

/// Goes on where this account may change the folder: its own, or any with the permission `documents`.
pub(crate) async fn is_managed(tx: &mut Tx, user: &User, id: FolderId) -> Result<(), ApiError> {
    let made_by = Folder::made_by(tx, id).await?.ok_or(ApiError::NotFound)?;
    if managed::manages(user, made_by) { Ok(()) } else { Err(ApiError::PermissionMissing) }
}
