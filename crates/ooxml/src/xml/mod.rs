//! Reading XML parts within bounds, whatever their encoding (XML 1.0, Namespaces in XML 1.0).

mod characters;
mod decoding;
mod names;

use std::io::{self, Read};
use std::mem::replace;

use quick_xml::Reader;
use quick_xml::events::{self, BytesCData, BytesDecl, BytesPI, BytesRef, BytesText};

pub(crate) use self::characters::{is_attribute_value, is_plain_name, is_qualified_name, is_text, referenced};
use self::decoding::{Encoding, Utf8};
use self::names::Scope;
pub(crate) use self::names::{Element, Vocabulary};
use super::{Flaw, Limits, ReadError};

/// Longest name of an element that has content.
const MAX_NAME: usize = 1_024;

const NOT_WELL_FORMED: ReadError = ReadError::IllFormed(Flaw::NotWellFormed);

/// What one comes upon in a part.
pub(super) enum Event<'a> {
    /// A start tag.
    Start(Element<'a>),
    /// An empty element, `<a/>`.
    Empty(Element<'a>),
    /// An end tag. It is that of the innermost open element.
    End,
    /// Text as it is written, without references. A long one comes in pieces.
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

/// The events of one part. One tag, comment or piece of a text is held in memory at a time.
pub(super) struct XmlReader<R: Read> {
    tokens: Tokens<R>,
    scope: Scope,
    /// Whether what is declared of the encoding still has to be looked at.
    undeclared: bool,
    is_part: bool,
    depth: usize,
    max_depth: usize,
}

impl<R: Read> XmlReader<R> {
    pub(super) fn new(part: R, limits: &Limits) -> Result<Self, ReadError> {
        let mut reader = Reader::from_reader(Utf8::new(part, limits.max_xml_token)?);
        reader.config_mut().check_comments = true;
        let tokens = Tokens { reader, buffer: Vec::new() };
        let max_depth = limits.max_xml_depth;
        Ok(Self { tokens, scope: Scope::default(), undeclared: true, is_part: true, depth: 0, max_depth })
    }

    /// The same for a file that is no part of a package. Some programs keep XML as text, in an encoding that it does not
    /// know of.
    pub(super) fn beside_packages(self) -> Self {
        Self { is_part: false, ..self }
    }

    /// The next event.
    pub(super) fn next_event(&mut self) -> Result<Event<'_>, ReadError> {
        self.scope.leave(self.depth);
        let encoding = self.tokens.encoding();
        let token = self.tokens.next()?;
        if replace(&mut self.undeclared, false) && self.is_part {
            let declared = match &token {
                events::Event::Decl(declaration) => declaration.encoding().transpose().map_err(|_| NOT_WELL_FORMED)?,
                _ => None,
            };
            encoding.fits(declared.as_deref())?;
        }
        Ok(match token {
            events::Event::Start(tag) => {
                self.depth += 1;
                if self.depth > self.max_depth {
                    return Err(ReadError::Limit(Flaw::TooDeep));
                }
                // The reader keeps the names of all open elements.
                if tag.name().as_ref().len() > MAX_NAME {
                    return Err(ReadError::Limit(Flaw::NameTooLong));
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
            events::Event::Eof if self.depth > 0 => return Err(ReadError::IllFormed(Flaw::BreaksOff)),
            events::Event::Eof => Event::Eof,
        })
    }

    /// Number of elements that are open after the last event.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }
}

/// The tags and texts of one part, whose names mean nothing yet.
struct Tokens<R: Read> {
    reader: Reader<Utf8<R>>,
    buffer: Vec<u8>,
}

impl<R: Read> Tokens<R> {
    fn encoding(&self) -> Encoding {
        self.reader.get_ref().encoding()
    }

    fn next(&mut self) -> Result<events::Event<'_>, ReadError> {
        if self.reader.get_ref().is_cut() {
            self.read()?;
        }
        self.read()
    }

    fn read(&mut self) -> Result<events::Event<'_>, ReadError> {
        self.buffer.clear();
        self.reader.get_mut().start_token();
        self.reader.read_event_into(&mut self.buffer).map_err(xml_error)
    }
}

fn xml_error(error: quick_xml::Error) -> ReadError {
    let quick_xml::Error::Io(error) = error else { return NOT_WELL_FORMED };
    match std::sync::Arc::try_unwrap(error) {
        Ok(error) => error.into(),
        Err(shared) => ReadError::Io(io::Error::new(shared.kind(), shared)),
    }
}
