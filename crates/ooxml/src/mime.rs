//! Web pages in one file (RFC 2557) and mails: the parts of a message (RFC 2045, RFC 2046), one after the other.
//!
//! By hand, as the crates that read mails take a whole message into memory and make the best of what is odd. Here parts
//! stream, and what two readers could take for different things is refused.

use std::io::{self, BufRead, BufReader, Read};

use super::{Flaw, ReadError};

/// Bytes of the head of a message or part, and of one line of a body.
const MAX_HEAD: usize = 64 * 1024;
const MAX_LINE: u64 = 64 * 1024;
/// Boundaries of messages within each other.
const MAX_BOUNDARIES: usize = 16;
/// Lines that may stand before the head.
const MAX_JUNK: usize = 1_000;

const UNCLEAR: ReadError = ReadError::IllFormed(Flaw::UnclearMessage);

/// How a body is written (RFC 2045 section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Transfer {
    Plain,
    QuotedPrintable,
    Base64,
}

/// What the head of a part says.
#[derive(Debug)]
pub(super) struct Head {
    /// The place of the part, or what stands for it.
    pub(super) name: String,
    /// The media type, in lower case and without parameters.
    pub(super) content_type: String,
    /// In lower case.
    pub(super) charset: Option<String>,
    boundary: Option<String>,
    transfer: Transfer,
}

/// A message that is read part by part.
pub(super) struct Message<R> {
    lines: BufReader<R>,
    boundaries: Vec<String>,
    /// A line that was read too far, with its end.
    line: Vec<u8>,
    at_boundary: bool,
    /// Whether the line began before what is read of it.
    continues: bool,
    started: bool,
}

impl<R: Read> Message<R> {
    pub(super) fn new(source: R) -> Self {
        let lines = BufReader::with_capacity(32 * 1024, source);
        Self { lines, boundaries: Vec::new(), line: Vec::new(), at_boundary: false, continues: false, started: false }
    }

    /// The head of the next part that has a body of its own; `None` at the end. The body before it must have been read.
    pub(super) fn next(&mut self) -> Result<Option<Head>, ReadError> {
        loop {
            if self.started && !self.skip_to_boundary()? {
                return Ok(None);
            }
            let first = !std::mem::replace(&mut self.started, true);
            let head = self.head(first)?;
            match &head.boundary {
                Some(boundary) if head.content_type.starts_with("multipart/") => {
                    if self.boundaries.len() == MAX_BOUNDARIES {
                        return Err(UNCLEAR);
                    }
                    self.boundaries.push(boundary.clone());
                }
                None if head.content_type.starts_with("multipart/") => return Err(UNCLEAR),
                _ => return Ok(Some(head)),
            }
        }
    }

    /// The body of the part whose head came last.
    pub(super) fn body(&mut self, head: &Head) -> Body<'_, R> {
        let decoder = Decoder { transfer: head.transfer, bits: 0, held: 0, broken: false };
        Body { message: self, decoder, ready: Vec::new(), position: 0, ended: false }
    }

    /// Reads a line with its end; `false` at the end of the message.
    fn read_line(&mut self) -> io::Result<bool> {
        self.continues = !self.line.is_empty() && !self.line.ends_with(b"\n");
        self.line.clear();
        self.lines.by_ref().take(MAX_LINE).read_until(b'\n', &mut self.line)?;
        Ok(!self.line.is_empty())
    }

    /// Whether the line is the beginning or the end of a part.
    fn is_boundary(&self) -> bool {
        let Some(rest) = self.line.strip_prefix(b"--").filter(|_| !self.continues) else { return false };
        self.boundaries.iter().any(|boundary| rest.starts_with(boundary.as_bytes()))
    }

    /// Goes behind the next line that begins a part. Those that end one are followed by no head.
    fn skip_to_boundary(&mut self) -> io::Result<bool> {
        loop {
            if !std::mem::take(&mut self.at_boundary) {
                if !self.read_line()? {
                    return Ok(false);
                }
                if !self.is_boundary() {
                    continue;
                }
            }
            let line = self.line.trim_ascii_end();
            let ends = self.boundaries.iter().any(|boundary| line == format!("--{boundary}--").as_bytes());
            if !ends {
                return Ok(true);
            }
        }
    }

    /// Reads a head. Before that of the message there may be lines of something else.
    fn head(&mut self, of_message: bool) -> Result<Head, ReadError> {
        let mut fields: Vec<String> = Vec::new();
        let (mut length, mut junk) = (0, 0);
        while self.read_line()? {
            length += self.line.len();
            let line = String::from_utf8_lossy(&self.line).into_owned();
            let is_field = line.split_once(':').is_some_and(|(name, _)| {
                !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
            });
            match (line.trim().is_empty(), line.starts_with([' ', '\t']), fields.last_mut()) {
                (true, _, Some(_)) => break,
                (true, _, None) if !of_message => break,
                (false, true, Some(field)) => field.push_str(line.trim_end()),
                (false, false, _) if is_field => fields.push(line.trim_end().to_owned()),
                (_, _, None) if of_message && junk < MAX_JUNK => junk += 1,
                _ => return Err(UNCLEAR),
            }
            if length > MAX_HEAD {
                return Err(ReadError::IllFormed(Flaw::MessageHeadTooLong));
            }
        }
        Head::of(&fields)
    }
}

impl Head {
    fn of(fields: &[String]) -> Result<Self, ReadError> {
        let field = |name: &str| {
            let mut found = fields.iter().filter_map(|field| field.split_once(':'));
            found.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
        };
        let content_type = field("Content-Type").unwrap_or("text/plain");
        let transfer = field("Content-Transfer-Encoding").unwrap_or("7bit").to_ascii_lowercase();
        Ok(Self {
            name: field("Content-Location").or(field("Content-ID")).unwrap_or("a part").to_owned(),
            content_type: content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase(),
            charset: parameter(content_type, "charset").map(|charset| charset.to_ascii_lowercase()),
            boundary: parameter(content_type, "boundary").filter(|boundary| !boundary.is_empty()),
            transfer: match transfer.split([';', ' ']).next().unwrap_or_default() {
                "7bit" | "8bit" | "binary" | "" => Transfer::Plain,
                "quoted-printable" => Transfer::QuotedPrintable,
                "base64" => Transfer::Base64,
                _ => return Err(ReadError::IllFormed(Flaw::UnknownMessage)),
            },
        })
    }
}

/// A parameter of a field (RFC 2045 section 5.1). Comments are not looked for; who writes one within it is not understood.
fn parameter(field: &str, name: &str) -> Option<String> {
    let lower = field.to_ascii_lowercase();
    let at = lower.match_indices(name).map(|(at, _)| at).find(|&at| {
        let before = lower[..at].trim_end();
        before.ends_with(';') && lower[at + name.len()..].trim_start().starts_with('=')
    })?;
    let value = field[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
    Some(match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or_default().to_owned(),
        None => value.split([';', ' ', '\t']).next().unwrap_or_default().to_owned(),
    })
}

/// The decoded bytes of a part.
pub(super) struct Body<'a, R> {
    message: &'a mut Message<R>,
    decoder: Decoder,
    ready: Vec<u8>,
    position: usize,
    ended: bool,
}

impl<R: Read> Body<'_, R> {
    /// Whether something in it was not written as it should be, so that readers may see something else.
    pub(super) fn is_broken(&self) -> bool {
        self.decoder.broken
    }
}

impl<R: Read> Read for Body<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.position == self.ready.len() && !self.ended {
            self.ready.clear();
            self.position = 0;
            if !self.message.read_line()? {
                self.ended = true;
            } else if self.message.is_boundary() {
                self.message.at_boundary = true;
                self.ended = true;
            } else {
                self.decoder.line(&self.message.line, &mut self.ready);
            }
        }
        let read = self.ready[self.position..].as_ref().read(buffer)?;
        self.position += read;
        Ok(read)
    }
}

struct Decoder {
    transfer: Transfer,
    /// Bits of base64 that are not yet a byte, and how many.
    bits: u32,
    held: u32,
    broken: bool,
}

impl Decoder {
    fn line(&mut self, line: &[u8], out: &mut Vec<u8>) {
        match self.transfer {
            Transfer::Plain => out.extend_from_slice(line),
            Transfer::QuotedPrintable => self.quoted_printable(line, out),
            Transfer::Base64 => self.base64(line, out),
        }
    }

    /// RFC 2045 section 6.7.
    fn quoted_printable(&mut self, line: &[u8], out: &mut Vec<u8>) {
        let text = line.trim_ascii_end();
        let (text, soft) = text.strip_suffix(b"=").map_or((text, false), |text| (text, true));
        let mut rest = text;
        while let Some((&byte, tail)) = rest.split_first() {
            let escaped = (byte == b'=').then(|| tail.get(..2)).flatten().and_then(super::hex_byte);
            self.broken |= byte == b'=' && escaped.is_none();
            out.push(escaped.unwrap_or(byte));
            rest = if escaped.is_some() { &tail[2..] } else { tail };
        }
        if !soft {
            out.push(b'\n');
        }
    }

    /// RFC 2045 section 6.8: other characters are passed over.
    fn base64(&mut self, line: &[u8], out: &mut Vec<u8>) {
        for &byte in line {
            let value = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                b'=' => {
                    // What follows the end begins anew, as decoders have it that go on.
                    (self.bits, self.held) = (0, 0);
                    continue;
                }
                _ => {
                    self.broken |= !byte.is_ascii_whitespace();
                    continue;
                }
            };
            self.bits = self.bits << 6 | u32::from(value);
            self.held += 6;
            if self.held >= 8 {
                self.held -= 8;
                out.push(u8::try_from(self.bits >> self.held & 0xFF).unwrap_or_default());
            }
        }
    }
}
