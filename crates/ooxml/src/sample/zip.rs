//! Writing ZIP files (APPNOTE 6.3) that may be wrong in any way.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// How the bytes of an entry are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// As they are.
    Stored,
    /// Deflated.
    Deflated,
}

impl Method {
    pub(super) const fn code(self) -> u16 {
        match self {
            Self::Stored => 0,
            Self::Deflated => 8,
        }
    }
}

/// One entry. Fields with `Option` are derived from the data when `None`.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Name in the directory.
    pub name: String,
    /// Inflated bytes.
    pub data: Vec<u8>,
    /// How they are kept.
    pub method: Method,
    /// Bytes to write instead of the stored or deflated data.
    pub raw: Option<Vec<u8>>,
    /// Another name in the local header.
    pub local_name: Option<String>,
    /// Another CRC.
    pub crc: Option<u32>,
    /// Another inflated size.
    pub size: Option<u32>,
    /// Another compressed size, in the directory only.
    pub compressed_size: Option<u32>,
    /// Another number for the method.
    pub method_code: Option<u16>,
    /// Another offset of the local header.
    pub offset: Option<u32>,
    /// General purpose bits: 0 encrypted, 3 data descriptor, 11 UTF-8.
    pub flags: u16,
}

impl Entry {
    /// A deflated entry.
    pub fn deflated(name: &str, data: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.to_owned(),
            data: data.into(),
            method: Method::Deflated,
            raw: None,
            local_name: None,
            crc: None,
            size: None,
            compressed_size: None,
            method_code: None,
            offset: None,
            flags: 1 << 11,
        }
    }

    /// A stored entry.
    pub fn stored(name: &str, data: impl Into<Vec<u8>>) -> Self {
        Self { method: Method::Stored, ..Self::deflated(name, data) }
    }

    fn packed(&self) -> Vec<u8> {
        match (&self.raw, self.method) {
            (Some(raw), _) => raw.clone(),
            (None, Method::Stored) => self.data.clone(),
            (None, Method::Deflated) => {
                let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
                // Writing to memory cannot fail.
                let _ = encoder.write_all(&self.data);
                encoder.finish().unwrap_or_default()
            }
        }
    }
}

/// A ZIP file to be written.
#[derive(Debug, Clone, Default)]
pub struct ZipFile {
    /// The entries, in the order of the file and of its directory.
    pub entries: Vec<Entry>,
    /// Comment of the end record.
    pub comment: Vec<u8>,
    /// Bytes after the end record.
    pub trailing: Vec<u8>,
    /// Another number of entries in the end record.
    pub count: Option<u16>,
    /// Whether to use the ZIP64 records, though nothing is large.
    pub zip64: bool,
}

impl ZipFile {
    /// The bytes of the file.
    pub fn build(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut directory = Vec::new();
        for entry in &self.entries {
            let packed = entry.packed();
            let header = Header::of(entry, packed.len(), bytes.len());
            header.write_local(&mut bytes);
            bytes.extend_from_slice(&packed);
            if entry.flags & 1 << 3 != 0 {
                put(&mut bytes, &[0x0807_4B50, header.crc, header.compressed_size, header.size]);
            }
            header.write_central(&mut directory);
        }
        self.finish(&mut bytes, &directory);
        bytes
    }

    fn finish(&self, bytes: &mut Vec<u8>, directory: &[u8]) {
        let start = bytes.len();
        bytes.extend_from_slice(directory);
        let count = self.count.unwrap_or_else(|| narrow(self.entries.len()));
        let (mut size, mut offset) = (narrow(directory.len()), narrow(start));
        if self.zip64 {
            write_zip64(bytes, self.entries.len(), directory.len(), start);
            (size, offset) = (u32::MAX, u32::MAX);
        }
        write_end(bytes, count, size, offset, &self.comment);
        bytes.extend_from_slice(&self.trailing);
    }
}

/// What both headers of an entry say.
pub(super) struct Header {
    pub(super) name: String,
    pub(super) local_name: String,
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) crc: u32,
    pub(super) compressed_size: u32,
    pub(super) size: u32,
    pub(super) offset: u32,
}

impl Header {
    fn of(entry: &Entry, packed: usize, offset: usize) -> Self {
        Self {
            name: entry.name.clone(),
            local_name: entry.local_name.clone().unwrap_or_else(|| entry.name.clone()),
            flags: entry.flags,
            method: entry.method_code.unwrap_or(entry.method.code()),
            crc: entry.crc.unwrap_or_else(|| crc32fast::hash(&entry.data)),
            compressed_size: entry.compressed_size.unwrap_or_else(|| narrow(packed)),
            size: entry.size.unwrap_or_else(|| narrow(entry.data.len())),
            offset: entry.offset.unwrap_or_else(|| narrow(offset)),
        }
    }

    /// APPNOTE 4.3.7. With a data descriptor to follow, sizes and CRC are not known yet.
    pub(super) fn write_local(&self, bytes: &mut Vec<u8>) {
        put(bytes, &[0x0403_4B50]);
        put_short(bytes, &[20, self.flags, self.method, 0, 0x21]);
        let known = if self.flags & 1 << 3 == 0 { [self.crc, self.compressed_size, self.size] } else { [0; 3] };
        put(bytes, &known);
        put_short(bytes, &[narrow(self.local_name.len()), 0]);
        bytes.extend_from_slice(self.local_name.as_bytes());
    }

    /// APPNOTE 4.3.12.
    pub(super) fn write_central(&self, bytes: &mut Vec<u8>) {
        put(bytes, &[0x0201_4B50]);
        put_short(bytes, &[20, 20, self.flags, self.method, 0, 0x21]);
        put(bytes, &[self.crc, self.compressed_size, self.size]);
        put_short(bytes, &[narrow(self.name.len()), 0, 0, 0, 0]);
        put(bytes, &[0, self.offset]);
        bytes.extend_from_slice(self.name.as_bytes());
    }
}

/// APPNOTE 4.3.16.
pub(super) fn write_end(bytes: &mut Vec<u8>, count: u16, size: u32, offset: u32, comment: &[u8]) {
    put(bytes, &[0x0605_4B50]);
    put_short(bytes, &[0, 0, count, count]);
    put(bytes, &[size, offset]);
    put_short(bytes, &[narrow(comment.len())]);
    bytes.extend_from_slice(comment);
}

/// APPNOTE 4.3.14 and 4.3.15.
fn write_zip64(bytes: &mut Vec<u8>, count: usize, size: usize, offset: usize) {
    let start = bytes.len() as u64;
    put(bytes, &[0x0606_4B50, 44, 0]);
    put_short(bytes, &[45, 45]);
    put(bytes, &[0, 0]);
    for number in [count, count, size, offset] {
        bytes.extend_from_slice(&(number as u64).to_le_bytes());
    }
    put(bytes, &[0x0706_4B50, 0]);
    bytes.extend_from_slice(&start.to_le_bytes());
    put(bytes, &[1]);
}

/// Samples stay far below the limits of these fields; what does not fit becomes the largest number.
fn narrow<T: TryFrom<usize> + Bounded>(number: usize) -> T {
    T::try_from(number).unwrap_or(T::MAX)
}

trait Bounded {
    const MAX: Self;
}

impl Bounded for u16 {
    const MAX: Self = Self::MAX;
}

impl Bounded for u32 {
    const MAX: Self = Self::MAX;
}

fn put(bytes: &mut Vec<u8>, numbers: &[u32]) {
    bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}

fn put_short(bytes: &mut Vec<u8>, numbers: &[u16]) {
    bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}
