//! A ZIP file read as a package (ECMA-376 Part 2): what its parts are and which is the main one.

use std::io::{Read, Seek};

use super::archive::{Archive, EntryReader};
use super::content_types::{ContentTypes, VBA_PROJECT};
use super::kind::MainType;
use super::relationships::{Relationships, relationships_of, resolve};
use super::{Flaw, ReadError};

const CONTENT_TYPES: &str = "[content_types].xml";
/// More main parts than any document has.
const MAX_MAINS: usize = 8;

/// The part that the package is about.
pub(super) struct Main {
    /// Its name; there may be no such entry.
    pub(super) part: String,
    pub(super) main_type: MainType,
}

/// A ZIP file with `[Content_Types].xml`.
pub(super) struct Package<'a, R> {
    pub(super) archive: Archive<'a, R>,
    pub(super) types: ContentTypes,
    /// Targets of the `officeDocument` relationships. The standard wants one; the first counts.
    mains: Vec<Main>,
}

impl<'a, R: Read + Seek> Package<'a, R> {
    /// Reads content types and the package's relationships. `None` if there are no content types, so that the ZIP
    /// file is no package; nothing else of it has been looked at then.
    pub(super) fn of(archive: Archive<'a, R>) -> Result<Option<Self>, ReadError> {
        if archive.find(CONTENT_TYPES)?.is_none() {
            return Ok(None);
        }
        archive.check_layout()?;
        let limits = archive.limits();
        let Some(types) = content_types(&archive)? else { return Ok(None) };
        let mut mains = Vec::new();
        if let Some(part) = open_index(&archive, &relationships_of(""))? {
            let mut relationships = Relationships::new(part, limits)?;
            while let Some(found) = relationships.next()? {
                if found.is_office_document() && !found.external {
                    if mains.len() == MAX_MAINS {
                        return Err(ReadError::Limit(Flaw::TooManyMainParts));
                    }
                    let part = resolve("", &found.target);
                    let main_type = types.of(&part).map_or(MainType::Other, MainType::of);
                    mains.push(Main { part, main_type });
                }
            }
            relationships.check_for_all()?;
        }
        Ok(Some(Self { archive, types, mains }))
    }

    /// The main part; `None` if no relationship leads to one.
    pub(super) fn main(&self) -> Option<&Main> {
        self.mains.first()
    }

    /// Whether the main type allows macros or there is a VBA project: by type, by name, or by relationship.
    pub(super) fn may_carry_macros(&self) -> Result<bool, ReadError> {
        let by_type = self.mains.iter().any(|main| main.main_type == MainType::MacroEnabled);
        Ok(by_type || self.has_vba_part() || self.has_vba_relationship()?)
    }

    fn has_vba_part(&self) -> bool {
        self.archive.entries().iter().any(|entry| {
            let name = entry.part.rsplit('/').next();
            name == Some("vbaproject.bin") || self.types.of(&entry.part) == Some(VBA_PROJECT)
        })
    }

    fn has_vba_relationship(&self) -> Result<bool, ReadError> {
        let Some(main) = self.main() else { return Ok(false) };
        // Of any size: a text may have thousands of hyperlinks, and one at a time is held in memory.
        let Some(entry) = self.archive.find(&relationships_of(&main.part))? else { return Ok(false) };
        let part = self.archive.read(entry)?;
        let found = Relationships::new(part, self.archive.limits()).and_then(|mut relationships| {
            while let Some(found) = relationships.next()? {
                if found.short_kind() == "vbaProject" {
                    return Ok(true);
                }
            }
            Ok(false)
        });
        match found {
            // Only the parts that lead to the main one have to be well-formed. What a limit hides is another matter.
            Err(ReadError::IllFormed(_)) => Ok(false),
            found => found,
        }
    }
}

/// Reads the content types of an archive, if it has any.
pub(super) fn content_types<R: Read + Seek>(archive: &Archive<'_, R>) -> Result<Option<ContentTypes>, ReadError> {
    open_index(archive, CONTENT_TYPES)?.map(|part| ContentTypes::read(part, archive.limits())).transpose()
}

/// Opens a part that must be read before anything else can be said, and so must not be large.
fn open_index<'s, R: Read + Seek>(
    archive: &'s Archive<'_, R>,
    part: &str,
) -> Result<Option<EntryReader<'s, R>>, ReadError> {
    match archive.find(part)? {
        Some(entry) if entry.size > archive.limits().max_index_bytes => Err(ReadError::Limit(Flaw::IndexTooLarge)),
        Some(entry) => archive.read(entry).map(Some),
        None => Ok(None),
    }
}
