//! Copying bytes and looking at their hash on the way, in constant memory, off the async threads.

use std::{
    fs,
    io::{self, Read, Write},
    path::Path,
    pin::pin,
};

use aws_lc_rs::digest;
use futures_util::TryStreamExt;
use shared::{ids::BlobId, private_files::private_file};
use storage::{BlobReader, Blobs, SealError, StorageError, off_thread};

/// How many files are copied or read at once.
pub(crate) const AT_ONCE: usize = 4;

/// Bytes that are held at once for each file.
pub(super) const CHUNK: usize = 256 << 10;

/// What came of reading bytes that should have a certain hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// They are as they should be; so many.
    Sound(u64),
    /// There are none.
    Missing,
    /// They are others.
    Differs,
    /// They lie sealed, and the key that opens them is not there.
    Locked,
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

/// Reads the bytes of a document, opened where they lie sealed, and compares them with their hash.
pub(crate) async fn check_blob(store: &Blobs, blob: BlobId, sha256: &str) -> Check {
    match hash_blob(store.read(blob).await).await {
        Ok(found) if found.sha256 == sha256 => Check::Sound(found.size),
        Ok(_) | Err(StorageError::Sealed(SealError::Changed)) => Check::Differs,
        Err(StorageError::Sealed(SealError::Retired | SealError::Unknown)) => Check::Locked,
        Err(StorageError::Missing) => Check::Missing,
        Err(_) => Check::Unreadable,
    }
}

/// The same for the bytes as they are stored.
pub(crate) async fn check_stored(store: &Blobs, blob: BlobId, sha256: &str) -> Check {
    match hash_blob(store.read_stored(blob).await).await {
        Ok(found) if found.sha256 == sha256 => Check::Sound(found.size),
        Ok(_) => Check::Differs,
        Err(StorageError::Missing) => Check::Missing,
        Err(_) => Check::Unreadable,
    }
}

async fn hash_blob(opened: Result<BlobReader, StorageError>) -> Result<Hashed, StorageError> {
    let mut pieces = pin!(opened?.whole());
    let (mut hash, mut size) = (digest::Context::new(&digest::SHA256), 0);
    while let Some(piece) = pieces.try_next().await? {
        hash.update(&piece);
        size += piece.len() as u64;
    }
    Ok(Hashed { size, sha256: hex::encode(hash.finish()) })
}

/// Copies a document as it is stored, if its bytes have this hash: first to `half`, from where it is renamed once it is on
/// the disk. Says what the copy is. An error is one of writing.
pub(super) async fn copy_out(
    store: &Blobs,
    blob: BlobId,
    half: &Path,
    to: &Path,
    sha256: &str,
) -> io::Result<Result<Hashed, Check>> {
    // What lies sealed is opened once to be compared, and copied as it is.
    if blob.is_sealed() {
        match check_blob(store, blob, sha256).await {
            Check::Sound(_) => {}
            wrong => return Ok(Err(wrong)),
        }
    }
    let reader = match store.read_stored(blob).await {
        Ok(reader) => reader,
        Err(StorageError::Missing) => return Ok(Err(Check::Missing)),
        Err(_) => return Ok(Err(Check::Unreadable)),
    };
    let path = half.to_owned();
    let created = off_thread(move || {
        let _ = fs::remove_file(&path);
        HashedFile::create(&path)
    });
    let (mut file, mut pieces) = (created.await?, pin!(reader.whole()));
    let copied = loop {
        match pieces.try_next().await {
            Ok(Some(piece)) => {
                file = off_thread(move || file.write(&piece).map(|()| file)).await?;
            }
            Ok(None) => break Some(off_thread(move || file.finish()).await?),
            Err(_) => break None,
        }
    };
    let outcome = match copied {
        Some(found) if blob.is_sealed() || found.sha256 == sha256 => {
            fs::rename(half, to)?;
            return Ok(Ok(found));
        }
        Some(_) => Check::Differs,
        None => Check::Unreadable,
    };
    let _ = fs::remove_file(half);
    Ok(Err(outcome))
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
