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

use super::StorageError;

/// The largest piece that is read and sent at once.
const CHUNK: u64 = 256 << 10;

/// A blob that is open to be read.
#[derive(Debug)]
pub struct BlobReader {
    file: fs::File,
    size: u64,
}

/// The bytes of a blob, or of one range of it, in order.
pub trait ByteStream: Stream<Item = io::Result<Bytes>> + Send + 'static {}
impl<S: Stream<Item = io::Result<Bytes>> + Send + 'static> ByteStream for S {}

impl BlobReader {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = fs::File::open(path)?;
        let size = file.metadata()?.len();
        Ok(Self { file, size })
    }

    /// Bytes in all.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// All of the blob's bytes if they fit into one chunk, read at once; else the reader back.
    pub async fn small(mut self) -> Result<Result<Bytes, Self>, StorageError> {
        if self.size > CHUNK {
            return Ok(Err(self));
        }
        let bytes = super::blocking(move || {
            let mut bytes = Vec::with_capacity(usize::try_from(self.size).unwrap_or(0));
            self.file.read_to_end(&mut bytes)?;
            Ok(bytes)
        })
        .await?;
        Ok(Ok(bytes.into()))
    }

    /// Streams one range, which must lie within the blob.
    pub fn stream(self, range: Range<u64>) -> impl ByteStream {
        let chunks = Chunks {
            file: self.file,
            seek_to: Some(range.start),
            left: range.end - range.start,
            spare: Spare::default(),
        };
        stream::try_unfold(Reading::Next(chunks), |reading| async {
            let (bytes, chunks) = match reading {
                Reading::Next(chunks) => read_ahead(chunks).await,
                Reading::Ahead(task) => task.await,
            }
            .map_err(io::Error::other)
            .flatten()?;
            let Some(bytes) = bytes else { return Ok(None) };
            Ok(Some((bytes, Reading::Ahead(read_ahead(chunks)))))
        })
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
