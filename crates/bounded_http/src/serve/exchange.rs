//! What the two ends of a connection know of each other: the socket that hyper reads and writes, and the bodies that it
//! is given.

use std::{
    fmt,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering::Relaxed},
    },
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use http::{HeaderValue, Response, header};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;

use super::from_file::Queue;

/// How much of a body may wait in a connection before more is asked for.
const UNSENT: usize = 64 << 10;

/// A piece up to this size is copied out of the buffer that it arrived in, which it would keep from being used again.
const SMALL_PIECE: usize = 16 << 10;

/// The state of a connection. All of it is touched by the connection's own task alone.
#[derive(Debug, Default)]
pub(super) struct Exchange {
    /// Heads that were handed on, requests that were answered, and answers whose last byte has left.
    begun: AtomicU32,
    answered: AtomicU32,
    gone: AtomicU32,
    unsent: AtomicUsize,
    /// A body broke off, so that nobody knows where the next request begins.
    is_broken: AtomicBool,
    /// Bytes of files that are to leave.
    pub(super) files: Arc<Queue>,
    /// Who waits until more has left.
    waiting: Mutex<Option<Waker>>,
    is_waited_for: AtomicBool,
}

impl Exchange {
    /// A good head is handed on.
    pub(super) fn begins(&self) {
        self.begun.fetch_add(1, Relaxed);
    }

    /// So many bytes have left.
    pub(super) fn sent(&self, bytes: usize) {
        let unsent = self.unsent.load(Relaxed).saturating_sub(bytes);
        self.unsent.store(unsent, Relaxed);
        if unsent < UNSENT {
            self.wake();
        }
    }

    /// All bytes that were to be sent have left.
    pub(super) fn flushed(&self) {
        self.unsent.store(0, Relaxed);
        self.gone.store(self.answered.load(Relaxed), Relaxed);
        self.wake();
    }

    /// Has this task asked again once more has left. hyper asks by itself mostly, but not always.
    pub(super) fn wait(&self, cx: &Context<'_>) {
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner) = Some(cx.waker().clone());
        self.is_waited_for.store(true, Relaxed);
    }

    fn wake(&self) {
        if self.is_waited_for.swap(false, Relaxed) {
            let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
            waiting.into_iter().for_each(Waker::wake);
        }
    }

    /// Says whether every request before has its whole answer.
    pub(super) fn is_quiet(&self) -> bool {
        self.begun.load(Relaxed) == self.gone.load(Relaxed)
    }
}

/// What stays alive until an answer's last byte has been handed to the connection, such as a place in a crowd.
#[derive(Clone, Default)]
pub struct Kept(Vec<Arc<dyn Send + Sync>>);

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept")
    }
}

impl Kept {
    /// Keeps something with an answer.
    pub fn with<B>(response: &mut Response<B>, what: impl Send + Sync + 'static) {
        response.extensions_mut().get_or_insert_default::<Self>().0.push(Arc::new(what));
    }
}

/// A request's body, in pieces that hold no more memory than they need.
#[derive(Debug)]
pub struct Received {
    pub(super) body: Incoming,
    pub(super) exchange: Arc<Exchange>,
}

impl Body for Received {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let compact = |bytes: Bytes| if bytes.len() <= SMALL_PIECE { Bytes::copy_from_slice(&bytes) } else { bytes };
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        if let Poll::Ready(Some(Err(_))) = &frame {
            self.exchange.is_broken.store(true, Relaxed);
        }
        frame.map(|frame| frame.map(|frame| frame.map(|frame| frame.map_data(compact))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// An answer's body, which gives the next piece only once the one before has left.
pub(super) struct Sent<B> {
    body: B,
    exchange: Arc<Exchange>,
    _kept: Option<Kept>,
}

impl<B> Sent<B> {
    pub(super) fn wrap(mut response: Response<B>, exchange: Arc<Exchange>) -> Response<Self> {
        let kept = response.extensions_mut().remove::<Kept>();
        if exchange.is_broken.load(Relaxed) {
            // The client is told what happens anyway (RFC 9112, section 9.6).
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response.map(|body| Self { body, exchange, _kept: kept })
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for Sent<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        if self.exchange.unsent.load(Relaxed) >= UNSENT {
            self.exchange.wait(cx);
            return Poll::Pending;
        }
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        if let Poll::Ready(Some(Ok(frame))) = &frame {
            self.exchange.unsent.fetch_add(frame.data_ref().map_or(0, Bytes::len), Relaxed);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl<B> Drop for Sent<B> {
    fn drop(&mut self) {
        self.exchange.answered.fetch_add(1, Relaxed);
    }
}
