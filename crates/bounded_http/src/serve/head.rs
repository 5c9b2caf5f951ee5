//! The head of a request, judged before anything else reads it (RFC 9112).
//!
//! Whoever parses it next must find nothing to object to, so that every refusal is worded here.

use http::{HeaderMap, HeaderName, HeaderValue, Uri, uri::Authority};
use memchr::memchr_iter;
use thiserror::Error;

use super::{framing::Framing, malformed::Malformed};

/// The longest target of a request: what `http::Uri` takes.
const LONGEST_TARGET: usize = u16::MAX as usize - 1;

/// The most fields in a head, and the longest name of one: what hyper takes.
const MOST_FIELDS: usize = 100;
const LONGEST_NAME: usize = u16::MAX as usize;

/// Line ends before a request that are passed over (RFC 9112, section 2.2).
const MOST_BEFORE: usize = 8;

/// Why a request is refused before anybody has seen it. The text is a clause in plain English.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Fault {
    /// It is not built as a request is.
    #[error(transparent)]
    Malformed(Malformed),
    /// Its target is longer than any that is known.
    #[error("its target is too long")]
    TargetTooLong,
    /// It is larger than a head may be, in bytes.
    #[error("its head is larger than {0} bytes")]
    HeadTooLarge(usize),
    /// It announces a body that is longer than any number.
    #[error("its body is longer than any number")]
    BodyTooLarge,
    /// So many large heads are arriving that there is no room for one more.
    #[error("there is no room for its head")]
    NoRoom,
    /// Its address has as many connections as it may have.
    #[error("its address has too many connections")]
    TooManyConnections,
}

/// Where a head ends in what has arrived of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seeker {
    /// How much has been looked through.
    seen: usize,
}

impl Seeker {
    /// Looks for the end in all that has arrived of the head, and says how long the head is, once it is all there.
    pub(super) fn end(&mut self, bytes: &[u8]) -> Result<Option<usize>, Fault> {
        let begin = bytes.iter().take(MOST_BEFORE + 1).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        if begin > MOST_BEFORE {
            return Err(Fault::Malformed(Malformed::EmptyLines));
        }
        let seen = std::mem::replace(&mut self.seen, bytes.len());
        for at in memchr_iter(b'\n', &bytes[seen..]).map(|at| seen + at) {
            // Some take a bare line feed for the end of a line and some do not, which is how requests are smuggled.
            if at == 0 || bytes[at - 1] != b'\r' {
                return Err(Fault::Malformed(Malformed::BareLineFeed));
            }
            if at >= begin && bytes[..at].ends_with(b"\r\n\r") {
                return Ok(Some(at + 1));
            }
        }
        Ok(None)
    }
}

/// Judges a whole head, and says how its body is framed.
pub(super) fn judge(head: &[u8]) -> Result<Framing, Fault> {
    let mut fields = [httparse::EMPTY_HEADER; MOST_FIELDS];
    let mut request = httparse::Request::new(&mut fields);
    match request.parse(head) {
        Ok(httparse::Status::Complete(length)) if length == head.len() => {}
        Ok(_) => return Err(Fault::Malformed(Malformed::HeadEnd)),
        Err(error) => return Err(unreadable(error, head.len())),
    }
    judge_target(request.path.unwrap_or_default())?;
    let mut found = Found::default();
    for field in request.headers.iter() {
        found.take(field, head.len())?;
    }
    found.framing(request.version == Some(1))
}

fn unreadable(error: httparse::Error, length: usize) -> Fault {
    Fault::Malformed(match error {
        httparse::Error::TooManyHeaders => return Fault::HeadTooLarge(length),
        httparse::Error::HeaderName => Malformed::FieldName,
        httparse::Error::HeaderValue => Malformed::FieldValue,
        httparse::Error::NewLine => Malformed::LineEnd,
        httparse::Error::Version => Malformed::Version,
        httparse::Error::Token | httparse::Error::Status => Malformed::FirstLine,
    })
}

fn judge_target(target: &str) -> Result<(), Fault> {
    if target.len() > LONGEST_TARGET {
        return Err(Fault::TargetTooLong);
    }
    target.parse::<Uri>().map(|_| ()).map_err(|_| Fault::Malformed(Malformed::Target))
}

/// The fields that decide where a request ends, and whom it is for.
#[derive(Default)]
struct Found {
    host: bool,
    length: Option<u64>,
    chunked: bool,
}

impl Found {
    fn take(&mut self, field: &httparse::Header<'_>, head: usize) -> Result<(), Fault> {
        if field.name.len() > LONGEST_NAME {
            return Err(Fault::HeadTooLarge(head));
        }
        if field.name.eq_ignore_ascii_case("host") {
            // RFC 9112, section 3.2.
            if std::mem::replace(&mut self.host, true) {
                return Err(Fault::Malformed(Malformed::HostTwice));
            }
            return if is_host(field.value) { Ok(()) } else { Err(Fault::Malformed(Malformed::Host)) };
        }
        if field.name.eq_ignore_ascii_case("content-length") {
            let length = length(field.value)?;
            return match self.length.replace(length) {
                Some(other) if other != length => Err(Fault::Malformed(Malformed::TwoLengths)),
                _ => Ok(()),
            };
        }
        if field.name.eq_ignore_ascii_case("transfer-encoding") {
            // RFC 9112, section 6.1. Any other coding would reach a handler undecoded.
            if self.chunked || !field.value.trim_ascii().eq_ignore_ascii_case(b"chunked") {
                return Err(Fault::Malformed(Malformed::Encoding));
            }
            self.chunked = true;
        }
        Ok(())
    }

    fn framing(self, is_http_11: bool) -> Result<Framing, Fault> {
        match (self.length, self.chunked) {
            _ if is_http_11 && !self.host => Err(Fault::Malformed(Malformed::NoHost)),
            // RFC 9112, section 6.1: how a request is smuggled past a proxy that believes the other one.
            (Some(_), true) => Err(Fault::Malformed(Malformed::LengthAndEncoding)),
            (None, true) if !is_http_11 => Err(Fault::Malformed(Malformed::EncodingTooEarly)),
            (None, true) => Ok(Framing::chunked()),
            (length, false) => Ok(Framing::length(length.unwrap_or_default())),
        }
    }
}

/// `uri-host [ ":" port ]` (RFC 9110, section 7.2). An `http` URI has no empty host (section 4.2.1).
fn is_host(value: &[u8]) -> bool {
    if value.contains(&b'@') {
        return false;
    }
    let Ok(authority) = Authority::try_from(value) else { return false };
    let port = authority.as_str().strip_prefix(authority.host()).unwrap_or_default();
    let port = port.strip_prefix(':').unwrap_or(port);
    !authority.host().is_empty() && (port.is_empty() || port.parse::<u16>().is_ok())
}

/// One number, and no list of them (RFC 9110, section 8.6).
fn length(value: &[u8]) -> Result<u64, Fault> {
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return Err(Fault::Malformed(Malformed::Length));
    }
    let length = std::str::from_utf8(value).ok().and_then(|text| text.parse::<i64>().ok());
    length.and_then(|length| u64::try_from(length).ok()).ok_or(Fault::BodyTooLarge)
}

/// What can be told of a request that was refused: whatever of its head can be read.
#[derive(Debug, Default)]
pub struct Told {
    /// Its method; empty where it has none that is built as one.
    pub method: String,
    /// Its target, where that is a path.
    pub target: String,
    /// Its fields, as far as they can be read.
    pub headers: HeaderMap,
}

impl Told {
    pub(super) fn of(head: &[u8]) -> Self {
        let mut lines = head.trim_ascii_start().split(|byte| *byte == b'\n').take(MOST_FIELDS);
        let first = String::from_utf8_lossy(lines.next().unwrap_or_default());
        let mut words = first.split_ascii_whitespace();
        let method =
            words.next().filter(|word| word.len() <= 16 && word.bytes().all(|byte| byte.is_ascii_alphabetic()));
        let target = words.next().filter(|word| word.starts_with('/') && !word.contains(char::is_control));
        let headers = lines.filter_map(|line| {
            let at = line.iter().position(|byte| *byte == b':')?;
            let name = HeaderName::from_bytes(&line[..at]).ok()?;
            Some((name, HeaderValue::from_bytes(line[at + 1..].trim_ascii()).ok()?))
        });
        Self {
            method: method.unwrap_or_default().to_owned(),
            target: target.unwrap_or_default().to_owned(),
            headers: headers.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn malformed(head: &str) -> bool {
        matches!(judge(head.as_bytes()), Err(Fault::Malformed(_)))
    }

    #[test]
    fn a_head_ends_at_its_empty_line_however_it_arrives() {
        let head = b"\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\nGET";
        for first in 0..head.len() {
            let mut seeker = Seeker::default();
            let begun = seeker.end(&head[..first]).unwrap();
            let found = begun.or_else(|| seeker.end(head).unwrap());
            assert_eq!(found, Some(head.len() - 3), "{first}");
        }
        for bare in ["GET / HTTP/1.1\nHost: x\r\n\r\n", "\nGET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\n\n"] {
            assert!(Seeker::default().end(bare.as_bytes()).is_err(), "{bare:?}");
        }
        assert!(Seeker::default().end("\r\n".repeat(5).as_bytes()).is_err());
        assert_eq!(Seeker::default().end(b"\r\n\r\n").unwrap(), None);
    }

    #[test]
    fn a_request_has_one_host() {
        for good in ["x", "files.example.com", "files.example.com:8080", "127.0.0.1:1", "[::1]", "[::1]:8080", "a_b"] {
            assert!(judge(format!("GET / HTTP/1.1\r\nHost: {good}\r\n\r\n").as_bytes()).is_ok(), "{good}");
        }
        for bad in [
            "", " ", "a b", "a/b", "a@b", "u:p@b", "x:y", "x:99999", "x:1:2", "[::1", "a, b", "a?b", "a#b", "\u{e9}",
            ":80",
        ] {
            assert!(malformed(&format!("GET / HTTP/1.1\r\nHost: {bad}\r\n\r\n")), "{bad}");
        }
        assert!(malformed("GET / HTTP/1.1\r\n\r\n"));
        assert!(malformed("GET / HTTP/1.1\r\nHost: x\r\nhost: x\r\n\r\n"));
        assert!(malformed("GET / HTTP/1.0\r\nHost: x\r\nHost: x\r\n\r\n"));
        assert!(judge(b"GET / HTTP/1.0\r\n\r\n").is_ok());
    }

    #[test]
    fn a_body_has_one_end() {
        let with = |fields: &str| judge(format!("POST / HTTP/1.1\r\nHost: x\r\n{fields}\r\n").as_bytes());
        for (fields, expected) in [
            ("", Framing::length(0)),
            ("Content-Length: 7\r\n", Framing::length(7)),
            ("Content-Length: 7\r\nContent-Length: 7\r\n", Framing::length(7)),
            ("Transfer-Encoding: Chunked\r\n", Framing::chunked()),
        ] {
            assert_eq!(with(fields), Ok(expected), "{fields}");
        }
        for fields in [
            "Content-Length: 7\r\nContent-Length: 8\r\n",
            "Content-Length: 7, 7\r\n",
            "Content-Length: +7\r\n",
            "Content-Length: -7\r\n",
            "Content-Length: 0x7\r\n",
            "Content-Length:\r\n",
            "Content-Length: 7\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 7\r\n",
            "Transfer-Encoding: gzip, chunked\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: identity\r\n",
            "Transfer-Encoding : chunked\r\n",
            "A: b\r\n c\r\n",
            "A: b\rc\r\n",
            "A\r\n",
        ] {
            assert!(matches!(with(fields), Err(Fault::Malformed(_))), "{fields:?}: {:?}", with(fields));
        }
        for beyond in ["99999999999999999999", "9223372036854775808", "18446744073709551615"] {
            assert_eq!(with(&format!("Content-Length: {beyond}\r\n")), Err(Fault::BodyTooLarge));
        }
        let old = "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert!(malformed(old));
    }

    #[test]
    fn what_is_too_much_has_a_name_of_its_own() {
        let target = "x".repeat(LONGEST_TARGET);
        assert_eq!(judge(format!("GET /{target} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()), Err(Fault::TargetTooLong));
        let many = format!("GET / HTTP/1.1\r\nHost: x\r\n{}\r\n", "A: b\r\n".repeat(MOST_FIELDS));
        assert!(matches!(judge(many.as_bytes()), Err(Fault::HeadTooLarge(_))));
        let name = "x".repeat(LONGEST_NAME + 1);
        assert!(judge(format!("GET / HTTP/1.1\r\nHost: x\r\n{name}: y\r\n\r\n").as_bytes()).is_err());
    }

    #[test]
    fn whatever_can_be_read_is_told() {
        let told = Told::of(b"GET /a?b HTTP/1.1\r\nX-Request-Id: mine\r\nBad header\r\nA: \0\r\n");
        assert_eq!((told.method.as_str(), told.target.as_str()), ("GET", "/a?b"));
        assert_eq!(told.headers.len(), 1);
        assert_eq!(told.headers["x-request-id"], "mine");
        assert_eq!(Told::of(b"\x16\x03\x01 \xff").method, "");
    }
}
