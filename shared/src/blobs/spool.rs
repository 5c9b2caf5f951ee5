//! What is still arriving: written and hashed as it flows, in bounded memory, and gone when it is dropped.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use aws_lc_rs::digest;
use bytes::Bytes;
use tokio::task::JoinHandle;

use super::StorageError;
use crate::{checksums::Checksums, ids::BlobId, metrics::StorageErrors};

/// How much is gathered before it is written: one trip to a blocking thread a batch.
const BATCH: usize = 256 << 10;

/// How much is gathered while the batch before is still being written, so that neither side often waits for the other.
const LARGEST_BATCH: usize = 512 << 10;

/// How much is written between requests to the disk to begin storing it, so that the last one need not wait long.
const FLUSH_EVERY: u64 = 16 << 20;

/// A rest of at least this size is sent to the disk by a thread of its own.
const FLUSH_REST: u64 = 1 << 20;

/// A blob that is still arriving. Dropped before [`Spool::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct Spool {
    writer: WriterState,
    gathered: Vec<Bytes>,
    gathered_bytes: usize,
    size: u64,
    errors: StorageErrors,
}

#[derive(Debug)]
enum WriterState {
    Idle(Box<Writer>, Box<Digests>),
    /// A batch is written and hashed side by side: each takes about as long as the other.
    Busy(JoinHandle<io::Result<Box<Writer>>>, JoinHandle<Box<Digests>>),
    Gone,
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

impl Digests {
    fn new() -> Self {
        Self { sha256: digest::Context::new(&digest::SHA256), checksums: Checksums::default() }
    }

    fn update(&mut self, bytes: &[u8]) {
        self.sha256.update(bytes);
        self.checksums.update(bytes);
    }
}

impl Drop for SpoolEntry {
    fn drop(&mut self) {
        // After a rename there is nothing left under this name.
        let _ = fs::remove_file(&self.path);
    }
}

impl Spool {
    pub(super) fn create(id: BlobId, path: PathBuf, errors: StorageErrors) -> io::Result<Self> {
        let file = fs::File::options().read(true).write(true).create_new(true).open(&path)?;
        let entry = SpoolEntry { id, path };
        let writer = Box::new(Writer { file, unflushed: 0, flush: None, entry });
        let writer = WriterState::Idle(writer, Box::new(Digests::new()));
        Ok(Self { writer, gathered: Vec::new(), gathered_bytes: 0, size: 0, errors })
    }

    /// Bytes taken in so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Takes in the next bytes. While one batch is being written, the next one gathers.
    pub async fn write(&mut self, bytes: Bytes) -> Result<(), StorageError> {
        self.size += bytes.len() as u64;
        self.gathered_bytes += bytes.len();
        self.gathered.push(bytes);
        if self.gathered_bytes >= LARGEST_BATCH || self.gathered_bytes >= BATCH && self.writer.is_free() {
            self.send_batch().await?;
        }
        Ok(())
    }

    /// Waits until all bytes are written. They are on the disk only once they are kept.
    pub async fn finish(mut self) -> Result<Spooled, StorageError> {
        self.send_batch().await?;
        let (mut writer, digests) = self.idle_writer().await?;
        super::blocking(move || {
            // A large rest begins its way to the disk while the document is looked at.
            if writer.unflushed >= FLUSH_REST {
                writer.begin_flush()?;
            }
            let Writer { file, flush, entry, .. } = *writer;
            let Digests { sha256, checksums } = *digests;
            Ok(Spooled { file, size: self.size, sha256: hex::encode(sha256.finish()), checksums, flush, entry })
        })
        .await
    }

    async fn send_batch(&mut self) -> Result<(), StorageError> {
        let (mut writer, mut digests) = self.idle_writer().await?;
        let batch = std::mem::take(&mut self.gathered);
        self.gathered_bytes = 0;
        let same = batch.clone();
        let writing = tokio::task::spawn_blocking(move || {
            writer.write(&batch)?;
            Ok(writer)
        });
        let hashing = tokio::task::spawn_blocking(move || {
            for bytes in &same {
                digests.update(bytes);
            }
            digests
        });
        self.writer = WriterState::Busy(writing, hashing);
        Ok(())
    }

    async fn idle_writer(&mut self) -> Result<(Box<Writer>, Box<Digests>), StorageError> {
        match std::mem::replace(&mut self.writer, WriterState::Gone) {
            WriterState::Idle(writer, digests) => Ok((writer, digests)),
            WriterState::Busy(writing, hashing) => {
                let written = writing.await.map_err(io::Error::other).flatten();
                let writer = self.errors.counted("spool", written)?;
                Ok((writer, hashing.await.map_err(io::Error::other)?))
            }
            WriterState::Gone => Err(StorageError::Failed(io::Error::other("an earlier write failed"))),
        }
    }
}

impl WriterState {
    fn is_free(&self) -> bool {
        match self {
            WriterState::Busy(writing, hashing) => writing.is_finished() && hashing.is_finished(),
            WriterState::Idle(..) | WriterState::Gone => true,
        }
    }
}

impl Writer {
    fn write(&mut self, batch: &[Bytes]) -> io::Result<()> {
        for bytes in batch {
            self.file.write_all(bytes)?;
            self.unflushed += bytes.len() as u64;
        }
        if self.unflushed >= FLUSH_EVERY && self.flush.as_ref().is_none_or(Flush::is_finished) {
            self.begin_flush()?;
        }
        Ok(())
    }

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
