//! `POST /api/files/{id}/versions/`

use axum::{
    extract::{Request, State},
    http::StatusCode,
};
use shared::{
    audit,
    documents::{files::FileRow, versions::NewVersion},
    ids::{BlobId, FileId},
    people::sessions::Caller,
};
use utoipa::ToSchema;

use super::{AddedVersion, intake, of_manager};
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Asked, Id, Json, Ops},
    files::{
        intake::{check, counted},
        received::receive_bare,
        upload::refused,
    },
};

/// Upload a newer version of a document.
///
/// It is checked as an upload is, and has to be of the document's kind. Clients keep the version that they have until the new
/// one is clean; for whom the document is, its name and its terms stay. Of what others uploaded it takes the permission
/// `documents`.
#[utoipa::path(
    post, path = "/api/files/{id}/versions/", tag = "versions", security(("bearer" = ["ops"])),
    params(("id" = String, Path, format = Uuid)),
    request_body(content = UploadVersion, content_type = "multipart/form-data"),
    responses(
        (status = 201, body = AddedVersion),
        (status = 400, body = Problem, description = "`unsupported_file_type`: also where it is of another kind; `invalid_file`, `encrypted_file`, `macros_not_allowed`, `invalid_input`"),
        (status = 403, body = Problem, description = "`permission_missing`"),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 413, body = Problem, description = "`file_too_large`, `quota_exceeded`"),
        (status = 507, body = Problem, description = "`storage_full`"),
    )
)]
pub(crate) async fn add_version(
    Ops { caller, .. }: Ops,
    asked: Asked,
    State(app): State<AppState>,
    Id(id): Id<FileId>,
    request: Request,
) -> Result<(StatusCode, Json<AddedVersion>), ApiError> {
    let asked = asked.by(&caller);
    let file = of_manager(&app, &caller, id).await?;
    match take_in(&app, file, &caller, asked.clone(), request).await {
        Ok((number, new)) => Ok((StatusCode::CREATED, Json(AddedVersion::of(&app, &caller, number, new).await?))),
        Err(why) => Err(refused(&app, asked, why).await),
    }
}

async fn take_in(
    app: &AppState,
    file: FileRow,
    caller: &Caller,
    asked: audit::Asked,
    request: Request,
) -> Result<(i64, NewVersion), ApiError> {
    let (name, spooled) = counted(app, receive_bare(app, request, caller.user.id).await)?;
    let (kind, spooled) = counted(app, check(app, name, spooled).await)?;
    let spooled = counted(app, intake::of_kind(Some(file.kind), kind, spooled).await)?;
    let new = intake::of_bytes(app, file.id, BlobId::sealed(spooled.is_sealed()), &caller.user, &spooled)?;
    let (taking, by) = (app.clone(), caller.user.clone());
    app.to_its_end(async move {
        let number = intake::keep_counted(&taking, &by, &new, spooled, &asked, None).await?;
        Ok((number, new))
    })
    .await
}

#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the form to readers of the OpenAPI document")]
pub(crate) struct UploadVersion {
    /// The one document, with a name of its kind. The document keeps the name that it has.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}
