//! `GET /api/download-file/{id}/`

use axum::extract::State;
use serde::{Deserialize, Serialize};
use shared::{
    audit::{self, Entry, Event},
    clock::Millis,
    documents::{
        deliveries::{self, Limited},
        files::FileRow,
        managed::manages,
        visible::{self, ToDownload},
    },
    ids::{FileId, LinkId},
    people::names::Role,
    sealed::Download,
};
use utoipa::{IntoParams, ToSchema};

use crate::{
    AppState,
    error::{ApiError, Problem},
    extract::{Asked, Id, Json, Query, SignedIn, TokenHolder},
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
    let file = FileView::of(&app, &holder.reader, file).await?;
    Ok(Json(Minted { message: "success", download_link, expires_at, file }))
}

/// Which version a link is to be made for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct VersionQuery {
    /// For ops who manage the document and may download: another version than the one that clients have.
    #[param(value_type = Option<i64>)]
    version: Option<String>,
}

/// The document that a link is to be made for, where whoever asks may download it.
pub(super) async fn may_mint(
    app: &AppState,
    holder: &TokenHolder,
    asked: Asked,
    id: Result<Id<FileId>, ApiError>,
    query: Result<Query<VersionQuery>, ApiError>,
) -> Result<(ToDownload, audit::Asked), ApiError> {
    let reader = &holder.reader;
    let asked = asked.by_reader(reader);
    // A query that cannot be read is told of where nothing else is.
    let names_version = query.as_ref().is_ok_and(|Query(query)| query.version.is_some());
    if !app.may_download(reader.role) || (reader.role == Role::Client && names_version) {
        let refusal = holder.refusal(app, ApiError::RoleNotAllowed).await;
        app.tell(asked, Entry::of(Event::LinkRefused).refused(refusal.code())).await?;
        return Err(refusal);
    }
    let id = match id {
        Ok(Id(id)) => id,
        Err(malformed) => return Err(holder.refusal(app, malformed).await),
    };
    // The row comes to a live session only: one trip to the database instead of two.
    let Some(found) = visible::find_to_download(&app.db, reader, id).await? else {
        return Err(holder.refusal(app, ApiError::NotFound).await);
    };
    let Query(VersionQuery { version }) = query?;
    let found = match version {
        Some(version) => in_version(app, holder, found, &version).await,
        None => Ok(found),
    };
    let refusal = match found {
        Ok(found) => match may_leave(app, holder, &found).await {
            Ok(()) => return Ok((found, asked)),
            Err(refusal) => refusal,
        },
        Err(refusal) => refusal,
    };
    app.tell(asked, Entry::of(Event::LinkRefused).refused(refusal.code()).on_file(id)).await?;
    Err(refusal)
}

/// The document in another version, for whoever manages it. A version that is no number is like one that is unknown.
async fn in_version(
    app: &AppState,
    holder: &TokenHolder,
    found: ToDownload,
    version: &str,
) -> Result<ToDownload, ApiError> {
    let SignedIn(caller) = holder.live(app).await?;
    if !manages(&caller.user, found.file.uploaded_by) {
        return Err(ApiError::PermissionMissing);
    }
    let version = version.parse().map_err(|_| ApiError::NotFound)?;
    found.in_version(&app.db, version).await?.ok_or(ApiError::NotFound)
}

/// Says whether a document may leave, and has not left as often as it may.
pub(super) async fn may_leave(app: &AppState, holder: &TokenHolder, found: &ToDownload) -> Result<(), ApiError> {
    found.may_leave()?;
    if let Some(most) = found.file.max_downloads {
        let limited = Limited { file: found.file.id, most: most.0 };
        if deliveries::is_reached(&app.db, limited, holder.reader.user, app.clock.now()).await? {
            return Err(ApiError::DownloadLimitReached);
        }
    }
    Ok(())
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
