//! Reading XML parts within bounds, whatever their encoding (XML 1.0).

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::{Limits, ReadError};

/// How much of a part is looked at to tell its encoding. Holds any XML declaration.
const HEAD: u64 = 256;
const CHUNK: usize = 32 * 1024;
const MAX_NAME: usize = 1_024;

/// The events of one part. One token is held in memory at a time.
pub(super) struct XmlReader<R: Read> {
    reader: Reader<Utf8<R>>,
    buffer: Vec<u8>,
    depth: usize,
    max_depth: usize,
}

impl<R: Read> XmlReader<R> {
    pub(super) fn new(part: R, limits: &Limits) -> Result<Self, ReadError> {
        let mut reader = Reader::from_reader(Utf8::new(part, limits.max_xml_token)?);
        reader.config_mut().check_comments = true;
        Ok(Self { reader, buffer: Vec::new(), depth: 0, max_depth: limits.max_xml_depth })
    }

    /// The next event. After `Eof`, every element has been closed.
    pub(super) fn next_event(&mut self) -> Result<Event<'_>, ReadError> {
        self.buffer.clear();
        self.reader.get_mut().start_token();
        let event = self.reader.read_event_into(&mut self.buffer).map_err(xml_error)?;
        match &event {
            Event::Start(element) => {
                self.depth += 1;
                // The reader keeps the names of all open elements.
                if self.depth > self.max_depth || element.name().as_ref().len() > MAX_NAME {
                    return Err(ReadError::IllFormed("its XML is nested too deeply"));
                }
            }
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Eof if self.depth > 0 => return Err(ReadError::IllFormed("its XML breaks off")),
            _ => {}
        }
        Ok(event)
    }

    /// Number of elements that are open after the last event.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }
}

fn xml_error(error: quick_xml::Error) -> ReadError {
    let quick_xml::Error::Io(error) = error else { return ReadError::IllFormed("its XML is not well-formed") };
    match std::sync::Arc::try_unwrap(error) {
        Ok(error) => error.into(),
        Err(shared) => ReadError::Io(io::Error::new(shared.kind(), shared)),
    }
}

/// The value of an attribute without regard to its prefix, unescaped.
pub(super) fn attribute<'e>(element: &'e BytesStart<'_>, name: &str) -> Result<Option<Cow<'e, str>>, ReadError> {
    const BROKEN: ReadError = ReadError::IllFormed("its XML has a broken attribute");
    // Repeated names are not looked for here: that would cost the square of their number.
    for found in element.attributes().with_checks(false) {
        let found = found.map_err(|_| BROKEN)?;
        if found.key.local_name().as_ref() == name {
            return found.normalized_value(XmlVersion::Implicit1_0).map(Some).map_err(|_| BROKEN);
        }
    }
    Ok(None)
}

/// A part as UTF-8, with a bound on what may be read for one token.
pub(super) struct Utf8<R> {
    source: BufReader<Chain<Cursor<Vec<u8>>, R>>,
    encoding: Encoding,
    decoded: Vec<u8>,
    position: usize,
    token: usize,
    max_token: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16 {
        big_endian: bool,
    },
    /// Any encoding that holds ASCII in single bytes. Markup is ASCII; for the rest it does not matter here.
    Latin1,
}

impl Encoding {
    /// XML 1.0 appendix F.
    fn of(head: &[u8]) -> Self {
        match head {
            [0xFE, 0xFF, ..] | [0, b'<', 0, _, ..] => Self::Utf16 { big_endian: true },
            [0xFF, 0xFE, ..] | [b'<', 0, _, 0, ..] => Self::Utf16 { big_endian: false },
            _ if declares_other_encoding(head) => Self::Latin1,
            _ => Self::Utf8,
        }
    }
}

fn declares_other_encoding(head: &[u8]) -> bool {
    let head = head.to_ascii_lowercase();
    let head = String::from_utf8_lossy(&head);
    let Some((declaration, _)) = head.trim_start_matches('\u{FEFF}').split_once("?>") else { return false };
    let Some((_, encoding)) = declaration.split_once("encoding") else { return false };
    let encoding = encoding.trim_start_matches([' ', '\t', '\r', '\n', '=', '"', '\'']);
    declaration.starts_with("<?xml") && !["utf", "us-ascii", "ascii"].iter().any(|name| encoding.starts_with(name))
}

impl<R: Read> Utf8<R> {
    fn new(mut part: R, max_token: usize) -> io::Result<Self> {
        let mut head = Vec::new();
        part.by_ref().take(HEAD).read_to_end(&mut head)?;
        let encoding = Encoding::of(&head);
        let mut head = Cursor::new(head);
        if matches!(head.get_ref().as_slice(), [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..]) {
            head.set_position(2);
        }
        let source = BufReader::with_capacity(CHUNK, head.chain(part));
        Ok(Self { source, encoding, decoded: Vec::new(), position: 0, token: 0, max_token })
    }

    fn start_token(&mut self) {
        self.token = 0;
    }

    fn decode_utf16(&mut self, big_endian: bool) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(CHUNK + 2);
        self.source.by_ref().take(CHUNK as u64).read_to_end(&mut bytes)?;
        let unit = |pair: &[u8]| {
            let pair = [pair[0], pair[1]];
            if big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
        };
        // A character outside the first plane takes two units: do not end between them.
        if bytes.len() == CHUNK && (0xD800..0xDC00).contains(&unit(&bytes[CHUNK - 2..])) {
            self.source.by_ref().take(2).read_to_end(&mut bytes)?;
        }
        if bytes.len() % 2 == 1 {
            return Err(ReadError::IllFormed("its UTF-16 is broken").into());
        }
        for character in char::decode_utf16(bytes.chunks_exact(2).map(unit)) {
            let character = character.map_err(|_| ReadError::IllFormed("its UTF-16 is broken"))?;
            self.decoded.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
        Ok(())
    }

    fn decode_latin1(&mut self) -> io::Result<()> {
        let bytes = self.source.fill_buf()?;
        let length = bytes.len();
        for &byte in bytes {
            self.decoded.extend_from_slice(char::from(byte).encode_utf8(&mut [0; 4]).as_bytes());
        }
        self.source.consume(length);
        Ok(())
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for Utf8<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.token > self.max_token {
            return Err(ReadError::IllFormed("its XML has a token that is too long").into());
        }
        if self.encoding == Encoding::Utf8 {
            return self.source.fill_buf();
        }
        if self.position == self.decoded.len() {
            self.decoded.clear();
            self.position = 0;
            match self.encoding {
                Encoding::Utf16 { big_endian } => self.decode_utf16(big_endian)?,
                Encoding::Utf8 | Encoding::Latin1 => self.decode_latin1()?,
            }
        }
        Ok(&self.decoded[self.position..])
    }

    fn consume(&mut self, bytes: usize) {
        self.token = self.token.saturating_add(bytes);
        if self.encoding == Encoding::Utf8 {
            self.source.consume(bytes);
        } else {
            self.position = (self.position + bytes).min(self.decoded.len());
        }
    }
}
