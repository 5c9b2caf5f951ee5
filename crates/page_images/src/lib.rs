//! The pages of an Office document as PNG images, made by LibreOffice and Poppler in a sandbox without a network.
//!
//! ```text
//! document ─▶ pipe ─▶ [ soffice ─▶ PDF in memory ─▶ pdftoppm, page by page ] ─▶ pipe ─▶ images
//!                     └──────────── bwrap, under the limits of prlimit ────┘
//! ```

mod frames;
mod programs;
mod run;
mod sandbox;

use std::{io, time::Duration};

use thiserror::Error;

pub use programs::{Missing, Programs};
pub use run::Pages;

/// How much one run may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How long it may take. Then all that belongs to it is killed.
    pub time: Duration,
    /// The address space of each of its programs, in bytes.
    pub memory: u64,
    /// The memory in which it keeps its files, and the largest of them, in bytes.
    pub room: u64,
    /// The largest image of a page, in bytes.
    pub image: usize,
    /// How many pages are made; of a longer document these are the first.
    pub pages: u16,
    /// How wide pages are made, in pixels.
    pub width: u32,
    /// How high they are made at the most. Of what is higher, the top is made.
    pub height: u32,
}

impl Default for Bounds {
    /// A minute, 2 GiB, 256 MiB, 32 MiB, 20 pages of 1600 by at most 4800 pixels.
    fn default() -> Self {
        Self {
            time: Duration::from_mins(1),
            memory: 2 << 30,
            room: 256 << 20,
            image: 32 << 20,
            pages: 20,
            width: 1600,
            height: 4800,
        }
    }
}

/// What a document is, as its name ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Word.
    Docx,
    /// Excel.
    Xlsx,
    /// PowerPoint.
    Pptx,
}

/// Why there are no pages.
#[derive(Debug, Error)]
pub enum Failed {
    /// It took longer than it may.
    #[error("the pages were not made in time")]
    TimedOut,
    /// LibreOffice could not make anything of the document, or needed more than it may have.
    #[error("no page could be made: {0}")]
    Unreadable(String),
    /// What came out is not what should.
    #[error("what came out of the sandbox is no row of images")]
    Garbled,
    /// There is no sandbox on this machine, whatever the document is.
    #[error("the sandbox does not work: {0}")]
    NoSandbox(String),
    /// The document could not be read, or no program started.
    #[error(transparent)]
    Io(#[from] io::Error),
}
