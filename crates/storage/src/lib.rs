//! Stored bytes. A blob is written once under a key that never depends on a document's name, and is not changed.
//!
//! What is kept lies in a folder or in a bucket of an S3 server, under the same names: `blobs/` for documents, `previews/`
//! for images of pages, `trash/`, and
//! what whoever uses the store writes down there about it. What is on its way always lies in a folder of this machine, or
//! of several: `spool/` for what is still arriving, `uploads/` for what arrives in parts, and `scratch/`. Where what is kept
//! is a folder, it is the same one: on one file system, so that keeping is a rename, and nothing half-written is ever seen.

mod at_rest;
mod bucket;
mod elsewhere;
mod entry;
mod error;
mod failures;
mod folder;
mod growing;
mod kept;
mod key;
mod key_book;
mod lane;
mod lock;
mod looking;
pub mod notes;
mod opening;
mod place;
mod previews;
mod probe;
mod read;
pub mod rights;
mod spool;
mod spooled;
mod spooling;
mod stored_file;
mod sums;
#[cfg(test)]
mod tests;
mod trash;
mod unfinished;
mod writer;

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use url::Url;
use uuid::Uuid;

pub use at_rest::{DataKey, SealError};
pub use bucket::PublicBucket;
pub use elsewhere::Elsewhere;
pub use entry::{Entry, Once};
pub use error::StorageError;
pub use failures::Operation;
pub use growing::{Growing, Part, Progress};
pub use key::Key;
pub use key_book::KeyBook;
pub use place::{BucketKeys, BucketPlace, Place};
pub use probe::{Probed, probe};
pub use read::{BlobReader, Bytestream, Stretch};
pub use rights::Readers;
pub use spool::Spool;
pub use spooled::Spooled;
pub use stored_file::StoredFile;
pub use sums::{PartSum, Sums};

use elsewhere::Other;
use failures::Failures;
use kept::Kept;
use spooling::Spooling;

/// By how much older an upload in parts has to be, which another machine may be at: nobody here knows how long it takes.
const OF_OTHERS: Duration = Duration::from_hours(22);

/// The store. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Blobs {
    place: Arc<Place>,
    kept: Kept,
    /// Where it may be instead.
    other: Other,
    readers: Readers,
    spooling: Arc<Spooling>,
    /// Where the data keys of sealed bytes are.
    keys: Option<Arc<dyn KeyBook>>,
    /// Whether what arrives is sealed.
    seals: bool,
    failures: Failures,
    room: read::Room,
}

impl Blobs {
    /// The store as it stands; nothing is made, and nobody is asked.
    pub fn at(place: &Place, readers: Readers) -> io::Result<Self> {
        Ok(Self {
            kept: Kept::at(place, readers)?,
            other: Other::default(),
            readers,
            spooling: Arc::new(Spooling::new(place.folder().join("spool"), readers)),
            place: Arc::new(place.clone()),
            keys: None,
            seals: false,
            failures: Failures::default(),
            room: read::Room::default(),
        })
    }

    /// Opens the store, makes its folders, and takes from others what they may do with what is in it. Says what was
    /// open to them.
    pub fn open(place: &Place, readers: Readers) -> io::Result<(Self, Vec<PathBuf>)> {
        let store = Self::at(place, readers)?;
        let parts = ["spool", key::UPLOADS, "scratch"].map(|part| place.folder().join(part));
        let mut closed = rights::close(place.folder(), readers)?;
        for part in &parts {
            readers.make_folder(part)?;
            closed.extend(rights::close(part, readers)?);
        }
        closed.extend(store.kept.make_folders(readers)?);
        Ok((store, closed))
    }

    /// The same store, whose data keys are in this book. Where it `seals`, whatever arrives from now on is sealed.
    #[must_use]
    pub fn with_keys(self, keys: Arc<dyn KeyBook>, seals: bool) -> Self {
        Self { keys: Some(keys), seals, ..self }
    }

    /// The same store, which tells of everything that fails.
    #[must_use]
    pub fn telling_failures(self, tell: impl Fn(Operation) + Send + Sync + 'static) -> Self {
        Self { failures: Failures::told_to(tell), ..self }
    }

    /// Whether what arrives is sealed.
    pub fn seals(&self) -> bool {
        self.seals
    }

    /// Begins to take in a new blob. What `digest` makes of its bytes is computed beside their SHA-256.
    pub async fn spool<D: Write + Send + 'static>(&self, digest: D) -> Result<Spool<D>, StorageError> {
        let key = if self.seals { Some(DataKey::generate()?) } else { None };
        self.spool_sealed_by(key, digest).await
    }

    /// The same for bytes that are to be stored as they come, since they are sealed already, or were not to be.
    pub async fn spool_stored(&self) -> Result<Spool<io::Sink>, StorageError> {
        self.spool_sealed_by(None, io::sink()).await
    }

    /// Begins to take in what belongs to bytes that are there, such as an image of a page: sealed as they are.
    pub async fn spool_beside<D: Write + Send + 'static>(
        &self,
        key: impl Into<Key>,
        digest: D,
    ) -> Result<Spool<D>, StorageError> {
        let data_key = self.failures.heard(Operation::Spool, self.data_key(key.into()).await)?;
        self.spool_sealed_by(data_key, digest).await
    }

    async fn spool_sealed_by<D: Write + Send + 'static>(
        &self,
        key: Option<DataKey>,
        digest: D,
    ) -> Result<Spool<D>, StorageError> {
        let (spooling, failures) = (self.spooling.clone(), self.failures.clone());
        let created = blocking(move || Spool::create(digest, key, &spooling, failures)).await;
        self.failures.heard(Operation::Spool, created.map_err(away))
    }

    /// Keeps what was spooled under a key that nothing else has, sealed where the key says so. When this returns, the
    /// bytes and their name are durable.
    pub async fn keep<D: Send + Sync + 'static>(
        &self,
        spooled: Spooled<D>,
        key: impl Into<Key>,
    ) -> Result<(), StorageError> {
        let key = key.into();
        let kept = async {
            if spooled.has_grown() && self.is_kept(&spooled, key).await? {
                return blocking(move || spooled.remove()).await;
            }
            match key {
                Key::Sealed(id) => self.keep_sealed(spooled, key, id).await,
                // What was sealed would not open under another kind of key, nor the other way round.
                _ if spooled.is_sealed() != key.sealed().is_some() => Err(SealError::Unknown.into()),
                _ => self.keep_as_spooled(spooled, key).await,
            }
        };
        let kept = match kept.await {
            Err(StorageError::Missing) => self.check().await.and(Err(StorageError::Missing)),
            kept => kept,
        };
        self.failures.heard(Operation::Keep, kept)
    }

    /// Says whether just these bytes are kept already: a program died, or another is a moment ahead, between keeping what grew
    /// and recording it. What is there is never replaced, since a row may name it by now.
    async fn is_kept<D>(&self, spooled: &Spooled<D>, key: Key) -> Result<bool, StorageError> {
        // A file that is kept where it lies takes its own place.
        if matches!((&self.kept, key.sealed()), (Kept::Folder(_), None)) || !self.kept.is_there(&key.path()).await? {
            return Ok(false);
        }
        let size = self.read(key).await?.size();
        if size == spooled.size() && self.crc32(key).await? == spooled.crc32() {
            return Ok(true);
        }
        Err(io::Error::other("other bytes are kept in the place of what grew").into())
    }

    async fn keep_sealed<D: Send + Sync + 'static>(
        &self,
        spooled: Spooled<D>,
        key: Key,
        id: Uuid,
    ) -> Result<(), StorageError> {
        let keys = self.keys.as_ref().ok_or(SealError::Unknown)?;
        let before = if spooled.has_grown() { keys.find(id).await } else { Err(SealError::Unknown.into()) };
        let data_key = match before {
            // What a program that died had sent to a bucket may come to its place after this look, and must open then.
            Ok(known) => known,
            Err(StorageError::Sealed(SealError::Unknown)) => {
                let fresh = spooled.sealed_by().map_or_else(DataKey::generate, Ok)?;
                // First, since bytes whose key is lost are lost.
                keys.write_down(id, fresh.clone()).await?;
                fresh
            }
            Err(error) => return Err(error),
        };
        if spooled.is_sealed() {
            return self.keep_as_spooled(spooled, key).await;
        }
        let spooling = self.spooling.clone();
        let (sealed, clear) = blocking(move || Ok((spooled.sealed(data_key, &spooling)?, spooled))).await?;
        self.kept.keep(sealed, &key.path(), &self.spooling).await?;
        blocking(move || clear.remove()).await
    }

    async fn keep_as_spooled<D: Send + Sync + 'static>(
        &self,
        spooled: Spooled<D>,
        key: Key,
    ) -> Result<(), StorageError> {
        if key.is_preview() {
            // One that is made again takes its own place.
            self.kept.make_way_for(&key.path()).await?;
        }
        self.kept.keep(spooled, &key.path(), &self.spooling).await
    }

    /// Keeps bytes as they were spooled, under the key that they have elsewhere.
    pub async fn keep_stored(&self, spooled: Spooled<io::Sink>, key: impl Into<Key>) -> Result<(), StorageError> {
        let kept = self.kept.keep(spooled, &key.into().path(), &self.spooling).await;
        self.failures.heard(Operation::Keep, kept)
    }

    /// Removes a blob, and then its data key. One that is gone already is no error.
    pub async fn erase(&self, key: impl Into<Key>) -> Result<(), StorageError> {
        let key = key.into();
        let erased = async {
            match key {
                Key::Upload(_) => self.work().erase(&key.path()).await?,
                Key::Document(_) | Key::Sealed(_) | Key::Preview(..) | Key::SealedPreview(..) => {
                    self.kept.erase(&key.path()).await?;
                    if let Some(other) = self.other.kept() {
                        other.erase(&key.path()).await?;
                    }
                }
            }
            match (key, &self.keys) {
                (Key::Sealed(id), Some(keys)) => keys.forget(id).await,
                _ => Ok(()),
            }
        };
        self.failures.heard(Operation::Erase, erased.await)
    }

    /// Says whether the store takes writes.
    pub async fn check(&self) -> Result<(), StorageError> {
        let spooling = self.spooling.clone();
        let checked = async {
            blocking(move || {
                let (mut file, path, _home) = spooling.create(&format!("check-{}", Uuid::new_v4()))?;
                let written = file.write_all(b"check");
                let _ = fs::remove_file(&path);
                written
            })
            .await?;
            self.check_kept().await
        };
        self.failures.heard(Operation::Check, checked.await.map_err(away))
    }

    /// Says whether what is kept is where it can be written and read; of a folder nothing is asked.
    pub async fn check_kept(&self) -> Result<(), StorageError> {
        self.kept.check().await
    }

    /// Removes what killed processes left half-written, and with `before` what is older where nobody can tell whose it
    /// is. Says how many files that were.
    pub async fn clear_spool(&self, before: Option<SystemTime>) -> Result<usize, StorageError> {
        let spool = self.spool_folder();
        let (cleared, under_way) = blocking(move || {
            let cleared = spooling::clear(&spool, before)?;
            Ok((cleared, spooling::under_way(&spool)?))
        })
        .await?;
        self.kept.abandon(&cleared.unfinished).await;
        if let Some(before) = before {
            self.kept.abandon_begun(before - OF_OTHERS, &under_way).await;
        }
        Ok(cleared.files)
    }

    /// Room for what is unpacked while somebody looks into a blob: a folder on a disk that has room for what arrives. What
    /// lies there has no name, and is gone with whoever made it.
    pub fn scratch_folder(&self) -> PathBuf {
        self.place.folder().join("scratch")
    }

    /// Tells this store where else what is not there may be.
    pub fn elsewhere(&self) -> Elsewhere {
        self.other.teller()
    }

    /// Says whether there is another place in which what is not here may be.
    pub fn may_be_elsewhere(&self) -> bool {
        self.other.kept().is_some()
    }

    /// Where it is.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// What a person calls it: a path, or a bucket with what its keys begin with.
    pub fn named(&self) -> String {
        match &*self.place {
            Place::Local(folder) => folder.display().to_string(),
            bucket @ Place::Bucket(_) => bucket.to_string().split('?').next().unwrap_or_default().to_owned(),
        }
    }

    /// What a person calls a blob in it.
    pub fn named_blob(&self, key: impl Into<Key>) -> String {
        format!("{}/{}", self.named(), key.into().path())
    }

    /// The folder of what is still arriving.
    pub fn spool_folder(&self) -> PathBuf {
        self.place.folder().join("spool")
    }

    /// The bucket as browsers may be sent to it, at this address of it where one is given. None of a folder.
    pub fn public_bucket(&self, at: Option<&Url>) -> io::Result<Option<PublicBucket>> {
        match (&*self.place, &self.kept) {
            (Place::Bucket(place), Kept::Bucket(bucket)) => bucket.public(place, at).map(Some),
            _ => Ok(None),
        }
    }

    fn work(&self) -> folder::Folder {
        folder::Folder::at(self.place.folder(), self.readers)
    }
}

/// Where the folder of the store is not there, it is the store that is missing.
fn away(error: StorageError) -> StorageError {
    match error {
        StorageError::Missing => StorageError::Failed(io::Error::other("the folder of the store is not there")),
        error => error,
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
