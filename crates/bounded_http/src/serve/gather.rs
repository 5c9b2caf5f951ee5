//! Bodies that are read whole before anything is done with them.

use std::pin::pin;

use bytes::Bytes;
use http_body::Body;
use http_body_util::BodyExt;
use thiserror::Error;

use super::room::{Room, Share};

/// What every body may take without asking, and by how much it grows.
const STEP: usize = 8 << 10;

/// Why a body could not be gathered.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum GatherError {
    /// It is, or will be, larger than it may be.
    #[error("the body is too large")]
    TooLarge,
    /// The connection broke, or the body's own framing is wrong.
    #[error("the body was cut short")]
    Broken,
    /// So many large bodies are being gathered that there is no room for one more.
    #[error("there is no room for the body")]
    NoRoom,
}

/// A body that is gathered. It keeps its room for as long as it is there.
#[derive(Debug)]
pub struct Gathered {
    bytes: Vec<u8>,
    _share: Share,
}

impl AsRef<[u8]> for Gathered {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Gathered {
    /// The bytes, which no longer count.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// Room for all bodies that are being gathered. Comes along with each request.
#[derive(Clone, Debug)]
pub struct Gathering(Room);

impl Gathering {
    pub(super) fn new(bytes: usize) -> Self {
        Self(Room::new(bytes))
    }

    /// Reads a whole body of at most so many bytes into one piece: a body that comes byte by byte would cost a hundred times
    /// its size in pieces.
    pub async fn gather(&self, body: impl Body<Data = Bytes>, most: usize) -> Result<Gathered, GatherError> {
        let mut body = pin!(body);
        if body.size_hint().lower() > most as u64 {
            return Err(GatherError::TooLarge);
        }
        let (mut gathered, mut share) = (Vec::new(), Share::default());
        while let Some(frame) = body.frame().await {
            let Ok(bytes) = frame.map_err(|_| GatherError::Broken)?.into_data() else { continue };
            let size = gathered.len() + bytes.len();
            if size > most {
                return Err(GatherError::TooLarge);
            }
            if size > gathered.capacity() {
                // In steps and not by doubling, so that what is taken is what is counted.
                let capacity = size.next_multiple_of(STEP);
                if !share.set(capacity - STEP, &self.0) {
                    return Err(GatherError::NoRoom);
                }
                gathered.reserve_exact(capacity - gathered.len());
            }
            gathered.extend_from_slice(&bytes);
        }
        Ok(Gathered { bytes: gathered, _share: share })
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::{Stream, StreamExt, stream};
    use http_body::Frame;
    use http_body_util::{Full, StreamBody};

    use super::*;

    fn pieces(count: usize, size: usize) -> impl Stream<Item = Result<Frame<Bytes>, Infallible>> + Send {
        stream::iter(0..count).map(move |_| Ok(Frame::data(Bytes::from(vec![7; size]))))
    }

    fn body(count: usize, size: usize) -> impl Body<Data = Bytes> {
        StreamBody::new(pieces(count, size))
    }

    #[tokio::test]
    async fn a_body_is_gathered_within_its_bound_and_the_room() {
        let room = Gathering::new(64 << 10);
        assert_eq!(room.gather(body(1000, 1), 1000).await.unwrap().into_bytes(), vec![7; 1000]);
        assert_eq!(room.gather(body(1001, 1), 1000).await.unwrap_err(), GatherError::TooLarge);
        assert_eq!(room.gather(Full::from(vec![7; 1001]), 1000).await.unwrap_err(), GatherError::TooLarge);

        // One that stands still with 60 KiB leaves no room for another, but small ones need none.
        let still = StreamBody::new(pieces(60, 1 << 10).chain(stream::pending()));
        let standing = tokio::spawn({
            let room = room.clone();
            async move { room.gather(still, 100 << 10).await }
        });
        while room.gather(body(40, 1 << 10), 100 << 10).await.err() != Some(GatherError::NoRoom) {
            tokio::task::yield_now().await;
        }
        assert!(room.gather(body(8, 1 << 10), 100 << 10).await.is_ok());
        standing.abort();
        assert!(standing.await.is_err_and(|error| error.is_cancelled()));
        let kept = room.gather(body(40, 1 << 10), 100 << 10).await.unwrap();
        assert_eq!(room.gather(body(60, 1 << 10), 100 << 10).await.unwrap_err(), GatherError::NoRoom);
        drop(kept);
        assert!(room.gather(body(60, 1 << 10), 100 << 10).await.is_ok());
    }
}
