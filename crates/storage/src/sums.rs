//! What is computed of bytes as they arrive, while they are still in the processor's cache.

use std::{
    fmt,
    io::{self, Write},
};

use aws_lc_rs::digest;
use bytes::Bytes;

use crate::lane::Worker;

/// What has been computed of all bytes from the first one on: their SHA-256, their CRC-32, and `D`.
pub struct Sums<D> {
    size: u64,
    sha256: digest::Context,
    crc32: crc32fast::Hasher,
    other: D,
}

impl<D> fmt::Debug for Sums<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sums of {} bytes", self.size)
    }
}

impl<D> Sums<D> {
    /// Those of no bytes.
    pub(super) fn new(other: D) -> Self {
        Self { size: 0, sha256: digest::Context::new(&digest::SHA256), crc32: crc32fast::Hasher::new(), other }
    }

    /// Of how many bytes they are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The number of bytes, their SHA-256 in lower-case hex, their CRC-32, and the rest.
    pub(super) fn finish(self) -> (u64, String, u32, D) {
        (self.size, hex::encode(self.sha256.finish()), self.crc32.finalize(), self.other)
    }
}

impl<D: Write> Sums<D> {
    pub(super) fn update(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.size += bytes.len() as u64;
        self.sha256.update(bytes);
        self.crc32.update(bytes);
        self.other.write_all(bytes)
    }
}

/// An algorithm that clients may prove a part with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartSum {
    /// SHA-1: good against accidents, which is all that it is for.
    Sha1,
    /// SHA-256.
    Sha256,
}

impl PartSum {
    fn begin(self) -> digest::Context {
        digest::Context::new(match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
        })
    }
}

/// What is computed beside the writing: of all bytes, where those before were summed up too, and of those that come now.
pub(super) struct Digests<D> {
    pub(super) whole: Option<Sums<D>>,
    part: Option<digest::Context>,
}

impl<D> Digests<D> {
    pub(super) fn of_all(sums: Sums<D>) -> Self {
        Self { whole: Some(sums), part: None }
    }

    pub(super) fn of_part(whole: Option<Sums<D>>, part: Option<PartSum>) -> Self {
        Self { whole, part: part.map(PartSum::begin) }
    }

    /// The sums of all bytes, and that of the part.
    pub(super) fn finish(self) -> (Option<Sums<D>>, Option<Vec<u8>>) {
        (self.whole, self.part.map(|part| part.finish().as_ref().to_vec()))
    }
}

impl<D> fmt::Debug for Digests<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digests")
    }
}

impl<D: Write + Send + 'static> Worker for Digests<D> {
    fn take(&mut self, batch: &[Bytes]) -> io::Result<()> {
        for bytes in batch {
            if let Some(whole) = &mut self.whole {
                whole.update(bytes)?;
            }
            if let Some(part) = &mut self.part {
                part.update(bytes);
            }
        }
        Ok(())
    }
}
