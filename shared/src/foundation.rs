//! What every program of Strongroom opens first: settings, database, queue, store, keys.

use std::{
    io,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use storage::{
    Blobs, Place, Readers,
    rights::{close, close_apart_from, close_file},
};
use thiserror::Error;

use crate::{
    clock::Clock,
    db::Db,
    documents::{data_keys::DataKeys, moving},
    installation::{self, InstallationError},
    keys::{KeyRing, KeyRingError},
    limits::Counter,
    metrics::Metrics,
    people::{mailboxes::Mailboxes, passwords::HashingError},
    private_files::private_folder,
    queue::{JobQueue, QueueError},
    settings::{DatabaseSetting, MailSetting, SettingError, Settings},
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
    /// Who has done what how often.
    pub limits: Counter,
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
    #[error(
        "STRONGROOM_DATA_DIR names a folder that cannot be used: {0}; for example STRONGROOM_DATA_DIR=/var/lib/strongroom"
    )]
    DataDir(io::Error),
    /// The database cannot be opened.
    #[error(
        "the database that STRONGROOM_DATABASE_URL names cannot be opened: {0}; for example \
         STRONGROOM_DATABASE_URL=postgres://strongroom:password@postgres.example.com/strongroom"
    )]
    Database(sqlx::Error),
    /// The tables cannot be brought up to date.
    #[error("the tables of the database cannot be brought up to date: {0}")]
    Migrate(sqlx::migrate::MigrateError),
    /// The keys of e-mail addresses cannot be brought up to date.
    #[error("the e-mail addresses of the database cannot be brought up to date: {0}")]
    Mailboxes(sqlx::Error),
    /// The store cannot be opened.
    #[error(
        "the store that STRONGROOM_STORAGE_URL names cannot be used: {0}; for example \
         STRONGROOM_STORAGE_URL=file:///var/lib/strongroom/files"
    )]
    Storage(io::Error),
    /// Store and database do not belong together.
    #[error(transparent)]
    Installation(#[from] InstallationError),
    /// The queue cannot be opened.
    #[error(
        "STRONGROOM_REDIS_URL cannot be used: {0}; for example \
         STRONGROOM_REDIS_URL=rediss://:password@redis.example.com:6379"
    )]
    Queue(#[from] QueueError),
    /// Passwords cannot be hashed.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// The system refused something.
    #[error("the system refused to help: {0}")]
    System(#[from] io::Error),
}

impl Foundation {
    /// Opens everything and brings the tables up to date. A Redis that is away is no error; a database is. Nothing is
    /// made in a store that is not this database's.
    pub async fn open(settings: Settings, clock: Clock) -> Result<Self, StartError> {
        let metrics = Metrics::default();
        let keys = KeyRing::load(&settings, clock.clone())?;
        let queue = JobQueue::open(&settings)?;
        let limits = Counter::open(&settings, &clock).await?;
        let db = Self::open_database(&settings).await?;
        let counting = metrics.clone();
        let book = Arc::new(DataKeys::new(&db, &keys, &clock));
        let blobs = Self::open_store(&settings, &db, &clock)
            .await?
            .with_keys(book, settings.storage.encrypt)
            .telling_failures(move |operation| counting.storage_failed(operation));
        moving::keep_up(&db, &settings.storage, blobs.elsewhere()).await.map_err(StartError::Database)?;
        keys.keep_up();
        Ok(Self { settings, db, queue, limits, blobs, clock, keys, metrics, turns: Turns::one_a_core() })
    }

    /// Opens the database alone, and brings its tables up to date.
    pub async fn open_database(settings: &Settings) -> Result<Db, StartError> {
        if matches!(settings.storage.database, DatabaseSetting::Sqlite(_)) {
            private_folder(&settings.storage.data_dir).map_err(StartError::DataDir)?;
        }
        tell_closed(&close_data(settings).map_err(StartError::DataDir)?);
        let db = Db::connect(&settings.storage.database, settings.storage.database_connections)
            .await
            .map_err(StartError::Database)?;
        db.migrate().await.map_err(StartError::Migrate)?;
        Mailboxes::renew(&db).await.map_err(StartError::Mailboxes)?;
        Ok(db)
    }

    /// The store as it stands, for a command that looks into it. Neither folders nor keys are made. While documents are being
    /// moved, it knows of their other place, as a program does.
    pub async fn look_at_store(settings: &Settings, db: &Db, clock: &Clock) -> Result<Blobs, StartError> {
        let keys = DataKeys::new(db, &KeyRing::of_storage(settings, clock.clone())?, clock);
        let store = Blobs::at(&settings.storage.documents, settings.storage.readers).map_err(StartError::Storage)?;
        moving::keep_up(db, &settings.storage, store.elsewhere()).await.map_err(StartError::Database)?;
        Ok(store.with_keys(Arc::new(keys), settings.storage.encrypt))
    }

    /// Opens the store, and clears away what killed programs of this machine left half-written.
    async fn open_store(settings: &Settings, db: &Db, clock: &Clock) -> Result<Blobs, StartError> {
        let readers = settings.storage.readers;
        let found = Blobs::at(&settings.storage.documents, readers).map_err(StartError::Storage)?;
        agree(settings, db, &found, clock).await?;
        let (blobs, closed) = Blobs::open(&settings.storage.documents, readers).map_err(StartError::Storage)?;
        tell_closed(&closed);
        match blobs.clear_spool(None).await {
            Ok(0) => {}
            Ok(files) => tracing::info!(files, "removed what a program that was killed had half written"),
            // A sweep tries again; whoever uploads is told by the upload.
            Err(error) => tracing::warn!(%error, "half-written files could not be cleared away"),
        }
        Ok(blobs)
    }
}

/// For how long the server of a bucket is waited for: it may have been started together with this program.
const BUCKET_COMES: Duration = Duration::from_secs(30);

/// Sees to it that store and database belong together.
async fn agree(settings: &Settings, db: &Db, store: &Blobs, clock: &Clock) -> Result<(), InstallationError> {
    let (began, mut pause) = (Instant::now(), Duration::from_millis(500));
    loop {
        let error = match installation::agree(db, store, clock.now()).await {
            Ok(_) => return Ok(()),
            Err(InstallationError::Storage(error) | InstallationError::Unusable { error, .. }) => error,
            Err(error) => return Err(error),
        };
        // One without keys is a cloud's own, which was there before.
        let may_come = matches!(&settings.storage.documents, Place::Bucket(place) if place.keys.is_some());
        if !may_come || began.elapsed() + pause > BUCKET_COMES {
            return Err(InstallationError::Unusable { store: store.named(), error });
        }
        tracing::warn!(%error, "the bucket is not there yet");
        tokio::time::sleep(pause).await;
        pause = (2 * pause).min(Duration::from_secs(4));
    }
}

/// Takes from others what they may do with the data folder, and with keys and mails that have a folder of their own. Says
/// what was open to them.
fn close_data(settings: &Settings) -> io::Result<Vec<PathBuf>> {
    let store = settings.storage.documents.folder();
    let apart = (settings.storage.readers == Readers::Group).then_some(store.as_path());
    // A store in it that others read needs a way in.
    let itself = if apart.is_some_and(|store| store.starts_with(&settings.storage.data_dir)) {
        Readers::Group
    } else {
        Readers::Owner
    };
    let mut closed = close_apart_from(&settings.storage.data_dir, itself, Readers::Owner, apart)?;
    if let DatabaseSetting::Sqlite(path) = &settings.storage.database {
        for ending in ["", "-wal", "-shm"] {
            let mut beside = path.clone().into_os_string();
            beside.push(ending);
            closed.extend(close_file(&PathBuf::from(beside))?);
        }
    }
    if let MailSetting::Folder(folder) = &settings.mail.way {
        closed.extend(close(folder, Readers::Owner)?);
    }
    if let Some(folder) = &settings.secrets.keys_dir {
        closed.extend(close(folder, Readers::Owner)?);
    }
    Ok(closed)
}

fn tell_closed(closed: &[PathBuf]) {
    if let Some(first) = closed.first() {
        let (files, first) = (closed.len(), first.display());
        tracing::warn!(files, %first, "others on this machine could look into what is ours; now they cannot");
    }
}
