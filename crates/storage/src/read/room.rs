//! Memory for what waits to be sent, and how large the pieces are that each reader gets.

use std::{
    io::{self, Read},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The largest piece that is read and sent at once, and what a download begins with.
pub(super) const LARGEST: usize = 512 << 10;
pub(super) const FIRST: usize = 64 << 10;

/// The piece that every reader may have. Larger ones need room, of which all downloads together have this much.
pub(super) const LEAST: usize = 16 << 10;
pub(super) const ROOM: usize = 64 << 20;

/// Whoever takes a piece as fast as this gets a larger one, and who is slower than that a small one.
pub(super) const FAST: Duration = Duration::from_millis(50);
pub(super) const SLOW: Duration = Duration::from_secs(1);

/// Memory for what waits to be sent, shared by all who read from a store.
#[derive(Clone, Debug)]
pub(crate) struct Room {
    pub(super) permits: Arc<Semaphore>,
    readers: Arc<AtomicUsize>,
}

/// One who reads, until it is dropped.
pub(super) struct Reader(Arc<AtomicUsize>);

impl Drop for Reader {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Default for Room {
    fn default() -> Self {
        Self { permits: Arc::new(Semaphore::new(ROOM)), readers: Arc::default() }
    }
}

impl Room {
    /// Counts one more who reads large files.
    pub(super) fn enter(&self) -> Reader {
        self.readers.fetch_add(1, Ordering::Relaxed);
        Reader(self.readers.clone())
    }

    /// How many read large files.
    pub(super) fn readers(&self) -> usize {
        self.readers.load(Ordering::Relaxed)
    }

    /// Memory for a piece of this size or, where there is no room for it, a smaller one.
    pub(super) fn piece(&self, size: usize) -> Piece {
        let mut capacity = size.max(LEAST);
        while capacity > LEAST {
            let permits = u32::try_from(capacity).unwrap_or(u32::MAX);
            if let Ok(permit) = self.permits.clone().try_acquire_many_owned(permits) {
                return Piece::new(capacity, Some(permit));
            }
            capacity = (capacity / 2).max(LEAST);
        }
        Piece::new(LEAST, None)
    }
}

/// A piece of a blob, and the room that it takes.
#[derive(Debug)]
pub(super) struct Piece {
    /// What the piece is, and behind that whatever lay there before.
    bytes: Vec<u8>,
    length: usize,
    pub(super) capacity: usize,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Piece {
    fn new(capacity: usize, permit: Option<OwnedSemaphorePermit>) -> Self {
        Self { bytes: Vec::with_capacity(capacity), length: 0, capacity, _permit: permit }
    }

    /// How many bytes it has.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// Fills an empty piece with all that there is to read.
    pub(super) fn read(&mut self, from: &mut impl Read) -> io::Result<()> {
        self.bytes.clear();
        self.length = from.read_to_end(&mut self.bytes)?;
        Ok(())
    }

    /// Lets at most so many bytes be written to its end; `write` says how many they were.
    pub(super) fn grow(&mut self, most: usize, write: impl FnOnce(&mut [u8]) -> io::Result<usize>) -> io::Result<()> {
        let end = self.length + most;
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        self.length += write(&mut self.bytes[self.length..end])?.min(most);
        Ok(())
    }
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// Fits the size of the pieces to how long the reader took over the last one. Whoever is slow gets small ones, so that little
/// is under way when a download has to end.
pub(super) fn suited(size: usize, took: Option<Duration>) -> usize {
    match took {
        Some(took) if took <= FAST => (2 * size).min(LARGEST),
        Some(took) if took >= SLOW => LEAST,
        _ => size,
    }
}

/// Pieces that come back once they are sent: two serve a whole download, without the kernel handing out and clearing
/// fresh pages for every one.
#[derive(Clone, Default)]
pub(super) struct Spare(Arc<Mutex<Vec<Piece>>>);

impl Spare {
    /// One of this size. Those of other sizes make room.
    pub(super) fn take(&self, size: usize) -> Option<Piece> {
        let mut back = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        back.retain(|piece| piece.capacity == size);
        back.pop()
    }
}

pub(super) struct Lent {
    pub(super) piece: Option<Piece>,
    pub(super) home: Spare,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        self.piece.as_ref().map_or(&[], Piece::as_ref)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(mut piece) = self.piece.take() else { return };
        piece.length = 0;
        self.home.0.lock().unwrap_or_else(PoisonError::into_inner).push(piece);
    }
}
