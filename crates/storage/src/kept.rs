//! What is kept: in a folder, or in a bucket.

use std::{fs, io, path::PathBuf, sync::Arc, time::SystemTime};

use futures_util::TryStreamExt;

use crate::{
    DataKey, Place, Readers, blocking,
    bucket::Bucket,
    entry::{Entry, Once},
    error::StorageError,
    failures::Failures,
    folder::Folder,
    key,
    read::{BlobReader, Room},
    rights,
    spooled::Spooled,
    spooling::Spooling,
    sync_folder,
    unfinished::Unfinished,
};

#[derive(Clone, Debug)]
pub(crate) enum Kept {
    Folder(Folder),
    Bucket(Bucket),
}

impl Kept {
    pub(crate) fn at(place: &Place, readers: Readers) -> io::Result<Self> {
        Ok(match place {
            Place::Local(root) => Self::Folder(Folder::at(root, readers)),
            Place::Bucket(place) => Self::Bucket(Bucket::at(place)?),
        })
    }

    /// Makes the folders of documents, where these are folders. Says what others could look into.
    pub(crate) fn make_folders(&self, readers: Readers) -> io::Result<Vec<PathBuf>> {
        let Self::Folder(folder) = self else { return Ok(Vec::new()) };
        let documents = folder.path(key::DOCUMENTS);
        readers.make_folder(&documents)?;
        let closed = rights::close(&documents, readers)?;
        for shard in 0..=u8::MAX {
            readers.make_folder(&folder.path(&key::shard(shard)))?;
        }
        Ok(closed)
    }

    /// Makes way for something that may be there already: its folder, in which it will be replaced, or, where nothing is
    /// replaced, its place.
    pub(crate) async fn make_way_for(&self, name: &str) -> Result<(), StorageError> {
        match self {
            Self::Folder(folder) => folder.make_folder_of(name).await,
            Self::Bucket(bucket) => bucket.erase(name).await,
        }
    }

    /// Gives what has arrived its place. When this returns, it is durable.
    pub(crate) async fn keep<D: Send + Sync + 'static>(
        &self,
        spooled: Spooled<D>,
        name: &str,
        spooling: &Arc<Spooling>,
    ) -> Result<(), StorageError> {
        match self {
            Self::Folder(folder) => {
                let path = folder.path(name);
                blocking(move || {
                    spooled.move_to(&path)?;
                    let named = path.parent().map_or(Ok(()), sync_folder);
                    if named.is_err() {
                        // What is not kept is not there either.
                        let _ = fs::remove_file(&path);
                    }
                    named
                })
                .await
            }
            Self::Bucket(bucket) => {
                let file = Arc::new(spooled.stored_file()?);
                let began = async |unfinished: &Unfinished| {
                    let (spooling, unfinished) = (spooling.clone(), unfinished.clone());
                    blocking(move || spooling.note_unfinished(&unfinished)).await
                };
                bucket.put(name, file, began).await?;
                blocking(move || spooled.remove()).await
            }
        }
    }

    pub(crate) async fn read(
        &self,
        name: &str,
        data_key: Option<DataKey>,
        room: Room,
        failures: Failures,
    ) -> Result<BlobReader, StorageError> {
        match self {
            Self::Folder(folder) => {
                let path = folder.path(name);
                blocking(move || BlobReader::open(&path, data_key.as_ref(), room, failures)).await
            }
            Self::Bucket(bucket) => Ok(BlobReader::of(bucket.open(name).await?, data_key.as_ref(), room, failures)?),
        }
    }

    /// A file of this machine with what is stored. One that had to be fetched has no name.
    pub(crate) async fn fetch(&self, name: &str, spooling: &Arc<Spooling>) -> Result<fs::File, StorageError> {
        let bucket = match self {
            Self::Folder(folder) => {
                let path = folder.path(name);
                return blocking(move || fs::File::open(path)).await;
            }
            Self::Bucket(bucket) => bucket,
        };
        let object = bucket.open(name).await?;
        let spooling = spooling.clone();
        let file = blocking(move || spooling.create_unnamed()).await?;
        let mut file = tokio::fs::File::from_std(file);
        let size = object.size;
        let mut pieces = std::pin::pin!(object.stream(0..size));
        while let Some(piece) = pieces.try_next().await? {
            tokio::io::AsyncWriteExt::write_all(&mut file, &piece).await?;
        }
        tokio::io::AsyncWriteExt::flush(&mut file).await?;
        let mut file = file.into_std().await;
        blocking(move || {
            io::Seek::rewind(&mut file)?;
            if file.metadata()?.len() == size { Ok(file) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
        })
        .await
    }

    pub(crate) async fn check(&self) -> Result<(), StorageError> {
        match self {
            // What arrives is on the same disk.
            Self::Folder(_) => Ok(()),
            Self::Bucket(bucket) => bucket.check().await,
        }
    }

    /// Gives up uploads in parts of processes that are no more.
    pub(crate) async fn abandon(&self, unfinished: &[Unfinished]) {
        let Self::Bucket(bucket) = self else { return };
        for upload in unfinished {
            bucket.abandon(upload).await;
        }
    }

    /// Gives up uploads in parts that were begun before, whoever did so, but for those that are under way.
    pub(crate) async fn abandon_begun(&self, before: SystemTime, under_way: &[Unfinished]) {
        let Self::Bucket(bucket) = self else { return };
        match bucket.abandon_begun(before, under_way).await {
            Ok(0) => {}
            Ok(uploads) => tracing::info!(uploads, "uploads in parts were given up that nobody has ended"),
            Err(error) => tracing::debug!(%error, "uploads in parts cannot be listed; a rule of the bucket ends them"),
        }
    }

    pub(crate) async fn erase(&self, name: &str) -> Result<(), StorageError> {
        match self {
            Self::Folder(folder) => folder.erase(name).await,
            Self::Bucket(bucket) => bucket.erase(name).await,
        }
    }

    /// Removes folders that have become empty.
    pub(crate) async fn tidy(&self, below: &str) -> Result<(), StorageError> {
        match self {
            Self::Folder(folder) => folder.tidy(below).await,
            Self::Bucket(_) => Ok(()),
        }
    }

    pub(crate) async fn rename(&self, from: &str, to: &str) -> Result<bool, StorageError> {
        match self {
            Self::Folder(folder) => folder.rename(from, to).await,
            Self::Bucket(bucket) => bucket.rename(from, to).await,
        }
    }

    pub(crate) async fn is_there(&self, name: &str) -> Result<bool, StorageError> {
        match self {
            Self::Folder(folder) => folder.is_there(name).await,
            Self::Bucket(bucket) => bucket.is_there(name).await,
        }
    }

    pub(crate) async fn list(&self, below: &str) -> Result<Vec<Entry>, StorageError> {
        match self {
            Self::Folder(folder) => folder.list(below).await,
            Self::Bucket(bucket) => bucket.list(below).await,
        }
    }

    pub(crate) async fn is_empty(&self, below: &str) -> Result<bool, StorageError> {
        match self {
            Self::Folder(folder) => folder.is_empty(below).await,
            Self::Bucket(bucket) => bucket.is_empty(below).await,
        }
    }

    pub(crate) async fn note(&self, name: &str) -> Result<Option<String>, StorageError> {
        match self {
            Self::Folder(folder) => folder.note(name).await,
            Self::Bucket(bucket) => bucket.note(name).await,
        }
    }

    pub(crate) async fn write_note(&self, name: &str, text: String, once: Once) -> Result<(), StorageError> {
        match self {
            Self::Folder(folder) => folder.write_note(name, text, once).await,
            Self::Bucket(bucket) => bucket.write_note(name, text, once).await,
        }
    }
}
