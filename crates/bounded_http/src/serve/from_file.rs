//! Bytes of files that leave without passing through this process: the system sends them by itself (`sendfile(2)`).
//!
//! hyper is given a piece of memory that nobody looks at and that only stands for them. The socket knows it by its address, and
//! sends the bytes of the file instead. They are asked for in the order in which they leave, so a queue for each connection
//! is enough.

use std::{
    collections::VecDeque,
    fmt,
    fs::File,
    io::{self, IoSlice},
    os::unix::fs::FileExt,
    sync::{Arc, LazyLock, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use rustix::io::Errno;
use tokio::{io::Interest, net::TcpStream};

/// The most bytes of a file that one piece of a body stands for.
pub const LONGEST: usize = 512 << 10;

/// How much is copied at once where the system cannot send by itself.
const COPIED: usize = 64 << 10;

/// What stands for bytes of files. It is never written or read, so that it takes an address and no memory.
static STANDING: LazyLock<Bytes> = LazyLock::new(|| Bytes::from(vec![0; LONGEST]));

/// Says whether this stands for bytes of a file.
pub(super) fn stands(slice: &[u8]) -> bool {
    // Where nothing was given out yet, nothing stands for anything.
    !slice.is_empty() && STANDING.as_ptr_range().contains(&slice.as_ptr())
}

/// Bytes of a file that are to leave.
#[derive(Debug)]
struct Piece {
    file: Arc<File>,
    at: u64,
    left: usize,
}

impl Piece {
    /// Sends some of it as any bytes are sent.
    fn copy(&mut self, stream: &TcpStream, length: usize) -> io::Result<usize> {
        let mut bytes = vec![0; length.min(COPIED)];
        let read = self.file.read_at(&mut bytes, self.at)?;
        let sent = rustix::io::write(stream, bytes.get(..read).unwrap_or_default())?;
        self.at += sent as u64;
        Ok(sent)
    }
}

/// What is to leave on a connection, in this order.
#[derive(Debug, Default)]
pub(super) struct Queue(Mutex<VecDeque<Piece>>);

impl Queue {
    fn push(&self, piece: Piece) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(piece);
    }

    /// Has the system send some of what comes next, at most `length` bytes.
    pub(super) fn poll_send(&self, stream: &TcpStream, cx: &mut Context<'_>, length: usize) -> Poll<io::Result<usize>> {
        loop {
            ready!(stream.poll_write_ready(cx))?;
            match stream.try_io(Interest::WRITABLE, || self.send(stream, length)) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                sent => return Poll::Ready(sent),
            }
        }
    }

    fn send(&self, stream: &TcpStream, length: usize) -> io::Result<usize> {
        let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let piece = queue.front_mut().ok_or_else(|| io::Error::other("these bytes stand for nothing"))?;
        let length = length.min(piece.left);
        let sent = match rustix::fs::sendfile(stream, &*piece.file, Some(&mut piece.at), length) {
            // Some file systems do not know of it.
            Err(Errno::INVAL | Errno::NOSYS) => piece.copy(stream, length)?,
            sent => sent?,
        };
        if sent == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the stored bytes are cut short"));
        }
        piece.left -= sent;
        if piece.left == 0 {
            queue.pop_front();
        }
        Ok(sent)
    }
}

/// Lets the body of an answer name bytes of files in place of them. Comes along with each request whose connection can.
#[derive(Clone)]
pub struct FromFile(Arc<Queue>);

impl fmt::Debug for FromFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FromFile")
    }
}

impl FromFile {
    pub(super) fn new(queue: Arc<Queue>) -> Self {
        Self(queue)
    }

    /// What stands for so many bytes of a file from `at` on, at most [`LONGEST`]: the next piece of this answer's body, which
    /// nobody may look at, copy or drop. Whoever asks has seen to it that they are in memory: reading them from a disk would
    /// keep others waiting.
    pub fn piece(&self, file: Arc<File>, at: u64, length: usize) -> Bytes {
        let left = length.min(LONGEST);
        self.0.push(Piece { file, at, left });
        STANDING.slice(..left)
    }
}

/// What comes before the first slice that stands for bytes of a file: all of it, where none does.
pub(super) fn before<'a, 'b>(slices: &'a [IoSlice<'b>]) -> &'a [IoSlice<'b>] {
    let at = slices.iter().position(|slice| stands(slice)).unwrap_or(slices.len());
    &slices[..at]
}

#[cfg(test)]
mod tests {
    use std::{convert::Infallible, time::Duration};

    use futures_util::{StreamExt, stream};
    use http::{Request, Response};
    use http_body::Frame;
    use http_body_util::{BodyExt, StreamBody, combinators::BoxBody};
    use hyper::service::service_fn;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };
    use tokio_util::{sync::CancellationToken, task::TaskTracker};

    use super::*;
    use crate::serve::{Limits, Peer, Received, Served, Server};

    const SIZE: usize = 3 << 20;

    fn bytes() -> Vec<u8> {
        (0..SIZE).map(|at| u8::try_from(at * 7 % 251 + at / 4096 % 3).unwrap()).collect()
    }

    fn file() -> Arc<File> {
        let mut file = tempfile::tempfile().unwrap();
        io::Write::write_all(&mut file, &bytes()).unwrap();
        Arc::new(file)
    }

    /// Answers `/BEGIN/LENGTH` with these bytes of the file, between two that come from memory.
    fn service(file: Arc<File>) -> impl Served {
        service_fn(move |request: Request<Received>| {
            let file = file.clone();
            async move {
                let from_file = request.extensions().get::<FromFile>().cloned();
                let numbers: Vec<usize> = request.uri().path().split('/').flat_map(str::parse).collect();
                let (begin, length) = (numbers[0], numbers[1]);
                let pieces = stream::unfold(begin, move |at| {
                    let (from_file, file, end) = (from_file.clone(), file.clone(), begin + length);
                    async move {
                        // Nothing stands for nothing.
                        let from_file = from_file.filter(|_| at < end)?;
                        let piece = from_file.piece(file, at as u64, (end - at).min(100_000));
                        let next = at + piece.len();
                        Some((piece, next))
                    }
                });
                let around = |text: &'static str| stream::iter([Bytes::from(text)]);
                let body = around("<").chain(pieces).chain(around(">"));
                let body = StreamBody::new(body.map(|bytes| Ok::<_, Infallible>(Frame::data(bytes))));
                Ok(Response::builder().header("content-length", length + 2).body(BoxBody::new(body)).unwrap())
            }
        })
    }

    fn server() -> Arc<Server> {
        Server::new(Limits::new(256), |_| true, |_| Response::default())
    }

    async fn connected(file: Arc<File>) -> TcpStream {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        tokio::spawn(async move {
            server().serve(listener, service(file), &TaskTracker::new(), stop, Duration::ZERO).await;
        });
        TcpStream::connect(address).await.unwrap()
    }

    /// Asks for these ranges at once, reads so much at a time, and gives the bodies with all that is around them.
    async fn asked(file: Arc<File>, ranges: &[(usize, usize)], at_once: usize) -> Vec<u8> {
        let mut client = connected(file).await;
        let last = ranges.len() - 1;
        for (number, (at, length)) in ranges.iter().enumerate() {
            let connection = if number == last { "close" } else { "keep-alive" };
            let request = format!("GET /{at}/{length} HTTP/1.1\r\nHost: x\r\nConnection: {connection}\r\n\r\n");
            client.write_all(request.as_bytes()).await.unwrap();
        }
        let (mut got, mut piece) = (Vec::new(), vec![0; at_once]);
        while let Ok(read @ 1..) = client.read(&mut piece).await {
            got.extend_from_slice(&piece[..read]);
        }
        got
    }

    #[tokio::test]
    async fn what_leaves_are_the_bytes_of_the_file_in_their_place() {
        let (file, bytes) = (file(), bytes());
        let ranges = [(0, SIZE), (5, 20_480), (SIZE - 1, 1), (77, LONGEST + 3), (0, 0), (4096, 1 << 20), (9, 9)];
        for at_once in [1 << 20, 3000] {
            let got = asked(file.clone(), &ranges, at_once).await;
            let mut rest = &got[..];
            for (at, length) in ranges {
                let head = rest.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
                assert!(rest.starts_with(b"HTTP/1.1 200 OK"), "{at} {length}");
                let body = &rest[head..head + length + 2];
                let whole = [b"<", &bytes[at..at + length], b">"].concat();
                assert!(body == whole, "other bytes for {at} {length}");
                rest = &rest[head + length + 2..];
            }
            assert!(rest.is_empty());
        }
    }

    #[tokio::test]
    async fn a_file_that_is_cut_short_ends_the_connection() {
        let file = file();
        file.set_len(150_000).unwrap();
        let got = asked(file, &[(0, 200_000), (0, 1)], 1 << 16).await;
        let head = got.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
        assert!(got[head..] == [b"<", &bytes()[..150_000]].concat(), "{} bytes", got.len() - head);
    }

    #[tokio::test]
    async fn what_the_system_cannot_send_by_itself_is_copied() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (end, _) = listener.accept().await.unwrap();
        let mut piece = Piece { file: file(), at: 5, left: 100_000 };
        let sending = async {
            while piece.at < 100_005 {
                end.writable().await.unwrap();
                let length = 100_005 - usize::try_from(piece.at).unwrap();
                match end.try_io(Interest::WRITABLE, || piece.copy(&end, length)) {
                    Err(error) => assert_eq!(error.kind(), io::ErrorKind::WouldBlock),
                    Ok(sent) => assert!((1..=COPIED).contains(&sent)),
                }
            }
        };
        let mut got = vec![0; 100_000];
        let ((), read) = tokio::join!(sending, client.read_exact(&mut got));
        assert!(read.is_ok() && got == bytes()[5..100_005]);
    }

    #[tokio::test]
    async fn only_plain_connections_can() {
        let (client, end) = tokio::io::duplex(1 << 16);
        let seen = Arc::new(Mutex::new(None));
        let service = service_fn({
            let seen = seen.clone();
            move |request: Request<Received>| {
                *seen.lock().unwrap() = Some(request.extensions().get::<FromFile>().is_some());
                async { Ok(Response::new(BoxBody::new(http_body_util::Empty::<Bytes>::new()).boxed())) }
            }
        });
        let connection = tokio::spawn(server().connection(end, Peer(([192, 0, 2, 1], 1).into()), service));
        let (mut read, mut write) = tokio::io::split(client);
        write.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        write.shutdown().await.unwrap();
        read.read_to_end(&mut Vec::new()).await.unwrap();
        let _ = connection.await.unwrap();
        assert_eq!(*seen.lock().unwrap(), Some(false));
    }
}
