//! Parts of files in memory, on their way into a bucket or back.

use std::{
    fs, io,
    ops::Range,
    os::unix::fs::FileExt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use tokio::{
    sync::{AcquireError, OwnedSemaphorePermit, Semaphore, SemaphorePermit},
    time::timeout,
};

use crate::{blocking, error::StorageError};

/// The size of a part. S3 takes none that is smaller, but for the last.
pub(super) const PART: u64 = 5 << 20;

/// S3 takes no more parts of one object.
const MOST_PARTS: u64 = 10_000;

/// How many parts may be in memory, of all uploads together.
pub(super) const PARTS: usize = 3;

/// How many objects may be read back at once. They wait behind each other, and not behind parts: what is read back takes little
/// memory.
const PROOFS: usize = 3;

/// For how long anybody waits for a turn. Whoever uploads has given up by then.
const PATIENCE: Duration = Duration::from_mins(5);

/// Memory for parts. It is used again while uploads are under way, since fresh memory for each part would add up before the
/// allocator gives it back, and let go of when there are none.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    turns: Arc<Semaphore>,
    spare: Arc<Mutex<Vec<Vec<u8>>>>,
    proofs: Arc<Semaphore>,
}

impl Default for Parts {
    fn default() -> Self {
        let [turns, proofs] = [PARTS, PROOFS].map(|turns| Arc::new(Semaphore::new(turns)));
        Self { turns, spare: Arc::default(), proofs }
    }
}

/// Room for one part. Whoever gives back the last one lets go of the memory.
pub(super) struct Turn {
    parts: Parts,
    _permit: OwnedSemaphorePermit,
}

/// A part of a file in memory, until it is sent.
struct Part {
    bytes: Vec<u8>,
    turn: Turn,
}

impl Parts {
    /// Waits until there is room for a part.
    pub(super) async fn turn(&self) -> Result<Turn, StorageError> {
        let permit = in_time(self.turns.clone().acquire_owned()).await?;
        Ok(Turn { parts: self.clone(), _permit: permit })
    }

    /// Waits until an object may be read back.
    pub(super) async fn proof(&self) -> Result<SemaphorePermit<'_>, StorageError> {
        in_time(self.proofs.acquire()).await
    }

    /// A part of a file, once there is room for it.
    pub(super) async fn read(&self, file: Arc<fs::File>, range: Range<u64>) -> Result<Bytes, StorageError> {
        let turn = self.turn().await?;
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut part = Part { bytes: spare.unwrap_or_default(), turn };
        blocking(move || {
            part.bytes.resize(usize::try_from(range.end - range.start).map_err(io::Error::other)?, 0);
            file.read_exact_at(&mut part.bytes, range.start)?;
            Ok(Bytes::from_owner(part))
        })
        .await
    }
}

impl AsRef<[u8]> for Part {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let mut spare = self.turn.parts.spare.lock().unwrap_or_else(PoisonError::into_inner);
        spare.push(std::mem::take(&mut self.bytes));
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut spare = self.parts.spare.lock().unwrap_or_else(PoisonError::into_inner);
        // This one's permit is given back after this.
        if self.parts.turns.available_permits() + 1 == PARTS {
            spare.clear();
        }
    }
}

/// Waits for a turn, but not without an end.
async fn in_time<T>(turn: impl Future<Output = Result<T, AcquireError>>) -> Result<T, StorageError> {
    let late = |_| io::Error::new(io::ErrorKind::TimedOut, "too much is on its way to the S3 server");
    Ok(timeout(PATIENCE, turn).await.map_err(late)?.map_err(io::Error::other)?)
}

/// The size of the parts of an object of so many bytes.
pub(super) fn part_of(size: u64) -> u64 {
    PART.max(size.div_ceil(MOST_PARTS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn memory_of_parts_is_used_again_and_let_go_of_with_the_last() {
        let parts = Parts::default();
        let kept = || parts.spare.lock().unwrap().len();
        let file = tempfile::tempfile().unwrap();
        file.set_len(3 * PART).unwrap();
        let file = Arc::new(file);
        let waits = parts.turn().await.unwrap();
        let one = parts.read(file.clone(), 0..PART).await.unwrap();
        let other = parts.read(file.clone(), PART..PART + 7).await.unwrap();
        assert_eq!((one.len() as u64, other.len(), kept()), (PART, 7, 0));
        drop(one);
        let again = parts.read(file, 2 * PART..3 * PART).await.unwrap();
        assert_eq!(kept(), 0, "it is the same memory");
        drop((other, again));
        assert_eq!(kept(), 2, "another part is on its way");
        drop(waits);
        assert_eq!((kept(), parts.turns.available_permits()), (0, PARTS));
    }

    #[tokio::test(start_paused = true)]
    async fn a_turn_that_does_not_come_is_an_error_in_the_end() {
        let parts = Parts::default();
        let parts_on_their_way =
            [parts.turn().await.unwrap(), parts.turn().await.unwrap(), parts.turn().await.unwrap()];
        // Whoever reads back does not wait for those who send.
        let proof = parts.proof().await.unwrap();
        let began = tokio::time::Instant::now();
        let late = |waited: Result<(), StorageError>| match waited {
            Err(StorageError::Failed(error)) => error.kind() == io::ErrorKind::TimedOut,
            _ => false,
        };
        assert!(late(parts.turn().await.map(drop)) && began.elapsed() >= PATIENCE);
        let more = (parts.proof().await.unwrap(), parts.proof().await.unwrap());
        assert!(late(parts.proof().await.map(drop)));
        drop((parts_on_their_way, proof, more));
        drop((parts.turn().await.unwrap(), parts.proof().await.unwrap()));
    }

    #[test]
    fn no_document_has_more_parts_than_a_server_takes() {
        let gib = 1_u64 << 30;
        for (size, part) in [(0, PART), (PART + 1, PART), (MOST_PARTS * PART, PART), (MOST_PARTS * PART + 1, PART + 1)]
        {
            assert_eq!(part_of(size), part, "{size}");
        }
        for size in [48 * gib, 49 * gib, 1000 * gib + 1, 5000 * gib] {
            assert!(size.div_ceil(part_of(size)) <= MOST_PARTS, "{size}");
        }
    }
}
