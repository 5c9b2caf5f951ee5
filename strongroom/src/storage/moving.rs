//! `strongroom storage move`: all documents from one place to another, while the service runs.
//!
//! At first everything is copied, and each copy read back; the service goes on with the old place. Once it has been started
//! again with the new one, the same command copies what came meanwhile, and only then erases the old place. Whoever does
//! not find a document in its own place looks in the other one. A command that was cut off goes on where it was: what is
//! there already, whole, is not copied again.

use std::{collections::HashMap, pin::pin, sync::Arc};

use futures_util::{StreamExt, TryStreamExt, stream};
use shared::{
    clock::Clock,
    counted::counted,
    db::Db,
    documents::{files::FileRow, moving::Move},
    ids::{BlobId, InstallationId},
    installation::{self, InstallationError},
    settings::{SettingError, Settings},
};
use storage::{Blobs, Place, Readers, StorageError};
use thiserror::Error;

use crate::{
    backup::{AT_ONCE, Check, StoredRow, check_stored, page},
    progress::{self, Progress},
};

/// Why documents are not moved, or not all of them.
#[derive(Debug, Error)]
pub(super) enum MoveError {
    /// The place is none.
    #[error(transparent)]
    Place(#[from] SettingError),
    /// The service is where it is to go, and nothing is on its way there.
    #[error("STRONGROOM_STORAGE_URL names this place already, and nothing is being moved")]
    There,
    /// Something else is being moved.
    #[error("documents are being moved from {from} to {to} already; go on with that first")]
    Another {
        /// From where.
        from: String,
        /// To where.
        to: String,
    },
    /// The new place holds what this installation knows nothing of.
    #[error("{0} is not empty; documents are moved into an empty place")]
    NotEmpty(String),
    /// The two do not belong to one installation.
    #[error(transparent)]
    Installation(#[from] InstallationError),
    /// A place cannot be used.
    #[error("{place}: {error}")]
    Storage {
        /// The place.
        place: String,
        /// What went wrong.
        error: StorageError,
    },
    /// Some could not be copied.
    #[error("{0} could not be copied; nothing was erased. Run it again, or see `strongroom verify`")]
    NotAll(String),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

pub(super) async fn run(settings: &Settings, db: &Db, url: &str) -> Result<(), MoveError> {
    let (here, named) = (&settings.storage.documents, settings.storage.another_place(url)?);
    let is_switched = named.is_same(here);
    let clock = Clock::system();
    let under_way = Move::find(db).await?;
    let (from, to) = match &under_way {
        _ if !is_switched => (here.clone(), named),
        Some(known) => (settings.storage.another_place(&known.from_place)?, named),
        None => return Err(MoveError::There),
    };
    if under_way.is_none() {
        // Before anything is begun that could not be gone on with.
        is_free(db, &to).await?;
    }
    let known = Move::begin(db, &from, &to, clock.now()).await?;
    if (known.from_place.as_str(), known.to_place.as_str()) != (&*from.to_string(), &*to.to_string()) {
        return Err(MoveError::Another { from: known.from_place, to: known.to_place });
    }
    let old = Blobs::at(&from, Readers::Owner).map_err(StorageError::from);
    let old = old.map_err(|error| MoveError::Storage { place: from.to_string(), error })?;
    let moving = Moving { db: db.clone(), from: old, to: open(&to)?, progress: Arc::default() };
    moving.mark().await?;
    let telling = progress::tell(&moving.progress, "copied");
    let all = moving.copy_all().await?;
    drop(telling);
    println!("{} in {to}, {} of them copied now.", counted(all, "version"), moving.progress.files());
    if !is_switched {
        println!(
            "Now set STRONGROOM_STORAGE_URL={to} for every program, start them again, and run this command once more: it \
             copies what came meanwhile, and erases what is in {from}."
        );
        return Ok(());
    }
    let (erased, left) = moving.erase_all().await?;
    Move::end(db).await?;
    println!("{} erased in {from}.", counted(erased, "file"));
    if left > 0 {
        println!("{} without a row stay there.", counted(left, "file"));
    }
    Ok(())
}

fn open(place: &Place) -> Result<Blobs, MoveError> {
    let readers = match place {
        Place::Local(_) => Readers::Group,
        Place::Bucket(_) => Readers::Owner,
    };
    let opened = Blobs::open(place, readers).map_err(StorageError::from);
    opened.map(|(store, _)| store).map_err(|error| MoveError::Storage { place: place.to_string(), error })
}

/// Refuses a place that holds something, unless it is this installation's.
async fn is_free(db: &Db, place: &Place) -> Result<(), MoveError> {
    let store = open(place)?;
    let (ours, theirs) = (installation::of_database(db).await?, installation::of_store(&store).await?);
    match theirs {
        Some(theirs) if Some(theirs) == ours => Ok(()),
        Some(theirs) => Err(InstallationError::Another { store: store.named(), theirs, ours }.into()),
        None if store.is_empty().await.map_err(in_store(&store))? => Ok(()),
        None => Err(MoveError::NotEmpty(store.named())),
    }
}

struct Moving {
    db: Db,
    from: Blobs,
    to: Blobs,
    progress: Arc<Progress>,
}

impl Moving {
    /// Writes into the new place to whom it belongs.
    async fn mark(&self) -> Result<(), MoveError> {
        let now = Clock::system().now();
        let ours = installation::mark_database(&self.db, InstallationId::new(), now).await?;
        let theirs = installation::mark_store(&self.to, ours).await?;
        if theirs == ours {
            return Ok(());
        }
        Err(InstallationError::Another { store: self.to.named(), theirs, ours: Some(ours) }.into())
    }

    /// Copies whatever is not in the new place yet, and says how many are there then.
    async fn copy_all(&self) -> Result<u64, MoveError> {
        let (mut all, mut failed) = (0, 0);
        for shard in 0..=u8::MAX {
            let there = self.names(&self.to, shard).await?;
            let mut after = None;
            loop {
                let rows = page(&self.db, shard, after).await?;
                let Some(last) = rows.last() else { break };
                after = Some(last.blob);
                let missing = rows.iter().filter(|row| !there.contains_key(&row.blob)).cloned();
                let copying = stream::iter(missing.collect::<Vec<_>>()).map(|row| self.copy(row));
                let went_well: Vec<bool> = copying.buffered(AT_ONCE).try_collect().await?;
                let lacking = went_well.iter().filter(|well| !**well).count() as u64;
                all += rows.len() as u64 - lacking;
                failed += lacking;
            }
        }
        if failed > 0 { Err(MoveError::NotAll(counted(failed, "version"))) } else { Ok(all) }
    }

    /// What a store holds of a shard, and how much of each.
    async fn names(&self, store: &Blobs, shard: u8) -> Result<HashMap<BlobId, u64>, MoveError> {
        let listed = store.list(shard).await.map_err(in_store(store))?;
        Ok(listed.into_iter().filter_map(|entry| Some((entry.file_name().parse().ok()?, entry.size))).collect())
    }

    /// Copies bytes as they are stored, reads the copy back, and says whether that went well. One whose row went meanwhile is
    /// none that is missing.
    async fn copy(&self, row: StoredRow) -> Result<bool, MoveError> {
        match self.copied(&row).await {
            Ok(size) => {
                self.progress.add(size);
                Ok(true)
            }
            Err(_) if !FileRow::is_of(&self.db, row.blob).await? => Ok(true),
            Err(error) => {
                eprintln!("{}: {error}", self.from.named_blob(row.blob));
                Ok(false)
            }
        }
    }

    async fn copied(&self, row: &StoredRow) -> Result<u64, StorageError> {
        let mut spool = self.to.spool_stored().await?;
        let mut pieces = pin!(self.from.read_stored(row.blob).await?.whole());
        while let Some(piece) = pieces.try_next().await? {
            spool.write(piece).await?;
        }
        let spooled = spool.finish().await?;
        let (size, sha256) = (spooled.size(), spooled.sha256().to_owned());
        // What lies sealed proves itself when it is opened.
        if !row.blob.is_sealed() && sha256 != row.sha256 {
            return Err(other_bytes());
        }
        self.to.keep_stored(spooled, row.blob).await?;
        if check_stored(&self.to, row.blob, &sha256).await == Check::Sound(size) {
            return Ok(size);
        }
        self.to.erase(row.blob).await?;
        Err(other_bytes())
    }

    /// Erases in the old place what the new one holds, and says how many files that were and how many stay.
    async fn erase_all(&self) -> Result<(u64, u64), MoveError> {
        let (mut erased, mut left) = (0, 0);
        for shard in 0..=u8::MAX {
            let old = self.names(&self.from, shard).await?;
            if old.is_empty() {
                continue;
            }
            let new = self.names(&self.to, shard).await?;
            for (blob, size) in old {
                if new.get(&blob) == Some(&size) {
                    // This store knows no data keys, so that those stay.
                    self.from.erase(blob).await.map_err(in_store(&self.from))?;
                    erased += 1;
                } else {
                    left += 1;
                }
            }
        }
        self.from.erase_note("installation").await.map_err(in_store(&self.from))?;
        Ok((erased, left))
    }
}

fn other_bytes() -> StorageError {
    StorageError::Failed(std::io::Error::other("these are other bytes than they should be"))
}

fn in_store(store: &Blobs) -> impl FnOnce(StorageError) -> MoveError {
    let place = store.named();
    move |error| MoveError::Storage { place, error }
}
