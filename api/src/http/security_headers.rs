//! What every answer tells browsers: guess nothing, load nothing, frame nothing, keep nothing (OWASP Secure Headers).

use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};

const DEFAULTS: [(HeaderName, HeaderValue); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    // A page of the same site, which the cookie comes along for, does not show our pictures as its own.
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Adds the headers that a handler has not set itself.
pub(crate) async fn add(State(over_https): State<bool>, mut response: Response) -> Response {
    add_to(response.headers_mut(), over_https);
    response
}

/// Adds those that are not there yet. Served over HTTPS, browsers are told to stay there (RFC 6797).
pub(crate) fn add_to(headers: &mut HeaderMap, over_https: bool) {
    for (name, value) in DEFAULTS {
        headers.entry(name).or_insert(value);
    }
    if over_https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}
