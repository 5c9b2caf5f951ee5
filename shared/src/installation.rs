//! Whose a store is. An installation is one database and one store, and both bear its id: the database in a row, the
//! store in its file `installation`.
//!
//! Nothing starts, and nothing is swept, where the two differ: to a database that knows none of its documents, a store is
//! nothing but strays. The row is written before the file. So of two programs that start at once, both come to the same
//! id, and one that is killed in between leaves a database that has an id and a store that has none, which is judged
//! like a store from before there were ids: by the documents in it.

use storage::{Blobs, Once, StorageError};
use thiserror::Error;

use crate::{
    clock::Millis,
    db::Db,
    exec,
    ids::{BlobId, InstallationId},
    sql,
};

/// The file in the store.
const FILE: &str = "installation";

/// The version of the tables since which a database has an id.
pub const SINCE: i64 = 7;

/// How many of the newest documents are looked for in a store without an id.
const SAMPLE: i64 = 100;

/// Why a store and a database do not belong together: one sentence for an operator, which says what to do.
#[derive(Debug, Error)]
pub enum InstallationError {
    /// The store bears the id of another installation.
    #[error(
        "STRONGROOM_STORAGE_URL names {store}, the store of the installation {theirs}, and STRONGROOM_DATABASE_URL the \
         database of {}; name the two that belong together, or let `strongroom storage adopt` give this store to this \
         database", .ours.map_or_else(|| "none yet".to_owned(), |id| id.to_string())
    )]
    Another {
        /// The store.
        store: String,
        /// Its installation.
        theirs: InstallationId,
        /// The database's installation.
        ours: Option<InstallationId>,
    },
    /// The store bears no id and holds nothing, though there should be documents.
    #[error(
        "STRONGROOM_STORAGE_URL names {0}, which is empty, though the database knows documents; mount or name their \
         store, or let `strongroom storage adopt` begin with an empty one"
    )]
    Empty(String),
    /// The store bears no id and holds what the database does not know.
    #[error(
        "STRONGROOM_STORAGE_URL names {0}, which holds documents that the database of STRONGROOM_DATABASE_URL knows \
         nothing of; name the two that belong together, or let `strongroom storage adopt` give this store to this \
         database"
    )]
    Unknown(String),
    /// The store bore an id when the program started, and bears none now.
    #[error("{0} bears no id any more; see whether STRONGROOM_STORAGE_URL is mounted, and start the program again")]
    Unmarked(String),
    /// What is written down in the store is of no use.
    #[error(
        "the file `installation` in {0}, which STRONGROOM_STORAGE_URL names, holds no id; restore it, or let \
             `strongroom storage adopt` write another"
    )]
    NoId(String),
    /// The store cannot be used.
    #[error(
        "the store that STRONGROOM_STORAGE_URL names cannot be used: {store} cannot be read or written ({error}); for \
         example STRONGROOM_STORAGE_URL=file:///var/lib/strongroom/files"
    )]
    Unusable {
        /// The store.
        store: String,
        /// What it said.
        error: StorageError,
    },
    /// The store cannot be looked at.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// How a store and a database stand to each other, where nothing speaks against them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Both bear this id.
    Agreed(InstallationId),
    /// The store bears none, and is empty as the database is, or holds the documents that the database knows.
    ToBeMarked,
}

/// What an operator should know before a store is given to a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// The id in the database.
    pub ours: Option<InstallationId>,
    /// The id in the store.
    pub theirs: Option<InstallationId>,
    /// How many documents the database knows.
    pub documents: u64,
    /// How many versions of them it knows beside those that clients have.
    pub other_versions: u64,
    /// How many files the store holds.
    pub stored: u64,
}

/// Looks whether a store and a database belong together, and changes nothing. The tables must be up to date.
pub async fn judge(db: &Db, store: &Blobs) -> Result<Standing, InstallationError> {
    // The store first: where it bears an id, the row was there before, and is seen now.
    let theirs = of_store(store).await?;
    let ours = of_database(db).await?;
    match (ours, theirs) {
        (Some(ours), Some(theirs)) if ours == theirs => Ok(Standing::Agreed(ours)),
        (ours, Some(theirs)) => Err(InstallationError::Another { store: store.named(), theirs, ours }),
        (_, None) => judge_by_documents(db, store).await.map(|()| Standing::ToBeMarked),
    }
}

/// Looks whether both bear the same id, which is to be so while a program runs.
pub(crate) async fn is_agreed(db: &Db, store: &Blobs) -> Result<(), InstallationError> {
    match judge(db, store).await? {
        Standing::Agreed(_) => Ok(()),
        Standing::ToBeMarked => Err(InstallationError::Unmarked(store.named())),
    }
}

/// Sees to it that both bear the same id, or says why they must not.
pub(crate) async fn agree(db: &Db, store: &Blobs, now: Millis) -> Result<InstallationId, InstallationError> {
    if let Standing::Agreed(id) = judge(db, store).await? {
        return Ok(id);
    }
    let ours = mark_database(db, InstallationId::new(), now).await?;
    let theirs = mark_store(store, ours).await?;
    if ours == theirs {
        return Ok(ours);
    }
    Err(InstallationError::Another { store: store.named(), theirs, ours: Some(ours) })
}

/// Gives a store to a database, whatever it was before: the id of the database is written into it. Programs of the
/// installation that had it do not start with it any more.
pub async fn adopt(db: &Db, store: &Blobs, now: Millis) -> Result<InstallationId, InstallationError> {
    let ours = mark_database(db, InstallationId::new(), now).await?;
    store.write_note(FILE, format!("{ours}\n"), Once::Over).await.map_err(unusable(store))?;
    Ok(ours)
}

/// What there is on both sides.
pub async fn overview(db: &Db, store: &Blobs) -> Result<Overview, InstallationError> {
    let (documents, other_versions): (i64, i64) =
        sql!(db, |c| sqlx::query_as("SELECT (SELECT COUNT(*) FROM files), (SELECT COUNT(*) FROM file_versions)")
            .fetch_one(c))?;
    let mut stored = 0;
    for shard in 0..=u8::MAX {
        stored += store.list(shard).await?.len() as u64;
    }
    let (ours, theirs) = (of_database(db).await?, of_store(store).await?);
    let (documents, other_versions) = (documents.unsigned_abs(), other_versions.unsigned_abs());
    Ok(Overview { ours, theirs, documents, other_versions, stored })
}

/// The id in the store, if there is one.
pub async fn of_store(store: &Blobs) -> Result<Option<InstallationId>, InstallationError> {
    let Some(text) = store.note(FILE).await.map_err(unusable(store))? else { return Ok(None) };
    text.trim().parse().map(Some).map_err(|_| InstallationError::NoId(store.named()))
}

/// The id in the database, if there is one.
pub async fn of_database(db: &Db) -> Result<Option<InstallationId>, sqlx::Error> {
    let found: Option<(InstallationId,)> =
        sql!(db, |c| sqlx::query_as("SELECT id FROM installation").fetch_optional(c))?;
    Ok(found.map(|(id,)| id))
}

/// Gives the database this id, unless it has one. Says which one it has then.
pub async fn mark_database(db: &Db, id: InstallationId, now: Millis) -> Result<InstallationId, sqlx::Error> {
    let mark = "INSERT INTO installation (one_row, id, made_at) VALUES (1, $1, $2) ON CONFLICT DO NOTHING";
    exec!(db, |c| sqlx::query(mark).bind(id).bind(now))?;
    of_database(db).await.map(|found| found.unwrap_or(id))
}

/// Gives the store this id, unless it has one. Says which one it has then.
pub async fn mark_store(store: &Blobs, id: InstallationId) -> Result<InstallationId, InstallationError> {
    store.write_note(FILE, format!("{id}\n"), Once::Only).await.map_err(unusable(store))?;
    Ok(of_store(store).await?.unwrap_or(id))
}

/// A store without an id goes to a database whose documents it holds, or, where it holds none, to one that knows none.
async fn judge_by_documents(db: &Db, store: &Blobs) -> Result<(), InstallationError> {
    let newest: Vec<(BlobId,)> =
        sql!(db, |c| sqlx::query_as("SELECT blob FROM files ORDER BY uploaded_at DESC, id DESC LIMIT $1")
            .bind(SAMPLE)
            .fetch_all(c))?;
    match (store.is_empty().await?, newest.is_empty()) {
        (true, true) => Ok(()),
        (true, false) => Err(InstallationError::Empty(store.named())),
        (false, _) => {
            let holds_one = store.holds_any(newest.into_iter().map(|(blob,)| blob)).await?;
            if holds_one { Ok(()) } else { Err(InstallationError::Unknown(store.named())) }
        }
    }
}

fn unusable(store: &Blobs) -> impl FnOnce(StorageError) -> InstallationError {
    let store = store.named();
    move |error| InstallationError::Unusable { store, error }
}
