//! Compound files (MS-CFB), the container of OLE objects and of encrypted documents.
//!
//! Only what is needed to list the directory and to read streams. Every chain of sectors is bounded by the number of
//! sectors the file can hold, so that loops end. A file that is damaged is read as far as it goes, as Office does, and
//! says so afterwards: [`CompoundFile::is_whole`].
//!
//! It is written by hand since the crate `cfb` takes a file whole or not at all: of 712 objects out of real documents that
//! were cut off or had four bytes overwritten it refused 451, and of those it would tell nothing that is in them.

use std::io::{self, Read, Seek, SeekFrom};

use super::{Flaw, ReadError};

/// The first bytes of a compound file.
pub(super) const MAGIC: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

const HEADER: usize = 512;
const ENTRY: usize = 128;
/// Sector numbers from here on are markers: end of chain, free, part of the table itself.
const FIRST_MARKER: u32 = 0xFFFF_FFFA;
/// Directory entries that are looked at. Documents have some dozens.
const MAX_ENTRIES: usize = 8_192;
/// Sectors of the allocation table, enough for 4 GiB; and of the stream that holds the small streams.
const MAX_TABLE: usize = 65_536;

/// Streams below this size lie in small sectors (MS-CFB 2.2: it must be this number).
const SMALL: u64 = 4_096;

const BROKEN: ReadError = ReadError::Damaged(Flaw::CompoundFile);

/// What a directory entry stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryKind {
    Storage,
    Stream,
    Root,
}

/// One entry of the directory.
#[derive(Debug, Clone)]
pub(super) struct DirectoryEntry {
    pub(super) kind: EntryKind,
    pub(super) name: String,
    pub(super) class_id: [u8; 16],
    pub(super) size: u64,
    start: u32,
}

/// An open compound file.
pub(super) struct CompoundFile<R> {
    sectors: Sectors<R>,
    entries: Vec<DirectoryEntry>,
    small_sector: u64,
    /// Chains of the stream that holds the small streams, and of the table of their sectors.
    small: Option<(Vec<u32>, Vec<u32>)>,
    small_table: u32,
}

impl<R: Read + Seek> CompoundFile<R> {
    /// Reads header, allocation table and directory.
    pub(super) fn open(mut reader: R) -> Result<Self, ReadError> {
        let length = reader.seek(SeekFrom::End(0))?;
        let mut header = [0; HEADER];
        reader.seek(SeekFrom::Start(0))?;
        reader.read_exact(&mut header)?;
        let (shift, small_shift) = (u16_at(&header, 30), u16_at(&header, 32));
        if header[..8] != MAGIC || !(shift == 9 || shift == 12) || !(4..=9).contains(&small_shift) {
            return Err(BROKEN);
        }
        let mut sectors = Sectors { reader, length, size: 1 << shift, table: Vec::new(), cached: None, whole: true };
        sectors.read_table(&header)?;
        let mut file = Self {
            sectors,
            entries: Vec::new(),
            small_sector: 1 << small_shift,
            small: None,
            small_table: u32_at(&header, 60),
        };
        file.read_directory(u32_at(&header, 48), shift == 9)?;
        Ok(file)
    }

    /// Every used entry, in the order of the directory and whatever storage it lies in. At most 8192.
    pub(super) fn entries(&self) -> &[DirectoryEntry] {
        &self.entries
    }

    /// Whether all that was asked for could be read, and no bound was met.
    pub(super) fn is_whole(&self) -> bool {
        self.sectors.whole
    }

    /// Whether there is a stream of that name anywhere.
    pub(super) fn has_stream(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.kind == EntryKind::Stream && entry.name.eq_ignore_ascii_case(name))
    }

    fn read_directory(&mut self, start: u32, short_sizes: bool) -> Result<(), ReadError> {
        let mut sector = start;
        let mut bytes = vec![0; usize::try_from(self.sectors.size).unwrap_or(HEADER)];
        for _ in 0..self.sectors.count() {
            if sector >= FIRST_MARKER {
                return Ok(());
            }
            if self.entries.len() >= MAX_ENTRIES || self.sectors.read(sector, 0, &mut bytes)? < bytes.len() {
                break;
            }
            self.entries.extend(bytes.chunks_exact(ENTRY).filter_map(|entry| directory_entry(entry, short_sizes)));
            self.sectors.whole &= bytes.chunks_exact(ENTRY).all(|entry| matches!(entry[66], 0 | 1 | 2 | 5));
            sector = self.sectors.after(sector)?;
        }
        self.sectors.whole = false;
        Ok(())
    }

    /// Opens a stream for reading from its start. A broken chain ends it early, and the file is then not whole.
    pub(super) fn stream(&mut self, entry: &DirectoryEntry) -> Result<Stream<'_, R>, ReadError> {
        let chain = if entry.size < SMALL && entry.kind == EntryKind::Stream {
            self.small_chain(entry)?
        } else {
            Chain::Sectors(entry.start)
        };
        Ok(Stream { sectors: &mut self.sectors, chain, position: 0, left: entry.size })
    }

    /// Where the parts of a small stream lie in the file.
    fn small_chain(&mut self, entry: &DirectoryEntry) -> Result<Chain, ReadError> {
        let (container, table) = match self.small.take() {
            Some(chains) => chains,
            None => self.small_chains(),
        };
        let (size, per_sector) = (self.sectors.size, self.sectors.size / 4);
        let mut places = Vec::new();
        let mut small = entry.start;
        for _ in 0..entry.size.div_ceil(self.small_sector) {
            let offset = u64::from(small) * self.small_sector;
            let place = nth(&container, offset / size).zip(nth(&table, u64::from(small) / per_sector));
            let Some((&sector, &numbers)) = place else {
                self.sectors.whole = false;
                break;
            };
            places.push((sector, offset % size));
            let mut next = [0; 4];
            self.sectors.read(numbers, u64::from(small) % per_sector * 4, &mut next)?;
            small = u32::from_le_bytes(next);
        }
        places.reverse();
        self.small = Some((container, table));
        Ok(Chain::Small { places, size: self.small_sector })
    }

    fn small_chains(&mut self) -> (Vec<u32>, Vec<u32>) {
        let root = self.entries.iter().find(|entry| entry.kind == EntryKind::Root).map(|root| root.start);
        (self.sectors.chain(root.unwrap_or(FIRST_MARKER)), self.sectors.chain(self.small_table))
    }
}

fn nth(chain: &[u32], index: u64) -> Option<&u32> {
    chain.get(usize::try_from(index).ok()?)
}

fn directory_entry(bytes: &[u8], short_sizes: bool) -> Option<DirectoryEntry> {
    let kind = match bytes[66] {
        1 => EntryKind::Storage,
        2 => EntryKind::Stream,
        5 => EntryKind::Root,
        _ => return None,
    };
    // The length counts bytes and the closing zero.
    let name_length = usize::from(u16_at(bytes, 64)).clamp(2, 64) - 2;
    let units = bytes[..name_length].chunks_exact(2).map(|pair| u16_at(pair, 0));
    let size = u64::from(u32_at(bytes, 120));
    let high = if short_sizes { 0 } else { u64::from(u32_at(bytes, 124)) };
    Some(DirectoryEntry {
        kind,
        name: char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect(),
        class_id: bytes[80..96].try_into().ok()?,
        size: size | high << 32,
        start: u32_at(bytes, 116),
    })
}

/// The file as numbered sectors, and the table of which follows which.
struct Sectors<R> {
    reader: R,
    length: u64,
    size: u64,
    /// Sectors that the allocation table lies in.
    table: Vec<u32>,
    /// The sector of the table that was last looked at.
    cached: Option<(u32, Vec<u8>)>,
    /// Whether nothing was found to be broken so far.
    whole: bool,
}

impl<R: Read + Seek> Sectors<R> {
    /// How many sectors the file can hold, and so how long a chain without a loop can be.
    fn count(&self) -> u64 {
        self.length / self.size + 1
    }

    /// Reads from inside a sector; fewer bytes than asked for only at the end of the file.
    fn read(&mut self, sector: u32, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let position = (u64::from(sector) + 1) * self.size + offset;
        self.reader.seek(SeekFrom::Start(position))?;
        let mut filled = 0;
        while filled < buffer.len() {
            match self.reader.read(&mut buffer[filled..])? {
                0 => break,
                read => filled += read,
            }
        }
        Ok(filled)
    }

    /// Finds the sectors of the allocation table: 109 in the header, more in a chain of their own.
    fn read_table(&mut self, header: &[u8; HEADER]) -> Result<(), ReadError> {
        let per_sector = usize::try_from(self.size / 4).unwrap_or(1);
        let needed = usize::try_from(self.count() / (self.size / 4) + 1).unwrap_or(usize::MAX);
        self.whole &= needed <= MAX_TABLE;
        let needed = needed.min(MAX_TABLE);
        self.table = header[76..].chunks_exact(4).map(|number| u32_at(number, 0)).collect();
        let mut next = u32_at(header, 68);
        let mut bytes = vec![0; per_sector * 4];
        while self.table.len() < needed && next < FIRST_MARKER {
            if self.read(next, 0, &mut bytes)? < bytes.len() {
                self.whole = false;
                break;
            }
            let (numbers, link) = bytes.split_at(bytes.len() - 4);
            self.table.extend(numbers.chunks_exact(4).map(|number| u32_at(number, 0)));
            next = u32_at(link, 0);
        }
        self.table.truncate(needed);
        Ok(())
    }

    /// The sector that follows in a chain, or a marker.
    fn after(&mut self, sector: u32) -> Result<u32, ReadError> {
        let per_sector = self.size / 4;
        let Some(&holder) = nth(&self.table, u64::from(sector) / per_sector) else { return Err(BROKEN) };
        if holder >= FIRST_MARKER {
            return Err(BROKEN);
        }
        let mut bytes = match self.cached.take() {
            Some((number, bytes)) if number == holder => bytes,
            _ => {
                let mut bytes = vec![0; usize::try_from(self.size).unwrap_or(HEADER)];
                if self.read(holder, 0, &mut bytes)? < bytes.len() {
                    return Err(BROKEN);
                }
                bytes
            }
        };
        let at = usize::try_from(u64::from(sector) % per_sector * 4).unwrap_or(0);
        let next = u32_at(&bytes, at);
        self.cached = Some((holder, std::mem::take(&mut bytes)));
        Ok(next)
    }

    /// The sector that follows, or the end where the table is broken.
    fn next(&mut self, sector: u32) -> u32 {
        self.after(sector).unwrap_or_else(|_| {
            self.whole = false;
            FIRST_MARKER
        })
    }

    /// A whole chain, cut off after as many sectors as the allocation table may have.
    fn chain(&mut self, start: u32) -> Vec<u32> {
        let mut chain = Vec::new();
        let mut sector = start;
        while sector < FIRST_MARKER && chain.len() < MAX_TABLE && (chain.len() as u64) < self.count() {
            chain.push(sector);
            sector = self.next(sector);
        }
        self.whole &= sector >= FIRST_MARKER;
        chain
    }
}

enum Chain {
    /// The sector to read next.
    Sectors(u32),
    /// What is left of a small stream, last first: sector and offset in it.
    Small { places: Vec<(u32, u64)>, size: u64 },
}

/// The bytes of one stream.
pub(super) struct Stream<'a, R> {
    sectors: &'a mut Sectors<R>,
    chain: Chain,
    /// Bytes already read of the current sector.
    position: u64,
    left: u64,
}

impl<R: Read + Seek> Read for Stream<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let place = match &self.chain {
            Chain::Sectors(sector) => (*sector < FIRST_MARKER).then_some((*sector, 0, self.sectors.size)),
            Chain::Small { places, size } => places.last().map(|&(sector, offset)| (sector, offset, *size)),
        };
        let Some((sector, offset, size)) = place else {
            self.sectors.whole &= self.left == 0;
            return Ok(0);
        };
        let wanted = (buffer.len() as u64).min(size - self.position).min(self.left);
        let wanted = usize::try_from(wanted).unwrap_or(buffer.len());
        let read = self.sectors.read(sector, offset + self.position, &mut buffer[..wanted])?;
        self.sectors.whole &= read > 0 || wanted == 0;
        self.position += read as u64;
        self.left -= read as u64;
        if self.position == size {
            self.position = 0;
            match &mut self.chain {
                Chain::Sectors(sector) if self.left > 0 => *sector = self.sectors.next(*sector),
                Chain::Sectors(sector) => *sector = FIRST_MARKER,
                Chain::Small { places, .. } => drop(places.pop()),
            }
        }
        Ok(read)
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
