//! Connections: accepted, bounded in number and time, and ended well.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{body::Body, extract::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use socket2::SockRef;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use crate::Service;

/// How long a client may take over the head of a request.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);

/// How long what we sent may stay unacknowledged before the connection counts as dead, so that a client that stops
/// reading does not hold its download open for ever (RFC 5482).
const SEND_PATIENCE: Duration = Duration::from_mins(1);

/// Connections at once; more wait in the system's queue.
const CONNECTIONS: usize = 4096;

/// The largest piece of a body that is read or waits to be sent. A head must fit in, and then keep its own bound.
const BUFFER: usize = 512 << 10;

/// The address at the other end of a request's connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// Serves until told to stop; then nothing more is accepted, and what is under way is finished, with its client or
/// without, for `deadline` at the longest.
pub(crate) async fn serve(
    service: Service,
    under_way: &TaskTracker,
    listener: TcpListener,
    stop: CancellationToken,
    deadline: Duration,
) {
    let graceful = GracefulShutdown::new();
    let turns = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let next = async {
            let turn = turns.clone().acquire_owned().await.map_err(io::Error::other)?;
            listener.accept().await.map(|(stream, peer)| (turn, stream, peer))
        };
        match stop.run_until_cancelled(next).await {
            None => break,
            Some(Ok((turn, stream, peer))) => begin(&service, &graceful, turn, stream, peer),
            Some(Err(error)) => {
                // Out of file descriptors, most likely: those in use will come back.
                tracing::warn!(%error, "no connection can be accepted just now");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    let ended = async {
        graceful.shutdown().await;
        // What goes on without its client.
        under_way.close();
        under_way.wait().await;
    };
    if tokio::time::timeout(deadline, ended).await.is_err() {
        tracing::warn!("requests that were still under way have been cut off");
    }
}

fn begin(
    service: &Service,
    graceful: &GracefulShutdown,
    turn: OwnedSemaphorePermit,
    stream: TcpStream,
    peer: SocketAddr,
) {
    let _ = stream.set_nodelay(true);
    let _ = SockRef::from(&stream).set_tcp_user_timeout(Some(SEND_PATIENCE));
    let service = service.clone();
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer));
        service.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(stream), service);
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        let _turn = turn;
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection broke");
        }
    });
}
