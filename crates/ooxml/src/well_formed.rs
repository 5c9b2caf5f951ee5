//! Whether a part is well-formed (XML 1.0 section 2.1), which the XML reader alone does not ensure.

use std::io::Read;

use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesDecl, BytesPI};

use super::xml::{
    Element, Event, XmlReader, is_attribute_value, is_plain_name, is_qualified_name, is_text, referenced,
};
use super::{Flaw, Limits, ReadError};

const NOT_WELL_FORMED: ReadError = ReadError::IllFormed(Flaw::MainNotWellFormed);
const WRONG_CHARACTER: ReadError = ReadError::IllFormed(Flaw::MainCharacter);
const UNDECLARED: ReadError = ReadError::IllFormed(Flaw::MainPrefixUndeclared);
const TWICE: ReadError = ReadError::IllFormed(Flaw::MainAttributeTwice);

/// Reads a part to its end. Fails if it is not well-formed, or has a DTD: Office refuses to open those, and a DTD
/// may name files or servers that another reader would fetch.
pub(super) fn check_well_formed(part: impl Read, limits: &Limits) -> Result<(), ReadError> {
    let mut xml = XmlReader::new(part, limits)?;
    let mut root_seen = false;
    let mut first = true;
    loop {
        let outside = xml.depth() == 0;
        match xml.next_event()? {
            Event::Eof if root_seen => return Ok(()),
            Event::Start(element) | Event::Empty(element) if !(outside && root_seen) => {
                check_element(&element)?;
                root_seen = true;
            }
            Event::Text(text) if outside && !text.bytes().all(|byte| byte.is_ascii_whitespace()) => {
                return Err(NOT_WELL_FORMED);
            }
            Event::Text(text) | Event::Comment(text) if !is_text(&text) => return Err(WRONG_CHARACTER),
            Event::Text(text) if text.contains("]]>") => return Err(NOT_WELL_FORMED),
            Event::CData(_) | Event::Reference(_) if outside => return Err(NOT_WELL_FORMED),
            Event::CData(text) if !is_text(&text) => return Err(WRONG_CHARACTER),
            Event::Reference(reference) if referenced(&reference).is_none() => {
                return Err(if reference.starts_with('#') { WRONG_CHARACTER } else { NOT_WELL_FORMED });
            }
            Event::Declaration(declaration) if !first || !is_declaration(&declaration) => return Err(NOT_WELL_FORMED),
            Event::Instruction(instruction) if !is_instruction(&instruction) => return Err(NOT_WELL_FORMED),
            Event::DocType => return Err(ReadError::IllFormed(Flaw::MainDtd)),
            Event::Eof | Event::Start(_) | Event::Empty(_) => return Err(NOT_WELL_FORMED),
            _ => {}
        }
        first = false;
    }
}

/// XML 1.0 production 23: version, then encoding, then standalone, of which the last two may be left out. Whether the
/// encoding is the one that the bytes are in has been looked at by the reader.
fn is_declaration(declaration: &BytesDecl<'_>) -> bool {
    let mut expected = ["version", "encoding", "standalone"].iter();
    for attribute in Attributes::new(declaration, "xml".len()) {
        let Ok(attribute) = attribute else { return false };
        let (key, value) = (attribute.key.as_ref(), attribute.value.as_ref());
        let sound = match key {
            "version" => is_version(value),
            "encoding" => is_encoding_name(value),
            _ => value == "yes" || value == "no",
        };
        if !sound || !expected.any(|name| *name == key) {
            return false;
        }
    }
    declaration.version().is_ok() && is_spaced(declaration)
}

/// XML 1.0 production 26.
fn is_version(value: &str) -> bool {
    value.strip_prefix("1.").is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit()))
}

/// XML 1.0 production 81.
fn is_encoding_name(value: &str) -> bool {
    value.starts_with(|first: char| first.is_ascii_alphabetic())
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// XML 1.0 productions 16 and 17; the target has no colon (Namespaces in XML 1.0, section 7).
fn is_instruction(instruction: &BytesPI<'_>) -> bool {
    is_plain_name(instruction.target()) && !instruction.target().eq_ignore_ascii_case("xml") && is_text(instruction)
}

/// XML 1.0 productions 23 and 40: white space stands before every attribute.
fn is_spaced(attributes: &str) -> bool {
    let mut quote = None;
    let mut after_value = false;
    for byte in attributes.bytes() {
        if after_value && !byte.is_ascii_whitespace() {
            return false;
        }
        after_value = quote == Some(byte);
        match quote {
            None if byte == b'"' || byte == b'\'' => quote = Some(byte),
            Some(_) if after_value => quote = None,
            _ => {}
        }
    }
    true
}

/// Names, values and spaces of a tag, and that no attribute occurs twice, by whichever prefix (Namespaces in XML 1.0,
/// section 6.3).
fn check_element(element: &Element<'_>) -> Result<(), ReadError> {
    let tag = element.tag();
    if !is_qualified_name(tag.name().as_ref()) || !is_spaced(tag.attributes_raw()) {
        return Err(NOT_WELL_FORMED);
    }
    let mut names = Vec::new();
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| NOT_WELL_FORMED)?;
        let raw = attribute.value.as_ref();
        if !is_text(raw) {
            return Err(WRONG_CHARACTER);
        }
        if !is_attribute_value(raw) || !is_qualified_name(attribute.key.as_ref()) {
            return Err(NOT_WELL_FORMED);
        }
        names.push(element.expanded(attribute.key.into_inner()).ok_or(UNDECLARED)?);
    }
    names.sort_unstable();
    let repeated = names.windows(2).any(|pair| pair[0] == pair[1]);
    if repeated { Err(TWICE) } else { Ok(()) }
}
