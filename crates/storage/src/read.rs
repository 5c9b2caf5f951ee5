//! Streaming a blob out: constant memory, reads off the async threads, the next chunk read while one is sent.

use std::{
    fs,
    io::{self, IoSliceMut, Read, Seek, SeekFrom},
    ops::Range,
    os::unix::fs::FileExt,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use rustix::io::{Errno, ReadWriteFlags};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinHandle,
};

use crate::failures::{Failures, Operation};

/// The largest piece that is read and sent at once, and what a download begins with.
const LARGEST: usize = 512 << 10;
const FIRST: usize = 64 << 10;

/// The piece that every reader may have. Larger ones need room, of which all downloads together have this much.
const LEAST: usize = 16 << 10;
const ROOM: usize = 64 << 20;

/// Whoever takes a piece as fast as this gets a larger one, and who is slower than that a small one.
const FAST: Duration = Duration::from_millis(50);
const SLOW: Duration = Duration::from_secs(1);

/// A blob of up to this size is read whole when it is opened: one trip to a blocking thread does it all.
const SMALL: u64 = 64 << 10;

/// Memory for what waits to be sent, shared by all who read from a store.
#[derive(Clone, Debug)]
pub(super) struct Room(Arc<Semaphore>);

impl Default for Room {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(ROOM)))
    }
}

impl Room {
    /// Memory for a piece of this size or, where there is no room for it, a smaller one.
    fn piece(&self, size: usize) -> Piece {
        let mut capacity = size.max(LEAST);
        while capacity > LEAST {
            let permits = u32::try_from(capacity).unwrap_or(u32::MAX);
            if let Ok(permit) = self.0.clone().try_acquire_many_owned(permits) {
                return Piece { bytes: Vec::with_capacity(capacity), capacity, _permit: Some(permit) };
            }
            capacity = (capacity / 2).max(LEAST);
        }
        Piece { bytes: Vec::with_capacity(LEAST), capacity: LEAST, _permit: None }
    }
}

/// A piece of a blob, and the room that it takes.
#[derive(Debug)]
struct Piece {
    bytes: Vec<u8>,
    capacity: usize,
    _permit: Option<OwnedSemaphorePermit>,
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// A blob that is open to be read.
#[derive(Debug)]
pub struct BlobReader {
    size: u64,
    content: Content,
    room: Room,
    failures: Failures,
}

#[derive(Debug)]
enum Content {
    Read(Bytes),
    Open(fs::File),
}

/// Bytes of a blob, named by where they are in its file.
#[derive(Debug)]
pub struct Stretch {
    /// The file.
    pub file: Arc<fs::File>,
    /// Where they begin.
    pub at: u64,
    /// How many there are.
    pub length: usize,
}

/// How far apart it is asked what is in memory: the system reads from a disk in steps of this size.
const STEP: u64 = 128 << 10;

/// Says whether it is known that these bytes can be read without waiting for a disk. One of each step stands for all.
fn is_cached(file: &fs::File, at: u64, length: u64) -> io::Result<bool> {
    let (mut byte, last) = ([0], at + length.max(1) - 1);
    let mut places = (at..last).step_by(usize::try_from(STEP).unwrap_or(usize::MAX)).chain([last]);
    places.try_fold(true, |all, place| {
        match rustix::io::preadv2(file, &mut [IoSliceMut::new(&mut byte)], place, ReadWriteFlags::NOWAIT) {
            Ok(1) => Ok(all),
            Ok(_) => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the stored bytes are cut short")),
            // Some file systems do not say.
            Err(Errno::AGAIN | Errno::OPNOTSUPP) => Ok(false),
            Err(error) => Err(error.into()),
        }
    })
}

/// Has the system read these bytes from the disk.
fn warm(file: &fs::File, at: u64, length: u64) -> io::Result<()> {
    let mut piece = vec![0; LEAST];
    let (mut at, end) = (at, at + length);
    while at < end {
        match file.read_at(&mut piece, at) {
            Ok(0) => return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the stored bytes are cut short")),
            Ok(read) => at += read as u64,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The bytes of a range.
pub enum Bytestream<S> {
    /// All at once.
    Whole(Bytes),
    /// One piece after another, in order.
    Pieces(S),
}

impl BlobReader {
    pub(super) fn open(path: &Path, room: Room, failures: Failures) -> io::Result<Self> {
        let mut file = fs::File::open(path)?;
        let size = file.metadata()?.len();
        if size > SMALL {
            return Ok(Self { size, content: Content::Open(file), room, failures });
        }
        let mut piece = room.piece(usize::try_from(size).unwrap_or(LEAST));
        if size > piece.capacity as u64 {
            return Ok(Self { size, content: Content::Open(file), room, failures });
        }
        file.read_to_end(&mut piece.bytes)?;
        Ok(Self { size, content: Content::Read(Bytes::from_owner(piece)), room, failures })
    }

    /// Bytes in all.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Gives one range as stretches of the file, each of which is in memory when it is told of; none where the bytes are here
    /// already.
    pub fn stretches(
        &self,
        range: Range<u64>,
        longest: usize,
    ) -> Option<impl Stream<Item = io::Result<Stretch>> + Send + 'static> {
        let Content::Open(file) = &self.content else { return None };
        let file = Arc::new(file.try_clone().ok()?);
        is_cached(&file, range.start, 1).ok()?;
        let failures = self.failures.clone();
        let begin = (file, range.start, FIRST, None::<Instant>);
        let stretches = stream::try_unfold(begin, move |(file, at, size, given)| async move {
            let size = suited(size, given.map(|given| given.elapsed())).min(longest);
            let length = (range.end - at).min(size as u64);
            if length == 0 {
                return Ok(None);
            }
            if !is_cached(&file, at, length)? {
                let read = file.clone();
                crate::off_thread(move || warm(&read, at, length)).await?;
            }
            let stretch = Stretch { file: file.clone(), at, length: usize::try_from(length).unwrap_or(size) };
            Ok(Some((stretch, (file, at + length, size, Some(Instant::now())))))
        });
        Some(stretches.map(move |stretch| failures.heard(Operation::Read, stretch)))
    }

    /// Gives one range, which must lie within the blob.
    pub fn range(self, range: Range<u64>) -> Bytestream<impl Stream<Item = io::Result<Bytes>> + Send + 'static> {
        let file = match self.content {
            Content::Open(file) => file,
            Content::Read(bytes) => {
                let at = |offset| usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
                return Bytestream::Whole(bytes.slice(at(range.start)..at(range.end)));
            }
        };
        let (seek_to, left) = (Some(range.start), range.end - range.start);
        let chunks = Chunks { file, seek_to, left, size: FIRST, spare: Spare::default(), room: self.room };
        let pieces = stream::try_unfold(Reading::Next(chunks), |reading| async {
            let (given, read) = match reading {
                Reading::Next(chunks) => (None, read_ahead(chunks).await),
                Reading::Ahead(given, task) => (Some(given), task.await),
            };
            let (bytes, mut chunks) = read.map_err(io::Error::other).flatten()?;
            let Some(bytes) = bytes else { return Ok(None) };
            chunks.size = suited(chunks.size, given.map(|given: Instant| given.elapsed()));
            Ok(Some((bytes, Reading::Ahead(Instant::now(), read_ahead(chunks)))))
        });
        let failures = self.failures;
        Bytestream::Pieces(pieces.map(move |piece| failures.heard(Operation::Read, piece)))
    }
}

type ReadResult = io::Result<(Option<Bytes>, Chunks)>;

enum Reading {
    Next(Chunks),
    /// The next piece, and when the one before was given.
    Ahead(Instant, JoinHandle<ReadResult>),
}

fn read_ahead(chunks: Chunks) -> JoinHandle<ReadResult> {
    tokio::task::spawn_blocking(move || chunks.next())
}

struct Chunks {
    file: fs::File,
    seek_to: Option<u64>,
    left: u64,
    size: usize,
    spare: Spare,
    room: Room,
}

impl Chunks {
    fn next(mut self) -> ReadResult {
        if let Some(start) = self.seek_to.take() {
            self.file.seek(SeekFrom::Start(start))?;
        }
        if self.left == 0 {
            return Ok((None, self));
        }
        let mut piece = self.spare.take(self.size).unwrap_or_else(|| self.room.piece(self.size));
        let want = self.left.min(piece.capacity as u64);
        let got = (&self.file).take(want).read_to_end(&mut piece.bytes)? as u64;
        if got < want {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the stored bytes are cut short"));
        }
        self.left -= want;
        let bytes = Bytes::from_owner(Lent { piece: Some(piece), home: self.spare.clone() });
        Ok((Some(bytes), self))
    }
}

/// Fits the size of the pieces to how long the reader took over the last one. Whoever is slow gets small ones, so that little
/// is under way when a download has to end.
fn suited(size: usize, took: Option<Duration>) -> usize {
    match took {
        Some(took) if took <= FAST => (2 * size).min(LARGEST),
        Some(took) if took >= SLOW => LEAST,
        _ => size,
    }
}

/// Pieces that come back once they are sent: two serve a whole download, without the kernel handing out and clearing
/// fresh pages for every one.
#[derive(Clone, Default)]
struct Spare(Arc<Mutex<Vec<Piece>>>);

impl Spare {
    /// One of this size. Those of other sizes make room.
    fn take(&self, size: usize) -> Option<Piece> {
        let mut back = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        back.retain(|piece| piece.capacity == size);
        back.pop()
    }
}

struct Lent {
    piece: Option<Piece>,
    home: Spare,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        self.piece.as_ref().map_or(&[], |piece| &piece.bytes)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(mut piece) = self.piece.take() else { return };
        piece.bytes.clear();
        self.home.0.lock().unwrap_or_else(PoisonError::into_inner).push(piece);
    }
}

#[cfg(test)]
mod tests {
    use std::os::fd::AsRawFd;

    use super::*;

    fn reader(bytes: &[u8], room: &Room) -> BlobReader {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("blob");
        fs::write(&path, bytes).unwrap();
        BlobReader::open(&path, room.clone(), Failures::default()).unwrap()
    }

    /// The sizes of the pieces of a blob, for a reader who takes so long over each.
    async fn sizes(bytes: &[u8], room: &Room, pause: Duration) -> Vec<usize> {
        let Bytestream::Pieces(pieces) = reader(bytes, room).range(0..bytes.len() as u64) else { panic!("whole") };
        let (mut pieces, mut sizes, mut at) = (Box::pin(pieces), Vec::new(), 0);
        while let Some(piece) = pieces.next().await {
            let piece = piece.unwrap();
            assert!(piece == bytes[at..at + piece.len()], "other bytes at {at}");
            at += piece.len();
            sizes.push(piece.len());
            drop(piece);
            tokio::time::sleep(pause).await;
        }
        assert_eq!(at, bytes.len());
        sizes
    }

    #[tokio::test]
    async fn pieces_grow_for_those_who_take_them() {
        let (room, bytes) = (Room::default(), vec![7; 4 << 20]);
        let fast = sizes(&bytes, &room, Duration::ZERO).await;
        assert_eq!((fast[0], fast.iter().max()), (FIRST, Some(&LARGEST)));
        let slow = sizes(&bytes[..200 << 10], &room, SLOW).await;
        assert!(slow.iter().skip(2).all(|size| *size <= LEAST), "{slow:?}");
        assert_eq!(room.0.available_permits(), ROOM);
    }

    #[tokio::test]
    async fn stretches_are_the_range_and_end_with_a_file_that_is_cut_short() {
        let (room, size) = (Room::default(), 1_000_000);
        let reader = reader(&vec![7; size], &room);
        let Some(stretches) = reader.stretches(10..size as u64, 300_000) else { return };
        let (mut stretches, mut at, mut lengths) = (Box::pin(stretches), 10, Vec::new());
        while let Some(stretch) = stretches.next().await {
            let stretch = stretch.unwrap();
            assert_eq!(stretch.at, at);
            at += stretch.length as u64;
            lengths.push(stretch.length);
            if lengths.len() == 3 {
                tokio::time::sleep(SLOW).await;
            }
        }
        assert_eq!(at, size as u64);
        assert_eq!(lengths[..4], [FIRST, 2 * FIRST, 4 * FIRST, LEAST], "they grow for those who take them");
        let Content::Open(file) = &reader.content else { panic!("it is small") };
        fs::File::options()
            .write(true)
            .open(format!("/proc/self/fd/{}", file.as_raw_fd()))
            .unwrap()
            .set_len(5000)
            .unwrap();
        let stretches = reader.stretches(0..size as u64, 300_000).unwrap();
        assert!(Box::pin(stretches).next().await.unwrap().is_err());
        warm(file, 0, 5000).unwrap();
        assert!(warm(file, 0, 5001).is_err());
    }

    #[tokio::test]
    async fn without_room_pieces_are_small_and_nobody_waits() {
        let (room, bytes) = (Room::default(), vec![7; 1 << 20]);
        let others = room.0.clone().try_acquire_many_owned(u32::try_from(ROOM).unwrap()).unwrap();
        assert!(sizes(&bytes, &room, Duration::ZERO).await.iter().all(|size| *size <= LEAST));
        assert!(matches!(reader(&bytes[..20 << 10], &room).content, Content::Open(_)));
        drop(others);
        assert!(matches!(reader(&bytes[..20 << 10], &room).content, Content::Read(_)));
    }
}
