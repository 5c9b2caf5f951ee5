//! Reading XML parts within bounds, whatever their encoding (XML 1.0, Namespaces in XML 1.0).

mod names;

use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{self, BytesCData, BytesDecl, BytesPI, BytesRef, BytesText};

use self::names::Scope;
pub(crate) use self::names::{Element, Vocabulary};
use super::{Limits, ReadError};

/// How much of a part is looked at to tell its encoding. Holds any XML declaration.
const HEAD: u64 = 256;
const CHUNK: usize = 32 * 1024;
const MAX_NAME: usize = 1_024;

/// What one comes upon in a part.
pub(super) enum Event<'a> {
    /// A start tag.
    Start(Element<'a>),
    /// An empty element, `<a/>`.
    Empty(Element<'a>),
    /// An end tag. It is that of the innermost open element.
    End,
    /// Text as it is written, without references.
    Text(BytesText<'a>),
    /// A CDATA section.
    CData(BytesCData<'a>),
    /// A reference to a character or an entity, in a text.
    Reference(BytesRef<'a>),
    /// A comment.
    Comment(BytesText<'a>),
    /// A processing instruction.
    Instruction(BytesPI<'a>),
    /// The XML declaration.
    Declaration(BytesDecl<'a>),
    /// A document type declaration.
    DocType,
    /// The end of the part. Every element has been closed.
    Eof,
}

/// The events of one part. One token is held in memory at a time.
pub(super) struct XmlReader<R: Read> {
    reader: Reader<Utf8<R>>,
    buffer: Vec<u8>,
    scope: Scope,
    depth: usize,
    max_depth: usize,
}

impl<R: Read> XmlReader<R> {
    pub(super) fn new(part: R, limits: &Limits) -> Result<Self, ReadError> {
        let mut reader = Reader::from_reader(Utf8::new(part, limits.max_xml_token)?);
        reader.config_mut().check_comments = true;
        Ok(Self { reader, buffer: Vec::new(), scope: Scope::default(), depth: 0, max_depth: limits.max_xml_depth })
    }

    /// The next event.
    pub(super) fn next_event(&mut self) -> Result<Event<'_>, ReadError> {
        self.buffer.clear();
        self.reader.get_mut().start_token();
        self.scope.leave(self.depth);
        let event = self.reader.read_event_into(&mut self.buffer).map_err(xml_error)?;
        Ok(match event {
            events::Event::Start(tag) => {
                self.depth += 1;
                // The reader keeps the names of all open elements.
                if self.depth > self.max_depth || tag.name().as_ref().len() > MAX_NAME {
                    return Err(ReadError::IllFormed("its XML is nested too deeply"));
                }
                self.scope.enter(&tag, self.depth)?;
                Event::Start(Element::new(tag, &self.scope)?)
            }
            events::Event::Empty(tag) => {
                self.scope.enter(&tag, self.depth + 1)?;
                Event::Empty(Element::new(tag, &self.scope)?)
            }
            events::Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                Event::End
            }
            events::Event::Text(text) => Event::Text(text),
            events::Event::CData(text) => Event::CData(text),
            events::Event::GeneralRef(reference) => Event::Reference(reference),
            events::Event::Comment(text) => Event::Comment(text),
            events::Event::PI(instruction) => Event::Instruction(instruction),
            events::Event::Decl(declaration) => Event::Declaration(declaration),
            events::Event::DocType(_) => Event::DocType,
            events::Event::Eof if self.depth > 0 => return Err(ReadError::IllFormed("its XML breaks off")),
            events::Event::Eof => Event::Eof,
        })
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
