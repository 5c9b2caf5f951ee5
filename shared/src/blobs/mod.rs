//! Stored bytes. A blob is written once under a key that never depends on a document's name, and is not changed.
//!
//! On the local disk the store is a folder with two parts: `spool/` for what is still arriving, `blobs/` for what
//! is kept. Both are on one file system, so that keeping is a rename, and nothing half-written is ever seen.

mod lane;
mod probe;
mod read;
mod spool;

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use thiserror::Error;

pub use probe::{Probed, probe};
pub use read::{BlobReader, Bytestream};
pub use spool::{Spool, Spooled};

use crate::{clock::Millis, config::StorageSetting, db::Db, ids::BlobId, metrics::StorageErrors, sql};

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
    errors: StorageErrors,
    room: read::Room,
}

impl Blobs {
    /// Opens the store and makes its folders.
    pub fn open(setting: &StorageSetting) -> io::Result<Self> {
        let StorageSetting::Local(root) = setting;
        fs::create_dir_all(root.join("spool"))?;
        for shard in 0..=u8::MAX {
            fs::create_dir_all(root.join("blobs").join(hex::encode([shard])))?;
        }
        Ok(Self { root: root.as_path().into(), errors: StorageErrors::default(), room: read::Room::default() })
    }

    /// The same store, which counts what goes wrong.
    #[must_use]
    pub fn counting(self, errors: StorageErrors) -> Self {
        Self { errors, ..self }
    }

    /// Begins to take in a new blob.
    pub async fn spool(&self) -> Result<Spool, StorageError> {
        let id = BlobId::new();
        let path = self.root.join("spool").join(id.to_string());
        let errors = self.errors.clone();
        self.errors.counted("spool", blocking(move || Spool::create(id, path, errors)).await)
    }

    /// Keeps what was spooled. When this returns, the bytes and their name are on the disk.
    pub async fn keep(&self, spooled: Spooled) -> Result<BlobId, StorageError> {
        let (id, path) = (spooled.id(), self.path(spooled.id()));
        let kept = blocking(move || {
            spooled.move_to(&path)?;
            path.parent().map_or(Ok(()), sync_folder)
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
        let path = self.root.join("spool").join(format!("check-{}", BlobId::new()));
        let checked = blocking(move || {
            let written = fs::write(&path, b"strongroom");
            let _ = fs::remove_file(&path);
            written
        });
        self.errors.counted("check", checked.await)
    }

    /// Removes what a crash left: spool files and blobs without a row that are older than `age`. Says how many.
    pub async fn sweep(&self, db: &Db, age: Duration, now: Millis) -> Result<usize, SweepError> {
        let before = now - age;
        let spool = self.root.join("spool");
        let mut strays: Vec<PathBuf> = blocking(move || older_than(&spool, before)).await?;
        for shard in 0..=u8::MAX {
            let folder = self.root.join("blobs").join(hex::encode([shard]));
            let found = blocking(move || older_than(&folder, before)).await?;
            if !found.is_empty() {
                let known = blobs_with_rows(db, shard).await?;
                strays.extend(found.into_iter().filter(|path| blob_id(path).is_none_or(|id| !known.contains(&id))));
            }
        }
        let count = strays.len();
        blocking(move || strays.iter().try_for_each(fs::remove_file)).await?;
        Ok(count)
    }

    /// The folder of what is still arriving.
    pub(crate) fn spool_folder(&self) -> PathBuf {
        self.root.join("spool")
    }

    /// The folder of the blobs whose ids begin with the byte `shard`.
    pub(crate) fn shard_folder(&self, shard: u8) -> PathBuf {
        self.root.join("blobs").join(hex::encode([shard]))
    }

    /// Where a blob is.
    pub(crate) fn path(&self, id: BlobId) -> PathBuf {
        self.root.join("blobs").join(id.place())
    }
}

/// Why a sweep stopped half way.
#[derive(Debug, Error)]
pub enum SweepError {
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

impl BlobId {
    /// Where these bytes are kept, as a path below the folder `blobs` of the store.
    pub fn place(self) -> String {
        format!("{}/{self}", hex::encode(&self.0.as_bytes()[..1]))
    }
}

/// Runs file work off the async threads.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, StorageError> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(io::Error::other).flatten()?)
}

pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

fn blob_id(path: &Path) -> Option<BlobId> {
    path.file_name()?.to_str()?.parse().ok()
}

fn older_than(folder: &Path, before: Millis) -> io::Result<Vec<PathBuf>> {
    let mut old = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(modified) = entry.metadata().and_then(|meta| meta.modified()) else { continue };
        let age = modified.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        if Millis(0) + age < before {
            old.push(entry.path());
        }
    }
    Ok(old)
}

/// All blobs of one folder that a document refers to: the ids that begin with the byte `shard`.
async fn blobs_with_rows(db: &Db, shard: u8) -> Result<HashSet<BlobId>, sqlx::Error> {
    let (mut first, mut last) = ([0; 16], [0xff; 16]);
    (first[0], last[0]) = (shard, shard);
    let rows: Vec<(BlobId,)> = sql!(db, |c| sqlx::query_as("SELECT blob FROM files WHERE blob BETWEEN $1 AND $2")
        .bind(BlobId(uuid::Uuid::from_bytes(first)))
        .bind(BlobId(uuid::Uuid::from_bytes(last)))
        .fetch_all(c))?;
    Ok(rows.into_iter().map(|(blob,)| blob).collect())
}
