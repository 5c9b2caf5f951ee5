//! The listener: few connections, little patience, and an end with the program.

use std::{net::SocketAddr, time::Duration};

use axum::http::{HeaderValue, Response, StatusCode, header};
use bounded_http::serve::{Fault, Limits, Server};
use bytes::Bytes;
use hyper_util::service::TowerToHyperService;
use shared::{
    foundation::Foundation,
    readiness::Readiness,
    settings::{SettingError, Settings},
};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::routes::{self, Shown};

/// How long one connection may last in all, whoever holds it. A scraper comes back with a new one.
const LONGEST: Duration = Duration::from_mins(10);

/// How long answers under way may take once the program ends.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Connections at once; more wait in the system's queue.
const CONNECTIONS: usize = 32;

/// An address that is listened on, or none where the operator wants none.
#[derive(Debug)]
pub struct Listener(Option<TcpListener>);

impl Listener {
    /// Takes the address of the setting `metrics_listen`, so that one that is taken shows before anything else begins.
    pub async fn bind(settings: &Settings) -> Result<Self, SettingError> {
        let Some(address) = settings.serving.metrics_listen else { return Ok(Self(None)) };
        let bound = TcpListener::bind(address).await.map_err(|error| {
            settings.wrong("metrics_listen", format!("cannot be listened on ({error})"), "127.0.0.1:9091")
        });
        bound.map(|listener| Self(Some(listener)))
    }

    /// Where it listens.
    pub fn address(&self) -> Option<SocketAddr> {
        self.0.as_ref()?.local_addr().ok()
    }

    /// Answers until told to stop, in a task of its own.
    pub fn serve(self, foundation: &Foundation, readiness: Readiness, stop: CancellationToken) {
        let Some(listener) = self.0 else { return };
        let Foundation { metrics, db, clock, blobs, settings, .. } = foundation.clone();
        let quota = settings.limits.quota;
        let router = routes::router(Shown { metrics, db, clock, blobs, quota, readiness });
        if let Ok(listen) = listener.local_addr() {
            tracing::info!(%listen, "metrics are shown");
        }
        // Who comes here is an operator's machine, and there are few: no address has to leave room for others.
        let server = Server::new(Limits::few(CONNECTIONS, LONGEST), |_| true, |refused| refuse(refused.fault));
        let service = TowerToHyperService::new(router);
        tokio::spawn(async move { server.serve(listener, service, &TaskTracker::new(), stop, LAST_WORDS).await });
    }
}

/// Says what is wrong with a request that is none, to whoever looks at the answer.
fn refuse(fault: Fault) -> Response<Bytes> {
    let status = match fault {
        Fault::Malformed(_) => StatusCode::BAD_REQUEST,
        Fault::TargetTooLong => StatusCode::URI_TOO_LONG,
        Fault::HeadTooLarge(_) => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
        Fault::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Fault::NoRoom | Fault::TooManyConnections => StatusCode::SERVICE_UNAVAILABLE,
    };
    let mut response = Response::new(Bytes::from(format!("The request is refused: {fault}.\n")));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}
