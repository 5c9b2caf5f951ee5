//! The answer to a request that nobody is to see: written past hyper, which is told that the client has gone.

use std::{
    fmt::Write,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http::Response;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

/// How long, and how much of, what a client still sends is read and dropped, so that it hears the answer (RFC 9112,
/// section 9.6).
const PATIENCE: Duration = Duration::from_secs(2);
const MOST: usize = 1 << 20;

/// An answer on its way out of a connection that ends with it.
pub(super) struct Refusal {
    answer: Vec<u8>,
    written: usize,
    is_shut: bool,
    dropped: usize,
    patience: Pin<Box<Sleep>>,
}

impl Refusal {
    /// Begins to answer. To HEAD there is no body.
    pub(super) fn new(response: &Response<Bytes>, to_head: bool) -> Self {
        Self {
            answer: written(response, to_head),
            written: 0,
            is_shut: false,
            dropped: 0,
            patience: Box::pin(sleep(PATIENCE)),
        }
    }

    /// Writes the answer, ends our side, and reads on until the client ends its own. Ready when nothing more will come of it.
    pub(super) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    ) -> Poll<()> {
        let done = self.poll_steps(cx, stream);
        if done.is_pending() && self.patience.as_mut().poll(cx).is_pending() { Poll::Pending } else { Poll::Ready(()) }
    }

    fn poll_steps(
        &mut self,
        cx: &mut Context<'_>,
        stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    ) -> Poll<io::Result<()>> {
        while self.written < self.answer.len() {
            self.written += ready!(Pin::new(&mut *stream).poll_write(cx, &self.answer[self.written..]))?;
        }
        if !self.is_shut {
            ready!(Pin::new(&mut *stream).poll_shutdown(cx))?;
            self.is_shut = true;
        }
        let mut scratch = [0; 4 << 10];
        while self.dropped < MOST {
            let mut read = ReadBuf::new(&mut scratch);
            ready!(Pin::new(&mut *stream).poll_read(cx, &mut read))?;
            match read.filled().len() {
                0 => break,
                bytes => self.dropped += bytes,
            }
        }
        Poll::Ready(Ok(()))
    }
}

/// The whole answer as it travels.
pub(super) fn written(response: &Response<Bytes>, to_head: bool) -> Vec<u8> {
    let (status, body) = (response.status(), response.body());
    let mut head = format!("HTTP/1.1 {} {}\r\n", status.as_u16(), status.canonical_reason().unwrap_or_default());
    for (name, value) in response.headers() {
        let value = value.to_str().unwrap_or_default();
        let _ = write!(head, "{name}: {value}\r\n");
    }
    let _ = write!(head, "content-length: {}\r\nconnection: close\r\n\r\n", body.len());
    let body = if to_head { &[][..] } else { &body[..] };
    [head.as_bytes(), body].concat()
}
