//! The trash of a store: `trash/DAY/…`, where bytes that nobody seems to know lie for days before they are erased.

use crate::{Blobs, Key, entry::Entry, error::StorageError};

/// Where it is.
const TRASH: &str = "trash";

/// After so many that could not be moved no more are tried.
const MOST_FAILURES: usize = 3;

impl Blobs {
    /// Moves what is kept into the trash of this day, which is written `2026-11-26`. What is gone already is no error. Says
    /// how many these are. One that a store cannot move, such as an object that is too large to be copied there, keeps none of
    /// the others back; its error is returned once they are moved.
    pub async fn throw_away(&self, entries: Vec<Entry>, day: &str) -> Result<usize, StorageError> {
        let mut failed = Vec::new();
        for entry in &entries {
            let moved = self.kept.rename(&entry.name, &format!("{TRASH}/{day}/{}", entry.file_name())).await;
            failed.extend(moved.err());
            // A store that is away is not asked for each.
            if failed.len() >= MOST_FAILURES {
                break;
            }
        }
        failed.into_iter().next().map_or(Ok(entries.len()), Err)
    }

    /// All that is in the trash.
    pub async fn trashed(&self) -> Result<Vec<Entry>, StorageError> {
        self.kept.list(TRASH).await
    }

    /// Puts something back from the trash. Where its place is taken, it stays; says whether it was put back.
    pub async fn put_back(&self, trashed: &Entry, key: impl Into<Key>) -> Result<bool, StorageError> {
        let place = key.into().path();
        if self.kept.is_there(&place).await? { Ok(false) } else { self.kept.rename(&trashed.name, &place).await }
    }

    /// Erases what was thrown away on this day or before. Says what that was.
    pub async fn empty_trash(&self, until: &str) -> Result<Vec<Entry>, StorageError> {
        let mut old = self.trashed().await?;
        // Days of this form are in the order of their letters.
        old.retain(|entry| {
            let day = entry.name.split('/').nth(1).unwrap_or_default();
            day.len() == until.len() && day <= until
        });
        for entry in &old {
            self.kept.erase(&entry.name).await?;
        }
        self.kept.tidy(TRASH).await?;
        Ok(old)
    }
}
