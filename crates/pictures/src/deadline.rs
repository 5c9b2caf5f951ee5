//! When to stop.

use std::{
    io::{BufRead, Cursor, Error, ErrorKind, Read, Result as IoResult, Seek, SeekFrom},
    time::{Duration, Instant},
};

use crate::refused::Refused;

/// How much is handed on between two looks at the clock.
const STEP: usize = 16 << 10;

/// A moment; none is never.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline(Option<Instant>);

impl Deadline {
    pub(crate) fn after(time: Duration) -> Self {
        Self(Instant::now().checked_add(time))
    }

    pub(crate) fn check(self) -> Result<(), Refused> {
        if self.0.is_some_and(|end| Instant::now() >= end) { Err(Refused::TooSlow) } else { Ok(()) }
    }
}

/// Bytes that can be read until the deadline.
#[derive(Debug)]
pub(crate) struct Timed<'a> {
    bytes: Cursor<&'a [u8]>,
    deadline: Deadline,
}

impl<'a> Timed<'a> {
    pub(crate) fn new(bytes: &'a [u8], deadline: Deadline) -> Self {
        Self { bytes: Cursor::new(bytes), deadline }
    }
}

impl Read for Timed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        let length = self.fill_buf()?.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Timed<'_> {
    fn fill_buf(&mut self) -> IoResult<&[u8]> {
        self.deadline.check().map_err(|late| Error::new(ErrorKind::TimedOut, late))?;
        let rest = self.bytes.fill_buf()?;
        Ok(&rest[..rest.len().min(STEP)])
    }

    fn consume(&mut self, length: usize) {
        self.bytes.consume(length);
    }
}

impl Seek for Timed<'_> {
    fn seek(&mut self, place: SeekFrom) -> IoResult<u64> {
        self.bytes.seek(place)
    }
}

#[cfg(test)]
mod tests {
    use super::{BufRead, Deadline, Duration, ErrorKind, Read, STEP, Timed};

    #[test]
    fn nothing_is_read_after_the_deadline() {
        let bytes = vec![1; 3 * STEP + 1];
        let mut read = Vec::new();
        let mut late = Timed::new(&bytes, Deadline::after(Duration::ZERO));
        assert_eq!(late.read_to_end(&mut read).unwrap_err().kind(), ErrorKind::TimedOut);
        assert_eq!(late.fill_buf().unwrap_err().kind(), ErrorKind::TimedOut);
        assert!(read.is_empty());
        Timed::new(&bytes, Deadline::after(Duration::MAX)).read_to_end(&mut read).unwrap();
        assert_eq!(read, bytes);
    }

    #[test]
    fn the_clock_is_looked_at_again_after_each_step() {
        let bytes = vec![1; 3 * STEP];
        let mut timed = Timed::new(&bytes, Deadline::after(Duration::MAX));
        assert_eq!(timed.fill_buf().unwrap().len(), STEP);
        timed.consume(STEP);
        timed.deadline = Deadline::after(Duration::ZERO);
        assert!(timed.fill_buf().is_err());
    }
}
