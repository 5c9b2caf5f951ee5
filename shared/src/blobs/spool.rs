//! What is still arriving: written and hashed as it flows, in bounded memory, and gone when it is dropped.

use std::{
    fs,
    io::{self, IoSlice, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use aws_lc_rs::digest;
use bytes::Bytes;
use tokio::sync::Semaphore;

use super::{
    StorageError,
    lane::{Batch, Lane, Worker},
    spooling::{Home, Spooling},
};
use ooxml::checksums::Checksums;

use crate::{ids::BlobId, metrics::StorageErrors};

/// How much memory is gathered before it is written and hashed: one system call for many small pieces.
const BATCH: usize = 512 << 10;

/// How much memory may wait to be written or hashed. What arrives beyond that waits in the connection.
const IN_MEMORY: usize = 2 << 20;

/// What a piece takes beside its bytes. Clients may send them one by one.
const PER_PIECE: usize = 128;

/// How much is written between requests to the disk to begin storing it, so that the last one need not wait long.
const FLUSH_EVERY: u64 = 8 << 20;

/// A rest of at least this size is sent to the disk by a thread of its own.
const FLUSH_REST: u64 = 1 << 20;

/// A blob that is still arriving. Dropped before [`Spool::finish`], it leaves nothing behind.
///
/// It is written and hashed side by side: each takes about as long as the other.
#[derive(Debug)]
pub struct Spool {
    writer: Lane<Writer>,
    digests: Lane<Digests>,
    room: Arc<Semaphore>,
    gathered: Vec<Bytes>,
    /// Memory that the gathered pieces take.
    gathered_memory: usize,
    size: u64,
    errors: StorageErrors,
}

#[derive(Debug)]
struct Writer {
    file: fs::File,
    unflushed: u64,
    flush: Option<Flush>,
    entry: SpoolEntry,
}

/// The name in the spool folder, removed when dropped.
#[derive(Debug)]
struct SpoolEntry {
    id: BlobId,
    path: PathBuf,
    _home: Arc<Home>,
}

/// What is computed of the bytes as they arrive, while they are still in the processor's cache.
struct Digests {
    sha256: digest::Context,
    checksums: Checksums,
}

impl std::fmt::Debug for Digests {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Digests")
    }
}

impl Drop for SpoolEntry {
    fn drop(&mut self) {
        // After a rename there is nothing left under this name.
        let _ = fs::remove_file(&self.path);
    }
}

impl Spool {
    pub(super) fn create(id: BlobId, spooling: &Spooling, errors: StorageErrors) -> io::Result<Self> {
        let (file, path, home) = spooling.create(&id.to_string())?;
        let entry = SpoolEntry { id, path, _home: home };
        let digests = Digests { sha256: digest::Context::new(&digest::SHA256), checksums: Checksums::default() };
        Ok(Self {
            writer: Lane::new(Writer { file, unflushed: 0, flush: None, entry }),
            digests: Lane::new(digests),
            room: Arc::new(Semaphore::new(IN_MEMORY)),
            gathered: Vec::new(),
            gathered_memory: 0,
            size: 0,
            errors,
        })
    }

    /// Bytes taken in so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Takes in the next bytes. While some are being written, the next ones gather.
    pub async fn write(&mut self, bytes: Bytes) -> Result<(), StorageError> {
        self.size += bytes.len() as u64;
        self.gathered_memory += PER_PIECE + bytes.len();
        self.gathered.push(bytes);
        if self.gathered_memory >= BATCH {
            self.send_batch().await?;
        }
        Ok(())
    }

    /// Sends what has gathered on its way to the disk, though it is little: nobody knows when more will come.
    pub async fn put_away(&mut self) -> Result<(), StorageError> {
        if self.gathered.is_empty() { Ok(()) } else { self.send_batch().await }
    }

    /// Gives up what has arrived. When this returns, the room that it took is free again, so that whoever is refused for
    /// want of room and tries again finds it.
    pub async fn discard(self) {
        let Self { writer, digests, .. } = self;
        let (writer, _) = tokio::join!(writer.give_up(), digests.give_up());
        if let Some(Writer { file, flush, entry, .. }) = writer {
            remove(file, flush, entry).await;
        }
    }

    /// Waits until all bytes are written. They are on the disk only once they are kept. Where that fails, nothing is
    /// left when this returns.
    pub async fn finish(mut self) -> Result<Spooled, StorageError> {
        if let Err(error) = self.send_batch().await {
            self.discard().await;
            return Err(error);
        }
        let mut writer = self.errors.counted("spool", self.writer.finish().await)?;
        let Digests { sha256, checksums } = self.digests.finish().await?;
        super::blocking(move || {
            // A large rest begins its way to the disk while the document is looked at.
            if writer.unflushed >= FLUSH_REST {
                writer.begin_flush()?;
            }
            let Writer { file, flush, entry, .. } = writer;
            Ok(Spooled { file, size: self.size, sha256: hex::encode(sha256.finish()), checksums, flush, entry })
        })
        .await
    }

    async fn send_batch(&mut self) -> Result<(), StorageError> {
        let pieces = std::mem::take(&mut self.gathered);
        let memory = std::mem::take(&mut self.gathered_memory);
        // A piece that is larger than all room there is takes all of it.
        let permits = u32::try_from(memory.min(IN_MEMORY)).unwrap_or(u32::MAX);
        let room = self.room.clone().acquire_many_owned(permits).await.map_err(io::Error::other)?;
        let batch = Arc::new(Batch { pieces, _room: room });
        self.errors.counted("spool", self.writer.push(batch.clone()))?;
        Ok(self.digests.push(batch)?)
    }
}

impl Worker for Digests {
    fn take(&mut self, batch: &[Bytes]) -> io::Result<()> {
        for bytes in batch {
            self.sha256.update(bytes);
            self.checksums.update(bytes);
        }
        Ok(())
    }
}

impl Worker for Writer {
    fn take(&mut self, batch: &[Bytes]) -> io::Result<()> {
        let mut slices: Vec<IoSlice<'_>> = batch.iter().map(|bytes| IoSlice::new(bytes)).collect();
        let mut rest = &mut slices[..];
        // Empty ones at the start would look like a disk that takes nothing.
        IoSlice::advance_slices(&mut rest, 0);
        while !rest.is_empty() {
            match self.file.write_vectored(rest) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => {
                    self.unflushed += written as u64;
                    IoSlice::advance_slices(&mut rest, written);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    // The file's room is free only once nobody holds it open.
                    let _ = wait_for(self.flush.take());
                    return Err(error);
                }
            }
        }
        if self.unflushed >= FLUSH_EVERY && self.flush.as_ref().is_none_or(Flush::is_finished) {
            self.begin_flush()?;
        }
        Ok(())
    }
}

impl Writer {
    fn begin_flush(&mut self) -> io::Result<()> {
        wait_for(self.flush.take())?;
        let file = self.file.try_clone()?;
        self.flush = Some(std::thread::spawn(move || file.sync_data()));
        self.unflushed = 0;
        Ok(())
    }
}

/// A part of a file on its way to the disk.
type Flush = std::thread::JoinHandle<io::Result<()>>;

fn wait_for(flush: Option<Flush>) -> io::Result<()> {
    let Some(flush) = flush else { return Ok(()) };
    flush.join().unwrap_or_else(|_| Err(io::Error::other("the flush panicked")))
}

/// Closes and removes a spool file. A part of it that is on its way to the disk holds it open until it is there.
async fn remove(file: fs::File, flush: Option<Flush>, entry: SpoolEntry) {
    let removed = super::blocking(move || {
        let flushed = wait_for(flush);
        drop((file, entry));
        flushed
    });
    if let Err(error) = removed.await {
        tracing::debug!(%error, "bytes that nobody wants any more were not written");
    }
}

/// A blob that has wholly arrived, but is not kept yet. Dropped, it leaves nothing behind.
#[derive(Debug)]
pub struct Spooled {
    file: fs::File,
    size: u64,
    sha256: String,
    checksums: Checksums,
    flush: Option<Flush>,
    entry: SpoolEntry,
}

impl Spooled {
    /// Bytes in all.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// SHA-256 of the bytes, in lower-case hex.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The checksums of its blocks, as they arrived.
    pub fn checksums(&self) -> &Checksums {
        &self.checksums
    }

    /// The bytes, to be read on a blocking thread. All handles share one position.
    pub fn file(&self) -> io::Result<fs::File> {
        self.file.try_clone()
    }

    /// Gives it up, like [`Spool::discard`].
    pub async fn discard(self) {
        let Self { file, flush, entry, .. } = self;
        remove(file, flush, entry).await;
    }

    pub(super) fn id(&self) -> BlobId {
        self.entry.id
    }

    /// Waits until the bytes are on the disk, and gives them their place.
    pub(super) fn move_to(mut self, path: &Path) -> io::Result<()> {
        wait_for(self.flush.take())?;
        self.file.sync_data()?;
        fs::rename(&self.entry.path, path)
    }
}
