//! Sound documents of any size, written as a stream.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::zip::{Header, write_end};
use super::{DocumentBuilder, Entry, Method};
use crate::Kind;

const BLOCK: usize = 1024 * 1024;
const DESCRIPTOR: u16 = 1 << 3;

/// Writes a sound document with one incompressible media entry of so many MiB, below 4096. Memory does not grow with
/// the size. A stored entry takes about a tenth of a second for 256 MiB.
pub fn write_large(mut writer: impl Write, kind: Kind, mebibytes: u32, method: Method) -> io::Result<()> {
    if mebibytes >= 4_000 {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "a sample has no ZIP64 sizes"));
    }
    let block = noise();
    let mut hasher = crc32fast::Hasher::new();
    (0..mebibytes).for_each(|_| hasher.update(&block));
    let mut out = Vec::new();
    let mut directory = Vec::new();
    let zip = DocumentBuilder::new(kind).zip;
    for entry in &zip.entries {
        append(&mut out, &mut directory, entry);
    }
    let mut header = Header {
        name: "media/film.bin".to_owned(),
        local_name: "media/film.bin".to_owned(),
        flags: if method == Method::Deflated { DESCRIPTOR } else { 0 },
        method: method.code(),
        crc: hasher.finalize(),
        compressed_size: mebibytes << 20,
        size: mebibytes << 20,
        offset: short(out.len()),
    };
    header.write_local(&mut out);
    writer.write_all(&out)?;
    let mut written = out.len();
    out.clear();
    header.compressed_size = short(write_media(&mut writer, &block, mebibytes, method)?);
    written += header.compressed_size as usize;
    if method == Method::Deflated {
        let descriptor = [0x0807_4B50, header.crc, header.compressed_size, header.size];
        out.extend(descriptor.iter().flat_map(|number| number.to_le_bytes()));
    }
    header.write_central(&mut directory);
    let start = written + out.len();
    out.extend_from_slice(&directory);
    let count = u16::try_from(zip.entries.len() + 1).unwrap_or(u16::MAX);
    write_end(&mut out, count, short(directory.len()), short(start), &[]);
    writer.write_all(&out)
}

fn append(out: &mut Vec<u8>, directory: &mut Vec<u8>, entry: &Entry) {
    let header = Header {
        name: entry.name.clone(),
        local_name: entry.name.clone(),
        flags: 0,
        method: Method::Stored.code(),
        crc: crc32fast::hash(&entry.data),
        compressed_size: short(entry.data.len()),
        size: short(entry.data.len()),
        offset: short(out.len()),
    };
    header.write_local(out);
    out.extend_from_slice(&entry.data);
    header.write_central(directory);
}

fn write_media(writer: &mut impl Write, block: &[u8], blocks: u32, method: Method) -> io::Result<usize> {
    let mut counted = Counted { writer, written: 0 };
    match method {
        Method::Stored => (0..blocks).try_for_each(|_| counted.write_all(block))?,
        Method::Deflated => {
            let mut encoder = DeflateEncoder::new(&mut counted, Compression::default());
            (0..blocks).try_for_each(|_| encoder.write_all(block))?;
            encoder.finish()?;
        }
    }
    Ok(counted.written)
}

struct Counted<W> {
    writer: W,
    written: usize,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.writer.write(buffer)?;
        self.written += written;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Bytes that do not compress: xorshift64.
fn noise() -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut bytes = Vec::with_capacity(BLOCK);
    while bytes.len() < BLOCK {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes
}

fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
