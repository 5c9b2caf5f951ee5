//! Bodies of `multipart/form-data` (RFC 7578), read as they flow.
//!
//! What a part holds is handed on in the pieces in which it arrived, neither gathered nor copied, so that a large file
//! costs no more than its way to the disk.

use std::{task::Poll, time::Duration};

use axum::{
    body::{BodyDataStream, Bytes},
    extract::Request,
    http::header,
};
use futures_util::StreamExt;
use multipart::{Malformed, Part, Parts};
use thiserror::Error;

use crate::serve;

/// How long a client may pause in the middle of its form.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a form cannot be read.
#[derive(Debug, Error)]
pub(crate) enum FormError {
    /// The body is something else, by its `Content-Type`.
    #[error("the body is no multipart/form-data")]
    NotAForm,
    /// The `Content-Type` does not tell what stands between the parts, or not as it should (RFC 2046, section 5.1.1).
    #[error("it comes without a boundary of 1 to 70 characters")]
    NoBoundary,
    /// It is not built as a form is, or ends too soon.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// The connection broke, or the body's own framing is wrong.
    #[error("the body broke off: {0}")]
    Broken(axum::Error),
    /// Nothing came for too long.
    #[error("nothing more came in time")]
    Late,
}

/// A form that is arriving.
#[derive(Debug)]
pub(crate) struct Form {
    body: BodyDataStream,
    parts: Parts,
}

impl Form {
    /// The form in a request's body. Nothing of it is read yet.
    pub(crate) fn of(request: Request) -> Result<Self, FormError> {
        let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let content_type = content_type.and_then(|text| text.parse::<mime::Mime>().ok()).ok_or(FormError::NotAForm)?;
        if (content_type.type_(), content_type.subtype()) != (mime::MULTIPART, mime::FORM_DATA) {
            return Err(FormError::NotAForm);
        }
        let boundary = content_type.get_param(mime::BOUNDARY).map(|boundary| boundary.as_str());
        let boundary = boundary.filter(|text| (1..=70).contains(&text.len())).ok_or(FormError::NoBoundary)?;
        Ok(Self { parts: Parts::new(boundary), body: request.into_body().into_data_stream() })
    }

    /// The next part, or none after the last one. What is left of the part before is passed over.
    pub(crate) async fn next_part(&mut self) -> Result<Option<Part>, FormError> {
        while self.chunk().await?.is_some() {}
        self.found(Parts::poll_part).await
    }

    /// The next bytes of the part that was given last, or none at its end. They are never empty.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, FormError> {
        self.found(Parts::poll_chunk).await
    }

    async fn found<T>(&mut self, poll: fn(&mut Parts) -> Poll<Result<T, Malformed>>) -> Result<T, FormError> {
        loop {
            if let Poll::Ready(found) = poll(&mut self.parts) {
                return Ok(found?);
            }
            match tokio::time::timeout(PATIENCE, self.body.next()).await {
                Err(_) => return Err(FormError::Late),
                Ok(Some(Err(error))) if serve::is_late(&error) => return Err(FormError::Late),
                Ok(Some(Err(error))) => return Err(FormError::Broken(error)),
                Ok(None) => return Err(Malformed::UNFINISHED.into()),
                Ok(Some(Ok(bytes))) => self.parts.feed(bytes),
            }
        }
    }
}
