//! Restoring a backup into an empty database, store and data folder.
//!
//! Everything is looked at before anything is written. Bytes come first, then keys, and then all rows in one
//! transaction. A restore that was cut off can be run again: bytes that are in their place already are left there.

use std::{
    fs,
    io::{self, BufRead},
    path::Path,
    sync::Arc,
};

use bytes::BytesMut;
use futures_util::{StreamExt, TryStreamExt, stream};
use shared::{
    clock::Millis,
    db::Db,
    documents::moving::Move,
    ids::{BlobId, InstallationId},
    installation::{self, InstallationError},
    private_files::private_folder,
    settings::{DatabaseSetting, Settings},
};
use storage::{Blobs, off_thread};
use tokio::io::AsyncReadExt;

use super::{
    AT_ONCE, BackupError, Check, EngineKind, LIST, Manifest, at,
    copying::{CHUNK, check_stored},
    database, ring,
    take::{place, shard_folder},
};
use crate::progress::Progress;

/// Lines of the list that are read at once.
const LINES: usize = 500;

/// The longest line of the list, in bytes.
const LONGEST_LINE: usize = 200;

/// What a restore has done.
#[derive(Debug)]
pub(crate) struct Restored {
    /// What the backup holds.
    pub(crate) manifest: Manifest,
    /// What is left for the operator to do, a sentence each.
    pub(crate) notes: Vec<String>,
}

/// Restores a backup. The service must not run meanwhile.
pub(crate) async fn restore(
    settings: &Settings,
    folder: &Path,
    now: Millis,
    progress: &Arc<Progress>,
) -> Result<Restored, BackupError> {
    let manifest = Manifest::read(folder)?;
    let here = EngineKind::of(&settings.storage.database);
    if here != manifest.engine {
        return Err(BackupError::OtherEngine { backup: manifest.engine, here });
    }
    if let Some(part) = manifest.damaged_parts(folder).await.map_err(at(folder))?.into_iter().next() {
        return Err(BackupError::Damaged(part));
    }
    if let DatabaseSetting::Sqlite(_) = &settings.storage.database {
        private_folder(&settings.storage.data_dir).map_err(at(&settings.storage.data_dir))?;
    }
    // One connection, since what is attached and what is locked belongs to a connection.
    let db = Db::connect(&settings.storage.database, 1).await?;
    database::check_empty(&db, &manifest).await?;
    let (place, readers) = (&settings.storage.documents, settings.storage.readers);
    let id = id_for_both(&db, &Blobs::at(place, readers).map_err(at(place.folder()))?).await?;
    let (store, _) = Blobs::open(place, readers).map_err(at(place.folder()))?;
    check_store(&store, folder).await?;
    // Last, as it asks for keys to be moved away, which nobody should do to a service that is in use.
    let keys = ring::plan(settings, folder)?;

    put_files(&store, folder, &manifest, progress).await?;
    keys.carry_out()?;
    database::load(&db, folder, &manifest, id, now).await?;
    // All documents are here now, wherever they were on their way to.
    Move::end(&db).await?;
    // After the rows, as at every start.
    installation::mark_store(&store, id).await?;
    db.close().await;
    Ok(Restored { manifest, notes: keys.notes })
}

/// The id that database and store will have: not the backup's, whose installation may live on. Refuses a store that
/// belongs to another database.
async fn id_for_both(db: &Db, store: &Blobs) -> Result<InstallationId, BackupError> {
    let ours = if database::version(db).await? >= Some(installation::SINCE) {
        installation::of_database(db).await?
    } else {
        None
    };
    match installation::of_store(store).await? {
        Some(theirs) if ours != Some(theirs) => {
            Err(InstallationError::Another { store: store.named(), theirs, ours }.into())
        }
        _ => Ok(ours.unwrap_or_else(InstallationId::new)),
    }
}

/// Refuses a store that holds what the backup does not.
async fn check_store(store: &Blobs, folder: &Path) -> Result<(), BackupError> {
    for shard in 0..=u8::MAX {
        let (there, backed_up) = (store.list(shard).await?, shard_folder(folder, shard));
        let stranger =
            off_thread(move || Ok(there.into_iter().find(|entry| !backed_up.join(entry.file_name()).exists())));
        if let Some(stranger) = stranger.await.map_err(at(folder))? {
            return Err(BackupError::StoreInUse(format!("{}/{}", store.named(), stranger.name)));
        }
    }
    Ok(())
}

/// Puts the bytes of all documents in their places.
async fn put_files(store: &Blobs, folder: &Path, manifest: &Manifest, progress: &Progress) -> Result<(), BackupError> {
    let (mut listed, mut files, mut bytes) = (ListedFiles::open(folder)?, 0, 0);
    loop {
        let (rest, lines) = listed.next().await?;
        listed = rest;
        if lines.is_empty() {
            break;
        }
        let puts = stream::iter(lines).map(|line| put_file(store, folder, line, progress));
        let sizes: Vec<u64> = puts.buffered(AT_ONCE).try_collect().await?;
        files += sizes.len() as u64;
        bytes += sizes.iter().sum::<u64>();
    }
    if (files, bytes) != (manifest.files, manifest.bytes) {
        return Err(BackupError::Damaged(LIST.to_owned()));
    }
    Ok(())
}

/// Puts one file in its place, unless it is there already, and returns its size.
async fn put_file(store: &Blobs, folder: &Path, line: Listed, progress: &Progress) -> Result<u64, BackupError> {
    let name = place(line.blob);
    if let Check::Sound(size) = check_stored(store, line.blob, &line.sha256).await {
        progress.add(size);
        return Ok(size);
    }
    let path = folder.join(&name);
    let mut spool = store.spool_stored().await?;
    let mut file = tokio::fs::File::open(&path).await.map_err(|_| BackupError::Damaged(name.clone()))?;
    loop {
        let mut piece = BytesMut::with_capacity(CHUNK);
        if file.read_buf(&mut piece).await.map_err(at(&path))? == 0 {
            break;
        }
        spool.write(piece.freeze()).await?;
    }
    let spooled = spool.finish().await?;
    if spooled.sha256() != line.sha256 {
        return Err(BackupError::Damaged(name));
    }
    let size = spooled.size();
    store.keep_stored(spooled, line.blob).await?;
    progress.add(size);
    Ok(size)
}

/// A line of the list of stored bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) blob: BlobId,
    pub(crate) sha256: String,
}

impl Listed {
    /// Reads `SHA-256, two spaces, files/ab/id`.
    fn parse(line: &str) -> Option<Self> {
        let (sha256, path) = line.trim_end_matches('\n').split_once("  ")?;
        let blob = path.rsplit('/').next()?.parse().ok()?;
        (path == place(blob)).then(|| Self { blob, sha256: sha256.to_owned() })
    }
}

/// The list of stored bytes, read a few lines at a time. Their order is that of their ids.
pub(crate) struct ListedFiles(io::BufReader<fs::File>);

impl ListedFiles {
    /// Opens the list of a backup.
    pub(crate) fn open(folder: &Path) -> Result<Self, BackupError> {
        let path = folder.join(LIST);
        Ok(Self(io::BufReader::new(fs::File::open(&path).map_err(at(&path))?)))
    }

    /// The next lines; none when there are no more.
    pub(crate) async fn next(mut self) -> Result<(Self, Vec<Listed>), BackupError> {
        let read = off_thread(move || {
            let mut lines = Vec::new();
            while lines.len() < LINES {
                let mut line = String::new();
                if io::Read::take(&mut self.0, LONGEST_LINE as u64).read_line(&mut line)? == 0 {
                    break;
                }
                lines.push(Listed::parse(&line).ok_or(io::ErrorKind::InvalidData)?);
            }
            Ok((self, lines))
        });
        read.await.map_err(|_| BackupError::Damaged(LIST.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listed_file_lies_where_its_id_says() {
        let blob = BlobId::new();
        let line = format!("abc  {}\n", place(blob));
        assert_eq!(Listed::parse(&line), Some(Listed { blob, sha256: "abc".to_owned() }));
        for wrong in [format!("abc  files/../{blob}"), format!("abc  {blob}"), "abc".to_owned(), String::new()] {
            assert_eq!(Listed::parse(&wrong), None, "{wrong}");
        }
    }
}
