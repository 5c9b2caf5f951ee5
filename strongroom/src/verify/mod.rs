//! Comparing what rows say with the bytes that are stored, and finding strays on both sides.
//!
//! The service may run meanwhile: what does not fit is looked at a second time before it is told, since a document
//! may have been removed or have arrived in between.

mod backup;
pub(crate) mod command;
mod service;

use std::fmt;

use serde::Serialize;
use shared::{counted::counted, ids::FileId};

pub(crate) use backup::backup;
pub(crate) use service::service;

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fault {
    /// A row or a list names it, and it is not there.
    Missing,
    /// Its size or SHA-256 is not what was written down.
    Differs,
    /// It lies sealed, and its data key, or the storage key that wraps that, is not there.
    Locked,
    /// The system cannot read it.
    Unreadable,
    /// It is there, and nothing names it.
    Stray,
    /// An upload that was cut off left it.
    Leftover,
    /// It is the store of another installation.
    Foreign,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "missing",
            Self::Differs => "differs",
            Self::Locked => "locked",
            Self::Unreadable => "unreadable",
            Self::Stray => "stray",
            Self::Leftover => "leftover",
            Self::Foreign => "foreign",
        })
    }
}

/// A file with which something is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// What.
    pub(crate) fault: Fault,
    /// The file.
    pub(crate) path: String,
    /// The document whose bytes these should be.
    pub(crate) document: Option<FileId>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.fault, self.path)?;
        self.document.map_or(Ok(()), |document| write!(f, " (document {document})"))
    }
}

/// What was looked at, and what came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    /// Documents whose bytes were compared.
    pub(crate) documents: u64,
    /// Bytes that are as they should be.
    pub(crate) bytes: u64,
    /// Files without a row that are still coming or on their way out, which is no fault.
    pub(crate) in_flight: u64,
    /// Faults.
    pub(crate) findings: u64,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { documents, bytes, in_flight, findings } = self;
        let in_flight = match in_flight {
            1 => "1 file in flight".to_owned(),
            _ => format!("{in_flight} files in flight"),
        };
        let (documents, bytes) = (counted(*documents, "document"), counted(*bytes, "sound byte"));
        write!(f, "{documents}, {bytes}, {in_flight}, {}", counted(*findings, "finding"))
    }
}

/// Counts findings as they are told.
struct Telling<F> {
    counts: Counts,
    tell: F,
}

impl<F: FnMut(&Finding)> Telling<F> {
    fn new(tell: F) -> Self {
        Self { counts: Counts::default(), tell }
    }

    fn found(&mut self, fault: Fault, path: impl Into<String>, document: Option<FileId>) {
        self.counts.findings += 1;
        (self.tell)(&Finding { fault, path: path.into(), document });
    }
}
