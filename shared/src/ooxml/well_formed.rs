//! Whether a part is well-formed (XML 1.0 section 2.1), which the XML reader alone does not ensure.

use std::io::Read;

use quick_xml::events::{BytesStart, Event};

use super::xml::XmlReader;
use super::{Limits, ReadError};

const NOT_WELL_FORMED: ReadError = ReadError::IllFormed("its main part is not well-formed");

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
            Event::GeneralRef(reference) if outside || !is_known(&reference) => return Err(NOT_WELL_FORMED),
            Event::Decl(_) if !first => return Err(NOT_WELL_FORMED),
            Event::DocType(_) => return Err(ReadError::IllFormed("its main part has a DTD")),
            Event::Eof | Event::Start(_) | Event::Empty(_) => return Err(NOT_WELL_FORMED),
            Event::End(_) | Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => {}
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
        }
        first = false;
    }
}

/// XML 1.0 production 2: no control characters but tab and line ends.
fn is_text(text: &str) -> bool {
    text.bytes().all(|byte| byte >= b' ' || matches!(byte, b'\t' | b'\n' | b'\r'))
}

/// Without a DTD there are five entities and the character references.
fn is_known(reference: &str) -> bool {
    matches!(reference, "amp" | "lt" | "gt" | "apos" | "quot") || quick_xml::escape::unescape(&format!("&{reference};")).is_ok()
}

fn check_element(element: &BytesStart<'_>) -> Result<(), ReadError> {
    if !is_name(element.name().as_ref()) {
        return Err(NOT_WELL_FORMED);
    }
    let mut names = Vec::new();
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| NOT_WELL_FORMED)?;
        let raw = attribute.value.as_ref();
        let sound = !raw.contains('<') && is_text(raw) && quick_xml::escape::unescape(raw).is_ok();
        if !sound || !is_name(attribute.key.as_ref()) {
            return Err(NOT_WELL_FORMED);
        }
        names.push(attribute.key);
    }
    names.sort_unstable();
    match names.windows(2).any(|pair| pair[0] == pair[1]) {
        true => Err(NOT_WELL_FORMED),
        false => Ok(()),
    }
}

/// XML 1.0 production 5, exact for ASCII.
fn is_name(name: &str) -> bool {
    let starts = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':') || !byte.is_ascii();
    let continues = |byte: u8| starts(byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    name.bytes().next().is_some_and(starts) && name.bytes().all(continues)
}
