//! A zip of stored files, laid out before the first byte is sent (APPNOTE 6.3.10).
//!
//! By hand, as the crates that write zips learn lengths and places while they write. Here they are known before, so that any
//! range can be sent alone, with a length and a tag of the whole.

mod member;
pub mod names;
mod records;

use std::ops::Range;

use bytes::Bytes;
use thiserror::Error;

pub use member::Member;

use records::Placed;

/// Why files cannot be laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LayoutError {
    /// A name is longer than 65,535 bytes.
    #[error("a name is too long for a zip")]
    LongName,
    /// More bytes than can be counted.
    #[error("the files are too large for a zip")]
    TooLarge,
}

/// What stands in a part of a zip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// These bytes, which belong to the zip itself.
    Frame(Bytes),
    /// This range of the bytes of the member with this number.
    Member(usize, Range<u64>),
}

/// Where each byte of a zip comes from.
#[derive(Clone, Debug)]
pub struct Layout {
    pieces: Vec<Piece>,
    size: u64,
}

#[derive(Clone, Debug)]
struct Piece {
    start: u64,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    Frame(Bytes),
    Member(usize, u64),
}

impl Content {
    fn size(&self) -> u64 {
        match self {
            Self::Frame(bytes) => bytes.len() as u64,
            Self::Member(_, size) => *size,
        }
    }
}

impl Layout {
    /// The zip of these files, in this order.
    pub fn of(members: &[Member]) -> Result<Self, LayoutError> {
        let mut layout = Self { pieces: Vec::with_capacity(2 * members.len() + 1), size: 0 };
        let mut placed = Vec::with_capacity(members.len());
        for (number, member) in members.iter().enumerate() {
            let name_length = u16::try_from(member.name.len()).map_err(|_| LayoutError::LongName)?;
            let placed_here = Placed { member, name_length, offset: layout.size };
            layout.push(Content::Frame(placed_here.local_header().into()))?;
            layout.push(Content::Member(number, member.size))?;
            placed.push(placed_here);
        }
        let end = records::directory(&placed, layout.size);
        layout.push(Content::Frame(end.into()))?;
        Ok(layout)
    }

    fn push(&mut self, content: Content) -> Result<(), LayoutError> {
        let size = content.size();
        let end = self.size.checked_add(size).ok_or(LayoutError::TooLarge)?;
        if size > 0 {
            self.pieces.push(Piece { start: self.size, content });
        }
        self.size = end;
        Ok(())
    }

    /// Bytes in all.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// What stands in a range, in order. What of it lies beyond the end is nothing.
    pub fn parts(&self, range: Range<u64>) -> impl Iterator<Item = Part> + Send + use<> {
        let first = self.pieces.partition_point(|piece| piece.start + piece.content.size() <= range.start);
        let behind = self.pieces.partition_point(|piece| piece.start < range.end).max(first);
        let pieces = self.pieces[first..behind].to_vec();
        pieces.into_iter().filter_map(move |Piece { start, content }| {
            let within = range.start.saturating_sub(start)..(range.end - start).min(content.size());
            match content {
                _ if within.is_empty() => None,
                Content::Member(number, _) => Some(Part::Member(number, within)),
                Content::Frame(bytes) => {
                    let at = |offset| usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
                    Some(Part::Frame(bytes.slice(at(within.start)..at(within.end))))
                }
            }
        })
    }
}
