//! A file of this machine that holds stored bytes, read as the bytes themselves, sealed or not.

use std::{
    fs,
    io::{self, Read, Seek, SeekFrom},
    os::unix::fs::FileExt,
};

use crate::{
    DataKey, SealError,
    at_rest::{Cipher, HEADER, Layout, SEGMENT},
};

/// Stored bytes as a file that is read and sought in, on a blocking thread.
#[derive(Debug)]
pub struct StoredFile(Bytes);

#[derive(Debug)]
enum Bytes {
    Plain(fs::File),
    Sealed(Box<Opening>),
}

#[derive(Debug)]
struct Opening {
    file: fs::File,
    cipher: Cipher,
    layout: Layout,
    at: u64,
    /// A segment as it is stored.
    segment: Vec<u8>,
    /// What the segment holds that was opened last, and where that begins.
    open: Vec<u8>,
    begins: u64,
}

impl StoredFile {
    /// The bytes of a file, which this key has sealed, if any.
    pub(crate) fn of(file: fs::File, sealed_by: Option<&DataKey>) -> io::Result<Self> {
        let Some(key) = sealed_by else { return Ok(Self(Bytes::Plain(file))) };
        let (cipher, layout) = unsealing(&file, key)?;
        let (segment, open) = (Vec::new(), Vec::new());
        Ok(Self(Bytes::Sealed(Box::new(Opening { file, cipher, layout, at: 0, segment, open, begins: 0 }))))
    }

    /// Bytes in all.
    pub fn size(&self) -> io::Result<u64> {
        match &self.0 {
            Bytes::Plain(file) => Ok(file.metadata()?.len()),
            Bytes::Sealed(opening) => Ok(opening.layout.size()),
        }
    }
}

/// What opens a sealed file.
pub(crate) fn unsealing(file: &fs::File, key: &DataKey) -> io::Result<(Cipher, Layout)> {
    let layout = Layout::of(file.metadata()?.len()).ok_or(SealError::Changed)?;
    let mut header = [0; HEADER];
    file.read_exact_at(&mut header, 0)?;
    Ok((Cipher::of(key, &header)?, layout))
}

impl Opening {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let size = self.layout.size();
        if self.at >= size || into.is_empty() {
            return Ok(0);
        }
        if self.at < self.begins || self.at >= self.begins + self.open.len() as u64 {
            self.open_segment()?;
        }
        let from = usize::try_from(self.at - self.begins).map_err(io::Error::other)?;
        let there = self.open.get(from..).unwrap_or_default();
        let length = there.len().min(into.len());
        into[..length].copy_from_slice(&there[..length]);
        self.at += length as u64;
        Ok(length)
    }

    /// Opens the segment that holds the next byte.
    fn open_segment(&mut self) -> io::Result<()> {
        let span = self.layout.span(&(self.at..self.at + 1));
        let length = usize::try_from(span.stored.end - span.stored.start).unwrap_or(SEGMENT);
        self.segment.resize(length, 0);
        self.open.clear();
        self.file.read_exact_at(&mut self.segment, span.stored.start)?;
        self.open.resize(length, 0);
        let opened = self.cipher.open(&self.layout, span.first, &self.segment, &mut self.open);
        self.open.truncate(opened.unwrap_or_default());
        opened?;
        self.begins = self.at - span.skip as u64;
        Ok(())
    }
}

impl Read for StoredFile {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            Bytes::Plain(file) => file.read(into),
            Bytes::Sealed(opening) => opening.read(into),
        }
    }
}

impl Seek for StoredFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match &mut self.0 {
            Bytes::Plain(file) => file.seek(to),
            Bytes::Sealed(opening) => {
                let at = match to {
                    SeekFrom::Start(at) => Some(at),
                    SeekFrom::Current(by) => opening.at.checked_add_signed(by),
                    SeekFrom::End(by) => opening.layout.size().checked_add_signed(by),
                };
                opening.at = at.ok_or(io::ErrorKind::InvalidInput)?;
                Ok(opening.at)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;

    use super::*;
    use crate::at_rest::tests::sealed;

    fn file(bytes: &[u8]) -> fs::File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    proptest! {
        #[test]
        fn a_sealed_file_reads_like_a_plain_one(length in 0usize..200_000, places in prop::collection::vec((0u64..210_000, 0usize..90_000), 1..8)) {
            let plain: Vec<u8> = (0..length).map(|at| u8::try_from(at % 253).unwrap()).collect();
            let key = DataKey::of([3; 32]);
            let mut one = StoredFile::of(file(&plain), None).unwrap();
            let mut other = StoredFile::of(file(&sealed(&key, &[&plain])), Some(&key)).unwrap();
            prop_assert_eq!(one.size().unwrap(), other.size().unwrap());
            for (at, length) in places {
                let read = |file: &mut StoredFile| {
                    let mut bytes = Vec::new();
                    file.seek(SeekFrom::Start(at)).unwrap();
                    file.take(length as u64).read_to_end(&mut bytes).unwrap();
                    (bytes, file.seek(SeekFrom::Current(-1)).ok(), file.seek(SeekFrom::End(-3)).ok())
                };
                prop_assert!(read(&mut one) == read(&mut other));
            }
        }
    }

    #[test]
    fn a_file_that_is_changed_or_cut_gives_an_error_and_no_bytes() {
        let key = DataKey::of([3; 32]);
        let stored = sealed(&key, &[&vec![7; 200_000]]);
        let mut changed = stored.clone();
        changed[100_000] ^= 1;
        let mut read = Vec::new();
        let error = StoredFile::of(file(&changed), Some(&key)).unwrap().read_to_end(&mut read).unwrap_err();
        assert_eq!(error.get_ref().and_then(|error| error.downcast_ref()), Some(&SealError::Changed));
        assert_eq!(read.len(), 65_480, "what stands before it was whole");
        assert!(StoredFile::of(file(&stored[..50]), Some(&key)).is_err());
        assert!(StoredFile::of(file(&vec![7; 200_000]), Some(&key)).is_err(), "it was never sealed");
    }
}
