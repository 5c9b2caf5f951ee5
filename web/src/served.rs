//! Answers: the document of a page, and the files that it loads.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode, header};

use crate::{
    files::{BASE, File, HASH},
    pages::{NOWHERE, Page},
};

/// Only what is ours is loaded and asked; script comes from files alone, and nothing becomes markup but by lit-html.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types lit-html";

/// What a page does not need is off, whatever it loads.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), \
    geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), \
    publickey-credentials-create=(self), publickey-credentials-get=(self), screen-wake-lock=(), usb=(), \
    xr-spatial-tracking=()";

/// What a browser says in the headers of a request, which whoever serves the pages has read.
pub trait Browser {
    /// Whether it takes this content coding.
    fn takes(&self, coding: &str) -> bool;
    /// Whether it has what bears this entity tag.
    fn has(&self, etag: &str) -> bool;
}

/// Answers a request for a page. A path that no page has gets the same document with 404, so that people read words.
pub fn page(path: &str, browser: &impl Browser) -> Response<Bytes> {
    let found = Page::find(path);
    let name = found.map_or("none", |page| page.path);
    let etag = format!("\"{HASH}{}\"", name.replace('/', "-"));
    let mut response = if found.is_some() && browser.has(&etag) {
        with_status(StatusCode::NOT_MODIFIED, Bytes::new())
    } else {
        let status = if found.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
        with_status(status, Bytes::from_static(found.map_or(&*NOWHERE, |page| &page.shell).as_bytes()))
    };
    let told = response.headers_mut();
    told.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    told.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    told.insert(HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS));
    told.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    told.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    told.insert(header::VARY, HeaderValue::from_static("accept"));
    let kept = if found.is_some() { "no-cache" } else { "no-store" };
    told.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    if found.is_some() {
        told.extend(HeaderValue::from_str(&etag).ok().map(|etag| (header::ETAG, etag)));
    }
    response
}

/// Answers a request for a file; none where there is no such file, or only in another version.
pub fn asset(path: &str, browser: &impl Browser) -> Option<Response<Bytes>> {
    let (hash, path) = path.strip_prefix(BASE)?.split_once('/')?;
    let file = File::find(path.trim_end_matches('/')).filter(|_| hash == HASH)?;
    let (coding, bytes) = if browser.takes("br") {
        (Some("br"), file.br)
    } else if browser.takes("gzip") {
        (Some("gzip"), file.gz)
    } else {
        (None, file.plain)
    };
    let etag = format!("\"{}{}\"", file.etag, coding.map_or(String::new(), |coding| format!("-{coding}")));
    let mut response = if browser.has(&etag) {
        with_status(StatusCode::NOT_MODIFIED, Bytes::new())
    } else {
        with_status(StatusCode::OK, Bytes::from_static(bytes))
    };
    let told = response.headers_mut();
    told.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.content_type()));
    told.extend(coding.map(|coding| (header::CONTENT_ENCODING, HeaderValue::from_static(coding))));
    told.extend(HeaderValue::from_str(&etag).ok().map(|etag| (header::ETAG, etag)));
    told.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    // The address names the contents: behind it is never anything else.
    let for_ever = HeaderValue::from_static("public, max-age=31536000, immutable");
    told.insert(header::CACHE_CONTROL, for_ever);
    told.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    Some(response)
}

fn with_status(status: StatusCode, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response
}
