//! What is still arriving: written and hashed as it flows, in bounded memory, and gone when it is dropped.

use std::{
    fs,
    io::{self, IoSlice, Write},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use tokio::sync::Semaphore;

use uuid::Uuid;

use crate::{
    StorageError,
    failures::{Failures, Operation},
    lane::{Batch, Lane, Worker},
    lock::Lock,
    spooling::{Home, Spooling},
    sums::{Digests, Sums},
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
    /// Bytes that the file holds by now.
    pub(super) written: Arc<AtomicU64>,
    pub(super) failures: Failures,
}

#[derive(Debug)]
pub(super) struct Writer {
    pub(super) file: fs::File,
    written: Arc<AtomicU64>,
    unflushed: u64,
    flush: Option<Flush>,
    pub(super) entry: Entry,
}

/// The name of the file.
#[derive(Debug)]
pub(super) enum Entry {
    /// In the spool folder.
    Spooled(Passing),
    /// Among what grows: it outlives whoever writes to it, who holds its lock.
    Growing { path: PathBuf, lock: Lock },
}

/// A name in the spool folder. The file is removed when this is dropped.
#[derive(Debug)]
pub(super) struct Passing {
    path: PathBuf,
    _home: Arc<Home>,
}

impl Entry {
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Spooled(Passing { path, .. }) | Self::Growing { path, .. } => path,
        }
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        // After a rename there is nothing left under this name.
        let _ = fs::remove_file(&self.path);
    }
}

impl<D: Write + Send + 'static> Spool<D> {
    pub(super) fn create(digest: D, spooling: &Spooling, failures: Failures) -> io::Result<Self> {
        let (file, path, home) = spooling.create(&Uuid::new_v4().to_string())?;
        let digests = Digests::of_all(Sums::new(digest));
        Ok(Self::onto(file, Entry::Spooled(Passing { path, _home: home }), 0, digests, failures))
    }

    /// What comes next goes onto the end of a file, which holds `size` bytes.
    pub(super) fn onto(file: fs::File, entry: Entry, size: u64, digests: Digests<D>, failures: Failures) -> Self {
        let written = Arc::new(AtomicU64::new(size));
        Self {
            writer: Lane::new(Writer { file, written: written.clone(), unflushed: 0, flush: None, entry }),
            digests: Lane::new(digests),
            room: Arc::new(Semaphore::new(IN_MEMORY)),
            gathered: Vec::new(),
            gathered_memory: 0,
            size,
            written,
            failures,
        }
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
        let digests = self.digests.finish().await?;
        crate::blocking(move || {
            let sums = digests.whole.ok_or_else(|| io::Error::other("the bytes were not summed up as they came"))?;
            // A large rest begins its way to the disk while the document is looked at.
            if writer.unflushed >= FLUSH_REST {
                writer.begin_flush()?;
            }
            let Writer { file, flush, entry, .. } = writer;
            Ok(Spooled::of(file, sums, flush, entry))
        })
        .await
    }

    /// Waits until all bytes are on the disk, and gives the file back, which holds so many. Where that fails, nobody
    /// knows what it holds.
    pub(super) async fn rest(mut self) -> Result<(Writer, Digests<D>, u64), StorageError> {
        self.send_batch().await?;
        let failures = self.failures;
        let mut writer = failures.heard(Operation::Spool, self.writer.finish().await)?;
        let digests = self.digests.finish().await?;
        let synced = crate::blocking(move || {
            wait_for(writer.flush.take())?;
            writer.file.sync_data()?;
            Ok(writer)
        });
        Ok((failures.heard(Operation::Spool, synced.await)?, digests, self.size))
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
                    self.written.fetch_add(written as u64, Ordering::Release);
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
pub(super) type Flush = std::thread::JoinHandle<io::Result<()>>;

fn wait_for(flush: Option<Flush>) -> io::Result<()> {
    let Some(flush) = flush else { return Ok(()) };
    flush.join().unwrap_or_else(|_| Err(io::Error::other("the flush panicked")))
}

/// Closes and removes a spool file. A part of it that is on its way to the disk holds it open until it is there.
async fn remove(file: fs::File, flush: Option<Flush>, entry: Entry) {
    let removed = crate::blocking(move || {
        let flushed = wait_for(flush);
        drop((file, entry));
        flushed
    });
    if let Err(error) = removed.await {
        tracing::debug!(%error, "bytes that nobody wants any more were not written");
    }
}

/// A blob that has wholly arrived, but is not kept yet. Dropped, it leaves nothing behind, but for one that has grown.
#[derive(Debug)]
pub struct Spooled<D> {
    file: fs::File,
    size: u64,
    sha256: String,
    crc32: u32,
    digest: D,
    flush: Option<Flush>,
    entry: Entry,
}

impl<D> Spooled<D> {
    pub(super) fn of(file: fs::File, sums: Sums<D>, flush: Option<Flush>, entry: Entry) -> Self {
        let (size, sha256, crc32, digest) = sums.finish();
        Self { file, size, sha256, crc32, digest, flush, entry }
    }

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
        fs::rename(self.entry.path(), path)
    }
}
