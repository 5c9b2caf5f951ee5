//! A small HTTP client that hides nothing: one connection a call, every header as it came, and a look at each answer
//! for what all answers promise.

use std::{io, net::SocketAddr, time::Duration};

use bytes::Bytes;
use futures_util::Stream;
use http_body_util::{BodyExt, Empty, Full, StreamBody, combinators::UnsyncBoxBody};
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode,
    body::{Frame, Incoming},
    header,
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// No answer takes longer, not even on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A request that is being put together.
pub(crate) struct Call {
    address: SocketAddr,
    request: Request<UnsyncBoxBody<Bytes, io::Error>>,
}

impl Call {
    pub(crate) fn new(address: SocketAddr, method: Method, path: &str) -> Self {
        let body = Empty::new().map_err(|never| match never {}).boxed_unsync();
        let request = Request::builder().method(method).uri(path).header(header::HOST, address.to_string());
        Self { address, request: request.body(body).unwrap_or_else(|error| panic!("{path}: {error}")) }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.request.headers_mut().append(name, value.parse().unwrap());
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").bytes(body.to_string())
    }

    pub(crate) fn bytes(mut self, body: impl Into<Bytes>) -> Self {
        *self.request.body_mut() = Full::new(body.into()).map_err(|never| match never {}).boxed_unsync();
        self
    }

    /// A body of unannounced length, sent in chunks.
    pub(crate) fn stream(mut self, body: impl Stream<Item = io::Result<Bytes>> + Send + 'static) -> Self {
        use futures_util::StreamExt;
        *self.request.body_mut() = StreamBody::new(body.map(|bytes| bytes.map(Frame::data))).boxed_unsync();
        self
    }

    /// Sends it and takes in the whole answer.
    pub(crate) async fn send(self) -> Reply {
        let (method, path) = (self.request.method().clone(), self.request.uri().path().to_owned());
        let reply = self.send_bare().await;
        reply.keeps_the_promises_of_all_answers(&method);
        reply.is_documented(&method, &path);
        reply
    }

    /// Like [`Call::send`], for listeners that promise less than the public one.
    pub(crate) async fn send_bare(self) -> Reply {
        let method = self.request.method().clone();
        let what = format!("{method} {}", self.request.uri());
        let whole = async {
            let response = self.try_open().await?;
            let (head, mut body) = response.into_parts();
            let is_endless = head.headers.get(header::CONTENT_TYPE).is_some_and(|it| it == "text/event-stream");
            let body = if is_endless && method != Method::HEAD {
                // Its beginning is all that can be taken in.
                let frame = body.frame().await.transpose().map_err(io::Error::other)?;
                frame.and_then(|frame| frame.into_data().ok()).unwrap_or_default()
            } else {
                body.collect().await.map_err(io::Error::other)?.to_bytes()
            };
            Ok::<_, io::Error>(Reply { what: what.clone(), status: head.status, headers: head.headers, body })
        };
        match tokio::time::timeout(PATIENCE, whole).await {
            Ok(Ok(reply)) => reply,
            Ok(Err(error)) => panic!("{what}: {error}"),
            Err(late) => panic!("{what}: no answer: {late}"),
        }
    }

    /// Sends it and hands back the answer with its body still to come.
    pub(crate) async fn open(self) -> Response<Incoming> {
        self.try_open().await.unwrap()
    }

    /// Like [`Call::open`], for services that may be away.
    pub(crate) async fn try_open(self) -> io::Result<Response<Incoming>> {
        let stream = TcpStream::connect(self.address).await?;
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
        tokio::spawn(connection);
        sender.send_request(self.request).await.map_err(io::Error::other)
    }
}

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Reply {
    what: String,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    /// The status must be this one.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.what, self.shown());
        self
    }

    /// The answer must be a problem of this status and code.
    #[track_caller]
    pub(crate) fn refuses(self, status: u16, code: &str) -> Self {
        let reply = self.expect(status);
        assert_eq!(reply.json()["code"], code, "{}: {}", reply.what, reply.shown());
        reply
    }

    /// The problem must name a fault of this field.
    #[track_caller]
    pub(crate) fn faults(self, field: &str) -> Self {
        let reply = self.refuses(400, "invalid_input");
        assert!(reply.json()["errors"][field].is_array(), "{}: {}", reply.what, reply.shown());
        reply
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}: no JSON: {}", self.what, self.shown()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Enough of the body to see what went wrong.
    fn shown(&self) -> String {
        self.text().chars().take(500).map(|c| if c.is_control() { '·' } else { c }).collect()
    }

    /// A header's value, or the empty text.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub(crate) fn keeps_the_promises_of_all_answers(&self, method: &Method) {
        let what = &self.what;
        let request_id = self.header("x-request-id");
        assert!((1..=64).contains(&request_id.len()), "{what}: no X-Request-Id");
        assert_eq!(self.header("x-content-type-options"), "nosniff", "{what}");
        // Their owner's picture alone is kept, and asked for each time.
        let is_picture = what.contains("/api/me/picture/") && self.status.as_u16() < 400;
        let kept = if is_picture && !self.header("etag").is_empty() { "private, no-cache" } else { "no-store" };
        assert!(self.header("cache-control").contains(kept), "{what}");
        if method == Method::HEAD {
            assert!(self.body.is_empty(), "{what}: an answer to HEAD with a body");
            return;
        }
        let is_page = self.header("content-type").starts_with("text/html");
        if self.status.as_u16() < 400 || is_page {
            return;
        }
        assert_eq!(self.header("content-type"), "application/problem+json", "{what}: {}", self.shown());
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16(), "{what}");
        assert_eq!(problem["request_id"], request_id, "{what}");
        for field in ["type", "title", "detail", "code"] {
            assert!(problem[field].as_str().is_some_and(|text| !text.is_empty()), "{what}: no {field}: {problem}");
        }
        if self.status == StatusCode::UNAUTHORIZED {
            assert!(self.header("www-authenticate").starts_with("Bearer"), "{what}");
        }
        if matches!(self.status.as_u16(), 429 | 503) {
            assert!(self.header("retry-after").parse::<u64>().is_ok(), "{what}: no Retry-After");
        }
    }
}

/// Sends bytes as they are and takes in the answer: as much as it says it is, or all until the other side closes.
pub(crate) async fn send_raw(address: SocketAddr, bytes: &[u8]) -> Reply {
    let request_line = String::from_utf8_lossy(bytes.split(|byte| *byte == b'\r').next().unwrap_or_default());
    let mut stream = TcpStream::connect(address).await.unwrap();
    // The other side may close before it has read all; its answer counts all the same.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let read = async {
        while !is_whole(&answer, request_line.starts_with("HEAD ")) {
            match stream.read_buf(&mut answer).await {
                Ok(0) | Err(_) => break,
                Ok(_) => {}
            }
        }
    };
    assert!(tokio::time::timeout(PATIENCE, read).await.is_ok(), "{request_line}: no answer, but an open connection");
    parse(&request_line, &answer)
}

fn is_whole(answer: &[u8], without_body: bool) -> bool {
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    without_body || length.is_some_and(|length| answer.len() >= end + 4 + length)
}

fn parse(what: &str, answer: &[u8]) -> Reply {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("{what}: no answer, but {:?}", String::from_utf8_lossy(answer)));
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse::<u16>().ok());
    let mut headers = HeaderMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        headers.append(header::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
    }
    let body = Bytes::copy_from_slice(&answer[end + 4..]);
    let status = StatusCode::from_u16(status.expect("a status line")).unwrap();
    Reply { what: what.to_owned(), status, headers, body }
}

/// A `multipart/form-data` body (RFC 7578).
#[derive(Default)]
pub(crate) struct Form(Vec<u8>);

impl Form {
    const BOUNDARY: &str = "a-boundary-that-no-test-holds";
    pub(crate) const CONTENT_TYPE: &str = "multipart/form-data; boundary=a-boundary-that-no-test-holds";

    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// The part that an upload is.
    pub(crate) fn file(self, name: &str, bytes: &[u8]) -> Self {
        let name = name.replace('"', "\\\"");
        self.part(&format!("name=\"file\"; filename=\"{name}\""), bytes)
    }

    /// Any part, by the parameters of its `Content-Disposition`.
    pub(crate) fn part(mut self, parameters: &str, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(Self::head(parameters).as_bytes());
        self.0.extend_from_slice(bytes);
        self.0.extend_from_slice(b"\r\n");
        self
    }

    /// What stands before a part's bytes.
    pub(crate) fn head(parameters: &str) -> String {
        format!("--{}\r\nContent-Disposition: form-data; {parameters}\r\n\r\n", Self::BOUNDARY)
    }

    pub(crate) fn end(mut self) -> Bytes {
        self.0.extend_from_slice(format!("--{}--\r\n", Self::BOUNDARY).as_bytes());
        self.0.into()
    }
}
