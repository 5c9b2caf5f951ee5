//! Stored bytes. A blob is written once under a key that never depends on a document's name, and is not changed.
//!
//! On a disk the store is a folder with two parts: `spool/` for what is still arriving, `blobs/` for what is kept. Both
//! are on one file system, so that keeping is a rename, and nothing half-written is ever seen. Beside them are `uploads/`
//! for what arrives in parts, `previews/` for images of pages, `trash/` and `scratch/`, and what whoever uses the store writes down there about it.

mod error;
mod failures;
mod growing;
mod key;
mod lane;
mod lock;
mod previews;
mod probe;
mod read;
pub mod rights;
mod spool;
mod spooling;
mod sums;
#[cfg(test)]
mod tests;
mod trash;

use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use uuid::Uuid;

pub use error::StorageError;
pub use failures::Operation;
pub use growing::{Growing, Part, Progress};
pub use key::Key;
pub use probe::{Probed, probe};
pub use read::{BlobReader, Bytestream, Stretch};
pub use rights::Readers;
pub use spool::{Spool, Spooled};
pub use sums::{PartSum, Sums};

use failures::Failures;
use spooling::Spooling;

/// Where bytes are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A folder, on a disk of this machine or on one that machines share.
    Local(PathBuf),
}

/// The store. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Blobs {
    root: Arc<Path>,
    readers: Readers,
    spooling: Arc<Spooling>,
    failures: Failures,
    room: read::Room,
}

impl Blobs {
    /// The store as it stands; nothing is made.
    pub fn at(place: &Place, readers: Readers) -> Self {
        let Place::Local(root) = place;
        let spooling = Arc::new(Spooling::new(root.join("spool"), readers));
        Self {
            root: root.as_path().into(),
            readers,
            spooling,
            failures: Failures::default(),
            room: read::Room::default(),
        }
    }

    /// Opens the store, makes its folders, and takes from others what they may do with what is in it. Says what was
    /// open to them.
    pub fn open(place: &Place, readers: Readers) -> io::Result<(Self, Vec<PathBuf>)> {
        let store = Self::at(place, readers);
        let parts = ["spool", key::DOCUMENTS, key::UPLOADS, key::PREVIEWS, "scratch"].map(|part| store.root.join(part));
        let mut closed = rights::close(&store.root, readers)?;
        for part in &parts {
            readers.make_folder(part)?;
            closed.extend(rights::close(part, readers)?);
        }
        for shard in 0..=u8::MAX {
            readers.make_folder(&store.shard_folder(shard))?;
        }
        Ok((store, closed))
    }

    /// How many bytes could still be kept, where the system says so.
    pub async fn free(&self) -> Option<u64> {
        let root = self.root.clone();
        let asked = tokio::task::spawn_blocking(move || rustix::fs::statvfs(&*root)).await;
        asked.ok()?.ok().map(|about| about.f_bavail.saturating_mul(about.f_frsize))
    }

    /// Says whether there is a store at all, though it may be empty.
    pub fn is_there(&self) -> bool {
        self.root.join(key::DOCUMENTS).is_dir()
    }

    /// The same store, which tells of everything that fails.
    #[must_use]
    pub fn telling_failures(self, tell: impl Fn(Operation) + Send + Sync + 'static) -> Self {
        Self { failures: Failures::told_to(tell), ..self }
    }

    /// Begins to take in a new blob. What `digest` makes of its bytes is computed beside their SHA-256.
    pub async fn spool<D: Write + Send + 'static>(&self, digest: D) -> Result<Spool<D>, StorageError> {
        let (spooling, failures) = (self.spooling.clone(), self.failures.clone());
        let created = blocking(move || Spool::create(digest, &spooling, failures));
        self.failures.heard(Operation::Spool, created.await)
    }

    /// Keeps what was spooled under a key that nothing else has. When this returns, the bytes and their name are on the
    /// disk.
    pub async fn keep<D: Send + 'static>(&self, spooled: Spooled<D>, key: impl Into<Key>) -> Result<(), StorageError> {
        let (key, readers) = (key.into(), self.readers);
        let path = self.path(key);
        let kept = blocking(move || {
            // Most stores have few previews, so their folders are made when one comes.
            if let (Key::Preview(..), Some(folder)) = (key, path.parent()) {
                readers.make_folder(folder)?;
            }
            spooled.move_to(&path)?;
            let named = path.parent().map_or(Ok(()), sync_folder);
            if named.is_err() {
                // What is not kept is not there either.
                let _ = fs::remove_file(&path);
            }
            named
        });
        self.failures.heard(Operation::Keep, kept.await)
    }

    /// Opens a blob to be streamed out.
    pub async fn read(&self, key: impl Into<Key>) -> Result<BlobReader, StorageError> {
        let (path, room, failures) = (self.path(key), self.room.clone(), self.failures.clone());
        let opened = blocking(move || BlobReader::open(&path, room, failures));
        self.failures.heard(Operation::Read, opened.await)
    }

    /// The CRC-32 of a blob (the one of ZIP), for which all of it is read.
    pub async fn crc32(&self, key: impl Into<Key>) -> Result<u32, StorageError> {
        let path = self.path(key);
        let summed = blocking(move || {
            let (mut file, mut hasher, mut piece) =
                (fs::File::open(path)?, crc32fast::Hasher::new(), vec![0; 256 << 10]);
            loop {
                match file.read(&mut piece)? {
                    0 => return Ok(hasher.finalize()),
                    length => hasher.update(&piece[..length]),
                }
            }
        });
        self.failures.heard(Operation::Read, summed.await)
    }

    /// A seekable file that holds a blob, to be read on a blocking thread.
    pub fn open_file(&self, key: impl Into<Key>) -> Result<fs::File, StorageError> {
        Ok(self.failures.heard(Operation::Read, fs::File::open(self.path(key)))?)
    }

    /// Removes a blob. One that is gone already is no error.
    pub async fn erase(&self, key: impl Into<Key>) -> Result<(), StorageError> {
        let path = self.path(key);
        let erased = blocking(move || match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        });
        self.failures.heard(Operation::Erase, erased.await)
    }

    /// Says whether the store takes writes.
    pub async fn check(&self) -> Result<(), StorageError> {
        let spooling = self.spooling.clone();
        let checked = blocking(move || {
            let (mut file, path, _home) = spooling.create(&format!("check-{}", Uuid::new_v4()))?;
            let written = file.write_all(b"check");
            let _ = fs::remove_file(&path);
            written
        });
        self.failures.heard(Operation::Check, checked.await)
    }

    /// Removes what killed processes left half-written, and with `before` what is older where nobody can tell whose it
    /// is. Says how many files that were.
    pub async fn clear_spool(&self, before: Option<SystemTime>) -> Result<usize, StorageError> {
        let spool = self.spool_folder();
        blocking(move || spooling::clear(&spool, before)).await
    }

    /// Files of documents whose ids begin with the byte `shard`, and that are older than `before`.
    pub async fn older_than(&self, shard: u8, before: SystemTime) -> Result<Vec<PathBuf>, StorageError> {
        let folder = self.shard_folder(shard);
        blocking(move || {
            let paths = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
            let old = |path: &PathBuf| changed_at(path).is_some_and(|changed| changed < before);
            paths.filter(|path| path.as_ref().map_or(true, old)).collect()
        })
        .await
    }

    /// How many files lie among the documents whose ids begin with the byte `shard`.
    pub async fn count(&self, shard: u8) -> Result<u64, StorageError> {
        let folder = self.shard_folder(shard);
        blocking(move || match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            entries => Ok(entries?.count() as u64),
        })
        .await
    }

    /// Says whether one of these at least is there.
    pub async fn holds_any(&self, keys: impl IntoIterator<Item = impl Into<Key>>) -> Result<bool, StorageError> {
        let paths: Vec<PathBuf> = keys.into_iter().map(|key| self.path(key)).collect();
        blocking(move || Ok(paths.iter().any(|path| path.exists()))).await
    }

    /// All that is arriving or was left half-written, and when each was last changed. To be run on a blocking thread.
    pub fn spooled(&self) -> io::Result<Vec<(PathBuf, SystemTime)>> {
        let paths = spooling::files(&self.spool_folder())?;
        Ok(paths.into_iter().filter_map(|path| Some((path.clone(), changed_at(&path)?))).collect())
    }

    /// Room for what is unpacked while somebody looks into a blob: a folder beside the blobs, on a disk that has room for
    /// them. What lies there has no name, and is gone with whoever made it.
    pub fn scratch_folder(&self) -> PathBuf {
        self.root.join("scratch")
    }

    /// The folder of the whole store.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Who may read what is stored.
    pub fn readers(&self) -> Readers {
        self.readers
    }

    /// The folder of what is still arriving.
    pub fn spool_folder(&self) -> PathBuf {
        self.root.join("spool")
    }

    /// The folder of the documents whose ids begin with the byte `shard`.
    pub fn shard_folder(&self, shard: u8) -> PathBuf {
        self.root.join(key::shard(shard))
    }

    /// Where a blob is.
    pub fn path(&self, key: impl Into<Key>) -> PathBuf {
        self.root.join(key.into().path())
    }
}

/// Runs file work off the async threads.
pub async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other).flatten()
}

/// Brings the names in a folder to the disk.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

/// The same, with what it means to whoever stores bytes.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, StorageError> {
    Ok(off_thread(work).await?)
}

/// When a file was last changed; none where that cannot be told, such as of one that is gone.
fn changed_at(path: &Path) -> Option<SystemTime> {
    fs::symlink_metadata(path).ok()?.modified().ok()
}
