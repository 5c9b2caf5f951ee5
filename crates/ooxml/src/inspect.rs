//! The inspection: what does a document carry that could harm who opens it?

use std::collections::HashMap;
use std::io::{Cursor, Read, Seek};

use super::archive::{Archive, Entry};
use super::content_types::{ContentTypes, VBA_PROJECT};
use super::encoding::{is_allowed_xml, is_readable_xml};
use super::external::short_kind;
use super::findings::{FindingKind, Report};
use super::html::{Dialect, scan_html};
use super::limits::{BUFFER, Budget};
use super::package::content_types;
use super::parts::{scan_relationships, scan_xml};
use super::relationships::{resolve, source_of};
use super::said::Said;
use super::signatures::{FileType, HEAD, Watched, executable_extension, is_disk_image};
use super::{Flaw, Limits, ReadError};

/// The type of charts, transitional and strict.
const CHART: &str = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml";

/// Looks into every entry of a document that [`check`](super::check()) has taken, and into embedded packages and OLE
/// objects. Blocking; reads every byte once, and embedded ones twice.
///
/// Fails if the document itself cannot be read to its end within `limits`. What is wrong with an embedded package is
/// a finding.
pub fn inspect<R: Read + Seek>(reader: R, limits: &Limits) -> Result<Report, ReadError> {
    let (document, embedded) = (Budget::new(limits), Budget::new(limits));
    let mut inspection = Inspection {
        limits,
        embedded: &embedded,
        report: Report::new(limits.max_findings),
        buffer: vec![0; BUFFER],
        package: Package::default(),
    };
    inspection.archive(&Archive::open(reader, &document)?, &Place::default())?;
    Ok(inspection.report)
}

/// Where in a document one is.
#[derive(Default, Clone)]
pub(super) struct Place {
    pub(super) name: String,
    pub(super) depth: usize,
}

impl Place {
    /// Something within, at the same depth.
    pub(super) fn within(&self, name: &str) -> Self {
        let name = if self.name.is_empty() { name.to_owned() } else { format!("{} > {name}", self.name) };
        Self { name, depth: self.depth }
    }

    /// The inside of what is here.
    pub(super) fn inside(&self) -> Self {
        Self { name: self.name.clone(), depth: self.depth + 1 }
    }
}

/// What a relationship takes a part for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// An OLE object.
    Object,
    /// Content in another format (`altChunk`).
    Chunk,
}

impl Said {
    fn of(entry: &Entry, types: Option<&ContentTypes>, roles: &HashMap<String, Role>) -> Self {
        let content_type = types.and_then(|types| types.of(&entry.part)).unwrap_or_default();
        let ends = |ending| entry.part.ends_with(ending);
        // Other formats are ZIP files, too.
        if types.is_none() && ends(".xml") {
            return Self::ForeignXml;
        }
        if ends(".rels") {
            let source =
                types.zip(source_of(&entry.part)).and_then(|(types, source)| Some(types.of(&source)?.to_owned()));
            return Self::Relationships { of_chart: source.is_some_and(|source| source == CHART) };
        }
        let by_type = Self::of_type(content_type);
        match (by_type, roles.get(&*entry.part)) {
            // What is taken in on opening is read as what it begins with, whatever it is said to be.
            (Self::Anything | Self::Xml | Self::ForeignXml, Some(Role::Chunk)) => Self::Chunk,
            (Self::Anything, None) if ends(".vml") || ends(".svg") => Self::Drawing,
            (Self::Anything, None) if ends(".xml") => Self::Xml,
            (Self::Anything, Some(Role::Object)) => Self::Object,
            _ => by_type,
        }
    }
}

/// An inspection under way.
pub(super) struct Inspection<'a> {
    pub(super) limits: &'a Limits,
    /// What all embedded packages and objects together may cost.
    pub(super) embedded: &'a Budget<'a>,
    pub(super) report: Report,
    pub(super) buffer: Vec<u8>,
    /// The package that is being looked into.
    package: Package,
}

/// What relationships say of the parts of a package.
#[derive(Default)]
struct Package {
    /// The part whose relationships are being read.
    source: String,
    roles: HashMap<String, Role>,
}

impl Inspection<'_> {
    pub(super) fn archive<R: Read + Seek>(&mut self, archive: &Archive<'_, R>, place: &Place) -> Result<(), ReadError> {
        let around = std::mem::take(&mut self.package);
        let read = self.entries(archive, place);
        self.package = around;
        read
    }

    fn entries<R: Read + Seek>(&mut self, archive: &Archive<'_, R>, place: &Place) -> Result<(), ReadError> {
        let laid_out = archive.check_layout();
        self.settle(laid_out, place)?;
        let types = match content_types(archive) {
            Err(ReadError::IllFormed(flaw) | ReadError::Limit(flaw)) => {
                self.report.unreadable(&place.within("[Content_Types].xml").name, flaw.as_str());
                Some(ContentTypes::default())
            }
            Err(error) => {
                self.settle(Err(error), place)?;
                Some(ContentTypes::default())
            }
            Ok(types) => types,
        };
        for repeated in archive.repeated_parts() {
            self.report.add(FindingKind::OddEntryName, &place.within(&repeated.name).name, "used twice");
        }
        // Relationships first: they tell what other parts are taken for.
        for of_relationships in [true, false] {
            let chosen = |entry: &&Entry| entry.part.ends_with(".rels") == of_relationships;
            for entry in archive.entries().iter().filter(chosen) {
                let place = place.within(&entry.name);
                let read = self.entry(archive, entry, types.as_ref(), &place);
                self.settle(read, &place)?;
            }
        }
        Ok(())
    }

    /// Makes a finding of what is wrong with something embedded, so that the rest of it is looked at all the same.
    pub(super) fn settle(&mut self, outcome: Result<(), ReadError>, place: &Place) -> Result<(), ReadError> {
        match outcome {
            Err(ReadError::Damaged(flaw) | ReadError::IllFormed(flaw) | ReadError::Limit(flaw)) if place.depth > 0 => {
                self.report.unreadable(&place.name, flaw.as_str());
                Ok(())
            }
            outcome => outcome,
        }
    }

    fn entry<R: Read + Seek>(
        &mut self,
        archive: &Archive<'_, R>,
        entry: &Entry,
        types: Option<&ContentTypes>,
        place: &Place,
    ) -> Result<(), ReadError> {
        self.judge_entry(entry, types, place);
        self.report.largest_entry = self.report.largest_entry.max(entry.size);
        self.report.inflated = self.report.inflated.saturating_add(entry.size);
        if entry.encrypted {
            self.report.add(FindingKind::EncryptedEmbedding, &place.name, "an encrypted entry of an archive");
            return Ok(());
        }
        let said = Said::of(entry, types, &self.package.roles);
        if matches!(said, Said::Relationships { .. }) {
            self.package.source = source_of(&entry.part).unwrap_or_default();
        }
        self.bytes(&mut archive.read(entry)?, said, place)
    }

    /// Adds what name and type of an entry tell.
    fn judge_entry(&mut self, entry: &Entry, types: Option<&ContentTypes>, place: &Place) {
        let content_type = types.and_then(|types| types.of(&entry.part)).unwrap_or_default();
        let file_name = entry.part.rsplit('/').next().unwrap_or_default();
        if content_type == VBA_PROJECT || file_name == "vbaproject.bin" {
            self.report.add(FindingKind::Macros, &place.name, "a VBA project");
        }
        if content_type.starts_with("application/vnd.ms-excel.") && content_type.contains("macrosheet") {
            self.report.add(FindingKind::XlmMacrosheet, &place.name, content_type);
        }
        if let Some(extension) = executable_extension(file_name) {
            self.report.add(FindingKind::Executable, &place.name, &format!("named .{extension}"));
        }
        if is_disk_image(file_name) {
            self.report.add(FindingKind::ClosedArchive, &place.name, "named as a disk image");
        }
        let leads_out = entry.name.split(['/', '\\']).any(|segment| segment == "..");
        if leads_out || entry.name.starts_with(['/', '\\']) || entry.name.contains(':') {
            self.report.add(FindingKind::OddEntryName, &place.name, "leads out of its folder");
        }
    }

    /// Reads bytes to their end, looks at what they are, and into them if they are more than bytes.
    pub(super) fn bytes(&mut self, reader: &mut dyn Read, said: Said, place: &Place) -> Result<(), ReadError> {
        let mut watched = Watched::new(reader);
        let mut start = Vec::with_capacity(HEAD);
        watched.by_ref().take(HEAD as u64).read_to_end(&mut start)?;
        let kind = FileType::of(&start);
        let mut embedding = None;
        if matches!(kind, FileType::Zip | FileType::CompoundFile) {
            embedding = self.spool(&start, &mut watched, place)?;
        } else {
            self.content(kind, &start, &mut watched, said, place)?;
        }
        watched.drain(&mut self.buffer)?;
        if watched.has_eicar {
            self.report.add(FindingKind::Eicar, &place.name, "EICAR test string");
        }
        if watched.is_encrypted_pdf {
            self.report.add(FindingKind::EncryptedEmbedding, &place.name, "an encrypted PDF file");
        }
        embedding.map_or(Ok(()), |embedding| self.embedding(embedding, place))
    }

    /// Looks into what is read from its start to its end.
    fn content(
        &mut self,
        kind: FileType,
        start: &[u8],
        rest: &mut dyn Read,
        said: Said,
        place: &Place,
    ) -> Result<(), ReadError> {
        let mut whole = Cursor::new(start).chain(rest);
        let outcome = match (kind, said) {
            (FileType::Executable(what), _) => {
                self.report.add(FindingKind::Executable, &place.name, what);
                return Ok(());
            }
            (FileType::Archive(what), _) => {
                self.report.add(FindingKind::ClosedArchive, &place.name, what);
                return Ok(());
            }
            (FileType::Encrypted(what), _) => {
                self.report.add(FindingKind::EncryptedEmbedding, &place.name, what);
                return Ok(());
            }
            (FileType::Compressed(how), _) => return self.compressed(how, start, &mut whole, place),
            (_, Said::Relationships { .. } | Said::Xml) => self.xml(start, &mut whole, said, place),
            (FileType::Rtf, _) => return self.rich_text(&mut whole, place),
            (FileType::Mime, _) => return self.message(&mut whole, place),
            (_, Said::Drawing) => scan_html(whole, Dialect::Drawing, &place.name, &mut self.report),
            (FileType::Html, _) | (_, Said::Html) => scan_html(whole, Dialect::Html, &place.name, &mut self.report),
            (FileType::Xml, Said::Chunk) => self.xml_or_page(start, &mut whole, place),
            (FileType::Xml, _) | (_, Said::ForeignXml) => self.xml(start, &mut whole, said, place),
            (_, Said::Chunk) => Err(ReadError::IllFormed(Flaw::UnknownContent)),
            (_, Said::Object) => Err(ReadError::IllFormed(Flaw::UnknownObject)),
            (_, Said::Text | Said::Anything) => Ok(()),
        };
        match outcome {
            // Damage below shows again when the rest of the entry is read.
            Err(ReadError::IllFormed(flaw) | ReadError::Limit(flaw)) => {
                self.report.unreadable(&place.name, flaw.as_str());
                Ok(())
            }
            outcome => outcome,
        }
    }

    /// Looks into a chunk that begins as XML, which some read as a page.
    fn xml_or_page(&mut self, start: &[u8], chunk: &mut dyn Read, place: &Place) -> Result<(), ReadError> {
        let Some(mut spool) = self.spool(&[], chunk, place)? else { return Ok(()) };
        spool.rewind().map_err(ReadError::Io)?;
        self.xml(start, &mut spool, Said::Chunk, place)?;
        spool.rewind().map_err(ReadError::Io)?;
        scan_html(&mut spool, Dialect::Html, &place.name, &mut self.report)
    }

    fn xml(&mut self, start: &[u8], part: &mut dyn Read, said: Said, place: &Place) -> Result<(), ReadError> {
        let is_part = matches!(said, Said::Relationships { .. } | Said::Xml);
        if !(if is_part { is_allowed_xml(start) } else { is_readable_xml(start) }) {
            return Err(ReadError::Limit(Flaw::UnknownEncoding));
        }
        let Said::Relationships { of_chart } = said else {
            let scanned = scan_xml(part, is_part, &place.name, self.limits, &mut self.report);
            return match scanned {
                // No program opens such a file as a document.
                Err(ReadError::IllFormed(_)) if !is_part => Ok(()),
                scanned => scanned,
            };
        };
        let Package { source, roles } = &mut self.package;
        let most = self.limits.max_entries;
        scan_relationships(part, of_chart, &place.name, self.limits, &mut self.report, |relationship, report| {
            let role = match short_kind(relationship) {
                "aFChunk" => Role::Chunk,
                "oleObject" => Role::Object,
                _ => return,
            };
            if roles.len() < most {
                roles.insert(resolve(source, &relationship.target), role);
            } else {
                report.unreadable(&place.name, "it has too many objects");
            }
        })
    }
}
