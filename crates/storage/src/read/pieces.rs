//! A range of a file, piece by piece: reads off the async threads, the next piece read while one is sent.

use std::{
    fs,
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
    time::Instant,
};

use bytes::Bytes;
use futures_util::{Stream, stream};
use tokio::task::JoinHandle;

use super::{
    room::{FIRST, Lent, Room, Spare, suited},
    unseal::Unseal,
};
use crate::at_rest::SEGMENT;

/// The bytes of this range of a file as it is stored.
pub(super) fn pieces(
    file: fs::File,
    stored: Range<u64>,
    unseal: Option<Unseal>,
    room: Room,
) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    let chunks = Chunks {
        file,
        seek: true,
        at: stored.start,
        end: stored.end,
        unseal,
        size: FIRST,
        spare: Spare::default(),
        room,
    };
    stream::try_unfold(Reading::Next(chunks), |reading| async {
        let (given, read) = match reading {
            Reading::Next(chunks) => (None, read_ahead(chunks).await),
            Reading::Ahead(given, task) => (Some(given), task.await),
        };
        let (bytes, mut chunks) = read.map_err(io::Error::other).flatten()?;
        let Some(bytes) = bytes else { return Ok(None) };
        chunks.size = suited(chunks.size, given.map(|given: Instant| given.elapsed()));
        Ok(Some((bytes, Reading::Ahead(Instant::now(), read_ahead(chunks)))))
    })
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
    seek: bool,
    at: u64,
    end: u64,
    unseal: Option<Unseal>,
    size: usize,
    spare: Spare,
    room: Room,
}

impl Chunks {
    fn next(mut self) -> ReadResult {
        if std::mem::take(&mut self.seek) {
            self.file.seek(SeekFrom::Start(self.at))?;
        }
        if self.at == self.end {
            return Ok((None, self));
        }
        let mut piece = self.spare.take(self.size).unwrap_or_else(|| self.room.piece(self.size));
        let want = match self.unseal {
            // Segments open whole, so that one is the least there is.
            Some(_) => (piece.capacity.max(SEGMENT) / SEGMENT * SEGMENT) as u64 - self.at % SEGMENT as u64,
            None => piece.capacity as u64,
        };
        let want = want.min(self.end - self.at);
        let got = (&self.file).take(want).read_to_end(&mut piece.bytes)? as u64;
        if got < want {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the stored bytes are cut short"));
        }
        self.at += want;
        let within = match &mut self.unseal {
            Some(unseal) => Some(unseal.open(&mut piece.bytes)?),
            None => None,
        };
        let bytes = Bytes::from_owner(Lent { piece: Some(piece), home: self.spare.clone() });
        Ok((Some(within.map_or_else(|| bytes.clone(), |within| bytes.slice(within))), self))
    }
}
