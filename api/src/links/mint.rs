//! `GET /api/download-file/{id}/`

use axum::extract::State;
use serde::Serialize;
use shared::{
    audit::{Entry, Event},
    clock::Millis,
    documents::files::FileRow,
    ids::{FileId, LinkId},
    sealed::Download,
};
use utoipa::ToSchema;

use super::grant::{VersionQuery, may_mint};
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Asked, Id, Json, Query, TokenHolder},
    files::FileView,
};

/// Get a link to download a document.
///
/// The link is for this user and this document, and expires.
#[utoipa::path(
    get, path = "/api/download-file/{id}/", tag = "links", security(("bearer" = [])),
    params(("id" = String, Path, format = Uuid), VersionQuery),
    responses(
        (status = 200, body = Minted),
        (status = 403, body = Problem, description = "`role_not_allowed`, `permission_missing`, `file_quarantined`, `view_only`, `download_limit_reached`"),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 409, body = Problem, description = "`scan_pending`"),
        (status = 410, body = Problem, description = "`expired_file`"),
    )
)]
pub(crate) async fn mint(
    holder: TokenHolder,
    asked: Asked,
    State(app): State<AppState>,
    id: Result<Id<FileId>, ApiError>,
    query: Result<Query<VersionQuery>, ApiError>,
) -> Result<Json<Minted>, ApiError> {
    let (found, asked) = may_mint(&app, &holder, asked, id, query).await?;
    let file = found.file;
    let expires_at = app.clock.now() + app.settings.lifetimes.link_ttl;
    let download_link = seal(&app, &holder, &file, LinkId::new(), false, expires_at);
    app.tell(asked, Entry::of(Event::LinkMinted).on_file(file.id)).await?;
    let file = FileView::new(file, holder.reader.role, holder.reader.now);
    Ok(Json(Minted { message: "success", download_link, expires_at, file }))
}

/// The address by which a document is downloaded.
pub(super) fn seal(
    app: &AppState,
    holder: &TokenHolder,
    file: &FileRow,
    link: LinkId,
    has_row: bool,
    expires_at: Millis,
) -> String {
    let (version, epoch) = (file.version, file.link_epoch);
    let content = Download { file: file.id, user: holder.reader.user, link, version, epoch, has_row };
    let token = app.sealer.seal(&content, expires_at);
    format!("{}/api/download/{token}/", app.settings.serving.public_url)
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Minted {
    #[schema(example = "success")]
    message: &'static str,
    /// An absolute URL. Whoever has it can download until it expires, so keep it to yourself.
    #[schema(example = "https://files.example.com/api/download/gAAAAA…/")]
    download_link: String,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Millis,
    file: FileView,
}
