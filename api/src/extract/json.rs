//! A JSON body: bounded in size, depth and time.

use std::cell::RefCell;

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use bounded_http::serve::Gathered;
use serde::{Serialize, de::DeserializeOwned};
use shared::words::Text;

use crate::{
    error::{ApiError, Faults},
    http::whole_body::{self, WholeBodyError},
};

const MAX_BODY: usize = 64 << 10;
const MAX_DEPTH: usize = 32;

thread_local! {
    /// Where answers are written before they are copied out, so that none has to grow a buffer of its own.
    static WRITTEN: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// How large that buffer may stay after an answer that was larger.
const KEPT: usize = 256 << 10;

/// A JSON body that came in, or goes out.
#[derive(Debug)]
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        Ok(Self(read_json(request).await?.ok_or_else(|| ApiError::InvalidJson(Text::JsonEmpty.into()))?))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        let json = WRITTEN.with_borrow_mut(|written| {
            let json = serde_json::to_writer(&mut *written, &self.0).map(|()| Bytes::copy_from_slice(written));
            written.clear();
            written.shrink_to(KEPT);
            json
        });
        match json {
            Ok(json) => ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], json).into_response(),
            Err(error) => ApiError::Internal(error.into()).into_response(),
        }
    }
}

/// Reads a JSON body, or none when the body is empty.
pub(crate) async fn read_json<T: DeserializeOwned>(request: Request) -> Result<Option<T>, ApiError> {
    let is_json = says_json(&request);
    let bytes = read_bytes(request).await?;
    if bytes.is_empty() && !is_json {
        return Ok(None);
    }
    if !is_json {
        return Err(ApiError::UnsupportedMediaType("application/json"));
    }
    if nests_too_deep(&bytes) {
        return Err(ApiError::InvalidJson(Text::JsonTooDeep { most: MAX_DEPTH as u64 }.into()));
    }
    let value: serde_json::Value =
        serde_json::from_slice(&bytes).map_err(|error| ApiError::InvalidJson(error.to_string().into()))?;
    if !value.is_object() {
        return Err(Faults::one("body", Text::MustBeObject).into());
    }
    // Every field of ours reads any value (see `Field`), so that all faults are told at once.
    let read = serde_json::from_value(value).map(Some);
    read.map_err(|error| Faults::one("body", Text::Invalid { why: error.to_string().into() }).into())
}

/// Says whether the body is the form of a page.
pub(crate) fn is_form(request: &Request) -> bool {
    essence(request) == "application/x-www-form-urlencoded"
}

/// The media type of the body, without its parameters.
fn essence(request: &Request) -> String {
    let given = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn says_json(request: &Request) -> bool {
    let essence = essence(request);
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// Reads a body that is kept whole: 64 KiB at the most.
pub(crate) async fn read_bytes(request: Request) -> Result<Vec<u8>, ApiError> {
    let read = whole_body::read(request, MAX_BODY).await;
    read.map(Gathered::into_bytes).map_err(|error| match error {
        WholeBodyError::TooLarge => ApiError::BodyTooLarge(MAX_BODY as u64),
        WholeBodyError::CutShort => ApiError::InvalidJson(Text::JsonCutShort.into()),
        WholeBodyError::Other(error) => error,
    })
}

/// Counts brackets outside of texts, so that depth is known before anything recurses.
fn nests_too_deep(json: &[u8]) -> bool {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => depth += 1,
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_counted_outside_of_texts() {
        let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        assert!(!nests_too_deep(nested(32).as_bytes()));
        assert!(nests_too_deep(nested(33).as_bytes()));
        assert!(!nests_too_deep(format!(r#"{{"a":"\"{}"}}"#, "[".repeat(99)).as_bytes()));
    }
}
