//! Reading a ZIP file (APPNOTE 6.3) that may be hostile.
//!
//! The directory is bounded in bytes and entries before it is read. Every entry is then read
//! through an [`EntryReader`], which counts what is truly inflated and checks size and CRC. Where the file's
//! [`Checksums`] were taken as it arrived, a stored entry is proved by them and only its edges are read again.

use std::cell::RefCell;
use std::collections::HashSet;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use flate2::bufread::DeflateDecoder;
use rawzip::{
    CompressionMethod, RangeReader, ReaderAt, ZipArchive, ZipArchiveEntryWayfinder, ZipFileHeaderRecord, ZipLocator,
    ZipReader,
};

use super::limits::{BUFFER, Budget};
use super::{Flaw, Limits, ReadError, part_name};
use crate::checksums::{Block, Checksums};

/// APPNOTE 4.3.16: the end record and the longest comment that may follow it.
const END_RECORD_SPACE: u64 = 22 + 65_535;
/// APPNOTE 4.3.7 and 4.3.16: what a local header and the end record begin with.
const LOCAL_HEADER: &[u8] = b"PK\x03\x04";
const END_RECORD: &[u8] = b"PK\x05\x06";
/// The longest name and extra field of a local header.
const LOCAL_HEADER_SPACE: usize = 2 * 65_535;

/// A source of bytes that rawzip may ask for any range of.
pub(super) struct Source<R>(RefCell<R>);

impl<R: Read + Seek> ReaderAt for Source<R> {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut reader = self.0.borrow_mut();
        reader.seek(SeekFrom::Start(offset))?;
        reader.read(buffer)
    }
}

/// One entry of the directory.
pub(super) struct Entry {
    /// The name as written, with bytes that are not UTF-8 taken as Latin-1.
    pub(super) name: Box<str>,
    /// The name in the form in which part names are compared, see [`part_name`].
    pub(super) part: Box<str>,
    /// Inflated size in bytes, as declared. Reading the entry proves it.
    pub(super) size: u64,
    crc: u32,
    method: CompressionMethod,
    pub(super) encrypted: bool,
    place: ZipArchiveEntryWayfinder,
}

impl Entry {
    fn new(record: &ZipFileHeaderRecord<'_>) -> Self {
        let name = decode_name(record.file_path().as_bytes());
        Self {
            part: part_name(&name).into(),
            name: name.into(),
            size: record.uncompressed_size_hint(),
            crc: record.crc32(),
            method: record.compression_method(),
            encrypted: record.flags().is_encrypted(),
            place: record.wayfinder(),
        }
    }

    fn is_bomb(&self, budget: &Budget<'_>) -> bool {
        let allowed = self.place.compressed_size_hint().saturating_mul(budget.limits.max_ratio);
        self.size > budget.limits.ratio_counts_above && self.size > allowed
    }
}

/// A name whose code page is not told: UTF-8 if it can be, else Latin-1. Different bytes give different names.
pub(super) fn decode_name(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(name) => name.to_owned(),
        Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
    }
}

/// A ZIP file whose directory has been read.
pub(super) struct Archive<'a, R> {
    zip: ZipArchive<Source<R>>,
    entries: Vec<Entry>,
    checksums: Option<&'a Checksums>,
    budget: &'a Budget<'a>,
}

impl<'a, R: Read + Seek> Archive<'a, R> {
    /// Reads the directory, within the limits on its bytes and entries.
    pub(super) fn open(mut reader: R, budget: &'a Budget<'a>) -> Result<Self, ReadError> {
        let length = reader.seek(SeekFrom::End(0))?;
        let mut buffer = vec![0; BUFFER];
        let zip = ZipLocator::new()
            .max_search_space(END_RECORD_SPACE)
            .locate_in_reader(Source(RefCell::new(reader)), &mut buffer, length)
            .map_err(|(_, error)| zip_error(error))?;
        if names_another_end(zip.get_ref(), zip.eocd_offset(), length)? {
            return Err(ReadError::Damaged(Flaw::NotWholeZip));
        }
        let limits = budget.limits;
        if zip.eocd_offset().saturating_sub(zip.directory_offset()) > limits.max_directory_bytes {
            return Err(ReadError::Limit(Flaw::DirectoryTooLarge));
        }
        let mut entries = Vec::new();
        let mut records = zip.entries(&mut buffer);
        while let Some(record) = records.next_entry().map_err(zip_error)? {
            if entries.len() == limits.max_entries {
                return Err(ReadError::Limit(Flaw::TooManyEntries));
            }
            entries.push(Entry::new(&record));
        }
        // The count in the end record has 16 bits; some writers let it wrap.
        if (zip.entries_hint() ^ entries.len() as u64) & 0xFFFF != 0 {
            return Err(ReadError::Damaged(Flaw::WrongCount));
        }
        Ok(Self { zip, entries, checksums: None, budget })
    }

    /// The same archive, whose bytes have these checksums.
    pub(super) fn proved_by(self, checksums: &'a Checksums) -> Self {
        Self { checksums: Some(checksums), ..self }
    }

    pub(super) fn limits(&self) -> &'a Limits {
        self.budget.limits
    }

    /// The entries in the order of the directory.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry that holds a part. Fails if there are several that differ, since readers
    /// would then disagree on what the document says.
    pub(super) fn find(&self, part: &str) -> Result<Option<&Entry>, ReadError> {
        let mut same_name = self.entries.iter().filter(|entry| &*entry.part == part);
        let Some(first) = same_name.next() else { return Ok(None) };
        for other in same_name {
            if !self.are_same(first, other)? {
                return Err(ReadError::Damaged(Flaw::SameName));
            }
        }
        Ok(Some(first))
    }

    /// Checks what can be known before anything is inflated: declared sizes and ratios, that each local header agrees with the
    /// directory, that no two entries share bytes, and that there are no others.
    pub(super) fn check_layout(&self) -> Result<(), ReadError> {
        let total = self.entries.iter().fold(0, |sum: u64, entry| sum.saturating_add(entry.size));
        if total > self.budget.limits.max_total_bytes {
            return Err(ReadError::Bomb(Flaw::UnpacksTooLarge));
        }
        let mut ranges = Vec::with_capacity(self.entries.len());
        let mut buffer = vec![0; LOCAL_HEADER_SPACE];
        for entry in &self.entries {
            self.budget.in_time()?;
            ranges.push(self.check_entry(entry, &mut buffer)?);
        }
        ranges.sort_unstable();
        if ranges.windows(2).any(|pair| pair[0].1 > pair[1].0) {
            return Err(ReadError::Bomb(Flaw::SharedBytes));
        }
        self.check_gaps(&ranges)
    }

    /// Checks that no entry lies between those of the directory, or before or behind them: who reads from the start to the end,
    /// without the directory, would find it. `ranges` are in order.
    fn check_gaps(&self, ranges: &[(u64, u64)]) -> Result<(), ReadError> {
        let mut before = 0;
        for &(start, end) in ranges.iter().chain(&[(self.zip.directory_offset(), 0)]) {
            let mut gap = RangeReader::new(self.zip.get_ref(), before..start.max(before));
            let mut bytes = Vec::new();
            // A piece begins with the last bytes of the one before, in which a header may begin.
            while gap.by_ref().take(BUFFER as u64).read_to_end(&mut bytes)? > 0 {
                self.budget.in_time()?;
                if memchr::memmem::find(&bytes, LOCAL_HEADER).is_some() {
                    return Err(ReadError::Damaged(Flaw::EntryNotAsSaid));
                }
                bytes.drain(..bytes.len().saturating_sub(LOCAL_HEADER.len() - 1));
            }
            before = end;
        }
        Ok(())
    }

    /// Checks one entry by itself and returns the range of bytes it covers.
    fn check_entry(&self, entry: &Entry, buffer: &mut [u8]) -> Result<(u64, u64), ReadError> {
        if entry.encrypted {
            return Err(ReadError::Damaged(Flaw::EntryEncrypted));
        }
        if entry.is_bomb(self.budget) {
            return Err(ReadError::Bomb(Flaw::EntryUnpacksTooLarge));
        }
        let place = self.zip.get_entry(entry.place).map_err(zip_error)?;
        let local = place.local_header(buffer).map_err(zip_error)?;
        let names_agree = decode_name(local.file_path().as_bytes()) == *entry.name;
        if !names_agree || local.compression_method() != entry.method {
            return Err(ReadError::Damaged(Flaw::EntryNotAsSaid));
        }
        let (start, end) = place.compressed_data_range();
        let header = 30 + local.file_path().len() + local.extra_fields().remaining_bytes().len();
        Ok((start.saturating_sub(header as u64), end))
    }

    /// Opens an entry. The reader yields exactly the declared bytes or fails.
    pub(super) fn read(&self, entry: &Entry) -> Result<EntryReader<'_, R>, ReadError> {
        let place = self.zip.get_entry(entry.place).map_err(zip_error)?;
        let stored = || {
            let (start, end) = place.compressed_data_range();
            Data::Stored(RangeReader::new(self.zip.get_ref(), start..end))
        };
        let compressed = entry.place.compressed_size_hint();
        let data = match entry.method {
            CompressionMethod::STORE if compressed == entry.size => stored(),
            // Nothing at all is no deflate stream, but means the same.
            CompressionMethod::DEFLATE if compressed == 0 && entry.size == 0 => stored(),
            CompressionMethod::DEFLATE => {
                let capacity = usize::try_from(compressed).unwrap_or(BUFFER).min(BUFFER);
                Data::Deflated(Box::new(DeflateDecoder::new(BufReader::with_capacity(capacity, place.reader()))))
            }
            CompressionMethod::STORE => {
                return Err(ReadError::Damaged(Flaw::EntryOfTwoSizes));
            }
            // ECMA-376 Part 2 allows these two methods only.
            _ => return Err(ReadError::Damaged(Flaw::EntryMethod)),
        };
        Ok(EntryReader {
            data,
            hasher: crc32fast::Hasher::new(),
            left: entry.size,
            crc: entry.crc,
            checksums: self.checksums,
            budget: self.budget,
        })
    }

    /// Names of parts that occur more than once, by any bytes.
    pub(super) fn repeated_parts(&self) -> Vec<&Entry> {
        let mut seen = HashSet::with_capacity(self.entries.len());
        self.entries.iter().filter(|entry| !seen.insert(&*entry.part)).collect()
    }

    /// Whether two entries hold the same bytes. A checksum of 32 bits is easily made to agree.
    fn are_same(&self, one: &Entry, other: &Entry) -> Result<bool, ReadError> {
        if (one.crc, one.size) != (other.crc, other.size) {
            return Ok(false);
        }
        let (mut one, mut other) = (self.read(one)?, self.read(other)?);
        let mut pieces = (Vec::new(), Vec::new());
        loop {
            pieces.0.clear();
            pieces.1.clear();
            one.by_ref().take(BUFFER as u64).read_to_end(&mut pieces.0)?;
            other.by_ref().take(BUFFER as u64).read_to_end(&mut pieces.1)?;
            if pieces.0 != pieces.1 || pieces.0.is_empty() {
                return Ok(pieces.0 == pieces.1);
            }
        }
    }
}

/// Whether another end record than the one at `chosen` says that its comment reaches to the end of the file: then it depends on the
/// reader which of two directories counts.
fn names_another_end<R: Read + Seek>(source: &Source<R>, chosen: u64, length: u64) -> Result<bool, ReadError> {
    let start = length.saturating_sub(END_RECORD_SPACE);
    let mut tail = Vec::new();
    RangeReader::new(source, start..length).read_to_end(&mut tail)?;
    Ok(memchr::memmem::find_iter(&tail, END_RECORD).any(|at| {
        let comment = tail.get(at + 20..at + 22).map_or(0, |two| usize::from(u16::from_le_bytes([two[0], two[1]])));
        start + at as u64 != chosen && at + 22 + comment == tail.len()
    }))
}

enum Data<'a, R> {
    Stored(RangeReader<&'a Source<R>>),
    Deflated(Box<DeflateDecoder<BufReader<ZipReader<&'a Source<R>>>>>),
}

/// The inflated bytes of one entry.
///
/// The end is reported only after size and CRC have proved right. Errors carry a [`ReadError`].
pub(super) struct EntryReader<'a, R> {
    data: Data<'a, R>,
    hasher: crc32fast::Hasher,
    left: u64,
    crc: u32,
    checksums: Option<&'a Checksums>,
    budget: &'a Budget<'a>,
}

impl<R: Read + Seek> Read for EntryReader<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let read = match &mut self.data {
            Data::Stored(reader) => reader.read(buffer),
            Data::Deflated(reader) => reader.read(buffer),
        }?;
        self.budget.spend(read as u64)?;
        self.hasher.update(&buffer[..read]);
        match self.left.checked_sub(read as u64) {
            None => Err(ReadError::Damaged(Flaw::EntryTooLong).into()),
            Some(left) if read == 0 && left > 0 => Err(ReadError::Damaged(Flaw::EntryCutShort).into()),
            Some(_) if read == 0 && self.hasher.clone().finalize() != self.crc => {
                Err(ReadError::Damaged(Flaw::EntryChecksum).into())
            }
            Some(left) => {
                self.left = left;
                Ok(read)
            }
        }
    }
}

impl<R: Read + Seek> EntryReader<'_, R> {
    /// Goes through what is left and throws it away, so that the whole entry has been checked.
    pub(super) fn drain(&mut self, buffer: &mut [u8]) -> Result<(), ReadError> {
        loop {
            while self.pass_known_block()? {}
            // No further than to where a block may begin.
            let room = buffer.len().min(self.bytes_to_next_block());
            if self.read(&mut buffer[..room])? == 0 {
                return Ok(());
            }
        }
    }

    /// Goes past a block whose checksum is known, if there is one here.
    fn pass_known_block(&mut self) -> Result<bool, ReadError> {
        let (Data::Stored(reader), Some(checksums)) = (&mut self.data, self.checksums) else { return Ok(false) };
        let (at, end) = (reader.position(), reader.end_offset());
        let Some(block) = checksums.block_at(at, end) else { return Ok(false) };
        self.budget.spend(Block::LEN)?;
        block.append_to(&mut self.hasher);
        // What is stored is as long as what is declared, see `Archive::read`.
        self.left -= Block::LEN;
        *reader = RangeReader::new(*reader.get_ref(), at + Block::LEN..end);
        Ok(true)
    }

    fn bytes_to_next_block(&self) -> usize {
        match (&self.data, self.checksums) {
            (Data::Stored(reader), Some(_)) => {
                usize::try_from(Block::LEN - reader.position() % Block::LEN).unwrap_or(usize::MAX)
            }
            _ => usize::MAX,
        }
    }
}

fn zip_error(error: rawzip::Error) -> ReadError {
    match error.into_kind() {
        rawzip::ErrorKind::IO(error) => error.into(),
        _ => ReadError::Damaged(Flaw::NotWholeZip),
    }
}
