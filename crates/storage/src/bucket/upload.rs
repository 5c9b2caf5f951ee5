//! Giving a file of this machine its place in a bucket, in parts, and proving that it got there.

use std::{fs, io, os::unix::fs::FileExt, sync::Arc};

use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::{
    ObjectStore, PutMode,
    multipart::{MultipartStore, PartId},
    path::Path,
};

use super::{
    Bucket,
    parts::{PART, PARTS, part_of},
};
use crate::{blocking, error::StorageError, unfinished::Unfinished};

/// How an object came to be in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Put {
    /// It was put there now.
    Now,
    /// One was there. An earlier try, whose answer was lost, may have put it there, or somebody else.
    Before,
}

impl Bucket {
    /// Puts a whole file into the bucket, and reads it back. Where that fails, nothing of it is left that could be
    /// removed, but for an object that was there before. `began` hears of an upload in parts before its first part goes out;
    /// what it gives is dropped at the end.
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
        let (how, proved) = match put {
            Ok(how) => (how, self.prove(name, file, size).await),
            // Nobody knows whether the last word of the server was lost on its way.
            Err(error) => (Put::Now, Err(error)),
        };
        if proved.is_err() && how == Put::Now {
            let _ = self.erase(name).await;
        }
        proved
    }

    async fn put_whole(&self, path: &Path, file: Arc<fs::File>, size: u64) -> Result<Put, StorageError> {
        let bytes = self.parts.read(file, 0..size).await?;
        match self.store.put_opts(path, bytes.into(), PutMode::Create.into()).await {
            Ok(_) => Ok(Put::Now),
            // What is there is compared next.
            Err(object_store::Error::AlreadyExists { .. }) => Ok(Put::Before),
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
    ) -> Result<Put, StorageError> {
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
        put.map(|_| Put::Now)
    }

    async fn send_parts(
        &self,
        path: &Path,
        id: &String,
        file: Arc<fs::File>,
        size: u64,
    ) -> Result<Vec<PartId>, StorageError> {
        let part = part_of(size);
        let starts = (0..size).step_by(usize::try_from(part).unwrap_or(usize::MAX)).enumerate();
        let parts = stream::iter(starts).map(|(number, start)| {
            let file = file.clone();
            async move {
                let bytes = self.parts.read(file, start..(start + part).min(size)).await?;
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
        let _turn = self.parts.proof().await?;
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
