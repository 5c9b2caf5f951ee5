//! `GET` and `DELETE /api/files/{id}/links/`

use axum::{extract::State, http::StatusCode};
use serde::Serialize;
use shared::{
    audit::{self, Entry, Event},
    clock::Millis,
    documents::{
        links::{self, Link, LinkPlace, Listed},
        managed::manages,
        visible,
    },
    ids::{FileId, LinkId, UserId},
    people::sessions::Caller,
};
use utoipa::ToSchema;

use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Id, Json, Ops, PageQuery, Query, next_cursor},
};

/// List the links to a document that have rows of their own and have not ended.
#[utoipa::path(
    get, path = "/api/files/{id}/links/", tag = "links", security(("bearer" = ["ops"])),
    params(("id" = String, Path, format = Uuid), PageQuery),
    responses(
        (status = 200, body = FileLinks),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 403, body = Problem, description = "`permission_missing`"),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn links_of_file(
    Ops { caller, .. }: Ops,
    State(app): State<AppState>,
    Id(id): Id<FileId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<FileLinks>, ApiError> {
    may_manage(&app, &caller, id).await?;
    let mut faults = Faults::default();
    let page = query.check(&mut faults);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let found = links::of_file(&app.db, id, app.clock.now(), &page).await?;
    let next_cursor = next_cursor(&found, |last| LinkPlace::from(last));
    Ok(Json(FileLinks { links: found.rows.into_iter().map(FileLinkView::from).collect(), next_cursor }))
}

/// Revoke every link to a document, also those that have no rows, and those to it and others together.
#[utoipa::path(
    delete, path = "/api/files/{id}/links/", tag = "links", security(("bearer" = ["ops"])),
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 204),
        (status = 403, body = Problem, description = "`permission_missing`"),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn revoke_links_of_file(
    Ops { caller, .. }: Ops,
    asked: Asked,
    State(app): State<AppState>,
    Id(id): Id<FileId>,
) -> Result<StatusCode, ApiError> {
    may_manage(&app, &caller, id).await?;
    let mut tx = app.db.begin().await?;
    links::revoke_all(&mut tx, id).await?;
    audit::record(&mut tx, &asked.by(&caller), Entry::of(Event::LinkRevoked).on_file(id), app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn may_manage(app: &AppState, caller: &Caller, id: FileId) -> Result<(), ApiError> {
    let file = visible::find(&app.db, &caller.reader(app.clock.now()), id).await?.ok_or(ApiError::NotFound)?;
    if manages(&caller.user, file.uploaded_by) { Ok(()) } else { Err(ApiError::PermissionMissing) }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FileLinks {
    links: Vec<FileLinkView>,
    /// For the next page; null on the last one.
    next_cursor: Option<String>,
}

/// A link to a document, without its address.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FileLinkView {
    #[schema(value_type = String, format = Uuid)]
    id: LinkId,
    client: LinkHolder,
    once: bool,
    has_password: bool,
    #[schema(value_type = String, format = DateTime)]
    created_at: Millis,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Millis,
    /// When all of the document was delivered by it.
    #[schema(value_type = Option<String>, format = DateTime)]
    delivered_at: Option<Millis>,
}

/// The account that a link was made for.
#[derive(Debug, Serialize, ToSchema)]
struct LinkHolder {
    #[schema(value_type = String, format = Uuid)]
    id: UserId,
    username: String,
}

impl From<Listed> for FileLinkView {
    fn from(row: Listed) -> Self {
        let Listed { link, username, delivered_at } = row;
        let has_password = link.password_hash.is_some();
        let Link { id, user_id, once, created_at, expires_at, .. } = link;
        let client = LinkHolder { id: user_id, username };
        Self { id, client, once, has_password, created_at, expires_at, delivered_at }
    }
}
