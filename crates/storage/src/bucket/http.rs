//! How a bucket is spoken to: HTTP/1.1, with TLS where it is asked for, and an end to everything that waits.

use std::{
    error::Error,
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
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
use tokio::time::{Sleep, sleep, timeout};

/// For how long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(3);

/// For how long a server may be silent: until its answer begins once it has all of a request, and between two pieces.
const SILENCE: Duration = Duration::from_secs(15);

/// The slowest a request may be taken, in bytes a second.
const SLOWEST: u64 = 64 << 10;

/// Connections that are kept for the next request.
const IDLE: usize = 16;

/// How much of an answer waits in memory for whoever reads it.
const WAITING: usize = 128 << 10;

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
    HttpError::new(HttpErrorKind::Timeout, io::Error::new(io::ErrorKind::TimedOut, "the S3 server is silent"))
}

/// A body that ends with an error where the server is silent for too long. The time of whoever reads does not count.
struct Timed {
    body: Incoming,
    silence: Option<Pin<Box<Sleep>>>,
}

impl Timed {
    fn new(body: Incoming) -> Self {
        Self { body, silence: None }
    }
}

impl Body for Timed {
    type Data = Bytes;
    type Error = HttpError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, HttpError>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) {
            this.silence = None;
            let failed = |error: hyper::Error| {
                HttpError::new(kind_of_hyper(&error).unwrap_or(HttpErrorKind::Interrupted), error)
            };
            return Poll::Ready(frame.map(|frame| frame.map_err(failed)));
        }
        let silence = this.silence.get_or_insert_with(|| Box::pin(sleep(SILENCE)));
        match silence.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Some(Err(late()))),
            Poll::Pending => Poll::Pending,
        }
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
