//! Sweeping a store: what a crash left without a row is put aside, and erased days later.
//!
//! That a file has no row proves only that this database does not know it. So few are taken without asking, and none is
//! erased before somebody had a week to miss it. A sweep that would take many takes nothing: then it is more likely that
//! the database is an old copy than that so much was left behind.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    time::Duration,
};

use storage::{Blobs, Entry, Once, StorageError};
use thiserror::Error;

use crate::{
    clock::Millis,
    db::Db,
    documents::{data_keys, files::FileRow},
    ids::BlobId,
    installation::{self, InstallationError},
    jobs::Job,
    sql,
};

/// For how long a file in the store may be without a row: it may still be on its way to one.
pub const IN_FLIGHT: Duration = Duration::from_hours(2);

/// How many files without a row are taken for what crashes left. A crash leaves one for each upload that was at its very
/// end.
pub const FEW: usize = 20;

/// How long a file lies in the trash at the least.
pub const IN_TRASH: Duration = Duration::from_hours(24 * 7);

/// The file in the store that tells of a sweep that has stopped, until one goes through.
const STOPPED: &str = "sweep-stopped";

/// How many files may be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Most {
    /// [`FEW`], or none.
    Few,
    /// As many as there are: an operator has looked at them.
    All,
}

/// What a sweep has done, in files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Half-written ones that were removed.
    pub half_written: usize,
    /// Those without a row that were put into the trash.
    pub thrown_away: usize,
    /// Bytes of documents that were deleted on purpose, and whose erasing had failed.
    pub erased: usize,
    /// Those that came back from the trash, since a row names them.
    pub put_back: usize,
    /// Those that had lain in the trash for long enough.
    pub emptied: usize,
}

impl fmt::Display for Swept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { half_written, thrown_away, erased, put_back, emptied } = self;
        write!(
            f,
            "{thrown_away} files without a row went into the trash, {put_back} came back from it, {emptied} were erased \
             there; {half_written} half-written ones and {erased} of deleted documents were removed"
        )
    }
}

/// Why a sweep stopped.
#[derive(Debug, Error)]
pub enum SweepError {
    /// There is more than a crash leaves. Nothing was taken.
    #[error(
        "{0} files in the store have no row, which is more than crashes leave: nothing was taken. See whether the \
         database is an old copy; if all of them may go, `strongroom storage sweep --yes` puts them into the trash"
    )]
    TooMany(usize),
    /// The store is not this database's.
    #[error(transparent)]
    Installation(#[from] InstallationError),
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// Sweeps a store: clears half-written files, puts files without a row into the trash, and empties it of what has lain
/// there for a week.
pub async fn sweep(db: &Db, store: &Blobs, most: Most, now: Millis) -> Result<Swept, SweepError> {
    installation::is_agreed(db, store).await?;
    let before = now - IN_FLIGHT;
    let mut swept = Swept { half_written: store.clear_spool(Some(before.into())).await?, ..Swept::default() };
    swept.put_back = put_back(db, store).await?;
    let (mut strays, mut found) = (Vec::new(), 0);
    for shard in 0..=u8::MAX {
        let mut of_shard = strays_of(db, store, shard, before, &mut swept).await?;
        found += of_shard.len();
        match most {
            Most::All => swept.thrown_away += store.throw_away(of_shard, &day(now)).await?,
            Most::Few => {
                // Beyond that they are only counted.
                of_shard.truncate(FEW.saturating_sub(strays.len()));
                strays.append(&mut of_shard);
            }
        }
    }
    if most == Most::Few && found > FEW {
        tell_of_stop(store, found, now).await?;
        return Err(SweepError::TooMany(found));
    }
    let thrown_away = store.throw_away(strays, &day(now)).await;
    // A day's folder was filled to the end of that day. What could not be put there keeps nothing in it.
    swept.emptied = store.empty_trash(&day(now - IN_TRASH - Duration::from_hours(24))).await?.len();
    swept.thrown_away += thrown_away?;
    forget_stop(store).await?;
    Ok(swept)
}

/// What a sweep of this store that has stopped told, if none has gone through since.
pub async fn stopped(store: &Blobs) -> Result<Option<String>, StorageError> {
    Ok(store.note(STOPPED).await?.map(|text| text.trim().to_owned()))
}

/// Old files of one shard that nobody knows. Bytes of documents that were deleted on purpose are none of them: a job
/// erases them, and where that was given up they are erased here.
async fn strays_of(
    db: &Db,
    store: &Blobs,
    shard: u8,
    before: Millis,
    swept: &mut Swept,
) -> Result<Vec<Entry>, SweepError> {
    // Before the rows: what arrives in between has a row that is not missed here.
    let there = store.list(shard).await?;
    let keys = data_keys::of_shard(db, shard, before).await?;
    if there.is_empty() && keys.is_empty() {
        return Ok(there);
    }
    let known = blobs_with_rows(db, shard).await?;
    forget_keys(store, keys, &known, &there).await?;
    let is_stray = |entry: &Entry| {
        Millis::from(entry.changed) < before && blob_id(entry).is_none_or(|blob| !known.contains(&blob))
    };
    let mut strays: Vec<Entry> = there.into_iter().filter(is_stray).collect();
    if strays.is_empty() {
        return Ok(strays);
    }
    let deleted = deleted_on_purpose(db, shard).await?;
    let is_deleted = |entry: &Entry| blob_id(entry).is_some_and(|blob| deleted.contains_key(&blob));
    for entry in strays.extract_if(.., |entry| is_deleted(entry)) {
        let Some(blob) = blob_id(&entry).filter(|blob| deleted.get(blob) == Some(&JobIs::Over)) else { continue };
        store.erase(blob).await?;
        swept.erased += 1;
    }
    Ok(strays)
}

/// Forgets data keys of bytes that are gone from the trash, or never came to be since a program was killed in between.
async fn forget_keys(
    store: &Blobs,
    keys: Vec<BlobId>,
    known: &HashSet<BlobId>,
    there: &[Entry],
) -> Result<(), StorageError> {
    let lies_there: HashSet<BlobId> = there.iter().filter_map(blob_id).collect();
    let mut lost: Vec<BlobId> =
        keys.into_iter().filter(|blob| !known.contains(blob) && !lies_there.contains(blob)).collect();
    if lost.is_empty() {
        return Ok(());
    }
    let trashed: HashSet<BlobId> = store.trashed().await?.iter().filter_map(blob_id).collect();
    lost.retain(|blob| !trashed.contains(blob));
    for blob in lost {
        store.erase(blob).await?;
    }
    Ok(())
}

/// Whether a job will still be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum JobIs {
    Due,
    Over,
}

/// All blobs of one shard that a job was to erase.
async fn deleted_on_purpose(db: &Db, shard: u8) -> Result<HashMap<BlobId, JobIs>, sqlx::Error> {
    // Payloads are texts of one form, in which the blob's id comes last.
    let like = format!("%\"blob\":\"{shard:02x}%");
    let rows: Vec<(String, Option<Millis>)> = sql!(db, |c| sqlx::query_as(
        "SELECT payload, due_at FROM background_jobs WHERE kind = 'erase_blob' AND payload LIKE $1"
    )
    .bind(&like)
    .fetch_all(c))?;
    let blob = |payload: &str| match serde_json::from_str(payload) {
        Ok(Job::EraseBlob { blob }) => Some(blob),
        _ => None,
    };
    let is = |due: Option<Millis>| if due.is_some() { JobIs::Due } else { JobIs::Over };
    Ok(rows.into_iter().filter_map(|(payload, due)| Some((blob(&payload)?, is(due)))).collect())
}

/// All blobs of one shard that a document refers to, a version of one, or an upload that is to become one.
async fn blobs_with_rows(db: &Db, shard: u8) -> Result<HashSet<BlobId>, sqlx::Error> {
    let (first, last) = BlobId::span_of(shard);
    // What has arrived in parts has its place a moment before its document has a row.
    let rows: Vec<(BlobId,)> = sql!(db, |c| sqlx::query_as(
        "SELECT blob FROM files WHERE blob BETWEEN $1 AND $2
         UNION ALL SELECT blob FROM file_versions WHERE blob BETWEEN $1 AND $2
         UNION ALL SELECT blob FROM uploads WHERE blob BETWEEN $1 AND $2 AND state = 'checking'"
    )
    .bind(first)
    .bind(last)
    .fetch_all(c))?;
    Ok(rows.into_iter().map(|(blob,)| blob).collect())
}

/// Puts back from the trash what a row names after all.
async fn put_back(db: &Db, store: &Blobs) -> Result<usize, SweepError> {
    let mut back = 0;
    for entry in store.trashed().await? {
        let Some(blob) = blob_id(&entry) else { continue };
        if FileRow::is_of(db, blob).await? {
            back += usize::from(store.put_back(&entry, blob).await?);
        }
    }
    Ok(back)
}

async fn tell_of_stop(store: &Blobs, found: usize, now: Millis) -> Result<(), StorageError> {
    store.write_note(STOPPED, format!("{found} files without a row at {now}\n"), Once::Over).await
}

async fn forget_stop(store: &Blobs) -> Result<(), StorageError> {
    store.erase_note(STOPPED).await
}

/// The bytes that something in the store is, if its name is one of ours.
fn blob_id(entry: &Entry) -> Option<BlobId> {
    entry.file_name().parse().ok()
}

/// The day in UTC, as the trash names it: `2026-11-26`.
fn day(moment: Millis) -> String {
    moment.to_string().chars().take(10).collect()
}
