//! What goes wrong with backups.

use std::{
    io,
    path::{Path, PathBuf},
};

use shared::{foundation::StartError, installation::InstallationError, keys::KeyRingError};
use storage::StorageError;
use thiserror::Error;

use super::engine_kind::EngineKind;

/// Why a backup was not made, or not restored: one sentence for an operator.
#[derive(Debug, Error)]
pub(crate) enum BackupError {
    /// A file or folder cannot be used.
    #[error("{path}: {error}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The tables cannot be made.
    #[error("the tables cannot be made: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// Store and database do not belong together.
    #[error(transparent)]
    Installation(#[from] InstallationError),
    /// The store failed.
    #[error("the store failed: {0}")]
    Storage(#[from] StorageError),
    /// The store cannot be opened.
    #[error(transparent)]
    Start(#[from] StartError),
    /// There are no keys.
    #[error(transparent)]
    Keys(#[from] KeyRingError),
    /// No documents are where the settings lead to.
    #[error("there is no store at {0}; is STRONGROOM_STORAGE_URL right?")]
    NoStore(String),
    /// No keys are where the settings lead to.
    #[error("there are no keys at {0}; is STRONGROOM_KEYS_DIR or STRONGROOM_DATA_DIR right?")]
    NoKeys(PathBuf),
    /// Some sealed documents cannot be opened, so that nobody knows whether they are sound.
    #[error(
        "the storage key {0} is not there, without which some documents do not open; put it back into \
         STRONGROOM_STORAGE_KEYS, or into the file storage_keys. `strongroom verify` names the documents"
    )]
    NoStorageKey(String),
    /// A secret of the settings does not fit on a line.
    #[error("a secret in STRONGROOM_{0} holds a line break, which a backup cannot keep; rotate to one without")]
    KeyOfTwoLines(String),
    /// There is nothing to be backed up.
    #[error("there is no database at {0}; is STRONGROOM_DATA_DIR or STRONGROOM_DATABASE_URL right?")]
    NoDatabase(PathBuf),
    /// The folder is in use.
    #[error("{0} is not empty; a backup goes into a folder that is empty or not there yet")]
    FolderInUse(PathBuf),
    /// The tables are not those that this program knows.
    #[error("the tables are of version {found}, this program works with version {known}; use the program that runs")]
    OtherTables {
        /// What the database has.
        found: i64,
        /// What this program knows.
        known: i64,
    },
    /// So much is missing that something else must be wrong.
    #[error("the bytes of over {0} documents are missing or damaged; is STRONGROOM_STORAGE_URL right?")]
    TooDamaged(usize),
    /// The backup was never finished, or it is none.
    #[error("{0} holds no finished backup: it has no manifest.json")]
    Unfinished(PathBuf),
    /// The manifest cannot be read.
    #[error("the manifest.json of the backup cannot be read: {0}")]
    Manifest(String),
    /// A newer program made the backup.
    #[error("the backup was made by Strongroom {made_by} ({what}), which is newer than this program")]
    Newer {
        /// That program's version.
        made_by: String,
        /// What is too new.
        what: String,
    },
    /// The backup is of the other kind of database.
    #[error("the backup is of {backup}, the database of the settings is {here}; it goes onto {backup} only")]
    OtherEngine {
        /// What the backup is of.
        backup: EngineKind,
        /// What `STRONGROOM_DATABASE_URL` names.
        here: EngineKind,
    },
    /// A part of the backup is not what was written.
    #[error("the backup is damaged: {0} is not as it was written")]
    Damaged(String),
    /// The database holds something already.
    #[error("the database is not empty (there are rows in {0}); a restore goes into an empty one only")]
    DatabaseInUse(String),
    /// The tables are there already, in a newer form than the backup's.
    #[error("the database has tables of version {found}, the backup is of {backup}; restore into one without tables")]
    TablesTooNew {
        /// What the database has.
        found: i64,
        /// What the backup has.
        backup: i64,
    },
    /// The store holds something already.
    #[error("the store is not empty: {0} is none of the backup's; a restore goes into an empty one only")]
    StoreInUse(String),
    /// Other keys are there already.
    #[error("{kept} holds other keys than {backup}; move it away to have the backup's put there")]
    KeysInUse {
        /// The file that is there.
        kept: PathBuf,
        /// The file in the backup.
        backup: PathBuf,
    },
    /// What was loaded is not what was saved.
    #[error("{table} got {loaded} rows of {saved}; nothing was kept")]
    RowsDiffer {
        /// The table.
        table: String,
        /// Rows in the backup.
        saved: u64,
        /// Rows that were loaded.
        loaded: u64,
    },
    /// Tables refer to each other in a ring, so that none can be loaded first.
    #[error("the tables refer to each other in a ring: {0}")]
    Ring(String),
}

/// Says which file or folder an error is about.
pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    move |error| BackupError::File { path: path.to_owned(), error }
}
