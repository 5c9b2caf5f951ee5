//! What arrives on a connection: what is judged is what hyper reads, byte for byte, and hyper reads nothing else.
//!
//! The same bytes are read three times: by what judges them alone, in single bytes and in pieces; by a whole connection with
//! hyper at its end; and by the plainest reader of a head that there can be, which stands below.

#![no_main]

use std::{
    convert::Infallible,
    io,
    pin::{Pin, pin},
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use bounded_http::serve::{Limits, Peer, Received, Requests, Server};
use bytes::Bytes;
use http::{HeaderValue, Request, Response, Uri};
use http_body_util::{BodyExt, Empty};
use hyper::service::service_fn;
use libfuzzer_sys::fuzz_target;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    runtime::Runtime,
};

/// Bytes from 128 on stand for these.
const TOKENS: [&[u8]; 32] = [
    b"GET / HTTP/1.1\r\n",
    b"POST /a?b=c HTTP/1.1\r\n",
    b"HEAD * HTTP/1.0\r\n",
    b"CONNECT x:1 HTTP/1.1\r\n",
    b"http://x/y",
    b" HTTP/1.1\r\n",
    b"Host: x\r\n",
    b"Host:",
    b"Content-Length: 5\r\n",
    b"Content-Length: ",
    b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding:",
    b"chunked",
    b"identity",
    b", ",
    b"Connection: close\r\n",
    b"Connection: keep-alive\r\n",
    b"Upgrade: x\r\n",
    b"Expect: 100-continue\r\n",
    b"Trailer: x\r\n",
    b"\r\n",
    b"\r\n\r\n",
    b"5\r\nhello\r\n",
    b"0\r\n\r\n",
    b"0\r\n",
    b"hello",
    b"; x=\"y\r\n",
    b"ffffffffffffffff",
    &[b'0'; 300],
    &[b'x'; 100],
    b"\xff",
    b"\xc3\xa9",
];

/// The largest head, and the next one that may be sent at once.
const LARGEST: usize = 1 << 10;

/// What no answer but a refusal has.
const REFUSED: &str = "x-refused";

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime"));

static SERVER: LazyLock<Arc<Server>> = LazyLock::new(|| {
    let limits = Limits { head: LARGEST, ..Limits::few(1, Duration::from_mins(1)) };
    Server::new(
        limits,
        |_| true,
        |refused| {
            assert!(refused.told.method.len() <= 16 && !refused.told.target.contains(['\r', '\n']));
            let mut refusal = Response::new(Bytes::new());
            refusal.headers_mut().insert(REFUSED, HeaderValue::from_static("yes"));
            refusal
        },
    )
});

fuzz_target!(|input: &[u8]| {
    let [mode, piece, input @ ..] = input else { return };
    let (reads_bodies, piece) = (mode % 4 != 0, usize::from(*piece).max(1));
    let mut sent = Vec::new();
    for byte in input {
        match byte.checked_sub(128) {
            None => sent.push(*byte),
            Some(token) => sent.extend_from_slice(TOKENS[usize::from(token) % TOKENS.len()]),
        }
    }

    let judged = judge(&sent, 1);
    let in_pieces = judge(&sent, piece);
    assert_eq!((in_pieces.passed, in_pieces.heads, in_pieces.end), (judged.passed, judged.heads, judged.end));

    let (seen, written) = serve(&sent, piece, reads_bodies);
    assert!(seen.len() <= judged.requests.len(), "hyper has seen what was not judged: {seen:?}");
    // Whether the connection goes on for certain, and whether it must not.
    let (mut is_open, mut is_broken) = (true, false);
    for (seen, (head, body)) in seen.iter().zip(&judged.requests) {
        assert!(!is_broken, "a request behind a body that broke off");
        let plain = Plain::read(head);
        assert_eq!((&seen.method, &seen.target, &seen.fields), (&plain.method, &plain.target, &plain.fields));
        let body = plain.body(body);
        if let Some(got) = &seen.body {
            assert_eq!(Some(got), body.content.as_ref());
        } else if reads_bodies {
            assert!(!body.is_plain, "hyper does not read {body:?}");
        }
        let is_empty = body.is_plain && body.content.as_ref().is_some_and(Vec::is_empty);
        let is_read = seen.body.is_some() || (!reads_bodies && is_empty);
        is_open &= is_read && !plain.may_close;
        is_broken = reads_bodies && !is_read;
    }
    if is_open {
        assert_eq!(seen.len(), judged.requests.len(), "hyper does not see what was judged good");
        let answer = String::from_utf8_lossy(&written);
        assert_eq!(answer.contains(REFUSED), judged.end == End::Fault, "{answer}");
    }
});

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// All is passed, or waits for more.
    Open,
    Fault,
    Lost,
}

/// What is handed on of some bytes.
struct Judged {
    passed: usize,
    heads: usize,
    end: End,
    /// Heads and bodies as they came; told of single bytes only.
    requests: Vec<(Vec<u8>, Vec<u8>)>,
}

fn judge(sent: &[u8], piece: usize) -> Judged {
    let mut requests = Requests::new(LARGEST);
    let mut judged = Judged { passed: 0, heads: 0, end: End::Open, requests: Vec::new() };
    let mut arrived = 0;
    while arrived < sent.len() && judged.end == End::Open {
        arrived = (arrived + piece).min(sent.len());
        loop {
            let held = &sent[judged.passed..arrived];
            let in_body = requests.in_body();
            let Ok(passed) = requests.pass(held) else {
                judged.end = End::Fault;
                break;
            };
            if passed.heads > 0 {
                assert!(piece > 1 || (passed.heads == 1 && passed.bytes <= LARGEST));
                judged.requests.push((held[..passed.bytes].to_vec(), Vec::new()));
            } else if in_body {
                judged.requests.last_mut().expect("a body has a head").1.extend_from_slice(&held[..passed.bytes]);
            } else {
                assert!(passed.bytes == 0 && held.len() <= LARGEST, "more is held than a head may have");
            }
            judged.passed += passed.bytes;
            judged.heads += passed.heads;
            if requests.is_lost() {
                judged.end = End::Lost;
            }
            if passed.bytes == 0 || judged.passed == arrived {
                break;
            }
        }
    }
    judged
}

/// A head as the plainest reader has it, which believes that it is good.
struct Plain {
    method: String,
    target: Uri,
    fields: Vec<(String, Vec<u8>)>,
    may_close: bool,
}

#[derive(Debug)]
struct PlainBody {
    /// None where it is not all there.
    content: Option<Vec<u8>>,
    /// Whether it has nothing that a reader may object to.
    is_plain: bool,
}

impl Plain {
    fn read(head: &[u8]) -> Self {
        // Each byte is a letter of its own.
        let head: String = head.iter().map(|byte| char::from(*byte)).collect();
        let mut lines = head.trim_start_matches("\r\n").split("\r\n").take_while(|line| !line.is_empty());
        let first: Vec<_> = lines.next().expect("a first line").split(' ').collect();
        let [method, target, version] = first[..] else { panic!("a first line of three words: {first:?}") };
        let target: Vec<u8> = target.chars().map(|letter| letter as u8).collect();
        let mut fields: Vec<(String, Vec<u8>)> = Vec::new();
        for line in lines {
            let (name, value) = line.split_once(':').expect("a field has a colon");
            let name = name.to_ascii_lowercase();
            // hyper drops what is said twice of the length.
            if name != "content-length" || !fields.iter().any(|(other, _)| *other == name) {
                fields.push((name, value.trim_matches([' ', '\t']).chars().map(|letter| letter as u8).collect()));
            }
        }
        fields.sort_by(|one, other| one.0.cmp(&other.0));
        let may_close = version == "HTTP/1.0"
            || method == "CONNECT"
            || fields
                .iter()
                .any(|(name, value)| name == "connection" && value.to_ascii_lowercase().ends_with(b"close"))
            || fields.iter().any(|(name, value)| name == "connection" && value.contains(&b','));
        Self { method: method.to_owned(), target: Uri::try_from(target).expect("a target"), fields, may_close }
    }

    fn field(&self, name: &str) -> Option<&[u8]> {
        self.fields.iter().find(|(other, _)| other == name).map(|(_, value)| &value[..])
    }

    fn body(&self, raw: &[u8]) -> PlainBody {
        if self.field("transfer-encoding").is_some() {
            return chunks(raw);
        }
        let length = self
            .field("content-length")
            .map_or(0, |length| String::from_utf8_lossy(length).parse::<usize>().expect("a length that is a number"));
        assert!(raw.len() <= length);
        PlainBody { content: (raw.len() == length).then(|| raw.to_vec()), is_plain: raw.len() == length }
    }
}

/// What is in chunks, which end where the body ends.
fn chunks(mut raw: &[u8]) -> PlainBody {
    let (mut content, mut is_plain) = (Vec::new(), true);
    loop {
        let Some(end) = raw.windows(2).position(|two| two == b"\r\n") else { break };
        let digits = raw.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        is_plain &= digits == end;
        let size = std::str::from_utf8(&raw[..digits]).expect("digits");
        let size =
            usize::try_from(u128::from_str_radix(size.trim_start_matches('0'), 16).unwrap_or(0)).expect("a size");
        raw = &raw[end + 2..];
        if size == 0 {
            is_plain &= raw == b"\r\n";
            let is_whole = raw == b"\r\n" || raw.ends_with(b"\r\n\r\n");
            return PlainBody { content: is_whole.then_some(content), is_plain };
        }
        let Some((chunk, rest)) = raw.split_at_checked(size) else { break };
        content.extend_from_slice(chunk);
        let Some(rest) = rest.strip_prefix(b"\r\n") else { break };
        raw = rest;
    }
    PlainBody { content: None, is_plain: false }
}

/// What the service has seen of a request; of its body only where it came to its end.
#[derive(Debug)]
struct Seen {
    method: String,
    target: Uri,
    fields: Vec<(String, Vec<u8>)>,
    body: Option<Vec<u8>>,
}

/// Sends these bytes to a server, and gives what its service sees and what the client gets.
fn serve(sent: &[u8], piece: usize, reads_bodies: bool) -> (Vec<Seen>, Vec<u8>) {
    let _entered = RUNTIME.enter();
    let (line, all) = (Arc::new(Mutex::new(Line::default())), Arc::new(Mutex::new(Vec::new())));
    line.lock().unwrap().sent = sent.to_vec();
    let service = service_fn({
        let all = all.clone();
        move |request: Request<Received>| {
            let all = all.clone();
            async move {
                let (head, body) = request.into_parts();
                let mut fields: Vec<_> = head
                    .headers
                    .iter()
                    .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
                    .collect();
                fields.sort_by(|one, other| one.0.cmp(&other.0));
                let at = {
                    let mut all = all.lock().unwrap();
                    all.push(Seen { method: head.method.to_string(), target: head.uri, fields, body: None });
                    all.len() - 1
                };
                if reads_bodies && let Ok(body) = body.collect().await {
                    all.lock().unwrap()[at].body = Some(body.to_bytes().to_vec());
                }
                Ok::<_, Infallible>(Response::new(Empty::<Bytes>::new()))
            }
        }
    });
    let peer = Peer(([192, 0, 2, 1], 1).into());
    let mut connection = pin!(SERVER.connection(Wire { line: line.clone(), piece }, peer, service));
    let woken = Arc::new(Woken::default());
    let waker = Waker::from(woken.clone());
    while connection.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
        // Nothing moves any more: the client has got all that it gets, and goes.
        if !woken.0.swap(false, Relaxed) && std::mem::replace(&mut line.lock().unwrap().is_over, true) {
            break;
        }
    }
    let written = std::mem::take(&mut line.lock().unwrap().written);
    let all = std::mem::take(&mut *all.lock().unwrap());
    (all, written)
}

#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Relaxed);
    }
}

/// What is on its way between the two.
#[derive(Default)]
struct Line {
    sent: Vec<u8>,
    taken: usize,
    written: Vec<u8>,
    is_over: bool,
}

/// The server's end, which reads pieces and writes all at once.
struct Wire {
    line: Arc<Mutex<Line>>,
    piece: usize,
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut line = self.line.lock().unwrap();
        let rest = &line.sent[line.taken..];
        let bytes = rest.len().min(self.piece).min(buf.remaining());
        if bytes == 0 && !line.is_over {
            return Poll::Pending;
        }
        buf.put_slice(&rest[..bytes]);
        line.taken += bytes;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.line.lock().unwrap().written.extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
