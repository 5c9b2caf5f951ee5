//! Relationships parts, `_rels/*.rels` (ECMA-376 Part 2, relationships markup).

use std::io::Read;

use super::xml::{Element, Event, Vocabulary, XmlReader};
use super::{Flaw, Limits, ReadError, part_name};

/// The two types of the relationship that leads to the main part: transitional and strict.
const OFFICE_DOCUMENT: [&str; 2] = [
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument",
];

/// One relationship.
#[derive(Debug)]
pub(super) struct Relationship {
    /// The type, a URI.
    pub(super) kind: String,
    /// A URI: relative to the source part if internal.
    pub(super) target: String,
    /// Whether the target lies outside the package.
    pub(super) external: bool,
}

impl Relationship {
    /// Reads the element of that name.
    pub(super) fn of(element: &Element<'_>) -> Result<Self, ReadError> {
        Ok(Self {
            kind: element.attribute("Type")?.unwrap_or_default().into_owned(),
            target: element.attribute("Target")?.unwrap_or_default().into_owned(),
            external: element.attribute("TargetMode")?.is_some_and(|mode| mode.eq_ignore_ascii_case("External")),
        })
    }

    /// Whether it leads to the main part of a document.
    pub(super) fn is_office_document(&self) -> bool {
        OFFICE_DOCUMENT.contains(&self.kind.as_str())
    }

    /// The last segment of the type, which is the same in transitional, strict and vendors' types.
    pub(super) fn short_kind(&self) -> &str {
        self.kind.rsplit('/').next().unwrap_or_default()
    }
}

/// A relationships part, read one relationship at a time.
pub(super) struct Relationships<R: Read> {
    xml: XmlReader<R>,
    for_all: bool,
}

impl<R: Read> Relationships<R> {
    pub(super) fn new(part: R, limits: &Limits) -> Result<Self, ReadError> {
        Ok(Self { xml: XmlReader::new(part, limits)?, for_all: true })
    }

    /// Fails if one that was read is within another element: that is passed over by some (ECMA-376 Part 3).
    pub(super) fn check_for_all(&self) -> Result<(), ReadError> {
        if self.for_all { Ok(()) } else { Err(ReadError::IllFormed(Flaw::RelationshipWithin)) }
    }

    /// The next relationship; `None` at the end. Fails on ill-formed XML, and on a DTD.
    pub(super) fn next(&mut self) -> Result<Option<Relationship>, ReadError> {
        loop {
            let within = self.xml.depth();
            match self.xml.next_event()? {
                Event::Start(element) | Event::Empty(element)
                    if element.is(Vocabulary::PackageRelationships, "Relationship") =>
                {
                    self.for_all &= within <= 1;
                    return Relationship::of(&element).map(Some);
                }
                Event::DocType => return Err(ReadError::IllFormed(Flaw::RelationshipsDtd)),
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }
}

/// The name of the relationships part of a part; of the package for the empty name.
pub(super) fn relationships_of(part: &str) -> String {
    let (folder, file) = part.rsplit_once('/').map_or(("", part), |(folder, file)| (folder, file));
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}_rels/{file}.rels")
}

/// The part that a relationships part belongs to: [`relationships_of`] backwards.
pub(super) fn source_of(relationships: &str) -> Option<String> {
    let (folder, file) = relationships.rsplit_once("_rels/")?;
    Some(format!("{folder}{}", file.strip_suffix(".rels")?))
}

/// The part that a relationship of `source` leads to, in the form of [`part_name`].
pub(super) fn resolve(source: &str, target: &str) -> String {
    // White space around a URI does not count (XML Schema Part 2, `anyURI`).
    let target = target.trim().split(['#', '?']).next().unwrap_or_default();
    let target_name = part_name(target);
    let mut segments: Vec<&str> = Vec::new();
    if !target.starts_with(['/', '\\']) {
        segments.extend(source.split('/'));
        segments.pop();
    }
    for segment in target_name.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    segments.join("/")
}
