//! The inspection: what does a document carry that could harm who opens it?

use std::io::{Cursor, Read, Seek, Write};

use tempfile::{SpooledTempFile, spooled_tempfile_in};

use super::archive::{Archive, Entry};
use super::cfb::CompoundFile;
use super::content_types::{ContentTypes, VBA_PROJECT};
use super::findings::{FindingKind, Report};
use super::limits::{BUFFER, Budget};
use super::ole::{MAX_PREAMBLE, WrappedFile, scan_object};
use super::package::content_types;
use super::parts::{scan_relationships, scan_xml};
use super::relationships::source_of;
use super::signatures::{FileType, HEAD, Watched, executable_extension};
use super::{Limits, ReadError};

/// An embedded package is kept in memory up to this size.
const IN_MEMORY: usize = 1024 * 1024;

/// The type of charts, transitional and strict.
const CHART: &str = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml";

/// Looks into every entry of a document that [`check`](super::check) has taken, and into embedded packages and OLE
/// objects. Blocking; reads every byte once, and embedded ones twice.
///
/// Fails if the document itself cannot be read to its end within `limits`. What is wrong with an embedded package is
/// a finding.
pub fn inspect<R: Read + Seek>(reader: R, limits: &Limits) -> Result<Report, ReadError> {
    let (document, embedded) = (Budget::new(limits), Budget::new(limits));
    let mut inspection =
        Inspection { limits, embedded: &embedded, report: Report::new(limits.max_findings), buffer: vec![0; BUFFER] };
    inspection.archive(&Archive::open(reader, &document)?, &Place::default())?;
    Ok(inspection.report)
}

/// Where in a document one is.
#[derive(Default, Clone)]
struct Place {
    name: String,
    depth: usize,
}

impl Place {
    /// Something within, at the same depth.
    fn within(&self, name: &str) -> Self {
        let name = if self.name.is_empty() { name.to_owned() } else { format!("{} > {name}", self.name) };
        Self { name, depth: self.depth }
    }
}

/// What the bytes of an entry are said to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    Relationships { of_chart: bool },
    Xml,
    Anything,
}

impl Said {
    fn of(entry: &Entry, types: Option<&ContentTypes>) -> Self {
        let content_type = types.and_then(|types| types.of(&entry.part)).unwrap_or_default();
        let ends = |ending| entry.part.ends_with(ending);
        if ends(".rels") {
            let source =
                types.zip(source_of(&entry.part)).and_then(|(types, source)| Some(types.of(&source)?.to_owned()));
            Self::Relationships { of_chart: source.is_some_and(|source| source == CHART) }
        } else if content_type.ends_with("xml") || ends(".xml") || ends(".vml") {
            Self::Xml
        } else {
            Self::Anything
        }
    }
}

struct Inspection<'a> {
    limits: &'a Limits,
    /// What all embedded packages and objects together may cost.
    embedded: &'a Budget<'a>,
    report: Report,
    buffer: Vec<u8>,
}

impl Inspection<'_> {
    fn archive<R: Read + Seek>(&mut self, archive: &Archive<'_, R>, place: &Place) -> Result<(), ReadError> {
        archive.check_layout()?;
        let types = match content_types(archive) {
            Err(ReadError::IllFormed(reason) | ReadError::Limit(reason)) => {
                self.report.add(FindingKind::Unreadable, &place.name, reason);
                None
            }
            types => types?,
        };
        for repeated in archive.repeated_parts() {
            self.report.add(FindingKind::OddEntryName, &place.within(&repeated.name).name, "used twice");
        }
        for entry in archive.entries() {
            let place = place.within(&entry.name);
            self.judge_entry(entry, types.as_ref(), &place);
            self.report.largest_entry = self.report.largest_entry.max(entry.size);
            self.report.inflated = self.report.inflated.saturating_add(entry.size);
            self.bytes(archive.read(entry)?, Said::of(entry, types.as_ref()), &place)?;
        }
        Ok(())
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
        let leads_out = entry.name.split(['/', '\\']).any(|segment| segment == "..");
        if leads_out || entry.name.starts_with(['/', '\\']) || entry.name.contains(':') {
            self.report.add(FindingKind::OddEntryName, &place.name, "leads out of its folder");
        }
    }

    /// Reads bytes to their end, looks at what they are, and into them if they are a package or an object.
    fn bytes(&mut self, reader: impl Read, said: Said, place: &Place) -> Result<(), ReadError> {
        let mut watched = Watched::new(reader);
        let mut start = Vec::with_capacity(HEAD);
        watched.by_ref().take(HEAD as u64).read_to_end(&mut start)?;
        let mut embedding = None;
        match FileType::of(&start) {
            FileType::Executable(what) => self.report.add(FindingKind::Executable, &place.name, what),
            FileType::Zip | FileType::CompoundFile => embedding = self.spool(&start, &mut watched, place)?,
            FileType::Other if said != Said::Anything => {
                self.xml(Cursor::new(start).chain(&mut watched), said, place)?;
            }
            FileType::Other => {}
        }
        watched.drain(&mut self.buffer)?;
        if watched.has_eicar {
            self.report.add(FindingKind::Eicar, &place.name, "EICAR test string");
        }
        embedding.map_or(Ok(()), |embedding| self.embedding(embedding, place))
    }

    fn xml(&mut self, part: impl Read, said: Said, place: &Place) -> Result<(), ReadError> {
        let scanned = match said {
            Said::Relationships { of_chart } => {
                scan_relationships(part, of_chart, &place.name, self.limits, &mut self.report)
            }
            _ => scan_xml(part, &place.name, self.limits, &mut self.report),
        };
        match scanned {
            // Damage below the XML shows again when the rest of the entry is read.
            Err(ReadError::IllFormed(reason) | ReadError::Limit(reason)) => {
                self.report.add(FindingKind::Unreadable, &place.name, reason);
                Ok(())
            }
            scanned => scanned,
        }
    }

    /// Copies an embedded package aside, so that it can be read at will. `None` if it must stay closed.
    fn spool(&mut self, start: &[u8], rest: impl Read, place: &Place) -> Result<Option<SpooledTempFile>, ReadError> {
        if place.depth >= self.limits.max_nesting {
            self.report.add(FindingKind::Unreadable, &place.name, "nested too deeply");
            return Ok(None);
        }
        let mut spool = spooled_tempfile_in(IN_MEMORY, &self.limits.scratch_folder);
        spool.write_all(start).map_err(ReadError::Io)?;
        let mut rest = rest.take(self.limits.max_embedded_bytes);
        loop {
            let read = rest.read(&mut self.buffer)?;
            if read == 0 {
                break;
            }
            spool.write_all(&self.buffer[..read]).map_err(ReadError::Io)?;
        }
        if rest.limit() == 0 {
            self.report.add(FindingKind::Bomb, &place.name, "an embedding is too large to look into");
            return Ok(None);
        }
        Ok(Some(spool))
    }

    /// Looks into an embedded package or object. Only what is no fault of its own is an error.
    fn embedding(&mut self, mut spool: SpooledTempFile, place: &Place) -> Result<(), ReadError> {
        spool.rewind().map_err(ReadError::Io)?;
        let mut magic = [0; 2];
        spool.read_exact(&mut magic).map_err(ReadError::Io)?;
        let inner = Place { name: place.name.clone(), depth: place.depth + 1 };
        let outcome = match &magic {
            b"PK" => Archive::open(spool, self.embedded).and_then(|archive| self.archive(&archive, &inner)),
            _ => CompoundFile::open(spool).and_then(|file| self.object(file, &inner)),
        };
        match outcome {
            Err(ReadError::Damaged(reason) | ReadError::IllFormed(reason) | ReadError::Limit(reason)) => {
                self.report.add(FindingKind::Unreadable, &place.name, reason);
                Ok(())
            }
            Err(ReadError::Bomb(reason)) => {
                self.report.add(FindingKind::Bomb, &place.name, reason);
                Ok(())
            }
            outcome => outcome,
        }
    }

    /// Looks into every stream of an OLE object, and into the file that one may wrap.
    fn object<R: Read + Seek>(&mut self, mut file: CompoundFile<R>, place: &Place) -> Result<(), ReadError> {
        scan_object(&mut file, self.embedded, &place.name, &mut self.report)?;
        for entry in file.entries().to_vec() {
            if entry.size == 0 {
                continue;
            }
            let mut stream = self.embedded.metered(file.stream(&entry)?);
            let mut preamble = Vec::new();
            let mut place = place.within(&entry.name);
            if entry.name.eq_ignore_ascii_case("\u{1}Ole10Native") {
                stream.by_ref().take(MAX_PREAMBLE).read_to_end(&mut preamble)?;
                let wrapped = WrappedFile::parse(&preamble);
                preamble.drain(..wrapped.start);
                place = self.judge_wrapped(&wrapped, &place);
            }
            self.bytes(Cursor::new(preamble).chain(stream), Said::Anything, &place)?;
        }
        Ok(())
    }

    /// Adds what the names of a wrapped file tell, and names its place.
    fn judge_wrapped(&mut self, wrapped: &WrappedFile, place: &Place) -> Place {
        let label = wrapped.names.first().map_or("a file without a name", String::as_str);
        self.report.add(FindingKind::EmbeddedFile, &place.name, label);
        if let Some(extension) = wrapped.names.iter().find_map(|name| executable_extension(name)) {
            self.report.add(FindingKind::Executable, &place.name, &format!("{label}, named .{extension}"));
        }
        place.within(label)
    }
}
