//! How a bucket is spoken to: HTTP/1.1, with TLS where it is asked for, and an end to everything that waits.

use std::{
    error::Error,
    io,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector as TcpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use object_store::{
    ClientOptions,
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse,
        HttpResponseBody, HttpService,
    },
};
use tokio::time::{Instant, Sleep, sleep, timeout};

/// For how long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(3);

/// For how long a server may be silent: until its answer begins once it has all of a request, and between two pieces.
const SILENCE: Duration = Duration::from_secs(15);

/// The slowest a request may be taken, in bytes a second.
const SLOWEST: u64 = 64 << 10;

/// Connections that are kept for the next request.
const IDLE: usize = 16;

/// How much of an answer waits in memory for whoever reads it.
const WAITING: usize = 256 << 10;

/// Speaks to a server.
#[derive(Debug)]
pub(super) struct Speaker(Client<HttpsConnector<TcpConnector>, HttpRequestBody>);

impl Speaker {
    pub(super) fn new() -> io::Result<Self> {
        let mut tcp = TcpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECT));
        let tls = HttpsConnectorBuilder::new().with_native_roots()?.https_or_http().enable_http1().wrap_connector(tcp);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_max_idle_per_host(IDLE)
            .pool_idle_timeout(Duration::from_secs(30))
            .http1_max_buf_size(WAITING)
            .build(tls);
        Ok(Self(client))
    }
}

/// Hands out the same client to whatever asks.
#[derive(Clone, Debug)]
pub(super) struct Connector(pub(super) HttpClient);

impl HttpConnector for Connector {
    fn connect(&self, _options: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(self.0.clone())
    }
}

#[async_trait::async_trait]
impl HttpService for Speaker {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let taking = Duration::from_secs(request.body().content_length() as u64 / SLOWEST);
        let answer = timeout(CONNECT + SILENCE + taking, self.0.request(request));
        let answer = answer.await.map_err(|_| late())?.map_err(|error| HttpError::new(kind(&error), error))?;
        Ok(answer.map(|body| HttpResponseBody::new(Timed::new(body))))
    }
}

/// What kind of failure this is, which decides whether it is worth another try.
fn kind(error: &hyper_util::client::legacy::Error) -> HttpErrorKind {
    if error.is_connect() {
        return HttpErrorKind::Connect;
    }
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(kind) = inner.downcast_ref().and_then(kind_of_hyper) {
            return kind;
        }
        source = inner.source();
    }
    HttpErrorKind::Unknown
}

fn kind_of_hyper(error: &hyper::Error) -> Option<HttpErrorKind> {
    let broke_off = error.is_closed() || error.is_incomplete_message() || error.is_body_write_aborted();
    if broke_off || error.source().is_some_and(<dyn Error>::is::<io::Error>) {
        return Some(HttpErrorKind::Interrupted);
    }
    error.is_timeout().then_some(HttpErrorKind::Timeout)
}

fn late() -> HttpError {
    HttpError::new(HttpErrorKind::Timeout, io::Error::new(io::ErrorKind::TimedOut, "the S3 server is too slow"))
}

/// A body that ends with an error where the server is too slow: what is waited for it may be [`SILENCE`] at the most, and
/// every byte makes up for a little of that. The time of whoever reads does not count.
struct Timed<B> {
    body: B,
    /// For how long it may still be waited for.
    patience: Duration,
    waiting: Option<Waiting>,
}

struct Waiting {
    since: Instant,
    end: Pin<Box<Sleep>>,
    bell: Arc<Bell>,
}

/// Notes when something came, for whoever reads may look for it much later.
struct Bell {
    rang: OnceLock<Instant>,
    reader: Waker,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.rang.get_or_init(Instant::now);
        self.reader.wake_by_ref();
    }
}

impl Waiting {
    fn begun(patience: Duration, reader: &Waker) -> Self {
        let bell = Bell { rang: OnceLock::new(), reader: reader.clone() };
        Self { since: Instant::now(), end: Box::pin(sleep(patience)), bell: Arc::new(bell) }
    }

    fn lasted(&self) -> Duration {
        self.bell.rang.get().copied().unwrap_or_else(Instant::now) - self.since
    }
}

impl<B> Timed<B> {
    fn new(body: B) -> Self {
        Self { body, patience: SILENCE, waiting: None }
    }

    /// So many bytes have come.
    fn came(&mut self, bytes: usize) {
        let waited = self.waiting.take().map_or(Duration::ZERO, |waiting| waiting.lasted());
        let earned = Duration::from_micros(bytes as u64 * 1_000_000 / SLOWEST);
        self.patience = (self.patience.saturating_sub(waited) + earned).min(SILENCE);
    }
}

impl<B: Body<Data = Bytes, Error = hyper::Error> + Unpin> Body for Timed<B> {
    type Data = Bytes;
    type Error = HttpError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, HttpError>>> {
        let this = &mut *self;
        let mut polled = Pin::new(&mut this.body).poll_frame(cx);
        if polled.is_pending() {
            let waiting = this.waiting.get_or_insert_with(|| Waiting::begun(this.patience, cx.waker()));
            if !waiting.bell.reader.will_wake(cx.waker()) {
                waiting.bell = Arc::new(Bell { rang: waiting.bell.rang.clone(), reader: cx.waker().clone() });
            }
            // Asked once more, so that it rings the bell; something may have come in between.
            let bell = Waker::from(waiting.bell.clone());
            polled = Pin::new(&mut this.body).poll_frame(&mut Context::from_waker(&bell));
            if polled.is_pending() {
                return waiting.end.as_mut().poll(cx).map(|()| Some(Err(late())));
            }
        }
        polled.map(|frame| {
            let bytes = frame.as_ref().and_then(|frame| frame.as_ref().ok()).and_then(Frame::data_ref);
            this.came(bytes.map_or(0, Bytes::len));
            let failed = |error: hyper::Error| {
                HttpError::new(kind_of_hyper(&error).unwrap_or(HttpErrorKind::Interrupted), error)
            };
            frame.map(|frame| frame.map_err(failed))
        })
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// One client for all who speak to a server.
pub(super) fn connector() -> io::Result<Connector> {
    Ok(Connector(HttpClient::new(Speaker::new()?)))
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use http_body_util::{BodyExt, StreamBody};

    use super::*;

    /// How long a body of so many bytes is read that brings some of them every second, and how many of them come.
    async fn read(all: usize, a_second: usize) -> (Duration, usize) {
        let (began, mut came) = (Instant::now(), 0);
        let pieces = stream::unfold(all, move |left| async move {
            sleep(Duration::from_secs(1)).await;
            let piece = left.min(a_second);
            (piece > 0).then(|| (Ok(Frame::data(Bytes::from(vec![0; piece]))), left - piece))
        });
        let mut body = Timed::new(StreamBody::new(Box::pin(pieces)));
        while let Some(Ok(frame)) = body.frame().await {
            came += frame.into_data().map_or(0, |piece| piece.len());
        }
        (began.elapsed(), came)
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_drips_ends_and_a_slow_one_does_not() {
        let (took, came) = read(1000, 1).await;
        assert!(took < SILENCE + Duration::from_secs(1) && came < 16, "{took:?}, {came}");
        let enough = usize::try_from(SLOWEST).unwrap();
        let (took, came) = read(enough * 100, enough).await;
        assert_eq!((took.as_secs(), came), (101, enough * 100));
    }

    #[tokio::test(start_paused = true)]
    async fn the_time_between_what_came_and_who_reads_it_does_not_count() {
        let (sender, receiver) = tokio::sync::mpsc::channel(4);
        let pieces = stream::unfold(receiver, |mut receiver: tokio::sync::mpsc::Receiver<Bytes>| async {
            receiver.recv().await.map(|piece| (Ok(Frame::data(piece)), receiver))
        });
        let mut body = Timed::new(StreamBody::new(Box::pin(pieces)));
        for _ in 0..4 {
            assert!(futures_util::FutureExt::now_or_never(body.frame()).is_none());
            sender.send(Bytes::from_static(b"x")).await.unwrap();
            sleep(SILENCE * 2).await;
            assert!(body.frame().await.unwrap().is_ok());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_time_of_whoever_reads_does_not_count() {
        let pieces = stream::iter((0..3).map(|_| Ok(Frame::data(Bytes::from_static(b"x")))));
        let mut body = Timed::new(StreamBody::new(pieces));
        for _ in 0..3 {
            sleep(SILENCE * 2).await;
            assert!(body.frame().await.unwrap().is_ok());
        }
        assert!(body.frame().await.is_none());
    }
}
