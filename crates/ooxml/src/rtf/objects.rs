//! The bytes of the objects in a text, which are written as hexadecimal digits.

use std::io::{self, Write};
use std::ops::Range;

/// Where the bytes of objects lie in what they were written to.
pub(crate) type Objects = Vec<Range<u64>>;

/// Takes the bytes of objects, one behind the other.
pub(super) struct Sink<W> {
    objects: W,
    room: u64,
    written: u64,
    pub(super) ranges: Objects,
    /// The first digit of a byte whose second is yet to come.
    pub(super) half: Option<u8>,
}

impl<W: Write> Sink<W> {
    /// One with room for so many bytes.
    pub(super) fn new(objects: W, room: u64) -> Self {
        Self { objects, room, written: 0, ranges: Vec::new(), half: None }
    }

    /// Another object begins.
    pub(super) fn begin(&mut self) {
        self.ranges.push(self.written..self.written);
    }

    /// Whether there was room.
    pub(super) fn byte(&mut self, byte: u8) -> io::Result<bool> {
        if self.written == self.room {
            return Ok(false);
        }
        self.objects.write_all(&[byte])?;
        self.written += 1;
        if let Some(range) = self.ranges.last_mut() {
            range.end = self.written;
        }
        Ok(true)
    }
}
