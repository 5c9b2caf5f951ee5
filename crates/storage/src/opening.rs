//! Opening what is kept.

use futures_util::TryStreamExt;

use crate::{BlobReader, Blobs, DataKey, Key, Operation, SealError, StorageError, StoredFile, blocking};

impl Blobs {
    /// Opens a blob to be streamed out.
    pub async fn read(&self, key: impl Into<Key>) -> Result<BlobReader, StorageError> {
        let key = key.into();
        let open = || async { self.open_reader(key, self.data_key(key).await?).await };
        self.found(Operation::Read, open).await
    }

    /// What came of asking for bytes. They are missing only where the store itself is there: one that is away, such as a disk that
    /// is not mounted, has failed.
    pub(crate) async fn found<T, F: Future<Output = Result<T, StorageError>> + Send>(
        &self,
        operation: Operation,
        ask: impl Fn() -> F + Send + Sync,
    ) -> Result<T, StorageError> {
        let mut answer = ask().await;
        if matches!(answer, Err(StorageError::Missing)) {
            answer = match self.check().await {
                // It may have come back between the two looks.
                Ok(()) => ask().await,
                Err(away) => Err(away),
            };
        }
        self.failures.heard(operation, answer)
    }

    /// Opens a blob as it is stored, sealed or not.
    pub async fn read_stored(&self, key: impl Into<Key>) -> Result<BlobReader, StorageError> {
        let key = key.into();
        self.found(Operation::Read, || self.open_reader(key, None)).await
    }

    async fn open_reader(&self, key: Key, data_key: Option<DataKey>) -> Result<BlobReader, StorageError> {
        let (name, room, failures) = (key.path(), self.room.clone(), self.failures.clone());
        match (self.kept.read(&name, data_key.clone(), room.clone(), failures.clone()).await, self.other.kept()) {
            (Err(StorageError::Missing), Some(other)) => {
                match other.read(&name, data_key.clone(), room.clone(), failures.clone()).await {
                    // It may have come over between the two looks.
                    Err(StorageError::Missing) => self.kept.read(&name, data_key, room, failures).await,
                    read => read,
                }
            }
            (read, _) => read,
        }
    }

    /// The key that has sealed a blob, if any.
    pub(crate) async fn data_key(&self, key: Key) -> Result<Option<DataKey>, StorageError> {
        let Some(id) = key.sealed() else { return Ok(None) };
        self.keys.as_ref().ok_or(SealError::Unknown)?.find(id).await.map(Some)
    }

    /// The CRC-32 of a blob (the one of ZIP), for which all of it is read.
    pub async fn crc32(&self, key: impl Into<Key>) -> Result<u32, StorageError> {
        let (mut sum, mut pieces) = (crc32fast::Hasher::new(), std::pin::pin!(self.read(key).await?.whole()));
        while let Some(piece) = pieces.try_next().await? {
            sum.update(&piece);
        }
        Ok(sum.finalize())
    }

    /// A seekable file that holds a blob, to be read on a blocking thread. One of a bucket is fetched first.
    pub async fn open_file(&self, key: impl Into<Key>) -> Result<StoredFile, StorageError> {
        let key = key.into();
        let open = || async {
            let data_key = self.data_key(key).await?;
            let file = match (self.kept.fetch(&key.path(), &self.spooling).await, self.other.kept()) {
                (Err(StorageError::Missing), Some(other)) => other.fetch(&key.path(), &self.spooling).await?,
                (fetched, _) => fetched?,
            };
            blocking(move || StoredFile::of(file, data_key.as_ref())).await
        };
        self.found(Operation::Read, open).await
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, io};

    use bytes::Bytes;
    use uuid::Uuid;

    use super::*;
    use crate::{Place, Readers};

    #[tokio::test]
    async fn a_store_that_is_away_misses_no_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let (place, elsewhere) = (folder.path().join("store"), folder.path().join("elsewhere"));
        let (store, _) = Blobs::open(&Place::Local(place.clone()), Readers::Owner).unwrap();
        let (key, other) = (Key::Document(Uuid::new_v4()), Key::Document(Uuid::new_v4()));
        let mut spool = store.spool(io::sink()).await.unwrap();
        spool.write(Bytes::from_static(b"all of it")).await.unwrap();
        store.keep(spool.finish().await.unwrap(), key).await.unwrap();
        let growing = store.grow(other.id(), true).await.unwrap().unwrap();
        growing.let_go().await.unwrap();
        for unmounted in [false, true] {
            fs::rename(&place, &elsewhere).unwrap();
            if unmounted {
                fs::create_dir(&place).unwrap();
            }
            assert!(matches!(store.read(key).await, Err(StorageError::Failed(_))));
            assert!(matches!(store.open_file(key).await, Err(StorageError::Failed(_))));
            assert!(matches!(store.grow(other.id(), false).await, Err(StorageError::Failed(_))));
            assert!(matches!(store.grown(other).await, Err(StorageError::Failed(_))));
            assert!(matches!(store.spool(io::sink()).await, Err(StorageError::Failed(_))));
            if unmounted {
                fs::remove_dir_all(&place).unwrap();
            }
            fs::rename(&elsewhere, &place).unwrap();
            assert_eq!(store.crc32(key).await.unwrap(), crc32fast::hash(b"all of it"));
        }
        store.erase(key).await.unwrap();
        assert!(matches!(store.read(key).await, Err(StorageError::Missing)));
    }
}
