//! `strongroom storage move`: all documents from one place to another, while the service runs.
//!
//! At first everything is copied, and each copy read back; the service goes on with the old place. Once it has been started
//! again with the new one, the same command copies what came meanwhile, and only then erases the old place: each document
//! once its copy was read once more and is what its row says. Whoever does not find a document in its own place looks in
//! the other one. A command that was cut off goes on where it was: what is there already is not copied again.
//!
//! A move is given up by naming the place where it began while the service keeps its documents there. It is then a move back.

#[cfg(test)]
mod tests;
mod work;

use std::sync::Arc;

use shared::{
    clock::Clock,
    counted::counted,
    db::Db,
    documents::{data_keys::DataKeys, moving::Move},
    ids::InstallationId,
    installation::{self, InstallationError},
    keys::{KeyRing, KeyRingError},
    settings::{SettingError, Settings, Storage},
};
use storage::{Blobs, Place, Readers, StorageError};
use thiserror::Error;

use crate::progress;
use work::{Ended, Moving};

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
    #[error(
        "documents are being moved from {from} to {to} already; go on with that first, or give it up: name {from}, while \
         STRONGROOM_STORAGE_URL names it"
    )]
    Another {
        /// From where.
        from: String,
        /// To where.
        to: String,
    },
    /// The new place is the old one.
    #[error("{0} is the place where documents are already, under another name; nothing was copied, and nothing erased")]
    Same(String),
    /// The new place bears the id of this installation, and nothing is on its way there.
    #[error(
        "{0} is the store of this installation already, under another name, or holds what a move left that was given up; \
         documents are moved into an empty place"
    )]
    Ours(String),
    /// The new place holds what this installation knows nothing of.
    #[error("{0} is not empty; documents are moved into an empty place")]
    NotEmpty(String),
    /// The two do not belong to one installation.
    #[error(transparent)]
    Installation(#[from] InstallationError),
    /// There are no storage keys, though there should be.
    #[error(transparent)]
    Keys(#[from] KeyRingError),
    /// A place cannot be used.
    #[error("{place}: {error}")]
    Storage {
        /// The place.
        place: String,
        /// What went wrong.
        error: StorageError,
    },
    /// The old place cannot be used, so that nothing can be erased there.
    #[error("{place}: {error}. Where it is gone for good, --leave ends the move without erasing what is there")]
    Old {
        /// The place.
        place: String,
        /// What went wrong.
        error: StorageError,
    },
    /// Some could not be copied.
    #[error("{0} could not be copied; nothing was erased. Run it again, or see `strongroom verify`")]
    NotAll(String),
    /// Some copies are not what their rows say, and could not be made anew.
    #[error(
        "{0} could not be proved in the new place, and stay in the old one. Run it again, or see `strongroom verify`"
    )]
    NotProved(String),
    /// Documents still arrive in the old place.
    #[error(
        "{0} came into the old place meanwhile, and stay there: start every program again with the new place, and then run \
         this once more"
    )]
    Late(String),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// Where the service is while documents are moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Service {
    /// In the old place, from which they are copied. Of a move that `is_new` nobody knows yet.
    Behind { is_new: bool },
    /// In the new place, to which they come, so that the old one can be erased.
    Ahead,
    /// In the place where the move began, to which they go back.
    Back,
}

/// From where documents are moved, and to where.
struct Way {
    from: Place,
    to: Place,
    service: Service,
}

impl Way {
    /// What is to be done where somebody names this place.
    fn to(named: Place, settings: &Storage, known: Option<&Move>) -> Result<Self, MoveError> {
        let (here, is_here) = (settings.documents.clone(), named.is_same(&settings.documents));
        let Some(known) = known else {
            let service = Service::Behind { is_new: true };
            return if is_here { Err(MoveError::There) } else { Ok(Self { from: here, to: named, service }) };
        };
        let (from, to) = known.places(settings)?;
        match () {
            () if is_here && to.is_same(&here) => Ok(Self { from, to, service: Service::Ahead }),
            () if is_here && from.is_same(&here) => Ok(Self { from: to, to: from, service: Service::Back }),
            () if from.is_same(&here) && to.is_same(&named) => {
                Ok(Self { from, to, service: Service::Behind { is_new: false } })
            }
            () => Err(MoveError::Another { from: known.from_place.clone(), to: known.to_place.clone() }),
        }
    }
}

/// Moves what is to be moved, and with `leave` erases nothing at the end.
pub(super) async fn run(settings: &Settings, db: &Db, url: &str, leave: bool) -> Result<(), MoveError> {
    let (storage, clock) = (&settings.storage, Clock::system());
    let known = Move::find(db).await?;
    let Way { from, to, service } = Way::to(storage.another_place(url)?, storage, known.as_ref())?;
    let old = Blobs::at(&from, Readers::Owner).map_err(StorageError::from);
    let old = old.map_err(|error| MoveError::Storage { place: from.to_string(), error })?;
    let keys = Arc::new(DataKeys::new(db, &KeyRing::of_storage(settings, clock.clone())?, &clock));
    let moving = Moving::new(db, old, open(&to, storage)?, keys);
    if let Service::Behind { is_new } = service {
        if is_new {
            // Before anything is begun that could not be gone on with.
            is_free(db, &moving.to).await?;
        }
        if moving.is_same().await? {
            return Err(MoveError::Same(to.to_string()));
        }
        begin(db, &from, &to, storage).await?;
    }
    mark(db, &moving.to).await?;
    let telling = progress::tell(&moving.progress, "copied");
    let all = moving.copy_all().await?;
    drop(telling);
    println!("{} in {to}, {} of them copied now.", counted(all, "version"), moving.progress.files());
    if let Service::Behind { .. } = service {
        println!(
            "Now set STRONGROOM_STORAGE_URL={to} for every program, start them again, and run this command once more: it \
             copies what came meanwhile, and erases what is in {from}."
        );
        return Ok(());
    }
    let ended = if leave { moving.leave().await? } else { moving.erase_all().await? };
    Move::end(db).await?;
    tell(&from, ended);
    Ok(())
}

fn tell(from: &Place, ended: Ended) {
    let (documents, previews, left) = match ended {
        Ended::Erased { documents, previews, left } => (documents, previews, left),
        Ended::IsSame => return println!("{from} is the same place under another name; nothing is erased."),
        Ended::Left => return println!("What is in {from} stays there."),
    };
    println!("{} erased in {from}.", counted(documents, "file"));
    if previews > 0 {
        println!("{} erased there, too.", counted(previews, "preview"));
    }
    if left > 0 {
        println!("{} without a row stay there.", counted(left, "file"));
    }
}

/// Opens a place to which documents come.
fn open(place: &Place, settings: &Storage) -> Result<Blobs, MoveError> {
    let readers = match place {
        here if here.is_same(&settings.documents) => settings.readers,
        Place::Local(_) => Readers::Group,
        Place::Bucket(_) => Readers::Owner,
    };
    let opened = Blobs::open(place, readers).map_err(StorageError::from);
    opened.map(|(store, _)| store).map_err(|error| MoveError::Storage { place: place.to_string(), error })
}

/// Refuses a place that holds something. One that bears the id of this installation is no new one.
async fn is_free(db: &Db, store: &Blobs) -> Result<(), MoveError> {
    let (ours, theirs) = (installation::of_database(db).await?, installation::of_store(store).await?);
    match theirs {
        Some(theirs) if Some(theirs) == ours => Err(MoveError::Ours(store.named())),
        Some(theirs) => Err(InstallationError::Another { store: store.named(), theirs, ours }.into()),
        None if store.is_empty().await.map_err(in_store(store))? => Ok(()),
        None => Err(MoveError::NotEmpty(store.named())),
    }
}

/// Has every program know of the move.
async fn begin(db: &Db, from: &Place, to: &Place, settings: &Storage) -> Result<(), MoveError> {
    let known = Move::begin(db, from, to, Clock::system().now()).await?;
    let (known_from, known_to) = known.places(settings)?;
    if known_from.is_same(from) && known_to.is_same(to) {
        return Ok(());
    }
    // Somebody else was a moment ahead.
    Err(MoveError::Another { from: known.from_place, to: known.to_place })
}

/// Writes into the new place to whom it belongs.
async fn mark(db: &Db, to: &Blobs) -> Result<(), MoveError> {
    let ours = installation::mark_database(db, InstallationId::new(), Clock::system().now()).await?;
    let theirs = installation::mark_store(to, ours).await?;
    if theirs == ours {
        return Ok(());
    }
    Err(InstallationError::Another { store: to.named(), theirs, ours: Some(ours) }.into())
}

fn in_store(store: &Blobs) -> impl FnOnce(StorageError) -> MoveError {
    let place = store.named();
    move |error| MoveError::Storage { place, error }
}

fn in_old(store: &Blobs) -> impl FnOnce(StorageError) -> MoveError {
    let place = store.named();
    move |error| MoveError::Old { place, error }
}
