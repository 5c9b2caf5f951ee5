//! Parts of files in memory, on their way into a bucket or back.

use std::{
    fs, io,
    ops::Range,
    os::unix::fs::FileExt,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{blocking, error::StorageError};

/// The size of a part. S3 takes none that is smaller, but for the last.
pub(super) const PART: u64 = 5 << 20;

/// How many parts may be in memory, of all uploads together.
pub(super) const PARTS: usize = 3;

/// Memory for parts. It is used again while uploads are under way, since fresh memory for each part would add up before the
/// allocator gives it back, and let go of when there are none.
#[derive(Clone, Debug)]
pub(super) struct Parts(Arc<Semaphore>, Arc<Mutex<Vec<Vec<u8>>>>);

impl Default for Parts {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(PARTS)), Arc::default())
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
        let permit = self.0.clone().acquire_owned().await.map_err(io::Error::other)?;
        Ok(Turn { parts: self.clone(), _permit: permit })
    }

    /// A part of a file, once there is room for it.
    pub(super) async fn read(&self, file: Arc<fs::File>, range: Range<u64>) -> Result<Bytes, StorageError> {
        let turn = self.turn().await?;
        let spare = self.1.lock().unwrap_or_else(PoisonError::into_inner).pop();
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
        let mut spare = self.turn.parts.1.lock().unwrap_or_else(PoisonError::into_inner);
        spare.push(std::mem::take(&mut self.bytes));
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut spare = self.parts.1.lock().unwrap_or_else(PoisonError::into_inner);
        // This one's permit is given back after this.
        if self.parts.0.available_permits() + 1 == PARTS {
            spare.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn memory_of_parts_is_used_again_and_let_go_of_with_the_last() {
        let parts = Parts::default();
        let kept = || parts.1.lock().unwrap().len();
        let file = tempfile::tempfile().unwrap();
        file.set_len(3 * PART).unwrap();
        let file = Arc::new(file);
        let proof = parts.turn().await.unwrap();
        let one = parts.read(file.clone(), 0..PART).await.unwrap();
        let other = parts.read(file.clone(), PART..PART + 7).await.unwrap();
        assert_eq!((one.len() as u64, other.len(), kept()), (PART, 7, 0));
        drop(one);
        let again = parts.read(file, 2 * PART..3 * PART).await.unwrap();
        assert_eq!(kept(), 0, "it is the same memory");
        drop((other, again));
        assert_eq!(kept(), 2, "somebody still reads back");
        drop(proof);
        assert_eq!((kept(), parts.0.available_permits()), (0, PARTS));
    }
}
