//! Writes down who downloads what: before the first byte goes out, and at most once an hour for each account and
//! document, so that ranges and repeats cost nothing.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use shared::{
    clock::Millis,
    db::Db,
    documents::downloads,
    ids::{FileId, UserId},
};

/// How long a record stands for the downloads that follow it.
const STANDS_FOR: Duration = Duration::from_hours(1);

/// How many records are remembered: some 8 MB at the most.
const REMEMBERED: usize = 100_000;

/// The pairs of account and document that were written down in the last hour, as far as they are remembered. One that is
/// forgotten is written down once more.
#[derive(Debug, Default)]
pub(crate) struct Recorded(Mutex<HashMap<(FileId, UserId), Millis>>);

impl Recorded {
    /// Writes down that an account downloads a document now. When this returns, a record of the last hour is durable.
    pub(crate) async fn record(&self, db: &Db, file: FileId, user: UserId, now: Millis) -> Result<(), sqlx::Error> {
        if self.is_recent(file, user, now) {
            return Ok(());
        }
        downloads::record(db, file, user, now).await?;
        self.remember(file, user, now);
        Ok(())
    }

    /// The same of several documents.
    pub(crate) async fn record_all(
        &self,
        db: &Db,
        files: &[FileId],
        user: UserId,
        now: Millis,
    ) -> Result<(), sqlx::Error> {
        let fresh: Vec<FileId> = files.iter().copied().filter(|file| !self.is_recent(*file, user, now)).collect();
        downloads::record_all(db, &fresh, user, now).await?;
        for file in fresh {
            self.remember(file, user, now);
        }
        Ok(())
    }

    fn is_recent(&self, file: FileId, user: UserId, now: Millis) -> bool {
        let recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        recent.get(&(file, user)).is_some_and(|at| now.since(*at) < STANDS_FOR)
    }

    fn remember(&self, file: FileId, user: UserId, now: Millis) {
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if recent.len() >= REMEMBERED {
            recent.retain(|_, at| now.since(*at) < STANDS_FOR);
        }
        // Too many in an hour: to begin anew costs one write for each pair that comes again.
        if recent.len() >= REMEMBERED {
            recent.clear();
        }
        recent.insert((file, user), now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_has_an_end() {
        let (recorded, user, now) = (Recorded::default(), UserId::new(), Millis(0));
        let first = FileId::new();
        recorded.remember(first, user, now);
        assert!(recorded.is_recent(first, user, now + STANDS_FOR / 2));
        assert!(!recorded.is_recent(first, user, now + STANDS_FOR));
        assert!(!recorded.is_recent(first, UserId::new(), now));
        for _ in 0..REMEMBERED + 10 {
            recorded.remember(FileId::new(), user, now);
        }
        assert!(recorded.0.lock().unwrap().len() <= REMEMBERED);
    }
}
