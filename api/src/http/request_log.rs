//! What every request gets: an id, errors as problem documents, and one line in the log.

use std::{sync::Arc, time::Instant};

use axum::{
    body::{Body, Bytes},
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use bounded_http::serve::Peer;
use tracing::{Instrument, Span, field::Empty};
use uuid::Uuid;

use super::spoken_to::SpokenTo;
use crate::{app::AppState, error::ApiError, extract::ClientAddress};

/// The id of a request, for inner layers.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) String);

pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What the metrics call every path that is no endpoint's.
pub(crate) const UNKNOWN_ROUTE: &str = "unknown";

/// Runs the request inside a span with its id, then writes its line.
pub(crate) async fn request_line(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = request_id(request.headers());
    let method = request.method().clone();
    let path = redacted(request.uri().path());
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0.ip());
    let client = peer.map(|peer| app.proxies.client_of(peer, request.headers()));

    if let Some(client) = client {
        request.extensions_mut().insert(ClientAddress(client));
    }
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or(UNKNOWN_ROUTE, MatchedPath::as_str);
    request.extensions_mut().insert(RequestId(id.clone()));
    let spoken_to = SpokenTo::note(&mut request);
    let in_flight = app.metrics.request_began();

    let settings = &app.settings;
    let is_traced = settings.serving.otlp_url.is_some();
    // The log needs none, and a span is entered and left at each step of a request.
    let span = if is_traced || settings.serving.sentry_dsn.is_some() { request_span(&id) } else { Span::none() };
    if is_traced {
        describe(&span, known(&method), route);
    }
    let mut response = next.run(request).instrument(span.clone()).await;

    let mut code = None;
    if let Some(error) = response.extensions_mut().remove::<Arc<ApiError>>() {
        span.in_scope(|| error.log(&id));
        code = Some(error.code());
        let language = spoken_to.language(settings.serving.language);
        response = written(error.problem(id.clone(), language), std::mem::take(response.headers_mut()));
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    drop(in_flight);
    let status = response.status();
    app.metrics.answered(known(&method), route, status.as_u16(), began.elapsed());
    if is_traced {
        describe_answer(&span, status);
    }
    tracing::info!(
        request_id = id,
        method = %method,
        path,
        status = response.status().as_u16(),
        code,
        ms = began.elapsed().as_millis(),
        client = client.map(tracing::field::display),
        "request"
    );
    response
}

/// A problem document as an answer. What outer parts added to the bare one stays: CORS, `Allow`, the security headers.
fn written(problem: Response<Bytes>, mut kept: HeaderMap) -> Response {
    let mut problem = problem.map(Body::from);
    kept.remove(header::CONTENT_LENGTH);
    for (name, value) in problem.headers_mut().drain() {
        match name {
            Some(name) if name == header::VARY => drop(kept.append(name, value)),
            Some(name) => drop(kept.insert(name, value)),
            None => {}
        }
    }
    *problem.headers_mut() = kept;
    problem
}

fn request_span(id: &str) -> Span {
    tracing::info_span!(
        "request",
        request_id = id,
        otel.name = Empty,
        otel.kind = Empty,
        otel.status_code = Empty,
        http.request.method = Empty,
        http.route = Empty,
        http.response.status_code = Empty,
    )
}

/// What a trace tells of a request, by the names of `OpenTelemetry`. The template of the route, not the path: a path may
/// hold a token. Name and kind have to be known before the span is entered.
fn describe(span: &Span, method: &'static str, route: &str) {
    span.record("otel.name", format!("{method} {route}"));
    span.record("otel.kind", "server");
    span.record("http.request.method", method);
    span.record("http.route", route);
}

fn describe_answer(span: &Span, status: StatusCode) {
    span.record("http.response.status_code", status.as_u16());
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
}

/// A method's name for the metrics, where each name is kept: the standard ones, and one word for all others.
pub(crate) fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// The id that came along, when it is 1 to 64 letters, digits, `-` and `_`; else a fresh one.
pub(crate) fn request_id(headers: &HeaderMap) -> String {
    let given = headers.get(X_REQUEST_ID).and_then(|value| value.to_str().ok());
    let sane = given.filter(|id| {
        (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    });
    sane.map_or_else(|| Uuid::now_v7().simple().to_string(), ToOwned::to_owned)
}

/// A path whose longest segments are cut: our ids have 36 characters, and every token has more.
pub(crate) fn redacted(path: &str) -> String {
    let segments = path.split('/').map(|segment| match segment.char_indices().nth(36) {
        Some(_) => "…",
        None => segment,
    });
    segments.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    #[test]
    fn tokens_are_cut_out_of_paths() {
        assert_eq!(redacted(&format!("/api/download/{}/", "a".repeat(140))), "/api/download/…/");
        let with_id = format!("/api/files/{}/", Uuid::nil());
        assert_eq!(redacted(&with_id), with_id);
    }

    #[test]
    fn strange_request_ids_are_replaced() {
        assert_eq!(request_id(&headers(&[("x-request-id", "Abc-1_2")])), "Abc-1_2");
        for strange in ["", "a b", "a;b", &"a".repeat(65)] {
            assert_ne!(request_id(&headers(&[("x-request-id", strange)])), *strange);
        }
    }
}
