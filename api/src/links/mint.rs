//! `GET /api/download-file/{id}/`

use axum::extract::State;
use serde::Serialize;
use shared::{
    audit::{Entry, Event},
    clock::Millis,
    documents::visible,
    ids::FileId,
    sealed::Download,
};
use utoipa::ToSchema;

use crate::{
    AppState,
    error::{ApiError, Problem},
    extract::{Asked, Id, Json, TokenHolder},
    files::FileView,
};

/// Get a link to download a document.
///
/// The link is for this user and this document, and expires.
#[utoipa::path(
    get, path = "/api/download-file/{id}/", tag = "links", security(("bearer" = [])),
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 200, body = Minted),
        (status = 403, body = Problem, description = "`role_not_allowed`, `file_quarantined`, `view_only`"),
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
) -> Result<Json<Minted>, ApiError> {
    let reader = &holder.reader;
    let asked = asked.by_reader(reader);
    if !app.may_download(reader.role) {
        let refusal = holder.refusal(&app, ApiError::RoleNotAllowed).await;
        app.tell(asked, Entry::of(Event::LinkRefused).refused(refusal.code())).await?;
        return Err(refusal);
    }
    let id = match id {
        Ok(Id(id)) => id,
        Err(malformed) => return Err(holder.refusal(&app, malformed).await),
    };
    // The row comes to a live session only: one trip to the database instead of two.
    let Some(found) = visible::find_to_download(&app.db, reader, id).await? else {
        return Err(holder.refusal(&app, ApiError::NotFound).await);
    };
    if let Err(held) = found.may_leave() {
        let refusal = ApiError::from(held);
        app.tell(asked, Entry::of(Event::LinkRefused).refused(refusal.code()).on_file(id)).await?;
        return Err(refusal);
    }
    let expires_at = app.clock.now() + app.settings.lifetimes.link_ttl;
    let token = app.sealer.seal(&Download { file: id, user: reader.user }, expires_at);
    let download_link = format!("{}/api/download/{token}/", app.settings.serving.public_url);
    app.tell(asked, Entry::of(Event::LinkMinted).on_file(id)).await?;
    let file = FileView::of(&app, reader, found.file).await?;
    Ok(Json(Minted { message: "success", download_link, expires_at, file }))
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
