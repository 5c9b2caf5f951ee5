//! `GET /api/files/{id}/preview/`

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use bounded_http::{entity_tags, serve::Kept};
use serde::Serialize;
use shared::{
    audit::{Entry, Event},
    documents::{
        managed::manages,
        previews,
        visible::{self, Looked, ToLookAt},
    },
    ids::FileId,
    people::names::Role,
    settings::PreviewsMade,
};
use utoipa::ToSchema;

use super::{
    page_image::{self, PageImage},
    page_query::PreviewQuery,
};
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Asked, Id, Json, Query, SignedIn, TokenHolder},
    http::refusals,
};

/// When somebody who waits may ask again, in seconds. Most documents take about two.
const COME_BACK: &str = "1";

/// See a page of a document.
///
/// For clients who see the document, though it may be that they can do no more than that, and for ops who manage it. The images
/// are made once somebody asks for one; until then the answer is 202. Over what clients see, their name and the time are drawn,
/// unless the operator has turned that off. Of a long document there are the first 20 pages.
#[utoipa::path(
    get, path = "/api/files/{id}/preview/", tag = "files", security(("bearer" = [])),
    params(("id" = String, Path, format = Uuid), PreviewQuery),
    responses(
        (status = 200, description = "The page", content((PageImage = "image/png")),
         headers(("Preview-Pages" = u16, description = "How many pages there are"))),
        (status = 202, body = PreviewPending, description = "It is being made; `Retry-After` says when to ask again"),
        (status = 304, description = "The client has this image already"),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 403, body = Problem, description = "`permission_missing`"),
        (status = 404, body = Problem, description = "`not_found`, `no_preview`: there is no such page, or none can be made"),
    )
)]
pub(crate) async fn preview(
    holder: TokenHolder,
    asked: Asked,
    State(app): State<AppState>,
    headers: HeaderMap,
    id: Result<Id<FileId>, ApiError>,
    query: Result<Query<PreviewQuery>, ApiError>,
) -> Result<Response, ApiError> {
    let (found, caller) = may_look(&app, &holder, id).await?;
    let Query(query) = query?;
    let (page, width) = query.check()?;
    let reader = &holder.reader;
    let pages = match found.looked(reader.now) {
        _ if app.settings.previews.made == PreviewsMade::Off => return Err(ApiError::NoPreview),
        Looked::Made(pages) if page <= pages => pages,
        Looked::Made(_) | Looked::Nothing => return Err(ApiError::NoPreview),
        Looked::Pending => return Ok(pending()),
        Looked::NotAskedFor => return ask(&app, &found, false).await,
    };
    let is_stamped = reader.role == Role::Client && app.settings.previews.watermark;
    let etag = format!("\"{}-{page}-{width}\"", found.sha256.get(..32).unwrap_or_default());
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let one_of_few = refusals::page_of(&app, reader.user)?;
    let image = if !is_stamped && known.is_some_and(|known| entity_tags::names_weakly(known, &etag)) {
        None
    } else {
        let stamp = if is_stamped { Some(page_image::stamp(&app, &caller.0).await?) } else { None };
        match page_image::made(&app, (found.blob, page), width, stamp).await? {
            None => return ask(&app, &found, true).await,
            made => made,
        }
    };
    if reader.role == Role::Client && !app.looked_at.is_recent(&(found.id, reader.credential), reader.now) {
        app.tell(asked.by_reader(reader), Entry::of(Event::FilePreviewed).on_file(found.id)).await?;
        app.looked_at.remember((found.id, reader.credential), reader.now);
    }
    let (png, room) = image.unzip();
    let mut response = page_image::answer(png, pages, (!is_stamped).then_some(etag));
    Kept::with(&mut response, (one_of_few, room));
    Ok(response)
}

/// The document, where whoever asks may look at it, and who that is.
async fn may_look(
    app: &AppState,
    holder: &TokenHolder,
    id: Result<Id<FileId>, ApiError>,
) -> Result<(ToLookAt, SignedIn), ApiError> {
    let found = match id {
        Ok(Id(id)) => visible::find_to_look_at(&app.db, &holder.reader, id).await?.ok_or(ApiError::NotFound),
        Err(malformed) => Err(malformed),
    };
    let caller = holder.live(app).await?;
    let found = found?;
    let is_managed = || manages(&caller.0.user, found.uploaded_by);
    if holder.reader.role == Role::Ops && !app.may_download(Role::Ops) && !is_managed() {
        return Err(ApiError::PermissionMissing);
    }
    Ok((found, caller))
}

/// Has the pages made, and tells whoever asked to come back.
async fn ask(app: &AppState, found: &ToLookAt, are_lost: bool) -> Result<Response, ApiError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if are_lost {
        previews::ask_for_lost(&mut tx, found.blob, now).await?;
    } else {
        previews::ask(&mut tx, found.blob, now).await?;
    }
    // Whoever comes back finds what was asked for, or asks once more.
    tx.commit().await?;
    Ok(pending())
}

fn pending() -> Response {
    let body = Json(PreviewPending { code: "preview_pending", status: "preview_pending" });
    (StatusCode::ACCEPTED, [(header::RETRY_AFTER, COME_BACK)], body).into_response()
}

/// That the pages are being made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewPending {
    /// As in a problem document.
    #[schema(example = "preview_pending")]
    code: &'static str,
    /// The same, as it was told before there was a code.
    #[schema(example = "preview_pending")]
    status: &'static str,
}
