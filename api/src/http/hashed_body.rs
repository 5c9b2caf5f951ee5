//! Bodies whose hash is taken as they flow to whoever reads them.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    Error,
    body::{Body, Bytes, HttpBody},
    extract::Request,
    http::HeaderMap,
};
use bounded_http::serve;
use futures_util::StreamExt;
use http_body::{Frame, SizeHint};
use shared::{idempotency::BodyHash, words::Text};

use crate::{
    error::{ApiError, Faults},
    uploads::tus,
};

/// What may be left behind what a handler reads of its body, such as the end of a form, and how long it is waited for.
const LEFT_OVER: usize = 64 << 10;
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug)]
struct State {
    body: Body,
    hash: BodyHash,
    /// Somebody has begun to read it.
    begun: bool,
    whole: bool,
    /// What comes after a fault is no end.
    broken: bool,
}

impl State {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        self.begun = true;
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        match &frame {
            Poll::Ready(Some(Ok(frame))) => self.hash.update(frame.data_ref().map_or(&[], |bytes| &bytes[..])),
            Poll::Ready(Some(Err(_))) => self.broken = true,
            Poll::Ready(None) => self.whole = true,
            Poll::Pending => {}
        }
        frame
    }
}

/// The body for the handler.
#[derive(Debug)]
struct Watched(Arc<Mutex<State>>);

/// What is known of the body that the handler read.
#[derive(Debug)]
pub(super) struct Reading(Arc<Mutex<State>>);

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).poll(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).body.size_hint()
    }
}

/// Watches what is read of a request's body.
pub(super) fn watched(request: Request) -> (Request, Reading) {
    let (parts, body) = request.into_parts();
    let hash = begun(&parts.headers);
    let state = Arc::new(Mutex::new(State { body, hash, begun: false, whole: false, broken: false }));
    (Request::from_parts(parts, Body::new(Watched(state.clone()))), Reading(state))
}

impl Reading {
    /// The hash of the whole body, once its handler is done; none where that did not read nearly all of it.
    pub(super) async fn finish(self) -> Option<[u8; 32]> {
        let mut left = LEFT_OVER;
        let rest = std::future::poll_fn(|cx| {
            let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            loop {
                if state.broken {
                    return Poll::Ready(None);
                }
                if state.whole || state.body.is_end_stream() {
                    return Poll::Ready(Some(state.hash.clone().finish()));
                }
                // A client that waits for our word is not asked for bytes that nobody wants.
                if !state.begun {
                    return Poll::Ready(None);
                }
                // An end or a fault is noted.
                if let Some(Ok(frame)) = std::task::ready!(state.poll(cx)) {
                    let size = frame.data_ref().map_or(0, Bytes::len);
                    let Some(less) = left.checked_sub(size) else { return Poll::Ready(None) };
                    left = less;
                }
            }
        });
        tokio::time::timeout(PATIENCE, rest).await.ok().flatten()
    }
}

/// The hash before a body: of uploads in parts the head says what others say in their bodies.
fn begun(headers: &HeaderMap) -> BodyHash {
    let mut hash = BodyHash::default();
    for name in [tus::LENGTH, tus::DEFER_LENGTH, tus::METADATA] {
        for value in headers.get_all(&name) {
            hash.update(name.as_str().as_bytes());
            hash.update(value.as_bytes());
            hash.update(b"\n");
        }
    }
    hash
}

/// The hash of a body that nobody reads.
pub(super) async fn hash(headers: &HeaderMap, body: Body) -> Result<[u8; 32], ApiError> {
    let (mut hash, mut pieces) = (begun(headers), body.into_data_stream());
    while let Some(piece) = pieces.next().await {
        match piece {
            Ok(bytes) => hash.update(&bytes),
            Err(error) if serve::is_late(&error) => return Err(ApiError::RequestTimeout),
            Err(_) => return Err(Faults::one("body", Text::BodyCutShort).into()),
        }
    }
    Ok(hash.finish())
}
