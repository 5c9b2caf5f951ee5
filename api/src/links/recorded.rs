//! Writes down who downloads what: before the first byte goes out, and at most once an hour for each account and
//! document, so that ranges and repeats cost nothing.

use shared::{
    clock::Millis,
    db::Db,
    documents::downloads,
    ids::{FileId, UserId},
};

use crate::recent::Recent;

/// The pairs of account and document that were written down in the last hour, as far as they are remembered. One that is
/// forgotten is written down once more.
#[derive(Debug, Default)]
pub(crate) struct Recorded(Recent<(FileId, UserId)>);

impl Recorded {
    /// Writes down that an account downloads a document now. When this returns, a record of the last hour is durable.
    pub(crate) async fn record(&self, db: &Db, file: FileId, user: UserId, now: Millis) -> Result<(), sqlx::Error> {
        if self.0.is_recent(&(file, user), now) {
            return Ok(());
        }
        downloads::record(db, file, user, now).await?;
        self.0.remember((file, user), now);
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
        let fresh: Vec<FileId> = files.iter().copied().filter(|file| !self.0.is_recent(&(*file, user), now)).collect();
        downloads::record_all(db, &fresh, user, now).await?;
        for file in fresh {
            self.0.remember((file, user), now);
        }
        Ok(())
    }
}
