//! `DELETE /api/files/{id}/`

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use shared::{
    audit::{self, Entry, Event},
    documents::{ending, managed},
    ids::FileId,
    words::Text,
};
use utoipa::IntoParams;

use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Id, Ops, Query},
};

/// Remove a document.
///
/// It goes into the trash, from which it can be brought back for a while, or with `forever` is erased with all its versions.
/// Links to it stop working at once. What others uploaded takes the permission `documents`.
#[utoipa::path(
    delete, path = "/api/files/{id}/", tag = "files", security(("bearer" = ["ops"])),
    params(("id" = String, Path, format = Uuid), DeleteQuery),
    responses(
        (status = 204),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 403, body = Problem, description = "`permission_missing`"),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 409, body = Problem, description = "`legal_hold`"),
    )
)]
pub(crate) async fn delete(
    Ops { caller, .. }: Ops,
    asked: Asked,
    State(app): State<AppState>,
    Id(id): Id<FileId>,
    Query(query): Query<DeleteQuery>,
) -> Result<StatusCode, ApiError> {
    let for_good = query.check()? || app.settings.lifetimes.trash_ttl.is_zero();
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let standing = ending::standing(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    if !managed::manages(&caller.user, standing.uploaded_by) {
        return Err(ApiError::PermissionMissing);
    }
    if standing.trashed_at.is_some() && !for_good {
        return Ok(StatusCode::NO_CONTENT);
    }
    let (event, done) = if for_good {
        (Event::FileErased, ending::erase(&mut tx, id, now).await?)
    } else {
        (Event::FileTrashed, ending::trash(&mut tx, id, now).await?)
    };
    if !done {
        return Err(ApiError::LegalHold);
    }
    audit::record(&mut tx, &asked.by(&caller), Entry::of(event).on_file(id), now).await?;
    tx.commit().await?;
    tracing::info!(file = %id, by = %caller.user.id, for_good, "a document was removed");
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeleteQuery {
    /// `true`: it does not go into the trash, and is not left there.
    #[param(value_type = Option<bool>)]
    forever: Option<String>,
}

impl DeleteQuery {
    fn check(self) -> Result<bool, Faults> {
        match self.forever.as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Faults::one("forever", Text::MustBeTruth)),
        }
    }
}
