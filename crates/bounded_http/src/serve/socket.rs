//! A connection as hyper sees it: whole and good heads only, bodies at a pace, and little memory while nothing moves.

use std::{
    any::Any,
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use socket2::SockRef;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf},
    net::TcpStream,
};

use super::{
    Limits, Peer, Refused, Server,
    exchange::Exchange,
    from_file,
    head::{Fault, Told},
    pace::Pace,
    refusal::Refusal,
    requests::Requests,
    room::{Buffer, Share},
};

/// What the system may hold that is not sent yet. A connection that nobody reads costs that much.
const QUEUED: u32 = 64 << 10;

/// How much of a head is held for every connection; more needs room.
const FREE_HEAD: usize = 16 << 10;

/// What a byte of a larger head costs: here, and in the buffer that hyper gathers it in.
const COST_OF_HEAD: usize = 3;

pub(super) struct Socket<S> {
    stream: S,
    peer: Peer,
    exchange: Arc<Exchange>,
    server: Arc<Server>,
    requests: Requests,
    /// What has arrived and is not handed on: so many bytes that may be, and then what may not be yet.
    held: Vec<u8>,
    passed: usize,
    /// Whether what is held lacks its end, so that more has to arrive.
    wants_more: bool,
    end: End,
    buffer: Buffer,
    room_of_head: Share,
    inbound: Pace,
    outbound: Pace,
}

/// Whether more requests are read.
enum End {
    Open,
    Refusing(Refusal),
    Over,
}

/// Has the system hold little, and give up a client that takes nothing.
pub(super) fn set_up(stream: &TcpStream, limits: &Limits) {
    let socket = SockRef::from(stream);
    let _ = socket.set_tcp_nodelay(true);
    let _ = socket.set_tcp_user_timeout(Some(limits.send_patience));
    let _ = socket.set_tcp_notsent_lowat(QUEUED);
}

/// The connection, where it is a plain one.
pub(super) fn tcp<S: 'static>(stream: &S) -> Option<&TcpStream> {
    (stream as &dyn Any).downcast_ref()
}

impl<S: AsyncRead + AsyncWrite + Unpin> Socket<S> {
    pub(super) fn new(stream: S, peer: Peer, exchange: Arc<Exchange>, server: Arc<Server>) -> Self {
        let limits = &server.limits;
        Self {
            stream,
            peer,
            exchange,
            requests: Requests::new(limits.head),
            held: Vec::new(),
            passed: 0,
            wants_more: false,
            end: End::Open,
            buffer: Buffer::new(limits.piece),
            room_of_head: Share::default(),
            inbound: Pace::new(limits.receive_patience),
            outbound: Pace::new(limits.send_patience),
            server,
        }
    }

    /// Reads what there is, at most as much as the buffer may take without growing.
    fn poll_fill(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let in_body = self.requests.in_body();
        let limit = self.buffer.limit(&self.server.bodies);
        let limit = if in_body { limit } else { limit.min(FREE_HEAD) };
        let mut stream = (&mut self.stream).take(limit as u64);
        match Pin::new(&mut stream).poll_read(cx, buf) {
            Poll::Pending if in_body && self.inbound.poll_late(cx).is_ready() => {
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
            filled => filled,
        }
    }

    /// Hands on what is good of what has just been read, and holds the rest back.
    fn sort(&mut self, buf: &mut ReadBuf<'_>, before: usize) -> Result<(), Fault> {
        let fresh = &buf.filled()[before..];
        self.inbound.moved(fresh.len());
        if self.held.is_empty() {
            if self.exchange.is_quiet() {
                self.room_of_head = Share::default();
            }
            let passed = self.requests.pass(fresh)?;
            self.begin(passed.heads);
            self.held.extend_from_slice(&fresh[passed.bytes..]);
            self.wants_more = passed.bytes == 0;
            buf.set_filled(before + passed.bytes);
        } else {
            self.held.extend_from_slice(fresh);
            self.wants_more = false;
            buf.set_filled(before);
        }
        Ok(())
    }

    /// Looks for room for more of a head. What it takes is kept until its request is answered: hyper keeps the head as long.
    fn make_room(&mut self) -> Result<(), Fault> {
        let large = if self.held.len() > FREE_HEAD { COST_OF_HEAD * self.held.len() } else { 0 };
        let taken = if self.exchange.is_quiet() { 0 } else { self.room_of_head.bytes() };
        let has_room = self.room_of_head.set(large.next_multiple_of(64 << 10).max(taken), &self.server.heads);
        if has_room { Ok(()) } else { Err(Fault::NoRoom) }
    }

    /// Looks again at what is held.
    fn look_again(&mut self) -> Result<(), Fault> {
        let passed = self.requests.pass(&self.held)?;
        self.begin(passed.heads);
        self.passed = passed.bytes;
        self.wants_more = passed.bytes == 0;
        Ok(())
    }

    fn begin(&mut self, heads: usize) {
        for _ in 0..heads {
            self.exchange.begins();
            self.inbound.begin_anew();
            self.outbound.begin_anew();
        }
    }

    /// Hands on what was found good among what was held.
    fn hand_on(&mut self, buf: &mut ReadBuf<'_>) {
        let bytes = self.passed.min(buf.remaining()).min(self.buffer.limit(&self.server.bodies));
        buf.put_slice(&self.held[..bytes]);
        self.held.drain(..bytes);
        self.passed -= bytes;
        if self.held.is_empty() {
            self.held = Vec::new();
        }
    }

    fn refuse(&mut self, fault: Fault) {
        let told = Told::of(&self.held);
        let to_head = told.method == "HEAD";
        let response = (self.server.refuse)(Refused { fault, told, peer: self.peer });
        self.end = End::Refusing(Refusal::new(&response, to_head));
        self.held = Vec::new();
        self.room_of_head = Share::default();
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Socket<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buf.filled().len();
        loop {
            match &mut this.end {
                End::Open => {}
                End::Over => return Poll::Ready(Ok(())),
                // What was asked before is answered before.
                End::Refusing(_) if !this.exchange.is_quiet() => {
                    this.exchange.wait(cx);
                    return Poll::Pending;
                }
                End::Refusing(refusal) => {
                    ready!(refusal.poll(cx, &mut this.stream));
                    this.end = End::Over;
                    continue;
                }
            }
            let sorted = if this.passed > 0 {
                this.hand_on(buf);
                Ok(())
            } else if this.requests.is_lost() {
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, "a body ends nowhere")));
            } else if !this.held.is_empty() && !this.wants_more {
                this.look_again()
            } else if let Err(fault) = this.make_room() {
                Err(fault)
            } else {
                ready!(this.poll_fill(cx, buf))?;
                if buf.filled().len() == before {
                    return Poll::Ready(Ok(()));
                }
                this.sort(buf, before)
            };
            if let Err(fault) = sorted {
                if this.held.is_empty() {
                    this.held.extend_from_slice(&buf.filled()[before..]);
                }
                buf.set_filled(before);
                this.refuse(fault);
            } else if buf.filled().len() > before {
                this.buffer.took(buf.filled().len() - before, &this.server.bodies);
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Socket<S> {
    /// Counts what has left, and ends a client that takes next to nothing.
    fn watch(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(bytes)) => {
                self.outbound.moved(bytes);
                self.exchange.sent(bytes);
            }
            Poll::Pending if self.outbound.poll_late(cx).is_ready() => {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            _ => {}
        }
        written
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin + 'static> AsyncWrite for Socket<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(cx, &[IoSlice::new(bytes)])
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        let slices = &slices[slices.iter().position(|slice| !slice.is_empty()).unwrap_or(slices.len())..];
        let written = match (from_file::before(slices), tcp(&this.stream), slices.first()) {
            ([], Some(stream), Some(first)) => this.exchange.files.poll_send(stream, cx, first.len()),
            ([], None, Some(_)) => Poll::Ready(Err(io::Error::other("no bytes of files leave here"))),
            (before, ..) => Pin::new(&mut this.stream).poll_write_vectored(cx, before),
        };
        this.watch(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.exchange.flushed();
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
