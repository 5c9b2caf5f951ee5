//! Connections: bounded in number, memory and time, each with whole and good requests only, and ended well.
//!
//! What is here knows nothing of what is served: it is handed numbers, a service, and the words of a refusal.

mod crowd;
mod exchange;
mod framing;
mod gather;
mod head;
pub(crate) mod lingering;
mod pace;
mod refusal;
mod requests;
mod room;
mod socket;

use std::{
    convert::Infallible,
    error::Error,
    fmt, fs, io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::Response,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::{Service, ServiceExt};

pub(crate) use self::{
    crowd::{Crowd, Inside, neighbourhood},
    exchange::Kept,
    gather::{GatherError, Gathering},
    head::{Fault, Told},
};
use self::{
    exchange::{Exchange, Received, Sent},
    room::Room,
    socket::Socket,
};

/// Descriptors that are kept for everything but connections: files, databases, and the listener that tells of our health.
const KEPT_DESCRIPTORS: usize = 256;

/// What a listener bears.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    /// Connections at once; more wait in the system's queue.
    pub(crate) connections: usize,
    /// Connections at once from one address, or one IPv6 network of 64 bits. Fewer where few are left.
    pub(crate) per_address: usize,
    /// Bytes of a head.
    pub(crate) head: usize,
    /// How long a client may take over a head.
    pub(crate) head_patience: Duration,
    /// The largest piece of a body that is read at once.
    pub(crate) piece: usize,
    /// How long a client may send next to nothing of its body: less than a KiB a second.
    pub(crate) receive_patience: Duration,
    /// How long a client may take next to nothing of its answer.
    pub(crate) send_patience: Duration,
    /// Memory for all that is larger than most: heads, pieces of bodies, and bodies that are gathered whole.
    pub(crate) room_of_heads: usize,
    pub(crate) room_of_bodies: usize,
    pub(crate) room_of_gathered: usize,
}

impl Limits {
    /// What suits a process with a memory of 512 MiB.
    pub(crate) fn new(per_address: usize) -> Self {
        Self {
            connections: 4096.min(descriptors().saturating_sub(KEPT_DESCRIPTORS) / 2).max(16),
            per_address,
            head: 128 << 10,
            head_patience: Duration::from_secs(10),
            piece: 512 << 10,
            receive_patience: Duration::from_secs(30),
            send_patience: Duration::from_mins(1),
            room_of_heads: 24 << 20,
            room_of_bodies: 48 << 20,
            room_of_gathered: 24 << 20,
        }
    }
}

/// How many files and connections this process may have open. A connection often needs a file as well.
fn descriptors() -> usize {
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    line.and_then(|line| line.split_ascii_whitespace().next()?.parse().ok()).unwrap_or(usize::MAX)
}

/// The address at the other end of a request's connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// A request that is refused before anybody has seen it, or a connection.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) fault: Fault,
    pub(crate) told: Told,
    pub(crate) peer: Peer,
}

/// What all connections of a listener have in common.
pub(crate) struct Common {
    pub(crate) limits: Limits,
    /// Says whether an address may have as many connections as it likes, such as a proxy's.
    is_exempt: Box<dyn Fn(IpAddr) -> bool + Send + Sync>,
    /// Words the answer to a refused request.
    refuse: Box<dyn Fn(Refused) -> Response<Bytes> + Send + Sync>,
    addresses: Crowd<IpAddr>,
    heads: Room,
    bodies: Room,
    gathering: Gathering,
}

impl fmt::Debug for Common {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Common").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl Common {
    pub(crate) fn new(
        limits: Limits,
        is_exempt: impl Fn(IpAddr) -> bool + Send + Sync + 'static,
        refuse: impl Fn(Refused) -> Response<Bytes> + Send + Sync + 'static,
    ) -> Arc<Self> {
        let (heads, bodies) = (Room::new(limits.room_of_heads), Room::new(limits.room_of_bodies));
        let (is_exempt, refuse, addresses) = (Box::new(is_exempt), Box::new(refuse), Crowd::default());
        let gathering = Gathering::new(limits.room_of_gathered);
        Arc::new(Self { limits, is_exempt, refuse, addresses, heads, bodies, gathering })
    }

    /// Lets a connection in where its address has a place left. The fewer are left for all, the fewer has each: whoever comes
    /// with many leaves a quarter of what is free to others.
    fn let_in(&self, peer: Peer, free: usize) -> Result<Option<Inside<IpAddr>>, Fault> {
        let address = peer.0.ip();
        if (self.is_exempt)(address) {
            return Ok(None);
        }
        let bound = self.limits.per_address.min(free.div_ceil(4)).max(1);
        self.addresses.enter(neighbourhood(address), bound).map(Some).ok_or(Fault::TooManyConnections)
    }
}

/// Says whether a body broke off because its client took too long over it.
pub(crate) fn is_late(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::TimedOut) {
            return true;
        }
        cause = error.source();
    }
    false
}

/// What is served.
pub(crate) trait Served:
    Service<Request, Response = Response<Body>, Error = Infallible, Future: Send> + Clone + Send + 'static
{
}

impl<S> Served for S where
    S: Service<Request, Response = Response<Body>, Error = Infallible, Future: Send> + Clone + Send + 'static
{
}

/// Serves until told to stop; then nothing more is accepted, and what is under way is finished, with its client or
/// without, for `deadline` at the longest.
pub(crate) async fn serve(
    service: impl Served,
    common: Arc<Common>,
    under_way: &TaskTracker,
    listener: TcpListener,
    stop: CancellationToken,
    deadline: Duration,
) {
    let graceful = GracefulShutdown::new();
    let turns = Arc::new(Semaphore::new(common.limits.connections));
    loop {
        let next = async {
            let turn = turns.clone().acquire_owned().await.map_err(io::Error::other)?;
            listener.accept().await.map(|(stream, peer)| (turn, stream, Peer(peer)))
        };
        match stop.run_until_cancelled(next).await {
            None => break,
            Some(Ok((turn, stream, peer))) => match common.let_in(peer, turns.available_permits()) {
                Ok(inside) => begin(&service, &common, &graceful, (turn, inside), stream, peer),
                Err(fault) => turn_away(&common, fault, &stream, peer),
            },
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

/// Says why, where that costs nothing, and shuts the door.
fn turn_away(common: &Common, fault: Fault, stream: &TcpStream, peer: Peer) {
    let response = (common.refuse)(Refused { fault, told: Told::default(), peer });
    let _ = stream.try_write(&refusal::written(&response, false));
}

fn begin(
    service: &impl Served,
    common: &Arc<Common>,
    graceful: &GracefulShutdown,
    place: (OwnedSemaphorePermit, Option<Inside<IpAddr>>),
    stream: TcpStream,
    peer: Peer,
) {
    let exchange = Arc::new(Exchange::default());
    let socket = Socket::new(stream, peer, exchange.clone(), common.clone());
    let (service, gathering) = (service.clone(), common.gathering.clone());
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(|body| Body::new(Received { body, exchange: exchange.clone() }));
        request.extensions_mut().insert(peer);
        request.extensions_mut().insert(gathering.clone());
        let (answered, exchange) = (service.clone().oneshot(request), exchange.clone());
        async move { answered.await.map(|response| Sent::wrap(response, exchange)) }
    });
    let limits = &common.limits;
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_patience)
        .max_buf_size(limits.piece)
        .serve_connection(TokioIo::new(socket), service);
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        let _place = place;
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection broke");
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewer_are_left_the_fewer_each_address_may_have() {
        let common = Common::new(Limits::new(256), |address| address.is_loopback(), |_| Response::default());
        // How many get in of one address after the other, where so many have to share.
        let get_in = |addresses: u8, connections: usize| {
            let mut inside = Vec::new();
            for address in 0..addresses {
                let peer = Peer(([192, 0, 2, address], 1).into());
                while let Ok(Some(place)) = common.let_in(peer, connections - inside.len()) {
                    inside.push(place);
                }
            }
            inside.len()
        };
        assert_eq!(get_in(1, 4096), 256);
        assert_eq!(get_in(1, 400), 80, "no address takes more than a quarter of what is left");
        assert!((300..400).contains(&get_in(10, 400)));
        let proxy = Peer(([127, 0, 0, 1], 1).into());
        assert!((0..1000).all(|_| matches!(common.let_in(proxy, 1), Ok(None))));
    }

    #[test]
    fn connections_leave_descriptors_for_the_rest() {
        let limits = Limits::new(256);
        assert!((16..=4096).contains(&limits.connections), "{limits:?}");
        assert!(descriptors() >= 256, "{}", descriptors());
    }
}
