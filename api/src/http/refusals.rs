//! Requests that are refused before any handler: those that are none by RFC 9112, and those beyond what one client may have
//! under way.

use std::time::{Duration, UNIX_EPOCH};

use crate::{
    app::AppState,
    error::ApiError,
    extract::ClientAddress,
    http::{
        request_log::{UNKNOWN_ROUTE, X_REQUEST_ID, known, redacted, request_id},
        security_headers,
        spoken_to::SpokenTo,
    },
};
use axum::{
    body::Bytes,
    extract::{Request, State},
    http::{HeaderValue, Method, Response as WithBody, header},
    middleware::Next,
    response::Response,
};
use bounded_http::serve::{Fault, Inside, Kept, Refused, neighbourhood};
use shared::{ids::UserId, words::Text};

/// Downloads at once by one link: more than any program that fetches a file in parts begins.
const PER_LINK: usize = 32;

/// Pictures at once by one account: they share the room for bodies with all others.
const PICTURES: usize = 2;

/// Pages of documents at once for one account: all that there are of one.
const PAGES: usize = 20;

/// Lets a client have no more requests under way than it may have connections. Behind a proxy, connections tell nothing.
pub(crate) async fn of_one_client(
    State(app): State<AppState>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let Some(ClientAddress(client)) = request.extensions().get().copied() else { return Ok(next.run(request).await) };
    let bound = app.settings.serving.max_connections_per_address;
    let inside = app.crowds.clients.enter(neighbourhood(client), bound).ok_or(ApiError::TooManyRequests)?;
    let mut response = next.run(request).await;
    Kept::with(&mut response, inside);
    Ok(response)
}

/// The same answer, which counts as a download by this link until its last byte.
pub(crate) fn by_one_link(app: &AppState, token: &str, mut response: Response) -> Result<Response, ApiError> {
    let inside = app.crowds.links.enter(token.into(), PER_LINK).ok_or(ApiError::TooManyRequests)?;
    Kept::with(&mut response, inside);
    Ok(response)
}

/// Counts a picture of this account until what is returned is dropped.
pub(crate) fn picture_of(app: &AppState, user: UserId) -> Result<Inside<UserId>, ApiError> {
    app.crowds.painters.enter(user, PICTURES).ok_or(ApiError::TooManyRequests)
}

/// Counts a page of a document for this account until what is returned is dropped.
pub(crate) fn page_of(app: &AppState, user: UserId) -> Result<Inside<UserId>, ApiError> {
    app.crowds.onlookers.enter(user, PAGES).ok_or(ApiError::TooManyRequests)
}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Malformed(flaw) => Self::InvalidRequest(Text::RequestFlaw { flaw: flaw.code() }.into()),
            Fault::TargetTooLong => Self::UriTooLong,
            Fault::HeadTooLarge(bound) => Self::HeadTooLarge(bound as u64),
            Fault::BodyTooLarge => Self::LengthTooLarge,
            Fault::NoRoom => Self::Unavailable(fault.into()),
            Fault::TooManyConnections => Self::TooManyRequests,
        }
    }
}

/// Words the refusal of a request that no handler sees, and writes its line, as [`request_line`](crate::http::request_log) does
/// for all others.
pub(crate) fn word(app: &AppState, refused: Refused) -> WithBody<Bytes> {
    let Refused { fault, told, peer } = refused;
    let (id, error) = (request_id(&told.headers), ApiError::from(fault));
    let language = SpokenTo::by(&told.headers).language(app.settings.serving.language);
    let mut response = error.problem(id.clone(), language);
    let headers = response.headers_mut();
    security_headers::add_to(headers, app.settings.serving.public_url.starts_with("https://"));
    let now = UNIX_EPOCH + Duration::from_millis(u64::try_from(app.clock.now().0).unwrap_or_default());
    for (name, value) in [(X_REQUEST_ID, &id), (header::DATE, &httpdate::fmt_http_date(now))] {
        headers.extend(HeaderValue::from_str(value).ok().map(|value| (name, value)));
    }
    let method = told.method.parse::<Method>();
    let status = response.status().as_u16();
    app.metrics.answered(method.as_ref().map_or("other", known), UNKNOWN_ROUTE, status, Duration::ZERO);
    error.log(&id);
    tracing::info!(
        request_id = id,
        method = told.method,
        path = redacted(told.target.split('?').next().unwrap_or_default()),
        status,
        code = error.code(),
        ms = 0,
        client = %app.proxies.client_of(peer.0.ip(), &told.headers),
        "request"
    );
    response
}
