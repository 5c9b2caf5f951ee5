//! Copying bytes and looking at their hash on the way, in constant memory, off the async threads.

use std::{
    fs,
    io::{self, Read, Write},
    path::Path,
};

use aws_lc_rs::digest;
use shared::private_files::private_file;
use storage::Readers;

/// Bytes that are held at once for each file.
const CHUNK: usize = 256 << 10;

/// What came of reading bytes that should have a certain hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// They are as they should be; so many.
    Sound(u64),
    /// There are none.
    Missing,
    /// They are others.
    Differs,
    /// The system cannot read them.
    Unreadable,
}

/// Size and SHA-256 of what passed through.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Hashed {
    pub(crate) size: u64,
    pub(crate) sha256: String,
}

/// Reads a file and compares it with its hash.
pub(crate) fn check(path: &Path, sha256: &str) -> Check {
    match fs::File::open(path).and_then(|mut file| hashed(&mut file, |_| Ok(()))) {
        Ok(found) if found.sha256 == sha256 => Check::Sound(found.size),
        Ok(_) => Check::Differs,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Check::Missing,
        Err(_) => Check::Unreadable,
    }
}

/// Size and hash of a file.
pub(super) fn hash_file(path: &Path) -> io::Result<Hashed> {
    hashed(&mut fs::File::open(path)?, |_| Ok(()))
}

/// Copies a file if it has this hash: first to `half`, from where it is renamed once it is on the disk. An error is
/// one of writing.
pub(super) fn copy(from: &Path, half: &Path, to: &Path, sha256: &str, readers: Readers) -> io::Result<Check> {
    let mut source = match fs::File::open(from) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Check::Missing),
        Err(_) => return Ok(Check::Unreadable),
    };
    let mut copy = readers.writing().create(true).truncate(true).open(half)?;
    let mut wrote = Ok(());
    let read = hashed(&mut source, |bytes| {
        wrote = copy.write_all(bytes);
        if wrote.is_ok() { Ok(()) } else { Err(io::ErrorKind::Other.into()) }
    });
    let outcome = match (wrote, read) {
        (Err(error), _) => Err(error),
        (Ok(()), Err(_)) => Ok(Check::Unreadable),
        (Ok(()), Ok(found)) if found.sha256 != sha256 => Ok(Check::Differs),
        (Ok(()), Ok(found)) => copy.sync_data().and_then(|()| fs::rename(half, to)).map(|()| Check::Sound(found.size)),
    };
    if !matches!(outcome, Ok(Check::Sound(_))) {
        let _ = fs::remove_file(half);
    }
    outcome
}

fn hashed(from: &mut impl Read, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<Hashed> {
    let (mut buffer, mut size) = (vec![0; CHUNK], 0);
    let mut hash = digest::Context::new(&digest::SHA256);
    loop {
        let got = match from.read(&mut buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            got => got?,
        };
        if got == 0 {
            return Ok(Hashed { size, sha256: hex::encode(hash.finish()) });
        }
        hash.update(&buffer[..got]);
        each(&buffer[..got])?;
        size += got as u64;
    }
}

/// A file that is written and hashed as it flows, for its owner's eyes only.
pub(super) struct HashedFile {
    file: io::BufWriter<fs::File>,
    hash: digest::Context,
    size: u64,
}

impl HashedFile {
    /// Makes the file, which must not be there.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let file = private_file().create_new(true).open(path)?;
        let file = io::BufWriter::with_capacity(CHUNK, file);
        Ok(Self { file, hash: digest::Context::new(&digest::SHA256), size: 0 })
    }

    /// Writes the next bytes.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        self.file.write_all(bytes)
    }

    /// Brings all to the disk.
    pub(super) fn finish(self) -> io::Result<Hashed> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(Hashed { size: self.size, sha256: hex::encode(self.hash.finish()) })
    }
}
