//! Streaming a blob out: constant memory, reads off the async threads, the next chunk read while one is sent.

use std::{
    fs,
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use futures_util::{Stream, stream};
use tokio::task::JoinHandle;

/// The largest piece that is read and sent at once.
const CHUNK: u64 = 512 << 10;

/// A blob of up to this size is read whole when it is opened: one trip to a blocking thread does it all.
const SMALL: u64 = 64 << 10;

/// A blob that is open to be read.
#[derive(Debug)]
pub struct BlobReader {
    size: u64,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Read(Bytes),
    Open(fs::File),
}

/// The bytes of a range.
pub enum Bytestream<S> {
    /// All at once.
    Whole(Bytes),
    /// One piece after another, in order.
    Pieces(S),
}

impl BlobReader {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut file = fs::File::open(path)?;
        let size = file.metadata()?.len();
        if size > SMALL {
            return Ok(Self { size, content: Content::Open(file) });
        }
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
        file.read_to_end(&mut bytes)?;
        Ok(Self { size, content: Content::Read(bytes.into()) })
    }

    /// Bytes in all.
    pub fn size(&self) -> u64 {
        self.size
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
        let chunks = Chunks { file, seek_to, left, spare: Spare::default() };
        Bytestream::Pieces(stream::try_unfold(Reading::Next(chunks), |reading| async {
            let (bytes, chunks) = match reading {
                Reading::Next(chunks) => read_ahead(chunks).await,
                Reading::Ahead(task) => task.await,
            }
            .map_err(io::Error::other)
            .flatten()?;
            let Some(bytes) = bytes else { return Ok(None) };
            Ok(Some((bytes, Reading::Ahead(read_ahead(chunks)))))
        }))
    }
}

type ReadResult = io::Result<(Option<Bytes>, Chunks)>;

enum Reading {
    Next(Chunks),
    Ahead(JoinHandle<ReadResult>),
}

fn read_ahead(chunks: Chunks) -> JoinHandle<ReadResult> {
    tokio::task::spawn_blocking(move || chunks.next())
}

struct Chunks {
    file: fs::File,
    seek_to: Option<u64>,
    left: u64,
    spare: Spare,
}

impl Chunks {
    fn next(mut self) -> ReadResult {
        if let Some(start) = self.seek_to.take() {
            self.file.seek(SeekFrom::Start(start))?;
        }
        let want = self.left.min(CHUNK);
        if want == 0 {
            return Ok((None, self));
        }
        let mut buffer = self.spare.take();
        let got = (&self.file).take(want).read_to_end(&mut buffer)? as u64;
        if got < want {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the stored bytes are cut short"));
        }
        self.left -= want;
        let bytes = Bytes::from_owner(Lent { buffer, home: self.spare.clone() });
        Ok((Some(bytes), self))
    }
}

/// Buffers that come back once they are sent: two serve a whole download, without the kernel handing out and
/// clearing fresh pages for every chunk.
#[derive(Clone, Default)]
struct Spare(Arc<Mutex<Vec<Vec<u8>>>>);

impl Spare {
    fn take(&self) -> Vec<u8> {
        let back = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        back.unwrap_or_else(|| Vec::with_capacity(usize::try_from(CHUNK).unwrap_or(0)))
    }
}

struct Lent {
    buffer: Vec<u8>,
    home: Spare,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.buffer
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        self.home.0.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
    }
}
