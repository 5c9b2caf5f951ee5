//! Handing a stored file over to an nginx in front, which then does the sending (`X-Accel-Redirect`).
//!
//! Both sides have to agree: the setting names a location of nginx, and nginx names the same one in a header of the
//! request, having taken out whatever a client wrote there. A request that comes past nginx, or through one that is
//! set otherwise, gets its bytes from the API, never an empty answer.

use std::sync::Once;

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    response::Response,
};
use bounded_http::{ranges::Asked, serve::Peer};
use shared::ids::BlobId;
use storage::Key;

use crate::{app::AppState, error::ApiError};

/// What nginx answers to: the place of the file, under one of its locations.
const X_ACCEL_REDIRECT: HeaderName = HeaderName::from_static("x-accel-redirect");

/// Where nginx says which location it has for stored files.
const X_ACCEL_REDIRECT_TO: HeaderName = HeaderName::from_static("x-accel-redirect-to");

/// One line in the log is enough for a disagreement about the location.
static TOLD: Once = Once::new();

/// A request with one of these is answered here: nginx has no part in our entity tags.
const CONDITIONS: [HeaderName; 5] =
    [header::IF_MATCH, header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE, header::IF_UNMODIFIED_SINCE, header::IF_RANGE];

/// The location that the nginx before us has for stored files, where both sides mean the same one.
pub(super) fn location<'a>(app: &'a AppState, peer: &Peer, headers: &HeaderMap) -> Option<&'a str> {
    let announced = headers.get(X_ACCEL_REDIRECT_TO).filter(|value| !value.is_empty())?;
    if !app.settings.serving.trusts_proxy(peer.0.ip()) {
        return None;
    }
    let ours = app.settings.serving.accel_redirect.as_deref();
    if ours.is_some_and(|ours| announced.as_bytes() == ours.as_bytes()) {
        return ours;
    }
    TOLD.call_once(|| {
        tracing::warn!(
            ?announced,
            setting = ours.unwrap_or_default(),
            "the proxy offers to send stored files, but STRONGROOM_ACCEL_REDIRECT does not name its location; the API \
             sends them"
        );
    });
    None
}

/// Says whether nginx would answer this request just as we do: all of the file, or one range of it.
pub(super) fn suits(method: &Method, headers: &HeaderMap, asked: &Asked) -> bool {
    let ranges: Vec<_> = headers.get_all(header::RANGE).iter().collect();
    let plain = match (ranges.as_slice(), asked) {
        ([], Asked::Everything) => true,
        // What we take for one range, nginx may take for several.
        ([one], Asked::Ranges(wanted)) => wanted.len() == 1 && !one.as_bytes().contains(&b','),
        _ => false,
    };
    plain && method == Method::GET && CONDITIONS.iter().all(|name| !headers.contains_key(name))
}

/// Makes of an answer without a body the one that nginx fills with the bytes.
pub(super) fn answer(location: &str, blob: BlobId, mut response: Response) -> Result<Response, ApiError> {
    let place = HeaderValue::try_from(format!("{location}{}", Key::from(blob).name()));
    let headers = response.headers_mut();
    headers.insert(X_ACCEL_REDIRECT, place.map_err(|error| ApiError::Internal(error.into()))?);
    // nginx says this itself, and would say it twice.
    headers.remove(header::ACCEPT_RANGES);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suits_with(pairs: &[(HeaderName, &str)], method: &Method) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, value.parse().unwrap());
        }
        let range = headers.get(header::RANGE).map(|value| value.to_str().unwrap());
        suits(method, &headers, &bounded_http::ranges::read(range, 100))
    }

    #[test]
    fn nginx_gets_what_it_answers_as_we_do() {
        assert!(suits_with(&[], &Method::GET));
        for range in ["bytes=0-0", "bytes=90-", "bytes=-10", "bytes=50-1000"] {
            assert!(suits_with(&[(header::RANGE, range)], &Method::GET), "{range}");
        }
    }

    #[test]
    fn all_else_is_answered_here() {
        assert!(!suits_with(&[], &Method::HEAD));
        for range in ["bytes=0-1,4-5", "bytes=5-6,500-", "bytes=100-", "bytes=5-1", "items=0-1", "bytes=-0", ""] {
            assert!(!suits_with(&[(header::RANGE, range)], &Method::GET), "{range}");
        }
        assert!(!suits_with(&[(header::RANGE, "bytes=0-1"), (header::RANGE, "bytes=2-3")], &Method::GET));
        for name in CONDITIONS {
            assert!(!suits_with(&[(name.clone(), "\"x\"")], &Method::GET), "{name}");
        }
    }
}
