//! Bounds on what one document may cost, and the running count against them.

use std::cell::Cell;
use std::io::{self, Read};
use std::path::PathBuf;
use std::time::Instant;

use super::{Flaw, ReadError};

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// Bounds on the work and memory that one document may cost.
///
/// The defaults are far above what Office programs write. Memory stays in the order of
/// `max_directory_bytes` + `max_index_bytes` + twice `max_xml_token`, whatever the document; each package that is open
/// within another adds its own directory.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Entries in one ZIP directory.
    pub max_entries: usize,
    /// Bytes of one ZIP directory. It is the only structure that is held in memory whole.
    pub max_directory_bytes: u64,
    /// Bytes that all entries together may inflate to.
    pub max_total_bytes: u64,
    /// Inflated bytes per compressed byte that one entry may reach …
    pub max_ratio: u64,
    /// … once it inflates to more than this many bytes.
    pub ratio_counts_above: u64,
    /// Bytes of `[Content_Types].xml`, and of the package's own relationships.
    pub max_index_bytes: u64,
    /// Elements open at one time in a part.
    pub max_xml_depth: usize,
    /// Bytes of one tag, comment or CDATA section in a part. Texts may be of any length.
    pub max_xml_token: usize,
    /// Packages and OLE objects within each other that are opened; 1 means those in the document itself.
    pub max_nesting: usize,
    /// Bytes of one embedded package. It is kept in memory up to 1 MiB, then in a file without a name.
    pub max_embedded_bytes: u64,
    /// Where such files are made.
    pub scratch_folder: PathBuf,
    /// Findings kept in a report.
    pub max_findings: usize,
    /// When to give up with [`ReadError::TimedOut`]; `None` means never.
    pub deadline: Option<Instant>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_entries: 20_000,
            max_directory_bytes: 8 * MIB,
            max_total_bytes: 2 * GIB,
            max_ratio: 200,
            ratio_counts_above: 10 * MIB,
            max_index_bytes: 8 * MIB,
            max_xml_depth: 1_024,
            max_xml_token: 32 * 1024 * 1024,
            max_nesting: 6,
            max_embedded_bytes: 512 * MIB,
            scratch_folder: std::env::temp_dir(),
            max_findings: 200,
            deadline: None,
        }
    }
}

/// Size of the buffers through which entries are read. Large enough that system calls do not count.
pub(super) const BUFFER: usize = 256 * 1024;

/// The limits, and how much of them is left.
#[derive(Debug)]
pub(super) struct Budget<'a> {
    pub(super) limits: &'a Limits,
    left: Cell<u64>,
}

impl<'a> Budget<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self { limits, left: Cell::new(limits.max_total_bytes) }
    }

    /// Takes `bytes` of inflated data off the total, and looks at the clock.
    pub(super) fn spend(&self, bytes: u64) -> Result<(), ReadError> {
        match self.left.get().checked_sub(bytes) {
            Some(left) => self.left.set(left),
            None => return Err(ReadError::Bomb(Flaw::UnpacksTooLarge)),
        }
        self.in_time()
    }

    /// Takes what is read off the total. For streams of OLE objects, which may share bytes, so that together they hold
    /// more than the object does.
    pub(super) fn metered<R: Read>(&self, reader: R) -> Metered<'_, R> {
        Metered { reader, budget: self }
    }

    /// Fails once the deadline has passed.
    pub(super) fn in_time(&self) -> Result<(), ReadError> {
        match self.limits.deadline {
            Some(deadline) if Instant::now() >= deadline => Err(ReadError::TimedOut),
            _ => Ok(()),
        }
    }
}

/// See [`Budget::metered`].
pub(super) struct Metered<'a, R> {
    reader: R,
    budget: &'a Budget<'a>,
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.budget.spend(read as u64)?;
        Ok(read)
    }
}
