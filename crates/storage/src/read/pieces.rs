//! A range of a file, piece by piece: reads off the async threads, the next piece while one is sent. Where many read what is
//! sealed, and it is in memory, it is opened at once, a few segments at a time: handing it to another thread takes longer, and
//! every core has enough to do.

use std::{
    cell::RefCell,
    fs,
    io::{self, IoSliceMut, Read, Seek, SeekFrom},
    ops::Range,
    os::unix::fs::FileExt,
    time::Instant,
};

use bytes::Bytes;
use futures_util::{Stream, stream};
use rustix::io::{Errno, ReadWriteFlags};
use tokio::task::JoinHandle;

use super::{
    room::{FIRST, Lent, Piece, Reader, Room, Spare, suited},
    unseal::Unseal,
};
use crate::at_rest::SEGMENT;

/// The largest piece that is opened on an async thread.
const AT_ONCE: usize = 256 << 10;

thread_local! {
    /// A segment as it is stored, which stays near the processor between reading and opening it.
    static STORED: RefCell<Vec<u8>> = RefCell::new(vec![0; SEGMENT]);
}

/// Whether a read may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    /// What is not in memory is [`io::ErrorKind::WouldBlock`].
    Never,
    /// To be asked for on a blocking thread.
    ForTheDisk,
}

/// The bytes of this range of a file as it is stored.
pub(super) fn pieces(
    file: fs::File,
    stored: Range<u64>,
    unseal: Option<Unseal>,
    room: Room,
) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    let (size, spare, reader) = (FIRST, Spare::default(), room.enter());
    let chunks =
        Chunks { file, seek: true, at: stored.start, end: stored.end, unseal, size, spare, room, _reader: reader };
    stream::try_unfold(Reading::Next(chunks, None), |reading| async {
        let (given, read) = match reading {
            Reading::Next(mut chunks, given) => {
                chunks.fit(given);
                match chunks.opened(Wait::Never) {
                    Ok(bytes) => return Ok(bytes.map(|bytes| (bytes, Reading::after(chunks)))),
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => (None, read_ahead(chunks).await),
                    Err(error) => return Err(error),
                }
            }
            Reading::Ahead(given, task) => (Some(given), task.await),
        };
        let (bytes, mut chunks) = read.map_err(io::Error::other).flatten()?;
        chunks.fit(given);
        Ok(bytes.map(|bytes| (bytes, Reading::after(chunks))))
    })
}

type ReadResult = io::Result<(Option<Bytes>, Chunks)>;

enum Reading {
    /// The next piece is to be read, and when the one before was given.
    Next(Chunks, Option<Instant>),
    /// The next piece is being read.
    Ahead(Instant, JoinHandle<ReadResult>),
}

impl Reading {
    /// What follows a piece that is given now.
    fn after(chunks: Chunks) -> Self {
        let now = Instant::now();
        if chunks.may_open_at_once() { Self::Next(chunks, Some(now)) } else { Self::Ahead(now, read_ahead(chunks)) }
    }
}

fn read_ahead(mut chunks: Chunks) -> JoinHandle<ReadResult> {
    tokio::task::spawn_blocking(move || {
        let read = if chunks.unseal.is_some() { chunks.opened(Wait::ForTheDisk) } else { chunks.read() };
        read.map(|bytes| (bytes, chunks))
    })
}

struct Chunks {
    file: fs::File,
    seek: bool,
    at: u64,
    end: u64,
    unseal: Option<Unseal>,
    size: usize,
    spare: Spare,
    room: Room,
    _reader: Reader,
}

impl Chunks {
    /// Fits the size of the next piece to how long the last one took, which was given then.
    fn fit(&mut self, given: Option<Instant>) {
        self.size = suited(self.size, given.map(|given| given.elapsed()));
    }

    /// Whoever reads alone is served faster by two threads.
    fn may_open_at_once(&self) -> bool {
        self.unseal.is_some() && self.room.readers() > 1
    }

    /// The next piece of plain bytes; none at the end.
    fn read(&mut self) -> io::Result<Option<Bytes>> {
        if std::mem::take(&mut self.seek) {
            self.file.seek(SeekFrom::Start(self.at))?;
        }
        if self.at == self.end {
            return Ok(None);
        }
        let mut piece = self.piece(self.size);
        let want = (piece.capacity as u64).min(self.end - self.at);
        piece.read(&mut (&self.file).take(want))?;
        if (piece.length() as u64) < want {
            return Err(cut_short());
        }
        self.at += want;
        Ok(Some(self.lent(piece)))
    }

    /// The next piece of what is sealed; none at the end.
    fn opened(&mut self, wait: Wait) -> io::Result<Option<Bytes>> {
        if wait == Wait::Never && !self.may_open_at_once() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        if self.at == self.end {
            return Ok(None);
        }
        let mut piece = self.piece(if wait == Wait::Never { self.size.min(AT_ONCE) } else { self.size });
        while let Some(unseal) = &mut self.unseal
            && self.at < self.end
            // Segments open whole, so that one is the least there is.
            && (piece.length() == 0 || piece.length() + SEGMENT <= piece.capacity)
        {
            let stored = self.at..self.end.min(self.at + unseal.next_length() as u64);
            let end = stored.end;
            match open_segment(&self.file, stored, unseal, &mut piece, wait) {
                Ok(()) => self.at = end,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock && piece.length() > 0 => break,
                Err(error) => return Err(error),
            }
        }
        Ok(Some(self.lent(piece)))
    }

    fn piece(&self, size: usize) -> Piece {
        self.spare.take(size).unwrap_or_else(|| self.room.piece(size))
    }

    fn lent(&self, piece: Piece) -> Bytes {
        Bytes::from_owner(Lent { piece: Some(piece), home: self.spare.clone() })
    }
}

/// Reads one segment, opens it, and appends what of it belongs to the range to the piece.
pub(super) fn open_segment(
    file: &fs::File,
    stored: Range<u64>,
    unseal: &mut Unseal,
    piece: &mut Piece,
    wait: Wait,
) -> io::Result<()> {
    STORED.with_borrow_mut(|segment| {
        let length = usize::try_from(stored.end.saturating_sub(stored.start)).unwrap_or(usize::MAX);
        let segment = segment.get_mut(..length).ok_or_else(cut_short)?;
        match wait {
            Wait::Never => read_from_memory(file, segment, stored.start)?,
            Wait::ForTheDisk => file.read_exact_at(segment, stored.start)?,
        }
        piece.grow(length, |room| unseal.open(segment, room))
    })
}

fn read_from_memory(file: &fs::File, into: &mut [u8], at: u64) -> io::Result<()> {
    let wanted = into.len();
    match rustix::io::preadv2(file, &mut [IoSliceMut::new(into)], at, ReadWriteFlags::NOWAIT) {
        Ok(0) => Err(cut_short()),
        Ok(read) if read == wanted => Ok(()),
        // A part of it is in memory; some file systems do not say.
        Ok(_) | Err(Errno::AGAIN | Errno::OPNOTSUPP | Errno::INTR) => Err(io::ErrorKind::WouldBlock.into()),
        Err(error) => Err(error.into()),
    }
}

fn cut_short() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the stored bytes are cut short")
}
