//! What there is in a store, and what is written down about it.

use std::{io, path::PathBuf, time::SystemTime};

use crate::{
    Blobs, Key, Place, changed_at,
    entry::{Entry, Once},
    error::StorageError,
    kept::Kept,
    key, spooling,
};

impl Blobs {
    /// How many bytes could still be kept, where that is known.
    pub async fn free(&self) -> Option<u64> {
        let Place::Local(root) = &*self.place else { return None };
        let root = root.clone();
        let asked = tokio::task::spawn_blocking(move || rustix::fs::statvfs(&root)).await;
        asked.ok()?.ok().map(|about| about.f_bavail.saturating_mul(about.f_frsize))
    }

    /// Documents whose ids begin with the byte `shard`.
    pub async fn list(&self, shard: u8) -> Result<Vec<Entry>, StorageError> {
        self.kept.list(&key::shard(shard)).await
    }

    /// Says whether there are no documents at all.
    pub async fn is_empty(&self) -> Result<bool, StorageError> {
        self.kept.is_empty(key::DOCUMENTS).await
    }

    /// Says whether there is a store at all, though it may be empty.
    pub async fn is_there(&self) -> Result<bool, StorageError> {
        match &self.kept {
            Kept::Folder(folder) => folder.is_there(key::DOCUMENTS).await,
            Kept::Bucket(bucket) => bucket.is_empty("").await.map(|_| true),
        }
    }

    /// Says whether one of these at least is there.
    pub async fn holds_any(&self, keys: impl IntoIterator<Item = impl Into<Key>>) -> Result<bool, StorageError> {
        for key in keys {
            let name = key.into().path();
            let is_elsewhere = async || match self.other.kept() {
                Some(other) => other.is_there(&name).await,
                None => Ok(false),
            };
            if self.kept.is_there(&name).await? || is_elsewhere().await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A text that somebody wrote down about the store; none where nobody did.
    pub async fn note(&self, name: &str) -> Result<Option<String>, StorageError> {
        self.kept.note(name).await
    }

    /// Writes a text down about the store, whole or not at all.
    pub async fn write_note(&self, name: &str, text: String, once: Once) -> Result<(), StorageError> {
        self.kept.write_note(name, text, once).await
    }

    /// Removes a text about the store. One that is gone already is no error.
    pub async fn erase_note(&self, name: &str) -> Result<(), StorageError> {
        self.kept.erase(name).await
    }

    /// All that is arriving or was left half-written, and when each was last changed. To be run on a blocking thread.
    pub fn spooled(&self) -> io::Result<Vec<(PathBuf, SystemTime)>> {
        let paths = spooling::files(&self.spool_folder())?;
        Ok(paths.into_iter().filter_map(|path| Some((path.clone(), changed_at(&path)?))).collect())
    }
}
