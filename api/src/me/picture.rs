//! `GET`, `PUT` and `DELETE /api/me/picture/`

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bounded_http::entity_tags;
use serde::Deserialize;
use shared::{
    people::{
        pictures::{Size, StoredPicture},
        profile::Profile,
        users::User,
    },
    words::Text,
};
use utoipa::{IntoParams, ToSchema};

use super::{received_picture, show::MeView};
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Json, Query, SignedIn},
    http::refusals,
};

/// Show my picture.
///
/// Who has none gets their initials as SVG.
#[utoipa::path(
    get, path = "/api/me/picture/", tag = "me", security(("bearer" = [])),
    params(PictureQuery),
    responses(
        (status = 200, description = "The picture", content((ImageBytes = "image/jpeg"), (ImageBytes = "image/svg+xml"))),
        (status = 304, description = "The client has this picture already"),
        (status = 400, body = Problem, description = "`invalid_input`"),
    )
)]
pub(crate) async fn picture(
    SignedIn(caller): SignedIn,
    State(app): State<AppState>,
    headers: HeaderMap,
    Query(query): Query<PictureQuery>,
) -> Result<Response, ApiError> {
    let (size, name) = query.check()?;
    if let Some(StoredPicture { bytes, etag }) = StoredPicture::find(&app.db, caller.user.id, size).await? {
        return Ok(answer(&headers, &format!("\"{etag}-{name}\""), "image/jpeg", bytes));
    }
    let svg = initials(&app, &caller.user).await?;
    let etag = format!("\"{}\"", shared::people::pictures::mark(svg.as_bytes()));
    Ok(answer(&headers, &etag, "image/svg+xml", svg.into_bytes()))
}

/// Set my picture.
///
/// PNG, JPEG or WebP, whatever the content type says; what moves stands still. It is decoded and written anew, so that
/// nothing of the file but its picture is kept: the middle of it, as a square.
#[utoipa::path(
    put, path = "/api/me/picture/", tag = "me", security(("bearer" = [])),
    request_body(content(
        (ImageBytes = "image/png"), (ImageBytes = "image/jpeg"), (ImageBytes = "image/webp"), (Image = "multipart/form-data")
    )),
    responses(
        (status = 200, body = MeView),
        (status = 400, body = Problem, description = "`invalid_image`, `invalid_input`"),
        (status = 413, body = Problem, description = "`file_too_large`: over 5 MiB"),
    )
)]
pub(crate) async fn set_picture(State(app): State<AppState>, request: Request) -> Result<Json<MeView>, ApiError> {
    let (mut parts, body) = request.into_parts();
    let SignedIn(caller) = SignedIn::from_request_parts(&mut parts, &app).await?;
    let _one_of_few = refusals::picture_of(&app, caller.user.id)?;
    let made = received_picture::read(&app, Request::from_parts(parts, body)).await?;
    let mut tx = app.db.begin().await?;
    StoredPicture::put(&mut tx, caller.user.id, &made.small, &made.large, app.clock.now()).await?;
    tx.commit().await?;
    MeView::of(&app, caller.user).await.map(Json)
}

/// Take my picture away.
#[utoipa::path(
    delete, path = "/api/me/picture/", tag = "me", security(("bearer" = [])),
    responses((status = 204))
)]
pub(crate) async fn remove_picture(
    SignedIn(caller): SignedIn,
    State(app): State<AppState>,
) -> Result<StatusCode, ApiError> {
    let mut tx = app.db.begin().await?;
    StoredPicture::remove(&mut tx, caller.user.id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn answer(headers: &HeaderMap, etag: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response = if known.is_some_and(|known| entity_tags::names_weakly(known, etag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, kind)], bytes).into_response()
    };
    // Kept by a browser, which asks each time whether it is the picture still.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    // Made of digits, letters and a dash.
    if let Ok(etag) = HeaderValue::from_str(etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}

async fn initials(app: &AppState, user: &User) -> Result<String, ApiError> {
    let profile = Profile::find(&app.db, user.id).await?.ok_or(ApiError::InvalidToken)?;
    let name = profile.display_name.map_or_else(|| user.username.to_string(), |name| name.to_string());
    Ok(pictures::initials(&name, user.id.0.as_bytes()))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PictureQuery {
    /// `small` (64 pixels) or `large` (256 pixels).
    #[param(default = "large", pattern = "^(small|large)$")]
    size: Option<String>,
}

impl PictureQuery {
    fn check(&self) -> Result<(Size, &'static str), Faults> {
        match self.size.as_deref() {
            None | Some("large") => Ok((Size::Large, "large")),
            Some("small") => Ok((Size::Small, "small")),
            Some(_) => Err(Faults::one("size", Text::one_of(["small", "large"]))),
        }
    }
}

/// What is in a picture.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "describes the answer to readers of the OpenAPI document")]
struct ImageBytes(Vec<u8>);

/// The image as a part of a form.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the form to readers of the OpenAPI document")]
pub(crate) struct Image {
    /// The one image.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}
