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

use uuid::Uuid;

use crate::{
    StorageError,
    failures::{Failures, Operation},
    lane::{Batch, Lane, Worker},
    spooling::{Home, Spooling},
};
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
/// It is written and hashed side by side: each takes about as long as the other. `D` is computed of the bytes, too.
#[derive(Debug)]
pub struct Spool<D> {
    writer: Lane<Writer>,
    digests: Lane<Digests<D>>,
    room: Arc<Semaphore>,
    gathered: Vec<Bytes>,
    /// Memory that the gathered pieces take.
    gathered_memory: usize,
    size: u64,
    failures: Failures,
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
    path: PathBuf,
    _home: Arc<Home>,
}

/// What is computed of the bytes as they arrive, while they are still in the processor's cache.
struct Digests<D> {
    sha256: digest::Context,
    crc32: crc32fast::Hasher,
    other: D,
}

impl<D> std::fmt::Debug for Digests<D> {
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

impl<D: Write + Send + 'static> Spool<D> {
    pub(super) fn create(digest: D, spooling: &Spooling, failures: Failures) -> io::Result<Self> {
        let (file, path, home) = spooling.create(&Uuid::new_v4().to_string())?;
        let entry = SpoolEntry { path, _home: home };
        let digests =
            Digests { sha256: digest::Context::new(&digest::SHA256), crc32: crc32fast::Hasher::new(), other: digest };
        Ok(Self {
            writer: Lane::new(Writer { file, unflushed: 0, flush: None, entry }),
            digests: Lane::new(digests),
            room: Arc::new(Semaphore::new(IN_MEMORY)),
            gathered: Vec::new(),
            gathered_memory: 0,
            size: 0,
            failures,
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
    pub async fn finish(mut self) -> Result<Spooled<D>, StorageError> {
        if let Err(error) = self.send_batch().await {
            self.discard().await;
            return Err(error);
        }
        let mut writer = self.failures.heard(Operation::Spool, self.writer.finish().await)?;
        let Digests { sha256, crc32, other } = self.digests.finish().await?;
        crate::blocking(move || {
            // A large rest begins its way to the disk while the document is looked at.
            if writer.unflushed >= FLUSH_REST {
                writer.begin_flush()?;
            }
            let Writer { file, flush, entry, .. } = writer;
            let (sha256, crc32) = (hex::encode(sha256.finish()), crc32.finalize());
            Ok(Spooled { file, size: self.size, sha256, crc32, digest: other, flush, entry })
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
        self.failures.heard(Operation::Spool, self.writer.push(batch.clone()))?;
        Ok(self.digests.push(batch)?)
    }
}

impl<D: Write + Send + 'static> Worker for Digests<D> {
    fn take(&mut self, batch: &[Bytes]) -> io::Result<()> {
        for bytes in batch {
            self.sha256.update(bytes);
            self.crc32.update(bytes);
            self.other.write_all(bytes)?;
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
    let removed = crate::blocking(move || {
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
pub struct Spooled<D> {
    file: fs::File,
    size: u64,
    sha256: String,
    crc32: u32,
    digest: D,
    flush: Option<Flush>,
    entry: SpoolEntry,
}

impl<D> Spooled<D> {
    /// Bytes in all.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// SHA-256 of the bytes, in lower-case hex.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// CRC-32 of the bytes (the one of ZIP).
    pub fn crc32(&self) -> u32 {
        self.crc32
    }

    /// What else was computed of the bytes as they arrived.
    pub fn digest(&self) -> &D {
        &self.digest
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

    /// Waits until the bytes are on the disk, and gives them their place.
    pub(super) fn move_to(mut self, path: &Path) -> io::Result<()> {
        wait_for(self.flush.take())?;
        self.file.sync_data()?;
        fs::rename(&self.entry.path, path)
    }
}
