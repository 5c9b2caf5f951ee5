//! The listener: few connections, little patience, and an end with the program.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use shared::{
    foundation::Foundation,
    readiness::Readiness,
    settings::{SettingError, Settings},
};
use tokio::{
    net::TcpListener,
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_util::sync::CancellationToken;

use crate::routes::{self, Shown};

/// How long a client may take over the head of a request; with connections kept open, also the pause between two.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);

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
        let Foundation { metrics, db, clock, .. } = foundation.clone();
        let router = routes::router(Shown { metrics, db, clock, readiness });
        if let Ok(listen) = listener.local_addr() {
            tracing::info!(%listen, "metrics are shown");
        }
        tokio::spawn(answer(listener, router, stop));
    }
}

async fn answer(listener: TcpListener, router: Router, stop: CancellationToken) {
    let graceful = GracefulShutdown::new();
    let turns = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let next = async {
            let turn = turns.clone().acquire_owned().await.map_err(io::Error::other)?;
            listener.accept().await.map(|(stream, _)| (turn, stream))
        };
        match stop.run_until_cancelled(next).await {
            None => break,
            Some(Ok((turn, stream))) => begin(&router, &graceful, turn, TokioIo::new(stream)),
            Some(Err(error)) => {
                tracing::debug!(%error, "no connection for metrics can be accepted just now");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    let _ = tokio::time::timeout(LAST_WORDS, graceful.shutdown()).await;
}

fn begin(
    router: &Router,
    graceful: &GracefulShutdown,
    turn: OwnedSemaphorePermit,
    stream: TokioIo<tokio::net::TcpStream>,
) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE)
        .max_buf_size(16 << 10)
        .serve_connection(stream, TowerToHyperService::new(router.clone()));
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        let _turn = turn;
        let _ = tokio::time::timeout(LONGEST, connection).await;
    });
}
