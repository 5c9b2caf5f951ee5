//! Giving a file of this machine its place in a bucket, in parts, and proving that it got there.

use std::{
    fs, io,
    ops::Range,
    os::unix::fs::FileExt,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::{
    ObjectStore, PutMode,
    multipart::{MultipartStore, PartId},
    path::Path,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Bucket;
use crate::{blocking, error::StorageError, unfinished::Unfinished};

/// The size of a part. S3 takes none that is smaller, but for the last.
const PART: u64 = 5 << 20;

/// How many parts may be in memory, of all uploads together.
const PARTS: usize = 3;

/// Memory for parts. It is used again while uploads are under way, since fresh memory for each part would add up before the
/// allocator gives it back, and let go of when there are none.
#[derive(Clone, Debug)]
pub(super) struct Parts(Arc<Semaphore>, Arc<Mutex<Vec<Vec<u8>>>>);

impl Default for Parts {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(PARTS)), Arc::default())
    }
}

/// Room for one part. Whoever gives back the last one lets go of the memory.
struct Turn {
    parts: Parts,
    _permit: OwnedSemaphorePermit,
}

/// A part of a file in memory, until it is sent.
struct Part {
    bytes: Vec<u8>,
    turn: Turn,
}

impl Parts {
    /// Waits until there is room for a part.
    async fn turn(&self) -> Result<Turn, StorageError> {
        let permit = self.0.clone().acquire_owned().await.map_err(io::Error::other)?;
        Ok(Turn { parts: self.clone(), _permit: permit })
    }

    /// A part of a file, once there is room for it.
    async fn read(&self, file: Arc<fs::File>, range: Range<u64>) -> Result<Bytes, StorageError> {
        let turn = self.turn().await?;
        let spare = self.1.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut part = Part { bytes: spare.unwrap_or_default(), turn };
        blocking(move || {
            part.bytes.resize(usize::try_from(range.end - range.start).map_err(io::Error::other)?, 0);
            file.read_exact_at(&mut part.bytes, range.start)?;
            Ok(Bytes::from_owner(part))
        })
        .await
    }
}

impl AsRef<[u8]> for Part {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let mut spare = self.turn.parts.1.lock().unwrap_or_else(PoisonError::into_inner);
        spare.push(std::mem::take(&mut self.bytes));
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut spare = self.parts.1.lock().unwrap_or_else(PoisonError::into_inner);
        // This one's permit is given back after this.
        if self.parts.0.available_permits() + 1 == PARTS {
            spare.clear();
        }
    }
}

impl Bucket {
    /// Puts a whole file into the bucket, and reads it back. Where that fails, nothing of it is left that could be
    /// removed. `began` hears of an upload in parts before its first part goes out; what it gives is dropped at the end.
    pub(crate) async fn put<N>(
        &self,
        name: &str,
        file: Arc<fs::File>,
        began: impl AsyncFnOnce(&Unfinished) -> Result<N, StorageError>,
    ) -> Result<(), StorageError> {
        let same = file.clone();
        let size = blocking(move || same.metadata().map(|about| about.len())).await?;
        let path = self.path(name);
        let put = if size <= PART {
            self.put_whole(&path, file.clone(), size).await
        } else {
            self.put_parts(name, &path, file.clone(), size, began).await
        };
        let proved = match put {
            Ok(()) => self.prove(name, file, size).await,
            Err(error) => Err(error),
        };
        if proved.is_err() {
            // Nobody knows whether the last word of the server was lost on its way.
            let _ = self.erase(name).await;
        }
        proved
    }

    async fn put_whole(&self, path: &Path, file: Arc<fs::File>, size: u64) -> Result<(), StorageError> {
        let bytes = self.parts.read(file, 0..size).await?;
        match self.store.put_opts(path, bytes.into(), PutMode::Create.into()).await {
            // A try whose answer was lost may have put it there; what is there is compared next.
            Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(()),
            Err(error) => Err(of_put(error)),
        }
    }

    async fn put_parts<N>(
        &self,
        name: &str,
        path: &Path,
        file: Arc<fs::File>,
        size: u64,
        began: impl AsyncFnOnce(&Unfinished) -> Result<N, StorageError>,
    ) -> Result<(), StorageError> {
        let id = self.store.create_multipart(path).await.map_err(of_put)?;
        let unfinished = Unfinished { name: name.to_owned(), id };
        let put = async {
            let _noted = began(&unfinished).await?;
            let parts = self.send_parts(path, &unfinished.id, file, size).await?;
            self.store.complete_multipart(path, &unfinished.id, parts).await.map_err(of_put)
        };
        let put = put.await;
        if put.is_err() {
            self.abandon(&unfinished).await;
        }
        put.map(drop)
    }

    async fn send_parts(
        &self,
        path: &Path,
        id: &String,
        file: Arc<fs::File>,
        size: u64,
    ) -> Result<Vec<PartId>, StorageError> {
        let starts = (0..size).step_by(usize::try_from(PART).unwrap_or(usize::MAX)).enumerate();
        let parts = stream::iter(starts).map(|(number, start)| {
            let file = file.clone();
            async move {
                let bytes = self.parts.read(file, start..(start + PART).min(size)).await?;
                self.store.put_part(path, id, number, bytes.into()).await.map_err(of_put)
            }
        });
        parts.buffered(PARTS).try_collect().await
    }

    /// Gives up an upload in parts. One that came to its end, or is gone, is no error.
    pub(crate) async fn abandon(&self, unfinished: &Unfinished) {
        let gone = self.store.abort_multipart(&self.path(&unfinished.name), &unfinished.id).await;
        if let Err(error) = gone {
            tracing::debug!(%error, "an upload in parts was not given up; a rule of the bucket ends it");
        }
    }

    /// Reads an object back, and compares its size and checksum with those of the file that it is to be.
    async fn prove(&self, name: &str, file: Arc<fs::File>, size: u64) -> Result<(), StorageError> {
        // What is on its way back takes room, too.
        let _turn = self.parts.turn().await?;
        let ours = blocking(move || sum(&file, size));
        let theirs = async {
            let object = self.open(name).await?;
            let (size, mut sum) = (object.size, crc32fast::Hasher::new());
            let mut pieces = std::pin::pin!(object.stream(0..size));
            while let Some(piece) = pieces.try_next().await? {
                sum.update(&piece);
            }
            Ok::<_, StorageError>((size, sum.finalize()))
        };
        let (ours, theirs) = tokio::try_join!(ours, theirs)?;
        if theirs == (size, ours) {
            return Ok(());
        }
        Err(io::Error::other("the S3 server gave back other bytes than it took").into())
    }
}

/// Where a put meets nothing, it is the bucket that is missing.
fn of_put(error: object_store::Error) -> StorageError {
    match error.into() {
        StorageError::Missing => StorageError::Failed(io::Error::other("the S3 server knows no such bucket")),
        error => error,
    }
}

fn sum(file: &fs::File, size: u64) -> io::Result<u32> {
    let (mut sum, mut piece, mut at) = (crc32fast::Hasher::new(), vec![0; 256 << 10], 0);
    while at < size {
        let length = usize::try_from(size - at).unwrap_or(usize::MAX).min(piece.len());
        file.read_exact_at(&mut piece[..length], at)?;
        sum.update(&piece[..length]);
        at += length as u64;
    }
    Ok(sum.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn memory_of_parts_is_used_again_and_let_go_of_with_the_last() {
        let parts = Parts::default();
        let kept = || parts.1.lock().unwrap().len();
        let file = tempfile::tempfile().unwrap();
        file.set_len(3 * PART).unwrap();
        let file = Arc::new(file);
        let proof = parts.turn().await.unwrap();
        let one = parts.read(file.clone(), 0..PART).await.unwrap();
        let other = parts.read(file.clone(), PART..PART + 7).await.unwrap();
        assert_eq!((one.len() as u64, other.len(), kept()), (PART, 7, 0));
        drop(one);
        let again = parts.read(file, 2 * PART..3 * PART).await.unwrap();
        assert_eq!(kept(), 0, "it is the same memory");
        drop((other, again));
        assert_eq!(kept(), 2, "somebody still reads back");
        drop(proof);
        assert_eq!((kept(), parts.0.available_permits()), (0, PARTS));
    }
}
