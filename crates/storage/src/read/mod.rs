//! Streaming a blob out: constant memory, reads off the async threads, the next piece read while one is sent.

mod pieces;
mod room;
mod stretch;
mod unseal;

use std::{fs, io, ops::Range, path::Path, sync::Arc};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream::BoxStream};

pub(crate) use room::Room;
pub use stretch::Stretch;

use crate::{
    DataKey, SealError,
    at_rest::{Cipher, HEADER, Layout},
    bucket::Object,
    failures::{Failures, Operation},
    stored_file::unsealing,
};
use pieces::Wait;
use room::LEAST;
use stretch::is_cached;
use unseal::Unseal;

/// A blob of up to this size is read whole when it is opened: one trip to a blocking thread does it all.
const SMALL: u64 = 64 << 10;

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
    Open(Stored, Option<(Arc<Cipher>, Layout)>),
}

/// The bytes as they are stored.
#[derive(Debug)]
enum Stored {
    File(fs::File),
    Object(Object),
}

/// The bytes of a range.
pub enum Bytestream<S> {
    /// All at once.
    Whole(Bytes),
    /// One piece after another, in order.
    Pieces(S),
}

impl BlobReader {
    /// Opens a file, which this key has sealed, if any. To be called on a blocking thread.
    pub(super) fn open(path: &Path, sealed_by: Option<&DataKey>, room: Room, failures: Failures) -> io::Result<Self> {
        let mut file = fs::File::open(path)?;
        let stored = file.metadata()?.len();
        let sealed = sealed_by.map(|key| unsealing(&file, key)).transpose()?;
        let (sealed, size) = with_size(sealed, stored);
        if stored > SMALL {
            return Ok(Self { size, content: Content::Open(Stored::File(file), sealed), room, failures });
        }
        let mut piece = room.piece(usize::try_from(stored).unwrap_or(LEAST));
        if stored > piece.capacity as u64 {
            return Ok(Self { size, content: Content::Open(Stored::File(file), sealed), room, failures });
        }
        match sealed {
            None => piece.read(&mut file)?,
            Some((cipher, layout)) => {
                let mut unseal = Unseal::new(cipher, layout, &(0..size)).0;
                pieces::open_segment(&file, HEADER as u64..stored, &mut unseal, &mut piece, Wait::ForTheDisk)?;
            }
        }
        Ok(Self { size, content: Content::Read(Bytes::from_owner(piece)), room, failures })
    }

    /// Opens an object of a bucket.
    pub(super) fn of(object: Object, sealed_by: Option<&DataKey>, room: Room, failures: Failures) -> io::Result<Self> {
        let sealed = match sealed_by {
            None => None,
            Some(key) => Some((
                Cipher::of(key, &object.head).map_err(io::Error::from)?,
                Layout::of(object.size).ok_or(SealError::Changed)?,
            )),
        };
        let (sealed, size) = with_size(sealed, object.size);
        let content = if object.head.len() as u64 == object.size {
            Content::Read(match sealed {
                None => object.head,
                Some((cipher, layout)) => {
                    let segment = object.head.get(HEADER..).unwrap_or_default();
                    let (mut unseal, mut opened) = (Unseal::new(cipher, layout, &(0..size)).0, vec![0; segment.len()]);
                    let length = unseal.open(segment, &mut opened)?;
                    opened.truncate(length);
                    Bytes::from(opened)
                }
            })
        } else {
            Content::Open(Stored::Object(object), sealed)
        };
        Ok(Self { size, content, room, failures })
    }

    /// Bytes in all.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Gives one range as stretches of the file, each of which is in memory when it is told of; none where the bytes are here
    /// already, or are no plain bytes of a file.
    pub fn stretches(
        &self,
        range: Range<u64>,
        longest: usize,
    ) -> Option<impl Stream<Item = io::Result<Stretch>> + Send + 'static> {
        let Content::Open(Stored::File(file), None) = &self.content else { return None };
        let file = Arc::new(file.try_clone().ok()?);
        is_cached(&file, range.start, 1).ok()?;
        let failures = self.failures.clone();
        Some(stretch::stretches(file, range, longest).map(move |stretch| failures.heard(Operation::Read, stretch)))
    }

    /// Gives one range, which must lie within the blob.
    pub fn range(self, range: Range<u64>) -> Bytestream<impl Stream<Item = io::Result<Bytes>> + Send + 'static> {
        let (stored, sealed) = match self.content {
            Content::Open(stored, sealed) => (stored, sealed),
            Content::Read(bytes) => {
                let at = |offset| usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
                return Bytestream::Whole(bytes.slice(at(range.start)..at(range.end)));
            }
        };
        if range.is_empty() {
            return Bytestream::Whole(Bytes::new());
        }
        let (unseal, span) = match sealed {
            None => (None, range),
            Some((cipher, layout)) => {
                let (unseal, span) = Unseal::new(cipher, layout, &range);
                (Some(unseal), span)
            }
        };
        let pieces: BoxStream<'static, io::Result<Bytes>> = match (stored, unseal) {
            (Stored::File(file), unseal) => pieces::pieces(file, span, unseal, self.room).boxed(),
            (Stored::Object(object), None) => object.stream(span).boxed(),
            (Stored::Object(object), Some(unseal)) => unseal::unsealed(object.stream(span), unseal).boxed(),
        };
        let failures = self.failures;
        Bytestream::Pieces(pieces.map(move |piece| failures.heard(Operation::Read, piece)))
    }

    /// All bytes, one piece after another.
    pub fn whole(self) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        let size = self.size;
        match self.range(0..size) {
            Bytestream::Whole(bytes) => futures_util::stream::iter([Ok(bytes)]).left_stream(),
            Bytestream::Pieces(pieces) => pieces.right_stream(),
        }
    }
}

/// What opens the bytes, and how many they are.
fn with_size(sealed: Option<(Cipher, Layout)>, stored: u64) -> (Option<(Arc<Cipher>, Layout)>, u64) {
    match sealed {
        None => (None, stored),
        Some((cipher, layout)) => (Some((Arc::new(cipher), layout)), layout.size()),
    }
}

#[cfg(test)]
mod tests {
    use std::{os::fd::AsRawFd, time::Duration};

    use super::*;
    use super::{
        room::{FIRST, LARGEST, ROOM, SLOW},
        stretch::warm,
    };

    fn reader(bytes: &[u8], room: &Room) -> BlobReader {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("blob");
        fs::write(&path, bytes).unwrap();
        BlobReader::open(&path, None, room.clone(), Failures::default()).unwrap()
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
    async fn sealed_files_are_read_alone_and_beside_others() {
        let (folder, room, key) = (tempfile::tempdir().unwrap(), Room::default(), DataKey::of([7; 32]));
        let plain: Vec<u8> = (0..2_000_000_u32).map(|at| u8::try_from(at % 253).unwrap()).collect();
        let path = folder.path().join("blob");
        fs::write(&path, crate::at_rest::tests::sealed(&key, &[&plain])).unwrap();
        let read = async |range: Range<u64>| {
            let reader = BlobReader::open(&path, Some(&key), room.clone(), Failures::default()).unwrap();
            let Bytestream::Pieces(pieces) = reader.range(range) else { panic!("whole") };
            let (mut pieces, mut all) = (Box::pin(pieces), Vec::new());
            while let Some(piece) = pieces.next().await {
                all.extend_from_slice(&piece.unwrap());
                tokio::task::yield_now().await;
            }
            all
        };
        assert!(read(0..2_000_000).await == plain);
        let (one, other, third) = tokio::join!(read(0..2_000_000), read(70_000..1_999_999), read(65_479..65_482));
        assert!(one == plain && other == plain[70_000..1_999_999] && third == plain[65_479..65_482]);
        assert_eq!((room.readers(), room.permits.available_permits()), (0, ROOM));
        let file = fs::File::options().write(true).open(&path).unwrap();
        file.set_len(1_000_000).unwrap();
        let _another = room.enter();
        let reader = BlobReader::open(&path, Some(&key), room.clone(), Failures::default()).unwrap();
        let Bytestream::Pieces(pieces) = reader.range(0..900_000) else { panic!("whole") };
        let mut pieces = Box::pin(pieces);
        file.set_len(500_000).unwrap();
        let mut came = 0;
        let error = loop {
            match pieces.next().await.expect("an error before the end") {
                Ok(piece) => came += piece.len(),
                Err(error) => break error,
            }
        };
        assert!(came < 500_000 && error.kind() == io::ErrorKind::UnexpectedEof, "{came} {error}");
    }

    #[tokio::test]
    async fn pieces_grow_for_those_who_take_them() {
        let (room, bytes) = (Room::default(), vec![7; 4 << 20]);
        let fast = sizes(&bytes, &room, Duration::ZERO).await;
        assert_eq!((fast[0], fast.iter().max()), (FIRST, Some(&LARGEST)));
        let slow = sizes(&bytes[..200 << 10], &room, SLOW).await;
        assert!(slow.iter().skip(2).all(|size| *size <= LEAST), "{slow:?}");
        assert_eq!(room.permits.available_permits(), ROOM);
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
        let Content::Open(Stored::File(file), _) = &reader.content else { panic!("it is small") };
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
        let others = room.permits.clone().try_acquire_many_owned(u32::try_from(ROOM).unwrap()).unwrap();
        assert!(sizes(&bytes, &room, Duration::ZERO).await.iter().all(|size| *size <= LEAST));
        assert!(matches!(reader(&bytes[..20 << 10], &room).content, Content::Open(..)));
        drop(others);
        assert!(matches!(reader(&bytes[..20 << 10], &room).content, Content::Read(_)));
    }
}
