//! `[Content_Types].xml` (ECMA-376 Part 2, content types markup).

use std::collections::HashMap;
use std::io::Read;

use super::kind::MainType;
use super::said::Said;
use super::xml::{Event, Vocabulary, XmlReader};
use super::{Flaw, Limits, ReadError, part_name};

/// The type of a VBA project (MS-OFFMACRO 2.2).
pub(super) const VBA_PROJECT: &str = "application/vnd.ms-office.vbaproject";

/// Longest name or type that is kept; real ones are below 150 bytes.
const MAX_TEXT: usize = 1_024;

/// The content types of a package's parts, in lower case and without parameters.
#[derive(Default)]
pub(super) struct ContentTypes {
    by_part: HashMap<String, String>,
    by_extension: HashMap<String, String>,
}

impl ContentTypes {
    /// Reads the whole part. Fails on ill-formed XML, and on a DTD, which ECMA-376 Part 2 forbids.
    pub(super) fn read(part: impl Read, limits: &Limits) -> Result<Self, ReadError> {
        let mut types = Self::default();
        let mut xml = XmlReader::new(part, limits)?;
        loop {
            let within = xml.depth();
            match xml.next_event()? {
                Event::Start(element) | Event::Empty(element)
                    if element.vocabulary() == Some(Vocabulary::ContentTypes) =>
                {
                    // What is within anything else is passed over by some (ECMA-376 Part 3).
                    if within > 1 {
                        return Err(ReadError::IllFormed(Flaw::TypeWithin));
                    }
                    let Some(content_type) = element.attribute("ContentType")? else { continue };
                    let content_type = essence(&content_type);
                    match element.local_name() {
                        "Default" => {
                            if let Some(extension) = element.attribute("Extension")? {
                                insert(&mut types.by_extension, extension.to_ascii_lowercase(), &content_type, limits)?;
                            }
                        }
                        "Override" => {
                            if let Some(name) = element.attribute("PartName")? {
                                insert(&mut types.by_part, part_name(&name), &content_type, limits)?;
                            }
                        }
                        _ => {}
                    }
                }
                Event::DocType => return Err(ReadError::IllFormed(Flaw::TypesDtd)),
                Event::Eof => return Ok(types),
                _ => {}
            }
        }
    }

    /// The type of a part, whose name is as [`part_name`] returns it.
    pub(super) fn of(&self, part: &str) -> Option<&str> {
        let by_extension = || {
            let file = part.rsplit('/').next()?;
            self.by_extension.get(file.rsplit_once('.')?.1)
        };
        self.by_part.get(part).or_else(by_extension).map(String::as_str)
    }

    /// Whether any part is declared to be the main part of a document.
    pub(super) fn declare_document(&self) -> bool {
        self.by_part.values().any(|declared| matches!(MainType::of(declared), MainType::Plain(_)))
    }
}

fn insert(
    types: &mut HashMap<String, String>,
    name: String,
    content_type: &str,
    limits: &Limits,
) -> Result<(), ReadError> {
    if types.len() >= limits.max_entries {
        return Err(ReadError::Limit(Flaw::TooManyTypes));
    }
    if name.len() > MAX_TEXT || content_type.len() > MAX_TEXT {
        return Err(ReadError::Limit(Flaw::TypeTooLong));
    }
    // The standard forbids to say it twice. Where it is done and matters, readers disagree on what the file is.
    let stands = types.entry(name).or_insert_with(|| content_type.to_owned());
    if *stands != content_type && decides(stands, content_type) {
        return Err(ReadError::IllFormed(Flaw::TypeTwice));
    }
    Ok(())
}

/// Whether the answer to an upload, or what a part is read as, hangs on which of two types holds.
fn decides(one: &str, other: &str) -> bool {
    let is_main = |content_type: &str| content_type == VBA_PROJECT || MainType::of(content_type) != MainType::Other;
    is_main(one) || is_main(other) || Said::of_type(one) != Said::of_type(other)
}

/// A media type without its parameters, in lower case (RFC 9110 section 8.3.1).
fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
