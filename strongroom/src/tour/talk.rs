//! Requests of the tour: each is sent, and printed with its answer, with no secret in what is printed.

use std::{error::Error, fs::File, io, io::Read, iter, path::Path, time::Duration};

use aws_lc_rs::digest;
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use http_body_util::{BodyExt, Full, Limited, StreamBody, combinators::UnsyncBoxBody};
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode,
    body::{Frame, Incoming},
    header,
};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::Value;
use thiserror::Error;
use tokio::io::AsyncReadExt;
use uuid::Uuid;

/// How long nothing may come before a request is given up.
const PATIENCE: Duration = Duration::from_mins(1);

/// The most of a text answer that is read.
const LONGEST_TEXT: usize = 4 << 20;

/// How much of a file is read at a time.
const PIECE: usize = 256 << 10;

/// How much of a token is shown.
const SHOWN: usize = 12;

type Body = UnsyncBoxBody<Bytes, io::Error>;

/// Why there is no answer.
#[derive(Debug, Error)]
pub(crate) enum TalkError {
    #[error("no answer from {0}; is Strongroom running there? --url says where else it is ({1})")]
    NoAnswer(String, String),
    #[error("the answer broke off ({0})")]
    Broken(String),
    #[error("{0} is no address that can be asked")]
    Address(String),
    #[error("no certificate authorities are known here ({0})")]
    NoAuthorities(io::Error),
}

enum Way {
    Plain(Client<HttpConnector, Body>),
    Tls(Client<HttpsConnector<HttpConnector>, Body>),
}

/// A document that is handed in.
pub(super) struct Document {
    path: std::path::PathBuf,
    pub(super) name: String,
    pub(super) sha256: String,
}

/// Reads a document once, for its SHA-256.
pub(super) fn document_of(path: &Path) -> io::Result<Document> {
    let mut file = File::open(path)?;
    let (mut hash, mut piece) = (digest::Context::new(&digest::SHA256), vec![0; PIECE]);
    loop {
        match file.read(&mut piece)? {
            0 => break,
            read => hash.update(&piece[..read]),
        }
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Document { path: path.to_owned(), name, sha256: hex::encode(hash.finish()) })
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    /// What was asked, as it may be printed.
    pub(super) asked: String,
    /// The body, where it is JSON.
    pub(super) json: Value,
    /// The SHA-256 of the body.
    pub(super) sha256: String,
    /// Where else the answer is to be had.
    pub(super) location: Option<String>,
}

/// One who asks.
pub(super) struct Talk {
    base: String,
    /// What the service's own links begin with. From here it may be reached by another address.
    public_url: String,
    way: Way,
    hidden: Vec<(String, String)>,
}

impl Talk {
    /// Asks the service at this address, without a slash at its end.
    pub(super) fn with(base: &str, public_url: &str) -> Result<Self, TalkError> {
        let client = Client::builder(TokioExecutor::new());
        let way = if base.starts_with("https://") {
            let connector = HttpsConnectorBuilder::new().with_native_roots().map_err(TalkError::NoAuthorities)?;
            Way::Tls(client.build(connector.https_only().enable_http1().build()))
        } else {
            Way::Plain(client.build_http())
        };
        Ok(Self { base: base.to_owned(), public_url: public_url.to_owned(), way, hidden: Vec::new() })
    }

    /// Never prints this text.
    pub(super) fn hide_all(&mut self, secret: &str) {
        self.hidden.push((secret.to_owned(), "…".to_owned()));
    }

    /// Prints no more than the beginning of this token.
    fn hide_token(&mut self, token: &str) {
        let shown: String = token.chars().take(SHOWN).collect();
        self.hidden.push((token.to_owned(), format!("{shown}…")));
    }

    /// Prints no more than the beginning of the token in this link.
    pub(super) fn hide_token_of(&mut self, link: &str) {
        self.hide_token(token_in(link));
    }

    pub(super) async fn get(&mut self, path: &str, access: Option<&str>) -> Result<Answer, TalkError> {
        self.send(Method::GET, path, access, None, whole(Bytes::new())).await
    }

    pub(super) async fn post(&mut self, path: &str, access: Option<&str>, body: Value) -> Result<Answer, TalkError> {
        let text = body.to_string();
        let sent = Sent { line: text.clone(), content_type: "application/json".to_owned(), length: None };
        let body = whole(text.into());
        self.send(Method::POST, path, access, Some(sent), body).await
    }

    /// Sends a document as the one part of a form.
    pub(super) async fn upload(&mut self, path: &str, access: &str, file: &Document) -> Result<Answer, TalkError> {
        let boundary = Uuid::new_v4().simple().to_string();
        // Within the quotes these three are written so (WHATWG HTML, "multipart form data").
        let name = file.name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        let tail = format!("\r\n--{boundary}--\r\n");
        let unreadable = |error: io::Error| TalkError::Broken(error.to_string());
        let bytes = tokio::fs::File::open(&file.path).await.map_err(unreadable)?;
        let size = bytes.metadata().await.map_err(unreadable)?.len();
        let length = (head.len() + tail.len()) as u64 + size;
        let pieces = stream::once(async { Ok(Bytes::from(head)) })
            .chain(pieces_of(bytes))
            .chain(stream::once(async { Ok(Bytes::from(tail)) }));
        let sent = Sent {
            line: format!("file: {}", file.name),
            content_type: format!("multipart/form-data; boundary={boundary}"),
            length: Some(length),
        };
        let body = StreamBody::new(pieces.map_ok(Frame::data)).boxed_unsync();
        self.send(Method::POST, path, Some(access), Some(sent), body).await
    }

    /// Asks somebody else for JSON, and prints nothing.
    pub(super) async fn look(&self, url: &str) -> Result<Value, TalkError> {
        let body = whole(Bytes::new());
        let request = Request::get(url).body(body).map_err(|_| TalkError::Address(url.to_owned()))?;
        let plain = Client::builder(TokioExecutor::new()).build_http();
        let answer = plain.request(request).await;
        let answer = answer.map_err(|error| TalkError::NoAnswer(url.to_owned(), with_causes(&error)))?;
        let body = Limited::new(answer.into_body(), LONGEST_TEXT).collect();
        let body = tokio::time::timeout(PATIENCE, body).await.map_err(|_| TalkError::Broken("it is late".into()))?;
        let text = body.map_err(|error| TalkError::Broken(error.to_string()))?.to_bytes();
        serde_json::from_slice(&text).map_err(|error| TalkError::Broken(error.to_string()))
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        access: Option<&str>,
        sent: Option<Sent>,
        body: Body,
    ) -> Result<Answer, TalkError> {
        let path = path.strip_prefix(&self.public_url).unwrap_or(path);
        let url = if path.contains("://") { path.to_owned() } else { format!("{}{path}", self.base) };
        self.say(&format!("> {method} {url}"));
        let mut request = Request::builder().method(&method).uri(&url).header(header::ACCEPT, "application/json");
        if let Some(access) = access {
            self.say(&format!("> Authorization: Bearer {access}"));
            request = request.header(header::AUTHORIZATION, format!("Bearer {access}"));
        }
        if let Some(Sent { line, content_type, length }) = sent {
            self.say(&format!("> {line}"));
            request = request.header(header::CONTENT_TYPE, content_type);
            request =
                length.into_iter().fold(request, |request, length| request.header(header::CONTENT_LENGTH, length));
        }
        let request = request.body(body).map_err(|_| TalkError::Address(self.hiding(&url)))?;
        let answering = async {
            match &self.way {
                Way::Plain(client) => client.request(request).await,
                Way::Tls(client) => client.request(request).await,
            }
        };
        let answer = answering.await.map_err(|error| TalkError::NoAnswer(self.base.clone(), with_causes(&error)))?;
        let asked = self.hiding(&format!("{method} {path}"));
        self.take_in(asked, answer).await
    }

    async fn take_in(&mut self, asked: String, answer: Response<Incoming>) -> Result<Answer, TalkError> {
        let (head, mut body) = answer.into_parts();
        let is_json = of(&head.headers, &header::CONTENT_TYPE).contains("json");
        let (mut hash, mut text) = (digest::Context::new(&digest::SHA256), Vec::new());
        loop {
            let frame = tokio::time::timeout(PATIENCE, body.frame()).await;
            let frame = frame.map_err(|_| TalkError::Broken("nothing more came".into()))?;
            let Some(frame) = frame.transpose().map_err(|error| TalkError::Broken(with_causes(&error)))? else { break };
            let Ok(bytes) = frame.into_data() else { continue };
            hash.update(&bytes);
            if is_json {
                text.extend_from_slice(&bytes);
                if text.len() > LONGEST_TEXT {
                    return Err(TalkError::Broken("it is too long".into()));
                }
            }
        }
        let json: Value = serde_json::from_slice(&text).unwrap_or_default();
        for name in ["access", "refresh"] {
            if let Some(token) = json.get(name).and_then(Value::as_str) {
                self.hide_token(token);
            }
        }
        if let Some(link) = json.get("download_link").and_then(Value::as_str) {
            self.hide_token_of(link);
        }

        self.say(&format!("< {}", head.status));
        if is_json {
            for line in lines_of("", &json) {
                self.say(&format!("<   {line}"));
            }
        } else {
            for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_DISPOSITION, header::ETAG] {
                let value = of(&head.headers, &name);
                if !value.is_empty() {
                    self.say(&format!("<   {name}: {value}"));
                }
            }
        }
        println!();
        let location = Some(of(&head.headers, &header::LOCATION).to_owned()).filter(|location| !location.is_empty());
        Ok(Answer { status: head.status, asked, json, sha256: hex::encode(hash.finish()), location })
    }

    fn say(&self, line: &str) {
        println!("{}", self.hiding(line));
    }

    fn hiding(&self, line: &str) -> String {
        self.hidden.iter().fold(line.to_owned(), |line, (secret, shown)| line.replace(secret, shown))
    }
}

/// A request's body, as it is told of.
struct Sent {
    line: String,
    content_type: String,
    length: Option<u64>,
}

fn whole(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never| match never {}).boxed_unsync()
}

fn pieces_of(file: tokio::fs::File) -> impl stream::Stream<Item = io::Result<Bytes>> {
    stream::try_unfold(file, |mut file| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok((read > 0).then(|| (Bytes::from(piece), file)))
    })
}

/// The last part of a link's path.
pub(super) fn token_in(link: &str) -> &str {
    link.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

fn of<'h>(headers: &'h HeaderMap, name: &header::HeaderName) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// A line for each value: `files.0.uploaded_by.username: ops`.
fn lines_of(path: &str, value: &Value) -> Vec<String> {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(fields) => fields.iter().flat_map(|(name, value)| lines_of(&below(name), value)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(at, value)| lines_of(&below(&at.to_string()), value)).collect()
        }
        Value::String(text) => vec![format!("{path}: {text}")],
        other => vec![format!("{path}: {other}")],
    }
}

/// An error and what caused it, as one line.
fn with_causes(error: &(dyn Error + 'static)) -> String {
    let causes = iter::successors(Some(error), |error: &&(dyn Error + 'static)| (*error).source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_is_told_line_by_line() {
        let answer = json!({"files": [{"id": "1", "size": 3}], "next": null});
        assert_eq!(lines_of("", &answer), ["files.0.id: 1", "files.0.size: 3", "next: null"]);
    }

    #[test]
    fn no_secret_is_told() {
        let mut talk = Talk::with("http://127.0.0.1:1", "http://127.0.0.1:1").unwrap();
        talk.hide_all("correct horse");
        talk.hide_token_of("http://127.0.0.1/api/download/gAAAAABabcdefghijklmnop/");
        let line = talk.hiding("correct horse went to /api/download/gAAAAABabcdefghijklmnop/");
        assert_eq!(line, "… went to /api/download/gAAAAABabcde…/");
    }
}
