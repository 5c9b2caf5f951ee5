//! What is still arriving: written and hashed as it flows, in bounded memory, and gone when it is dropped.

use std::{
    io::{self, Write},
    sync::{Arc, atomic::AtomicU64},
};

use bytes::Bytes;
use tokio::sync::Semaphore;

use crate::{
    DataKey, StorageError,
    at_rest::Sealing,
    failures::{Failures, Operation},
    lane::{Batch, Lane},
    spooled::Spooled,
    spooling::Spooling,
    sums::{Digests, Sums},
    writer::{Entry, FLUSH_REST, Writer, remove, wait_for},
};

/// How much memory is gathered before it is written and hashed: one system call for many small pieces.
const BATCH: usize = 512 << 10;

/// How much memory may wait to be written or hashed. What arrives beyond that waits in the connection.
const IN_MEMORY: usize = 2 << 20;

/// What a piece takes beside its bytes. Clients may send them one by one.
const PER_PIECE: usize = 128;

/// A blob that is still arriving. Dropped before [`Spool::finish`], it leaves nothing behind.
///
/// It is written and hashed side by side: each takes about as long as the other. `D` is computed of the bytes, too.
#[derive(Debug)]
pub struct Spool<D> {
    writer: Lane<Writer>,
    digests: Lane<Digests<D>>,
    sealed_by: Option<DataKey>,
    room: Arc<Semaphore>,
    gathered: Vec<Bytes>,
    /// Memory that the gathered pieces take.
    gathered_memory: usize,
    size: u64,
    /// Bytes that the file holds by now.
    pub(super) written: Arc<AtomicU64>,
    pub(super) failures: Failures,
}

impl<D: Write + Send + 'static> Spool<D> {
    pub(super) fn create(
        digest: D,
        sealed_by: Option<DataKey>,
        spooling: &Spooling,
        failures: Failures,
    ) -> io::Result<Self> {
        let (file, entry) = Entry::create(spooling)?;
        let mut writer = Writer::onto(file, entry, 0);
        if let Some(key) = &sealed_by {
            writer.sealing = Some(Sealing::begin(key, &mut writer.sealed)?);
        }
        Ok(Self { sealed_by, ..Self::by(writer, 0, Digests::of_all(Sums::new(digest)), failures) })
    }

    /// What comes next is written by this writer, whose file holds `size` bytes.
    pub(super) fn by(writer: Writer, size: u64, digests: Digests<D>, failures: Failures) -> Self {
        let written = writer.written.clone();
        Self {
            writer: Lane::new(writer),
            digests: Lane::new(digests),
            sealed_by: None,
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
        let sealed_by = self.sealed_by;
        crate::blocking(move || {
            let sums = digests.whole.ok_or_else(|| io::Error::other("the bytes were not summed up as they came"))?;
            writer.seal_rest()?;
            // A large rest begins its way to the disk while the document is looked at.
            if writer.unflushed >= FLUSH_REST {
                writer.begin_flush()?;
            }
            let Writer { file, flush, entry, .. } = writer;
            Ok(Spooled::of(file, sums, entry).being_written(sealed_by, flush))
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
