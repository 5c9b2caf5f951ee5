//! Bodies that a handler does not read to their end.
//!
//! A server that answers early and closes makes the client's system throw the answer away, because bytes are still
//! on their way (RFC 9112, section 9.6). So the rest of a refused upload is read and dropped, within bounds.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use http::{Request, header};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;

/// How long the rest of a body is read before the connection is closed all the same.
const PATIENCE: Duration = Duration::from_secs(30);

/// A body whose rest is read and dropped where nobody reads it.
#[derive(Debug)]
pub struct Lingering<B: Body + Send + Unpin + 'static>(Option<B>);

/// Wraps the request's body, unless the client waits for our word before it sends one (`Expect: 100-continue`):
/// reading on would ask for bytes that nobody wants.
pub fn read_to_the_end<B: Body + Send + Unpin + 'static>(
    request: Request<B>,
    wrap: impl FnOnce(Lingering<B>) -> B,
) -> Request<B> {
    if request.body().is_end_stream() || request.headers().contains_key(header::EXPECT) {
        return request;
    }
    request.map(|body| wrap(Lingering(Some(body))))
}

impl<B: Body + Send + Unpin + 'static> Body for Lingering<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let Some(body) = &mut self.0 else { return Poll::Ready(None) };
        let frame = Pin::new(body).poll_frame(cx);
        if matches!(frame, Poll::Ready(None | Some(Err(_)))) {
            self.0 = None;
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

impl<B: Body + Send + Unpin + 'static> Drop for Lingering<B> {
    fn drop(&mut self) {
        let Some(mut body) = self.0.take().filter(|body| !body.is_end_stream()) else { return };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            let rest = async { while let Some(Ok(_)) = body.frame().await {} };
            let _ = tokio::time::timeout(PATIENCE, rest).await;
        });
    }
}
