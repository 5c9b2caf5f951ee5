//! `DELETE /api/folders/{id}/`

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use shared::{
    documents::{folders, managed},
    ids::FolderId,
    words::Text,
};
use utoipa::IntoParams;

use super::is_managed;
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Id, Ops, Query, Unknown},
};

/// Remove a folder with those beneath.
///
/// One in which documents lie, or beneath, stays, unless they are to go into the trash. Folders beneath that others made, and
/// what others uploaded, take the permission `documents`.
#[utoipa::path(
    delete, path = "/api/folders/{id}/", tag = "folders", security(("bearer" = ["ops"])),
    params(("id" = String, Path, format = Uuid), RemoveQuery),
    responses(
        (status = 204),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 403, body = Problem, description = "`permission_missing`"),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 409, body = Problem, description = "`folder_not_empty`, `legal_hold`"),
    )
)]
pub(crate) async fn remove_folder(
    Ops { caller, .. }: Ops,
    asked: Asked,
    State(app): State<AppState>,
    Id(id): Id<FolderId>,
    Query(query): Query<RemoveQuery>,
) -> Result<StatusCode, ApiError> {
    let to_trash = query.check()?;
    let (asked, now) = (asked.by(&caller), app.clock.now());
    let mut tx = app.db.begin().await?;
    // Nothing is put into it, or beneath, meanwhile.
    folders::take_turn(&mut tx).await?;
    is_managed(&mut tx, &caller.user, id).await?;
    let makers = folders::hold_all(&mut tx, id).await?;
    if makers.iter().any(|made_by| !managed::manages(&caller.user, *made_by)) {
        return Err(ApiError::PermissionMissing);
    }
    let beneath = folders::documents_beneath(&mut tx, id).await?;
    if !beneath.is_empty() && !to_trash {
        return Err(ApiError::FolderNotEmpty);
    }
    if beneath.iter().any(|document| !managed::manages(&caller.user, document.uploaded_by)) {
        return Err(ApiError::PermissionMissing);
    }
    if beneath.iter().any(|document| document.legal_hold) {
        return Err(ApiError::LegalHold);
    }
    folders::put_into_trash(&mut tx, &asked, &beneath, now).await?;
    folders::remove(&mut tx, &asked, id, now).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RemoveQuery {
    /// `trash`: put the documents in it, and beneath, into the trash.
    #[param(pattern = "^trash$")]
    documents: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    unknown: Unknown,
}

impl RemoveQuery {
    fn check(self) -> Result<bool, Faults> {
        let mut faults = Faults::default();
        self.unknown.check(&mut faults);
        let documents = self.documents.filter(|text| !text.is_empty());
        if documents.as_ref().is_some_and(|text| text != "trash") {
            faults.add("documents", Text::one_of(["trash"]));
        }
        if faults.is_empty() { Ok(documents.is_some()) } else { Err(faults) }
    }
}
