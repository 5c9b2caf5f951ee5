//! The pages, for browsers: what no endpoint answers, a page may.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, Method, Response as WithBody, header},
    response::{IntoResponse, Response},
};
use bounded_http::{content_codings, entity_tags};
use bytes::Bytes;

use super::is_wanted;
use crate::{app::AppState, error::ApiError};

/// Answers for every path that is no endpoint's: with a file of the pages, with a page for those who name `text/html`, and
/// with 404 for all else.
pub(crate) async fn page_or_not_found(State(app): State<AppState>, request: Request) -> Response {
    let (method, path, headers) = (request.method(), request.uri().path(), request.headers());
    if !matches!(*method, Method::GET | Method::HEAD) {
        return ApiError::NotFound.into_response();
    }
    // Also without the pages: those behind links in mails take their looks from here.
    let browser = Asking(headers);
    let found = web::asset(path, &browser).or_else(|| {
        let is_page = app.settings.serving.web_pages && !path.starts_with("/api/") && !path.starts_with("/assets/");
        (is_page && is_wanted(headers)).then(|| web::page(path, &browser))
    });
    found.map_or_else(|| ApiError::NotFound.into_response(), |found| answer(method, found))
}

fn answer(method: &Method, found: WithBody<Bytes>) -> Response {
    let (mut head, body) = found.into_parts();
    if head.status != 304 {
        head.headers.insert(header::CONTENT_LENGTH, body.len().into());
    }
    let body = if *method == Method::HEAD { Body::empty() } else { Body::from(body) };
    Response::from_parts(head, body)
}

/// A browser that asks with these headers.
struct Asking<'a>(&'a HeaderMap);

impl Asking<'_> {
    fn says(&self, name: HeaderName, what: impl Fn(&str) -> bool) -> bool {
        self.0.get_all(name).into_iter().filter_map(|value| value.to_str().ok()).any(what)
    }
}

impl web::Browser for Asking<'_> {
    fn takes(&self, coding: &str) -> bool {
        self.says(header::ACCEPT_ENCODING, |line| content_codings::takes(line, coding))
    }

    fn has(&self, etag: &str) -> bool {
        self.says(header::IF_NONE_MATCH, |line| entity_tags::names_weakly(line, etag))
    }
}
