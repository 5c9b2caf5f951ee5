//! Connections: bounded in number, memory and time, each with whole and good requests only, and ended well.

mod crowd;
mod exchange;
mod framing;
mod from_file;
mod gather;
mod head;
mod limits;
pub mod lingering;
mod malformed;
mod pace;
mod refusal;
mod requests;
mod room;
mod socket;
#[cfg(test)]
mod tests;

use std::{
    convert::Infallible,
    error::Error,
    fmt, io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use hyper::{
    body::Incoming,
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulConnection, GracefulShutdown},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub use self::{
    crowd::{Crowd, Inside, neighbourhood},
    exchange::{Kept, Received},
    from_file::{FromFile, LONGEST as LONGEST_FROM_FILE},
    gather::{GatherError, Gathered, Gathering},
    head::{Fault, Told},
    limits::Limits,
    malformed::Malformed,
    requests::{Passed, Requests},
};
use self::{
    exchange::{Exchange, Sent},
    room::Room,
    socket::Socket,
};

/// The address at the other end of a request's connection. Comes along with each request.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// A request that is refused before anybody has seen it, or a connection.
#[derive(Debug)]
pub struct Refused {
    /// Why.
    pub fault: Fault,
    /// What can be told of it.
    pub told: Told,
    /// Whose it is.
    pub peer: Peer,
}

/// What is served: a service that answers every request, and whose answers' bodies can break off.
pub trait Served:
    Service<Request<Received>, Response = Response<Self::Body>, Error = Infallible, Future: Send> + Clone + Send + 'static
{
    /// The body of an answer.
    type Body: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Send + Unpin + 'static;
}

impl<S, B> Served for S
where
    S: Service<Request<Received>, Response = Response<B>, Error = Infallible, Future: Send> + Clone + Send + 'static,
    B: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Send + Unpin + 'static,
{
    type Body = B;
}

/// Serves a listener. All of its connections share what it may bear.
pub struct Server {
    limits: Limits,
    /// Says whether an address may have as many connections as it likes, such as a proxy's.
    is_exempt: Box<dyn Fn(IpAddr) -> bool + Send + Sync>,
    /// Words the answer to a refused request.
    refuse: Box<dyn Fn(Refused) -> Response<Bytes> + Send + Sync>,
    addresses: Crowd<IpAddr>,
    heads: Room,
    bodies: Room,
    gathering: Gathering,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl Server {
    /// One within these limits. `is_exempt` says which addresses may have as many connections as they like, and `refuse`
    /// words the answer to what is refused.
    pub fn new(
        limits: Limits,
        is_exempt: impl Fn(IpAddr) -> bool + Send + Sync + 'static,
        refuse: impl Fn(Refused) -> Response<Bytes> + Send + Sync + 'static,
    ) -> Arc<Self> {
        let (heads, bodies) = (Room::new(limits.room_of_heads), Room::new(limits.room_of_bodies));
        let (is_exempt, refuse, addresses) = (Box::new(is_exempt), Box::new(refuse), Crowd::default());
        let gathering = Gathering::new(limits.room_of_gathered);
        Arc::new(Self { limits, is_exempt, refuse, addresses, heads, bodies, gathering })
    }

    /// Serves until told to stop; then nothing more is accepted, and what is under way is finished, with its client or
    /// without, for `deadline` at the longest.
    pub async fn serve(
        self: Arc<Self>,
        listener: TcpListener,
        service: impl Served,
        under_way: &TaskTracker,
        stop: CancellationToken,
        deadline: Duration,
    ) {
        let graceful = GracefulShutdown::new();
        let turns = Arc::new(Semaphore::new(self.limits.connections));
        loop {
            let next = async {
                let turn = turns.clone().acquire_owned().await.map_err(io::Error::other)?;
                listener.accept().await.map(|(stream, peer)| (turn, stream, Peer(peer)))
            };
            match stop.run_until_cancelled(next).await {
                None => break,
                Some(Ok((turn, stream, peer))) => match self.let_in(peer, turns.available_permits()) {
                    Ok(inside) => self.begin(&service, &graceful, (turn, inside), stream, peer),
                    Err(fault) => self.turn_away(fault, &stream, peer),
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

    /// Says why, where that costs nothing, and shuts the door.
    fn turn_away(&self, fault: Fault, stream: &TcpStream, peer: Peer) {
        let response = (self.refuse)(Refused { fault, told: Told::default(), peer });
        let _ = stream.try_write(&refusal::written(&response, false));
    }

    fn begin(
        self: &Arc<Self>,
        service: &impl Served,
        graceful: &GracefulShutdown,
        place: (OwnedSemaphorePermit, Option<Inside<IpAddr>>),
        stream: TcpStream,
        peer: Peer,
    ) {
        socket::set_up(&stream, &self.limits);
        let connection = graceful.watch(self.connection(stream, peer, service.clone()));
        let longest = self.limits.longest;
        tokio::spawn(async move {
            let _place = place;
            let ended = match longest {
                Some(longest) => tokio::time::timeout(longest, connection).await.unwrap_or(Ok(())),
                None => connection.await,
            };
            if let Err(error) = ended {
                tracing::debug!(%error, "a connection broke");
            }
        });
    }

    /// Serves what arrives on a connection, once it is polled.
    pub fn connection<T, S>(
        self: &Arc<Self>,
        stream: T,
        peer: Peer,
        service: S,
    ) -> impl GracefulConnection<Error = hyper::Error> + Send + use<T, S>
    where
        T: AsyncRead + AsyncWrite + Send + Unpin + 'static,
        S: Served,
    {
        let exchange = Arc::new(Exchange::default());
        let from_file = socket::tcp(&stream).map(|_| FromFile::new(exchange.files.clone()));
        let socket = Socket::new(stream, peer, exchange.clone(), self.clone());
        let gathering = self.gathering.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(|body| Received { body, exchange: exchange.clone() });
            request.extensions_mut().insert(peer);
            request.extensions_mut().insert(gathering.clone());
            from_file.clone().and_then(|from_file| request.extensions_mut().insert(from_file));
            let (answered, exchange) = (service.call(request), exchange.clone());
            async move { answered.await.map(|response| Sent::wrap(response, exchange)) }
        });
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.head_patience)
            .max_buf_size(self.limits.piece)
            .serve_connection(TokioIo::new(socket), service)
    }
}

/// Says whether a body broke off because its client took too long over it.
pub fn is_late(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::TimedOut) {
            return true;
        }
        cause = error.source();
    }
    false
}
