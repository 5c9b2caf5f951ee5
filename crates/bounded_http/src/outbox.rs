//! Sends to a collector: HTTP with the TLS that the rest has, bounded in time and size.

use std::{
    error, io, iter,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::{
        self,
        legacy::{Client, connect::HttpConnector},
    },
    rt::{TokioExecutor, TokioTimer},
};
use thiserror::Error;
use tokio::runtime::Handle;
use url::Url;

/// How long one request may take in all.
const PATIENCE: Duration = Duration::from_secs(10);

/// The most of an answer that is read.
const ANSWER: usize = 64 << 10;

/// Why a request could not be sent, or its answer not be taken in.
#[derive(Debug, Error)]
pub enum SendError {
    /// It took too long.
    #[error("there was no answer in time")]
    Late,
    /// The runtime that sends is ending.
    #[error("nothing is sent any more")]
    Stopped,
    /// The collector cannot be reached, or does not answer as a server does.
    #[error(transparent)]
    Failed(#[from] client::legacy::Error),
    /// The answer is too large, or broke off.
    #[error(transparent)]
    Unreadable(Box<dyn error::Error + Send + Sync>),
}

#[derive(Clone, Debug)]
enum Way {
    Plain(Client<HttpConnector, Full<Bytes>>),
    Tls(Client<HttpsConnector<HttpConnector>, Full<Bytes>>),
}

/// Sends requests to one collector, on the runtime it was made on, whoever asks. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Outbox {
    runtime: Handle,
    way: Way,
    what: &'static str,
    away: Arc<AtomicBool>,
}

impl Outbox {
    /// Gets ready to send `what` to `url`; connects to nothing yet.
    pub fn new(url: &Url, what: &'static str) -> io::Result<Self> {
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

    /// The runtime that it sends on.
    pub fn runtime(&self) -> &Handle {
        &self.runtime
    }

    /// Sends a request and takes in the answer. May be waited for outside of the runtime.
    pub async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, SendError> {
        let way = self.way.clone();
        // The timer, too, belongs to the runtime: whoever asks may have none.
        let sending = self.runtime.spawn(async move { tokio::time::timeout(PATIENCE, send(way, request)).await });
        let sent = match sending.await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(SendError::Late),
            Err(_) => Err(SendError::Stopped),
        };
        match &sent {
            Ok(answer) if answer.status().is_success() => self.tell(None),
            Ok(answer) => self.tell(Some(format!("the answer is {}", answer.status()))),
            Err(error) => self.tell(Some(with_causes(error))),
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
fn with_causes(error: &(dyn error::Error + 'static)) -> String {
    let causes = iter::successors(Some(error), |error: &&(dyn error::Error + 'static)| (*error).source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

async fn send(way: Way, request: Request<Bytes>) -> Result<Response<Bytes>, SendError> {
    let request = request.map(Full::new);
    let answer = match way {
        Way::Plain(client) => client.request(request).await?,
        Way::Tls(client) => client.request(request).await?,
    };
    let (head, body) = answer.into_parts();
    let body = Limited::new(body, ANSWER).collect().await.map_err(SendError::Unreadable)?.to_bytes();
    Ok(Response::from_parts(head, body))
}
