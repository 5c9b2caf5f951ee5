//! What every program of Strongroom opens first: settings, database, queue, store, keys.

use std::io;

use thiserror::Error;

use crate::{
    blobs::Blobs,
    clock::Clock,
    config::{DatabaseSetting, SettingError, Settings, StorageSetting},
    db::Db,
    keys::{KeyRing, KeyRingError, private_folder},
    metrics::Metrics,
    passwords::HashingError,
    queue::{JobQueue, QueueError},
    turns::Turns,
};

/// All that the API and the worker stand on. Cloning is cheap, and clones share everything.
#[derive(Clone, Debug)]
pub struct Foundation {
    /// The settings.
    pub settings: Settings,
    /// The database, its tables up to date.
    pub db: Db,
    /// What carries jobs.
    pub queue: JobQueue,
    /// Stored bytes.
    pub blobs: Blobs,
    /// The time.
    pub clock: Clock,
    /// Secrets.
    pub keys: KeyRing,
    /// What its operator sees of it.
    pub metrics: Metrics,
    /// Turns at computing, for all parts of this process together.
    pub turns: Turns,
}

/// Why a program does not start: one sentence for its operator.
#[derive(Debug, Error)]
pub enum StartError {
    /// A setting is wrong.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// There are no secrets.
    #[error(transparent)]
    Keys(#[from] KeyRingError),
    /// The data folder cannot be used.
    #[error("STRONGROOM_DATA_DIR names a folder that cannot be used: {0}")]
    DataDir(io::Error),
    /// The database cannot be opened.
    #[error("the database that STRONGROOM_DATABASE_URL names cannot be opened: {0}")]
    Database(sqlx::Error),
    /// The tables cannot be brought up to date.
    #[error("the tables of the database cannot be brought up to date: {0}")]
    Migrate(sqlx::migrate::MigrateError),
    /// The store cannot be opened.
    #[error("the folder that STRONGROOM_STORAGE_URL names cannot be used: {0}")]
    Storage(io::Error),
    /// The queue cannot be opened.
    #[error("STRONGROOM_REDIS_URL cannot be used: {0}")]
    Queue(#[from] QueueError),
    /// Passwords cannot be hashed.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// The system refused something.
    #[error("the system refused to help: {0}")]
    System(#[from] io::Error),
}

impl Foundation {
    /// Opens everything and brings the tables up to date. A Redis that is away is no error; a database is.
    pub async fn open(settings: Settings, clock: Clock) -> Result<Self, StartError> {
        let metrics = Metrics::default();
        let keys = KeyRing::load(&settings, clock.clone())?;
        let StorageSetting::Local(folder) = &settings.storage;
        private_folder(folder).map_err(StartError::Storage)?;
        let blobs = Blobs::open(&settings.storage).map_err(StartError::Storage)?.counting(metrics.storage_errors());
        let queue = JobQueue::open(&settings)?;
        let db = Self::open_database(&settings).await?;
        keys.keep_up();
        Ok(Self { settings, db, queue, blobs, clock, keys, metrics, turns: Turns::one_a_core() })
    }

    /// Opens the database alone, and brings its tables up to date.
    pub async fn open_database(settings: &Settings) -> Result<Db, StartError> {
        if matches!(settings.database, DatabaseSetting::Sqlite(_)) {
            private_folder(&settings.data_dir).map_err(StartError::DataDir)?;
        }
        let db = Db::connect(&settings.database, settings.database_connections).await.map_err(StartError::Database)?;
        db.migrate().await.map_err(StartError::Migrate)?;
        Ok(db)
    }
}
