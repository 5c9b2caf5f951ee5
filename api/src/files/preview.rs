//! `GET /api/files/{id}/preview/`

use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bounded_http::entity_tags;
use serde::{Deserialize, Serialize};
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
    words::Text,
};
use utoipa::{IntoParams, ToSchema};

use super::page_image;
use crate::{
    AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Id, Json, Query, SignedIn, TokenHolder},
};

/// How wide pages go out: each asked-for width is one of these, or the next of them.
const WIDTHS: [u32; 7] = [80, 160, 320, 480, 800, 1200, previews::WIDEST];

/// How many pages there are.
pub(crate) const PREVIEW_PAGES: HeaderName = HeaderName::from_static("preview-pages");

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
    let is_known = !is_stamped && known.is_some_and(|known| entity_tags::names_weakly(known, &etag));
    let png = if is_known {
        None
    } else {
        let stamp = if is_stamped { Some(page_image::stamp(&app, &caller.0).await?) } else { None };
        let Some(png) = page_image::made(&app, (found.blob, page), width, stamp).await? else {
            return ask(&app, &found, true).await;
        };
        Some(png)
    };
    if reader.role == Role::Client && !app.looked_at.is_recent(&(found.id, reader.credential), reader.now) {
        app.tell(asked.by_reader(reader), Entry::of(Event::FilePreviewed).on_file(found.id)).await?;
        app.looked_at.remember((found.id, reader.credential), reader.now);
    }
    Ok(answer(png, pages, (!is_stamped).then_some(etag)))
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
    if holder.reader.role == Role::Ops && !is_managed() {
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
    let body = Json(PreviewPending { status: "preview_pending" });
    (StatusCode::ACCEPTED, [(header::RETRY_AFTER, COME_BACK)], body).into_response()
}

/// The image, or where there is none that the client has it. Without a tag it is for this one look.
fn answer(png: Option<Vec<u8>>, pages: u16, etag: Option<String>) -> Response {
    let mut response = match png {
        Some(png) => ([(header::CONTENT_TYPE, "image/png")], png).into_response(),
        None => StatusCode::NOT_MODIFIED.into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(PREVIEW_PAGES, HeaderValue::from(pages));
    if etag.is_none() {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    }
    // Made of digits, letters and dashes.
    if let Some(etag) = etag.and_then(|etag| HeaderValue::from_str(&etag).ok()) {
        headers.insert(header::ETAG, etag);
    }
    response
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PreviewQuery {
    /// Which page, counted from 1.
    #[param(value_type = Option<u16>, default = 1, minimum = 1)]
    page: Option<String>,
    /// How wide the image is to be, in pixels: it is as wide as that or a little wider, but never wider than it was made.
    #[param(value_type = Option<u32>, default = 800, minimum = 64, maximum = 1600)]
    width: Option<String>,
}

impl PreviewQuery {
    /// The page, and how wide its image goes out.
    fn check(&self) -> Result<(u16, u32), Faults> {
        let mut faults = Faults::default();
        let mut number = |name, given: Option<&str>, least: u32, most: u32, default: u32| match given {
            None => default,
            Some(text) => {
                let number = text.parse().ok().filter(|number| (least..=most).contains(number));
                number.unwrap_or_else(|| {
                    faults.add(name, Text::MustBeFrom { least: least.into(), most: most.into() });
                    default
                })
            }
        };
        let page = number("page", self.page.as_deref(), 1, u16::MAX.into(), 1);
        let width = number("width", self.width.as_deref(), 64, previews::WIDEST, 800);
        if !faults.is_empty() {
            return Err(faults);
        }
        let width = WIDTHS.into_iter().find(|fixed| *fixed >= width).unwrap_or(previews::WIDEST);
        Ok((u16::try_from(page).unwrap_or(u16::MAX), width))
    }
}

/// That the pages are being made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewPending {
    #[schema(example = "preview_pending")]
    status: &'static str,
}

/// The image of a page.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "describes the answer to readers of the OpenAPI document")]
struct PageImage(Vec<u8>);
