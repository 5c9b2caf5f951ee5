//! What a move does with the documents: copy them, prove the copies, and erase what they were copied from.

use std::{collections::HashSet, pin::pin, sync::Arc, time::Duration};

use futures_util::{StreamExt, TryStreamExt, stream};
use shared::{clock::Clock, counted::counted, db::Db, documents::files::FileRow, ids::BlobId};
use storage::{Blobs, KeyBook, StorageError};

use super::{MoveError, in_old, in_store};
use crate::{
    backup::{AT_ONCE, Check, StoredRow, check_blob, page},
    progress::{self, Progress},
};

/// By how much the clock of a server may differ from ours.
const WRONG_CLOCK: Duration = Duration::from_hours(24);

/// Two places, of which neither knows of the other, so that what is found in one is there. Neither knows any data key, so that
/// none is forgotten with the bytes that are erased in one of them.
pub(super) struct Moving {
    db: Db,
    pub(super) from: Blobs,
    pub(super) to: Blobs,
    keys: Arc<dyn KeyBook>,
    pub(super) progress: Arc<Progress>,
}

/// What came of erasing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// So many are gone from the old place, and so many files stay that no row knows.
    Erased { documents: u64, previews: u64, left: u64 },
    /// Both are the same place, so nothing was erased.
    IsSame,
    /// The old place was left as it is.
    Left,
}

/// What a shard of the old place held.
#[derive(Default)]
struct Gone {
    erased: u64,
    previews: u64,
    left: u64,
    not_proved: u64,
    late: u64,
}

impl Moving {
    pub(super) fn new(db: &Db, from: Blobs, to: Blobs, keys: Arc<dyn KeyBook>) -> Self {
        Self { db: db.clone(), from, to, keys, progress: Arc::default() }
    }

    /// Says whether what is written into the new place is found in the old one: they are the same.
    pub(super) async fn is_same(&self) -> Result<bool, MoveError> {
        self.to.is_also(&self.from).await.map_err(in_store(&self.to))
    }

    /// Copies whatever is not in the new place yet, and says how many are there then.
    pub(super) async fn copy_all(&self) -> Result<u64, MoveError> {
        let (mut all, mut failed) = (0, 0);
        for shard in 0..=u8::MAX {
            let there = self.names(&self.to, shard).await?;
            let mut after = None;
            loop {
                let rows = page(&self.db, shard, after).await?;
                let Some(last) = rows.last() else { break };
                after = Some(last.blob);
                let missing = rows.iter().filter(|row| !there.contains(&row.blob)).cloned();
                let copying = stream::iter(missing.collect::<Vec<_>>()).map(|row| self.copy(row));
                let went_well: Vec<bool> = copying.buffered(AT_ONCE).try_collect().await?;
                let lacking = went_well.iter().filter(|well| !**well).count() as u64;
                all += rows.len() as u64 - lacking;
                failed += lacking;
            }
        }
        if failed > 0 { Err(MoveError::NotAll(counted(failed, "version"))) } else { Ok(all) }
    }

    /// What a store holds of a shard.
    async fn names(&self, store: &Blobs, shard: u8) -> Result<HashSet<BlobId>, MoveError> {
        let listed = store.list(shard).await.map_err(in_store(store))?;
        Ok(listed.into_iter().filter_map(|entry| entry.file_name().parse().ok()).collect())
    }

    /// Copies a document, and says whether that went well. One whose row went meanwhile is none that is missing, and neither
    /// is one that came into the new place itself.
    pub(super) async fn copy(&self, row: StoredRow) -> Result<bool, MoveError> {
        let copied = self.copied(&row).await;
        if !FileRow::is_of(&self.db, row.blob).await? {
            // Whoever erased it may not have found the copy yet.
            self.to.erase(row.blob).await.map_err(in_store(&self.to))?;
            return Ok(true);
        }
        match copied {
            Ok(size) => {
                self.progress.add(size);
                Ok(true)
            }
            Err(StorageError::Missing) if self.to.holds_any([row.blob]).await.map_err(in_store(&self.to))? => Ok(true),
            Err(error) => {
                eprintln!("{}: {error}", self.from.named_blob(row.blob));
                Ok(false)
            }
        }
    }

    /// Copies bytes as they are stored, reads the copy back, and compares it with what the row says.
    async fn copied(&self, row: &StoredRow) -> Result<u64, StorageError> {
        let mut spool = self.to.spool_stored().await?;
        let mut pieces = pin!(self.from.read_stored(row.blob).await?.whole());
        while let Some(piece) = pieces.try_next().await? {
            spool.write(piece).await?;
        }
        let spooled = spool.finish().await?;
        let size = spooled.size();
        // What lies sealed proves itself when it is opened.
        if !row.blob.is_sealed() && spooled.sha256() != row.sha256 {
            return Err(other_bytes());
        }
        self.to.keep_stored(spooled, row.blob).await?;
        match self.look_at(&self.to, row).await {
            Check::Sound(_) => return Ok(size),
            Check::Differs => self.to.erase(row.blob).await?,
            // Whether it is a wrong copy is seen before anything is erased.
            Check::Missing | Check::Locked | Check::Unreadable => {}
        }
        Err(other_bytes())
    }

    /// Reads a document in one of the two places, opened where it lies sealed, and compares it with what its row says.
    async fn look_at(&self, store: &Blobs, row: &StoredRow) -> Check {
        let opening = store.clone().with_keys(self.keys.clone(), false);
        match check_blob(&opening, row.blob, &row.sha256).await {
            Check::Sound(size) if i64::try_from(size).ok() != Some(row.size) => Check::Differs,
            check => check,
        }
    }

    async fn is_sound(&self, store: &Blobs, row: &StoredRow) -> bool {
        matches!(self.look_at(store, row).await, Check::Sound(_))
    }

    /// Proves all documents in the new place, and leaves the old one as it is.
    pub(super) async fn leave(&self) -> Result<Ended, MoveError> {
        let (proved, mut lacking) = (Arc::default(), 0);
        let _telling = progress::tell(&proved, "proved");
        for shard in 0..=u8::MAX {
            let mut after = None;
            loop {
                let rows = page(&self.db, shard, after).await?;
                let Some(last) = rows.last() else { break };
                after = Some(last.blob);
                let proving = stream::iter(rows).map(|row| self.is_proved(row, &proved)).buffered(AT_ONCE);
                let sound: Vec<bool> = proving.try_collect().await?;
                lacking += sound.iter().filter(|sound| !**sound).count() as u64;
            }
        }
        if lacking > 0 { Err(MoveError::NotProved(counted(lacking, "version"))) } else { Ok(Ended::Left) }
    }

    /// Says whether the new place holds a document as its row says, or there is no such row any more.
    async fn is_proved(&self, row: StoredRow, proved: &Progress) -> Result<bool, MoveError> {
        if self.is_sound(&self.to, &row).await {
            proved.add(row.size.unsigned_abs());
            return Ok(true);
        }
        self.is_gone(&row).await
    }

    /// Erases in the old place what the new one is proved to hold, and the previews.
    pub(super) async fn erase_all(&self) -> Result<Ended, MoveError> {
        if !self.from.is_there().await.map_err(in_old(&self.from))? {
            let error = std::io::Error::other("there is no store");
            return Err(in_old(&self.from)(StorageError::Failed(error)));
        }
        if self.is_same().await? {
            return Ok(Ended::IsSame);
        }
        let (proved, mut gone) = (Arc::default(), Gone::default());
        let telling = progress::tell(&proved, "proved");
        for shard in 0..=u8::MAX {
            self.erase_previews(shard, &mut gone).await?;
            self.erase_shard(shard, &mut gone, &proved).await?;
        }
        drop(telling);
        if gone.not_proved > 0 {
            return Err(MoveError::NotProved(counted(gone.not_proved, "version")));
        }
        if gone.late > 0 {
            return Err(MoveError::Late(counted(gone.late, "version")));
        }
        self.from.erase_note("installation").await.map_err(in_old(&self.from))?;
        Ok(Ended::Erased { documents: gone.erased, previews: gone.previews, left: gone.left })
    }

    /// Previews are made again, and with the move ends whoever would erase those in the old place with their documents.
    async fn erase_previews(&self, shard: u8, gone: &mut Gone) -> Result<(), MoveError> {
        let any_age = (Clock::system().now() + WRONG_CLOCK).into();
        for preview in self.from.previews_older_than(shard, any_age).await.map_err(in_old(&self.from))? {
            self.from.erase(preview).await.map_err(in_old(&self.from))?;
            gone.previews += 1;
        }
        Ok(())
    }

    async fn erase_shard(&self, shard: u8, gone: &mut Gone, proved: &Progress) -> Result<(), MoveError> {
        let mut old = self.names(&self.from, shard).await?;
        let mut after = None;
        while !old.is_empty() {
            let rows = page(&self.db, shard, after).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.blob);
            let there: Vec<StoredRow> = rows.into_iter().filter(|row| old.remove(&row.blob)).collect();
            let erasing = stream::iter(there).map(|row| self.erase(row, proved)).buffered(AT_ONCE);
            let erased: Vec<bool> = erasing.try_collect().await?;
            let not_proved = erased.iter().filter(|erased| !**erased).count() as u64;
            gone.not_proved += not_proved;
            gone.erased += erased.len() as u64 - not_proved;
        }
        for blob in old {
            // One that has a row all the same came after the rows were read.
            if FileRow::is_of(&self.db, blob).await? {
                gone.late += 1;
            } else {
                gone.left += 1;
            }
        }
        Ok(())
    }

    /// Erases a document in the old place once its copy is proved, and says whether it was.
    async fn erase(&self, row: StoredRow, proved: &Progress) -> Result<bool, MoveError> {
        let is_sound = match self.look_at(&self.to, &row).await {
            Check::Sound(_) => true,
            Check::Missing | Check::Differs => self.is_copied_anew(&row).await?,
            // What nobody can read just now is no wrong copy.
            Check::Locked | Check::Unreadable => false,
        };
        if is_sound {
            self.from.erase(row.blob).await.map_err(in_old(&self.from))?;
            proved.add(row.size.unsigned_abs());
            return Ok(true);
        }
        self.is_gone(&row).await
    }

    /// Puts a sound copy into the place of one that is not, and says whether it is there. Nothing is taken from the new place
    /// before the old one is proved to hold the document.
    async fn is_copied_anew(&self, row: &StoredRow) -> Result<bool, MoveError> {
        if !self.is_sound(&self.from, row).await {
            return Ok(false);
        }
        self.to.erase(row.blob).await.map_err(in_store(&self.to))?;
        Ok(self.copy(row.clone()).await? && self.is_sound(&self.to, row).await)
    }

    /// Says whether what is not proved has no row any more, and tells of it where it has one.
    async fn is_gone(&self, row: &StoredRow) -> Result<bool, MoveError> {
        let has_row = FileRow::is_of(&self.db, row.blob).await?;
        if has_row {
            eprintln!("{}: {}", self.to.named_blob(row.blob), other_bytes());
        }
        Ok(!has_row)
    }
}

fn other_bytes() -> StorageError {
    StorageError::Failed(std::io::Error::other("these are other bytes than they should be"))
}
