//! Stored bytes. A blob is written once under a key that never depends on a document's name, and is not changed.
//!
//! On the local disk the store is a folder with two parts: `spool/` for what is still arriving, `blobs/` for what
//! is kept. Both are on one file system, so that keeping is a rename, and nothing half-written is ever seen. Beside them
//! are `trash/` and `scratch/`, and the file `installation`, which says to whom the store belongs.

mod lane;
mod probe;
mod read;
mod spool;
mod spooling;
mod trash;

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use thiserror::Error;

pub use probe::{Probed, probe};
pub use read::{BlobReader, Bytestream};
pub use spool::{Spool, Spooled};

pub(crate) use trash::day;

use crate::{
    clock::Millis,
    ids::BlobId,
    metrics::StorageErrors,
    private_files::{Readers, close, folder_for},
    settings::StorageSetting,
};
use spooling::Spooling;

/// For how long a file in the store may be without a row: it may still be on its way to one.
pub const IN_FLIGHT: Duration = Duration::from_hours(2);

/// Why bytes could not be stored or read.
#[derive(Debug, Error)]
pub enum StorageError {
    /// There is no room left (the disk, or a quota).
    #[error("the storage is full")]
    Full,
    /// The bytes are not there, though a row says they are.
    #[error("the stored bytes are missing")]
    Missing,
    /// The storage failed.
    #[error("the storage failed: {0}")]
    Failed(io::Error),
}

impl From<io::Error> for StorageError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::NotFound => Self::Missing,
            _ => Self::Failed(error),
        }
    }
}

/// The store. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Blobs {
    root: Arc<Path>,
    readers: Readers,
    spooling: Arc<Spooling>,
    errors: StorageErrors,
    room: read::Room,
}

impl Blobs {
    /// The store as it stands; nothing is made.
    pub fn at(setting: &StorageSetting, readers: Readers) -> Self {
        let StorageSetting::Local(root) = setting;
        let spooling = Arc::new(Spooling::new(root.join("spool"), readers));
        Self {
            root: root.as_path().into(),
            readers,
            spooling,
            errors: StorageErrors::default(),
            room: read::Room::default(),
        }
    }

    /// Opens the store, makes its folders, and takes from others what they may do with what is in it. Says what was
    /// open to them.
    pub fn open(setting: &StorageSetting, readers: Readers) -> io::Result<(Self, Vec<PathBuf>)> {
        let store = Self::at(setting, readers);
        let parts = ["spool", "blobs", "scratch"].map(|part| store.root.join(part));
        let mut closed = close(&store.root, readers)?;
        for part in &parts {
            folder_for(readers, part)?;
            closed.extend(close(part, readers)?);
        }
        for shard in 0..=u8::MAX {
            folder_for(readers, &store.shard_folder(shard))?;
        }
        Ok((store, closed))
    }

    /// The same store, which counts what goes wrong.
    #[must_use]
    pub fn counting(self, errors: StorageErrors) -> Self {
        Self { errors, ..self }
    }

    /// Begins to take in a new blob.
    pub async fn spool(&self) -> Result<Spool, StorageError> {
        let id = BlobId::new();
        let (spooling, errors) = (self.spooling.clone(), self.errors.clone());
        self.errors.counted("spool", blocking(move || Spool::create(id, &spooling, errors)).await)
    }

    /// Keeps what was spooled. When this returns, the bytes and their name are on the disk.
    pub async fn keep(&self, spooled: Spooled) -> Result<BlobId, StorageError> {
        let (id, path) = (spooled.id(), self.path(spooled.id()));
        let kept = blocking(move || {
            spooled.move_to(&path)?;
            let named = path.parent().map_or(Ok(()), sync_folder);
            if named.is_err() {
                // What is not kept is not there either.
                let _ = fs::remove_file(&path);
            }
            named
        });
        self.errors.counted("keep", kept.await)?;
        Ok(id)
    }

    /// Opens a blob to be streamed out.
    pub async fn read(&self, id: BlobId) -> Result<BlobReader, StorageError> {
        let (path, room) = (self.path(id), self.room.clone());
        self.errors.counted("read", blocking(move || BlobReader::open(&path, room)).await)
    }

    /// A seekable file that holds a blob, to be read on a blocking thread.
    pub fn open_file(&self, id: BlobId) -> Result<fs::File, StorageError> {
        Ok(self.errors.counted("read", fs::File::open(self.path(id)))?)
    }

    /// Removes a blob. One that is gone already is no error.
    pub async fn erase(&self, id: BlobId) -> Result<(), StorageError> {
        let path = self.path(id);
        let erased = blocking(move || match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        });
        self.errors.counted("erase", erased.await)
    }

    /// Says whether the store takes writes.
    pub async fn check(&self) -> Result<(), StorageError> {
        let spooling = self.spooling.clone();
        let checked = blocking(move || {
            let (mut file, path, _home) = spooling.create(&format!("check-{}", BlobId::new()))?;
            let written = file.write_all(b"strongroom");
            let _ = fs::remove_file(&path);
            written
        });
        self.errors.counted("check", checked.await)
    }

    /// Removes what killed processes left half-written, and with `before` what is older where nobody can tell whose it
    /// is. Says how many files that were.
    pub async fn clear_spool(&self, before: Option<Millis>) -> Result<usize, StorageError> {
        let spool = self.spool_folder();
        blocking(move || spooling::clear(&spool, before)).await
    }

    /// Files of blobs whose ids begin with the byte `shard`, and that are older than `before`.
    pub(crate) async fn older_than(&self, shard: u8, before: Millis) -> Result<Vec<PathBuf>, StorageError> {
        let folder = self.shard_folder(shard);
        blocking(move || {
            let paths = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
            let old = |path: &PathBuf| changed_at(path).is_some_and(|changed| changed < before);
            paths.filter(|path| path.as_ref().map_or(true, old)).collect()
        })
        .await
    }

    /// All that is arriving or was left half-written, and when each was last changed.
    pub fn spooled(&self) -> io::Result<Vec<(PathBuf, Millis)>> {
        let paths = spooling::files(&self.spool_folder())?;
        Ok(paths.into_iter().filter_map(|path| Some((path.clone(), changed_at(&path)?))).collect())
    }

    /// Room for what is unpacked while a document is inspected: a folder beside the documents, which has room for what
    /// they hold. What lies there has no name, and is gone with whoever made it.
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

    /// The folder of the blobs whose ids begin with the byte `shard`.
    pub fn shard_folder(&self, shard: u8) -> PathBuf {
        self.root.join("blobs").join(hex::encode([shard]))
    }

    /// Where a blob is.
    pub fn path(&self, id: BlobId) -> PathBuf {
        self.root.join("blobs").join(id.place())
    }
}

impl BlobId {
    /// Where these bytes are kept, as a path below the folder `blobs` of the store.
    pub fn place(self) -> String {
        format!("{}/{self}", hex::encode(&self.0.as_bytes()[..1]))
    }
}

/// Runs file work off the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, StorageError> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(io::Error::other).flatten()?)
}

/// Brings the names in a folder to the disk.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

pub(crate) fn blob_id(path: &Path) -> Option<BlobId> {
    path.file_name()?.to_str()?.parse().ok()
}

/// When a file was last changed; none where that cannot be told, such as of one that is gone.
fn changed_at(path: &Path) -> Option<Millis> {
    let changed: SystemTime = fs::symlink_metadata(path).ok()?.modified().ok()?;
    Some(Millis(0) + changed.duration_since(UNIX_EPOCH).unwrap_or_default())
}
