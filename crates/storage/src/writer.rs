//! Writes what is arriving into a file, sealed or as it comes, and sees to it that it is on its way to the disk.

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
use uuid::Uuid;

use crate::{
    at_rest::Sealing,
    lane::Worker,
    lock::Lock,
    spooling::{Passing, Spooling},
};

/// How much is written between requests to the disk to begin storing it, so that the last one need not wait long.
const FLUSH_EVERY: u64 = 8 << 20;

/// A rest of at least this size is sent to the disk by a thread of its own.
pub(super) const FLUSH_REST: u64 = 1 << 20;

#[derive(Debug)]
pub(super) struct Writer {
    pub(super) file: fs::File,
    pub(super) written: Arc<AtomicU64>,
    pub(super) unflushed: u64,
    pub(super) flush: Option<Flush>,
    /// Seals what is written.
    pub(super) sealing: Option<Sealing>,
    /// What is sealed and not written yet.
    pub(super) sealed: Vec<u8>,
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

impl Entry {
    /// A new file in the spool folder.
    pub(super) fn create(spooling: &Spooling) -> io::Result<(fs::File, Self)> {
        let (file, path, home) = spooling.create(&Uuid::new_v4().to_string())?;
        Ok((file, Self::Spooled(Passing::new(path, home))))
    }

    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Spooled(passing) => passing.path(),
            Self::Growing { path, .. } => path,
        }
    }
}

impl Worker for Writer {
    fn take(&mut self, batch: &[Bytes]) -> io::Result<()> {
        match &mut self.sealing {
            Some(sealing) => {
                batch.iter().try_for_each(|bytes| sealing.take(bytes, &mut self.sealed))?;
                self.write_sealed()?;
            }
            None => self.write(batch)?,
        }
        if self.unflushed >= FLUSH_EVERY && self.flush.as_ref().is_none_or(Flush::is_finished) {
            self.begin_flush()?;
        }
        Ok(())
    }
}

impl Writer {
    /// Writes on at the end of a file, which holds `size` bytes.
    pub(super) fn onto(file: fs::File, entry: Entry, size: u64) -> Self {
        let written = Arc::new(AtomicU64::new(size));
        Self { file, written, unflushed: 0, flush: None, sealing: None, sealed: Vec::new(), entry }
    }

    fn write(&mut self, batch: &[Bytes]) -> io::Result<()> {
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
        Ok(())
    }

    pub(super) fn write_sealed(&mut self) -> io::Result<()> {
        let written = self.file.write_all(&self.sealed);
        if written.is_err() {
            let _ = wait_for(self.flush.take());
        }
        self.unflushed += self.sealed.len() as u64;
        self.sealed.clear();
        written
    }

    /// Seals what is left, and writes it.
    pub(super) fn seal_rest(&mut self) -> io::Result<()> {
        let Some(sealing) = self.sealing.take() else { return Ok(()) };
        sealing.finish(&mut self.sealed)?;
        self.write_sealed()
    }

    pub(super) fn begin_flush(&mut self) -> io::Result<()> {
        wait_for(self.flush.take())?;
        let file = self.file.try_clone()?;
        self.flush = Some(std::thread::spawn(move || file.sync_data()));
        self.unflushed = 0;
        Ok(())
    }
}

/// A part of a file on its way to the disk.
pub(super) type Flush = std::thread::JoinHandle<io::Result<()>>;

pub(super) fn wait_for(flush: Option<Flush>) -> io::Result<()> {
    let Some(flush) = flush else { return Ok(()) };
    flush.join().unwrap_or_else(|_| Err(io::Error::other("the flush panicked")))
}

/// Closes and removes a spool file. A part of it that is on its way to the disk holds it open until it is there.
pub(super) async fn remove(file: fs::File, flush: Option<Flush>, entry: Entry) {
    let removed = crate::blocking(move || {
        let flushed = wait_for(flush);
        drop((file, entry));
        flushed
    });
    if let Err(error) = removed.await {
        tracing::debug!(%error, "bytes that nobody wants any more were not written");
    }
}
