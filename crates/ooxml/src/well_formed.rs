//! Whether a part is well-formed (XML 1.0 section 2.1), which the XML reader alone does not ensure.

use std::io::Read;

use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesDecl, BytesPI};

use super::xml::{Element, Event, XmlReader};
use super::{Limits, ReadError};

const NOT_WELL_FORMED: ReadError = ReadError::IllFormed("its main part is not well-formed");

/// Beginnings of the names of encodings that occur; the standard itself wants UTF-8 or UTF-16.
const ENCODINGS: [&str; 12] =
    ["utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-", "windows-", "cp", "shift_jis", "gb", "big5", "koi8-"];

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
            Event::Text(text) if text.contains("]]>") || !is_text(&text) => return Err(NOT_WELL_FORMED),
            Event::CData(text) if outside || !is_text(&text) => return Err(NOT_WELL_FORMED),
            Event::Reference(reference) if outside || !is_known(&reference) => return Err(NOT_WELL_FORMED),
            Event::Declaration(declaration) if !first || !is_declaration(&declaration) => return Err(NOT_WELL_FORMED),
            Event::Comment(text) if !is_text(&text) => return Err(NOT_WELL_FORMED),
            Event::Instruction(instruction) if !is_instruction(&instruction) => return Err(NOT_WELL_FORMED),
            Event::DocType => return Err(ReadError::IllFormed("its main part has a DTD")),
            Event::Eof | Event::Start(_) | Event::Empty(_) => return Err(NOT_WELL_FORMED),
            _ => {}
        }
        first = false;
    }
}

/// XML 1.0 production 23: version, then encoding, then standalone, of which the last two may be left out.
fn is_declaration(declaration: &BytesDecl<'_>) -> bool {
    let mut expected = ["version", "encoding", "standalone"].iter();
    for attribute in Attributes::new(declaration, "xml".len()) {
        let Ok(attribute) = attribute else { return false };
        let (key, value) = (attribute.key.as_ref(), attribute.value.to_ascii_lowercase());
        let sound = match key {
            _ if !value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.:-".contains(&byte)) => false,
            "version" => true,
            "encoding" => ENCODINGS.iter().any(|known| value.starts_with(known)),
            _ => value == "yes" || value == "no",
        };
        if !sound || !expected.any(|name| *name == key) {
            return false;
        }
    }
    declaration.version().is_ok() && is_spaced(declaration)
}

/// XML 1.0 productions 16 and 17.
fn is_instruction(instruction: &BytesPI<'_>) -> bool {
    is_name(instruction.target()) && !instruction.target().eq_ignore_ascii_case("xml") && is_text(instruction)
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

/// XML 1.0 production 2: no control characters but tab and line ends, and not the last two of the first plane.
fn is_text(text: &str) -> bool {
    let bytes = text.as_bytes();
    let ends_plane = |at: usize| matches!(bytes.get(at + 2), Some(0xBE | 0xBF));
    if memchr::memmem::find_iter(bytes, b"\xEF\xBF").any(ends_plane) {
        return false;
    }
    text.bytes().all(|byte| byte >= b' ' || matches!(byte, b'\t' | b'\n' | b'\r'))
}

/// Without a DTD there are five entities and the character references.
fn is_known(reference: &str) -> bool {
    matches!(reference, "amp" | "lt" | "gt" | "apos" | "quot")
        || quick_xml::escape::unescape(&format!("&{reference};")).is_ok()
}

fn check_element(element: &Element<'_>) -> Result<(), ReadError> {
    let tag = element.tag();
    if !is_name(tag.name().as_ref()) || !is_spaced(tag.attributes_raw()) {
        return Err(NOT_WELL_FORMED);
    }
    let mut names = Vec::new();
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| NOT_WELL_FORMED)?;
        let raw = attribute.value.as_ref();
        let sound = !raw.contains('<') && is_text(raw) && quick_xml::escape::unescape(raw).is_ok();
        if !sound || !is_name(attribute.key.as_ref()) {
            return Err(NOT_WELL_FORMED);
        }
        names.push(element.expanded(attribute.key).ok_or(NOT_WELL_FORMED)?);
    }
    names.sort_unstable();
    let repeated = names.windows(2).any(|pair| pair[0] == pair[1]);
    if repeated { Err(NOT_WELL_FORMED) } else { Ok(()) }
}

/// XML 1.0 production 5, exact for ASCII.
fn is_name(name: &str) -> bool {
    let starts = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':') || !byte.is_ascii();
    let continues = |byte: u8| starts(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    name.bytes().next().is_some_and(starts) && name.bytes().all(continues)
}
