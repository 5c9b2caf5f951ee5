//! What the inspection does with files within files: packages, OLE objects, texts in other formats.

use std::io::{BufWriter, Cursor, Read, Seek, SeekFrom, Write};

use flate2::read::{MultiGzDecoder, ZlibDecoder};
use tempfile::{SpooledTempFile, spooled_tempfile_in};

use super::archive::Archive;
use super::cfb::{CompoundFile, EntryKind};
use super::encoding::keeps_ascii;
use super::findings::FindingKind;
use super::inspect::{Inspection, Place};
use super::mime::Message;
use super::ole::{LegacyObject, MAX_PREAMBLE, WrappedFile, scan_object};
use super::place;
use super::rtf::scan_rtf;
use super::said::Said;
use super::signatures::{Compressed, Watched, executable_extension, is_disk_image};
use super::{Flaw, ReadError};

/// An embedded package is kept in memory up to this size.
const IN_MEMORY: usize = 1024 * 1024;

impl Inspection<'_> {
    /// Whether one may go deeper. If not, that is a finding.
    fn may_enter(&mut self, place: &Place) -> bool {
        let may = place.depth < self.limits.max_nesting;
        if !may {
            self.report.unreadable(&place.name, "nested too deeply");
        }
        may
    }

    fn scratch(&self) -> SpooledTempFile {
        spooled_tempfile_in(IN_MEMORY, &self.limits.scratch_folder)
    }

    /// Copies an embedded package aside, so that it can be read at will. `None` if it must stay closed.
    pub(super) fn spool(
        &mut self,
        start: &[u8],
        rest: impl Read,
        place: &Place,
    ) -> Result<Option<SpooledTempFile>, ReadError> {
        if !self.may_enter(place) {
            return Ok(None);
        }
        let mut spool = self.scratch();
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
            self.report.unreadable(&place.name, "an embedding is too large to look into");
            return Ok(None);
        }
        Ok(Some(spool))
    }

    /// Looks into an embedded package or object. Only what is no fault of its own is an error.
    pub(super) fn embedding(&mut self, mut spool: SpooledTempFile, place: &Place) -> Result<(), ReadError> {
        spool.rewind().map_err(ReadError::Io)?;
        let mut magic = [0; 2];
        spool.read_exact(&mut magic).map_err(ReadError::Io)?;
        let inner = place.inside();
        let outcome = match &magic {
            b"PK" => Archive::open(spool, self.embedded).and_then(|archive| self.archive(&archive, &inner)),
            _ => CompoundFile::open(spool).and_then(|file| self.object(file, &inner)),
        };
        self.settle_embedding(outcome, &inner)
    }

    fn settle_embedding(&mut self, outcome: Result<(), ReadError>, inner: &Place) -> Result<(), ReadError> {
        match self.settle(outcome, inner) {
            Err(ReadError::Bomb(flaw)) => {
                self.report.add(FindingKind::Bomb, &inner.name, flaw.as_str());
                Ok(())
            }
            outcome => outcome,
        }
    }

    /// Looks into every stream of an OLE object, and into the file that one may wrap.
    fn object<R: Read + Seek>(&mut self, mut file: CompoundFile<R>, place: &Place) -> Result<(), ReadError> {
        let scanned = scan_object(&mut file, self.embedded, &place.name, &mut self.report);
        self.settle(scanned, place)?;
        for entry in file.entries().to_vec() {
            // The root holds the small streams, which are read one by one.
            if entry.size == 0 || entry.kind == EntryKind::Root {
                continue;
            }
            let place = place.within(&entry.name);
            let mut stream = self.embedded.metered(file.stream(&entry)?);
            let read = if entry.name.eq_ignore_ascii_case("\u{1}Ole10Native") {
                self.wrapped(&mut stream, &place)
            } else {
                self.bytes(&mut stream, Said::Anything, &place)
            };
            self.settle(read, &place)?;
        }
        if !file.is_whole() {
            self.report.unreadable(&place.name, "a compound file is damaged or too large");
        }
        Ok(())
    }

    /// Looks into a file that a program has wrapped since it did not know its type.
    fn wrapped(&mut self, stream: &mut dyn Read, place: &Place) -> Result<(), ReadError> {
        let mut preamble = Vec::new();
        (&mut *stream).take(MAX_PREAMBLE).read_to_end(&mut preamble)?;
        let wrapped = WrappedFile::parse(&preamble);
        if wrapped.unclear {
            self.report.unreadable(&place.name, "a wrapped file whose names cannot be read");
        }
        preamble.drain(..wrapped.start);
        let place = self.judge_wrapped(&wrapped, place);
        let mut rest = Cursor::new(preamble).chain(stream);
        self.bytes(&mut (&mut rest).take(wrapped.size.map_or(u64::MAX, u64::from)), Said::Anything, &place)?;
        let mut behind = Watched::new(&mut rest);
        let mut names = Vec::new();
        behind.by_ref().take(MAX_PREAMBLE).read_to_end(&mut names)?;
        behind.drain(&mut self.buffer)?;
        if behind.has_eicar {
            self.report.add(FindingKind::Eicar, &place.name, "EICAR test string");
        }
        self.judge_names(&WrappedFile::wide_names(&names), &place);
        Ok(())
    }

    /// Adds what the names of a wrapped file tell, and names its place.
    fn judge_wrapped(&mut self, wrapped: &WrappedFile, place: &Place) -> Place {
        let label = wrapped.names.first().map_or("a file without a name", String::as_str);
        self.report.add(FindingKind::EmbeddedFile, &place.name, label);
        self.judge_names(&wrapped.names, place);
        place.within(label)
    }

    fn judge_names(&mut self, names: &[String], place: &Place) {
        let Some(label) = names.first() else { return };
        if let Some(extension) = names.iter().find_map(|name| executable_extension(name)) {
            self.report.add(FindingKind::Executable, &place.name, &format!("{label}, named .{extension}"));
        }
        if names.iter().any(|name| is_disk_image(name)) {
            self.report.add(FindingKind::ClosedArchive, &place.name, &format!("{label}, named as a disk image"));
        }
    }

    /// Looks into one compressed stream.
    pub(super) fn compressed(
        &mut self,
        how: Compressed,
        start: &[u8],
        whole: &mut dyn Read,
        place: &Place,
    ) -> Result<(), ReadError> {
        if !self.may_enter(place) {
            return Ok(());
        }
        let inner = place.inside();
        let embedded = self.embedded;
        let outcome = match how {
            Compressed::Gzip => self.bytes(&mut embedded.metered(MultiGzDecoder::new(whole)), Said::Anything, &inner),
            Compressed::ActiveMime => {
                // Where the stream begins is told from here on.
                let place = start.get(0x1E..0x20).map(|at| usize::from(u16::from_le_bytes([at[0], at[1]])) + 0x2E);
                let place = place.filter(|&at| start.get(at) == Some(&0x78));
                match place {
                    None => Err(ReadError::Damaged(Flaw::UnknownActiveMime)),
                    Some(place) => {
                        whole.take(place as u64).read_to_end(&mut Vec::new())?;
                        self.bytes(&mut embedded.metered(ZlibDecoder::new(whole)), Said::Anything, &inner)
                    }
                }
            }
        };
        self.settle_embedding(outcome, &inner)
    }

    /// Looks into RTF and into its objects.
    pub(super) fn rich_text(&mut self, text: &mut dyn Read, place: &Place) -> Result<(), ReadError> {
        let mut spool = self.scratch();
        let room = self.limits.max_embedded_bytes;
        let objects = scan_rtf(text, &place.name, &mut self.report, BufWriter::new(&mut spool), room)?;
        if objects.is_empty() || !self.may_enter(place) {
            return Ok(());
        }
        let inner = place.inside();
        for (number, range) in objects.into_iter().enumerate() {
            spool.seek(SeekFrom::Start(range.start)).map_err(ReadError::Io)?;
            let place = inner.within(&format!("object {}", number + 1));
            let read = self.legacy_object(&mut (&mut spool).take(range.end - range.start), &place);
            self.settle_embedding(read, &place)?;
        }
        Ok(())
    }

    /// Looks into an object as programs wrote it before there were compound files.
    fn legacy_object(&mut self, object: &mut dyn Read, place: &Place) -> Result<(), ReadError> {
        match LegacyObject::read(object)? {
            LegacyObject::Linked { topic } => {
                let foreign = place::Place::of(&topic).is_foreign();
                let kind = if foreign { FindingKind::RemoteObject } else { FindingKind::LinkedObject };
                self.report.add(kind, &place.name, &topic);
                Ok(())
            }
            LegacyObject::Embedded { size } => {
                let mut start = Vec::new();
                (&mut *object).take(2).read_to_end(&mut start)?;
                if start == [2, 0] {
                    let preamble = [size.to_le_bytes().as_slice(), &start].concat();
                    return self.wrapped(&mut Cursor::new(preamble).chain(object), place);
                }
                self.bytes(&mut Cursor::new(start).chain(object), Said::Object, place)
            }
        }
    }

    /// Looks into the parts of a message.
    pub(super) fn message(&mut self, message: &mut dyn Read, place: &Place) -> Result<(), ReadError> {
        if !self.may_enter(place) {
            return Ok(());
        }
        let inner = place.inside();
        let mut message = Message::new(message);
        loop {
            let head = match message.next() {
                Ok(Some(head)) => head,
                Ok(None) => return Ok(()),
                Err(ReadError::IllFormed(flaw) | ReadError::Limit(flaw)) => {
                    self.report.unreadable(&place.name, flaw.as_str());
                    return Ok(());
                }
                Err(error) => return Err(error),
            };
            let place = inner.within(&head.name);
            let is_read = |charset: &str| keeps_ascii(charset) || charset == "utf-16";
            if head.charset.as_deref().is_some_and(|charset| !is_read(charset)) {
                self.report.unreadable(&place.name, "a part of a message in an encoding that is not read");
            }
            let mut body = message.body(&head);
            self.bytes(&mut body, Said::of_type(&head.content_type), &place)?;
            if body.is_broken() {
                self.report.unreadable(&place.name, "a part of a message is not written as it should be");
            }
        }
    }
}
