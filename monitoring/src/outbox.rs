//! Sends to a collector: HTTP with the TLS that the rest has, bounded in time and size.

use std::{
    error::Error,
    io, iter,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Request, Response};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use tokio::runtime::Handle;
use url::Url;

/// How long one request may take in all.
const PATIENCE: Duration = Duration::from_secs(10);

/// The most of an answer that is read.
const ANSWER: usize = 64 << 10;

pub(crate) type SendError = Box<dyn Error + Send + Sync>;

#[derive(Clone, Debug)]
enum Way {
    Plain(Client<HttpConnector, Full<Bytes>>),
    Tls(Client<HttpsConnector<HttpConnector>, Full<Bytes>>),
}

/// Sends requests to one collector, on the runtime it was made on, whoever asks. Cloning is cheap.
#[derive(Clone, Debug)]
pub(crate) struct Outbox {
    runtime: Handle,
    way: Way,
    what: &'static str,
    away: Arc<AtomicBool>,
}

impl Outbox {
    /// Gets ready to send `what` to `url`; connects to nothing yet.
    pub(crate) fn new(url: &Url, what: &'static str) -> io::Result<Self> {
        let mut client = Client::builder(TokioExecutor::new());
        client.pool_timer(TokioTimer::new()).pool_idle_timeout(Duration::from_mins(1)).pool_max_idle_per_host(2);
        let way = if url.scheme() == "https" {
            let connector = HttpsConnectorBuilder::new().with_native_roots()?.https_only().enable_http1().build();
            Way::Tls(client.build(connector))
        } else {
            Way::Plain(client.build_http())
        };
        Ok(Self { runtime: Handle::current(), way, what, away: Arc::default() })
    }

    pub(crate) fn runtime(&self) -> &Handle {
        &self.runtime
    }

    /// Sends a request and takes in the answer. May be waited for outside of the runtime.
    pub(crate) async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, SendError> {
        let way = self.way.clone();
        // The timer, too, belongs to the runtime: whoever asks may have none.
        let sending = self.runtime.spawn(async move { tokio::time::timeout(PATIENCE, send(way, request)).await });
        let sent = match sending.await {
            Ok(Ok(answer)) => answer,
            Ok(Err(late)) => Err(late.into()),
            Err(stopped) => Err(stopped.into()),
        };
        match &sent {
            Ok(answer) if answer.status().is_success() => self.tell(None),
            Ok(answer) => self.tell(Some(format!("the answer is {}", answer.status()))),
            Err(error) => self.tell(Some(with_causes(error.as_ref()))),
        }
        sent
    }

    /// One line when the collector goes away, and one when it is back.
    fn tell(&self, error: Option<String>) {
        let was_away = self.away.swap(error.is_some(), Ordering::Relaxed);
        match error {
            Some(error) if !was_away => {
                tracing::warn!(error, "{} cannot be sent just now; some are lost", self.what);
            }
            None if was_away => tracing::info!("{} are sent again", self.what),
            _ => {}
        }
    }
}

/// An error and what caused it, as one line.
fn with_causes(error: &(dyn Error + 'static)) -> String {
    let causes = iter::successors(Some(error), |error: &&(dyn Error + 'static)| (*error).source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

async fn send(way: Way, request: Request<Bytes>) -> Result<Response<Bytes>, SendError> {
    let request = request.map(Full::new);
    let answer = match way {
        Way::Plain(client) => client.request(request).await?,
        Way::Tls(client) => client.request(request).await?,
    };
    let (head, body) = answer.into_parts();
    let body = Limited::new(body, ANSWER).collect().await?.to_bytes();
    Ok(Response::from_parts(head, body))
}
