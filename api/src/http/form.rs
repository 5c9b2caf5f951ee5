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
use bounded_http::serve;
use futures_util::StreamExt;
use multipart::{Boundary, Malformed, NoBoundary, Part, Parts};
use thiserror::Error;

/// How long a client may pause in the middle of its form.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a form cannot be read.
#[derive(Debug, Error)]
pub(crate) enum FormError {
    /// The `Content-Type` is of something else, or does not tell what stands between the parts.
    #[error(transparent)]
    NoBoundary(#[from] NoBoundary),
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
        let mut types = request.headers().get_all(header::CONTENT_TYPE).into_iter();
        // Of two types another reader might take the other one.
        let (Some(content_type), None) = (types.next(), types.next()) else { return Err(NoBoundary::NotAForm.into()) };
        let boundary = Boundary::of_content_type(content_type.as_bytes())?;
        Ok(Self { parts: Parts::new(&boundary), body: request.into_body().into_data_stream() })
    }

    /// The next part, or none after the last one. What is left of the part before is passed over.
    pub(crate) async fn next_part(&mut self) -> Result<Option<Part>, FormError> {
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
                Ok(None) => return Err(Malformed::Unfinished.into()),
                Ok(Some(Ok(bytes))) => self.parts.feed(bytes),
            }
        }
    }
}
