//! Making a backup while the service runs.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use futures_util::{StreamExt, TryStreamExt, stream};
use shared::{
    clock::Clock,
    db::Db,
    documents::files::FileRow,
    foundation::Foundation,
    ids::BlobId,
    installation,
    private_files::{private_file, private_folder},
    settings::{DatabaseSetting, Settings},
};
use storage::{Blobs, Key, off_thread, sync_folder};

use super::{
    AT_ONCE, BackupError, Check, EngineKind, LIST, Manifest, StoredRow, at,
    copying::{Hashed, HashedFile, copy_out, hash_file},
    database::{self, Snapshot},
    ring,
    rows::page,
};
use crate::progress::Progress;

/// The folder of stored bytes in a backup.
const FILES: &str = "files";

/// Tells that a backup is being made, or was cut off.
const MARK: &str = "unfinished";

/// Connections to the database: the snapshot's, and one for looking at what is there now.
const CONNECTIONS: u32 = 2;

/// With more documents damaged than this, the backup is given up.
const MOST_DAMAGED: usize = 1000;

/// Backs up everything into a folder that is empty or not there yet. What fails half way leaves nothing there.
pub(crate) async fn take(
    settings: &Settings,
    folder: &Path,
    clock: &Clock,
    progress: &Arc<Progress>,
) -> Result<Manifest, BackupError> {
    let db = open_database(settings).await?;
    ring::look(settings)?;
    ring::opens_all(settings, &db).await?;
    let store = open_store(settings, &db, clock).await?;
    installation::judge(&db, &store).await?;
    begin(folder)?;
    let taking = Taking { db, store, folder: folder.to_owned(), progress: progress.clone() };
    let taken = taking.take(settings, clock).await;
    taking.db.close().await;
    if taken.is_err() {
        let folder = folder.to_owned();
        let _ = off_thread(move || clear(&folder)).await;
    }
    taken
}

/// Opens a database as it is, if its tables are those of this program.
pub(crate) async fn open_database(settings: &Settings) -> Result<Db, BackupError> {
    if let DatabaseSetting::Sqlite(path) = &settings.storage.database
        && !path.exists()
    {
        return Err(BackupError::NoDatabase(path.clone()));
    }
    let db = Db::connect(&settings.storage.database, CONNECTIONS).await?;
    database::check_version(database::version(&db).await?)?;
    Ok(db)
}

/// Opens a store that is there. None is made, since an empty one in a wrong place would say that all is lost.
pub(crate) async fn open_store(settings: &Settings, db: &Db, clock: &Clock) -> Result<Blobs, BackupError> {
    let store = Foundation::look_at_store(settings, db, clock).await?;
    if store.is_there().await? { Ok(store) } else { Err(BackupError::NoStore(store.named())) }
}

/// Takes possession of the folder.
fn begin(folder: &Path) -> Result<(), BackupError> {
    private_folder(folder).map_err(at(folder))?;
    if fs::read_dir(folder).map_err(at(folder))?.next().is_some() {
        return Err(BackupError::FolderInUse(folder.to_owned()));
    }
    let mark = folder.join(MARK);
    match private_file().create_new(true).open(&mark) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(BackupError::FolderInUse(folder.to_owned()));
        }
        made => made.map_err(at(&mark))?,
    };
    let shards = (0..=u8::MAX).map(|shard| shard_folder(folder, shard));
    let mut folders = [database::FOLDER, ring::FOLDER].map(|name| folder.join(name)).into_iter().chain(shards);
    folders.try_for_each(|folder| private_folder(&folder).map_err(at(&folder)))
}

/// Removes what a backup that failed has written, and nothing else.
fn clear(folder: &Path) -> io::Result<()> {
    for name in [database::FOLDER, ring::FOLDER, FILES] {
        fs::remove_dir_all(folder.join(name))?;
    }
    let _ = fs::remove_file(folder.join(LIST));
    fs::remove_file(folder.join(MARK))
}

/// The folder of the bytes whose ids begin with the byte `shard`.
pub(crate) fn shard_folder(backup: &Path, shard: u8) -> PathBuf {
    backup.join(FILES).join(hex::encode([shard]))
}

/// Where a blob is in a backup, below its folder.
pub(crate) fn place(blob: BlobId) -> String {
    format!("{FILES}/{}", Key::from(blob).name())
}

/// A backup that is being made.
struct Taking {
    db: Db,
    store: Blobs,
    folder: PathBuf,
    progress: Arc<Progress>,
}

impl Taking {
    async fn take(&self, settings: &Settings, clock: &Clock) -> Result<Manifest, BackupError> {
        for shard in 0..=u8::MAX {
            self.copy_what_is_there(shard).await?;
        }
        let mut manifest = Manifest::new(EngineKind::of(&settings.storage.database), clock.now());
        let mut snapshot = Snapshot::take(&self.db, &self.folder, &mut manifest).await?;
        let list = self.folder.join(LIST);
        let mut writing = HashedFile::create(&list).map_err(at(&list))?;
        for shard in 0..=u8::MAX {
            self.settle(shard, &mut snapshot, &mut writing, &mut manifest).await?;
        }
        manifest.add_part(LIST, writing.finish().map_err(at(&list))?);
        ring::save(settings, &self.folder, &mut manifest)?;
        let (folder, written) = (self.folder.clone(), manifest.clone());
        let finished = off_thread(move || {
            for name in [database::FOLDER, ring::FOLDER, FILES] {
                sync_folder(&folder.join(name))?;
            }
            fs::remove_file(folder.join(MARK))?;
            written.write(&folder)?;
            // The folder itself may be new.
            std::path::absolute(&folder)?.parent().map_or(Ok(()), sync_folder)
        });
        finished.await.map_err(at(&self.folder))?;
        Ok(manifest)
    }

    /// Copies the bytes of the rows that are there now. What cannot be copied is looked at again by [`Self::settle`].
    async fn copy_what_is_there(&self, shard: u8) -> Result<(), BackupError> {
        let mut after = None;
        loop {
            let rows = page(&self.db, shard, after).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = Some(last.blob);
            self.copy_rows(&rows).await?;
        }
    }

    /// Brings the copies of a shard in line with the rows of the snapshot, and lists them.
    async fn settle(
        &self,
        shard: u8,
        snapshot: &mut Snapshot,
        writing: &mut HashedFile,
        manifest: &mut Manifest,
    ) -> Result<(), BackupError> {
        let (mut after, mut named) = (None, HashSet::new());
        loop {
            let rows = snapshot.page(shard, after).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.blob);
            let copied = self.copy_rows(&rows).await?;
            for (row, copied) in rows.iter().zip(copied) {
                if let Ok(Hashed { size, sha256 }) = copied {
                    named.insert(row.blob.to_string());
                    let line = format!("{sha256}  {}\n", place(row.blob));
                    writing.write(line.as_bytes()).map_err(at(&self.folder))?;
                    manifest.files += 1;
                    manifest.bytes += size;
                } else if FileRow::is_of(&self.db, row.blob).await? {
                    // Bytes are there before their row and go after it, so something is wrong with the store.
                    manifest.damaged.push(row.id);
                } else if !manifest.left_out.contains(&row.id) {
                    // A document goes with all its versions.
                    manifest.left_out.push(row.id);
                }
            }
            if manifest.damaged.len() > MOST_DAMAGED {
                return Err(BackupError::TooDamaged(MOST_DAMAGED));
            }
        }
        let folder = shard_folder(&self.folder, shard);
        let tidied = folder.clone();
        off_thread(move || keep_only(&tidied, &named)).await.map_err(at(&folder))
    }

    /// Copies the bytes of these rows, a few at once, except those that are copied already.
    async fn copy_rows(&self, rows: &[StoredRow]) -> Result<Vec<Result<Hashed, Check>>, BackupError> {
        let copies = stream::iter(rows.to_vec()).map(|row| self.copy_row(row));
        copies.buffered(AT_ONCE).try_collect().await
    }

    /// What the copy is, or why there is none.
    async fn copy_row(&self, row: StoredRow) -> Result<Result<Hashed, Check>, BackupError> {
        let to = self.folder.join(place(row.blob));
        // Whatever has its place here was compared when it was copied.
        let there = to.clone();
        let (sealed, sha256) = (row.blob.is_sealed(), row.sha256.clone());
        let known = off_thread(move || {
            let about = fs::metadata(&there)?;
            // Of sealed bytes only the copy itself knows its hash.
            if sealed { hash_file(&there) } else { Ok(Hashed { size: about.len(), sha256 }) }
        });
        if let Ok(known) = known.await {
            return Ok(Ok(known));
        }
        let copied = copy_out(&self.store, row.blob, &to.with_extension("part"), &to, &row.sha256).await;
        let copied = copied.map_err(at(&to))?;
        if let Ok(copy) = &copied {
            self.progress.add(copy.size);
        }
        Ok(copied)
    }
}

/// Removes what no row of the snapshot names, and brings the folder to the disk.
fn keep_only(folder: &Path, named: &HashSet<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_name().to_str().is_some_and(|name| named.contains(name)) {
            fs::remove_file(entry.path())?;
        }
    }
    sync_folder(folder)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use ooxml::Kind;
    use shared::{
        documents::{
            ending,
            files::NewFile,
            terms::{Audience, Terms},
        },
        ids::{FileId, InstallationId, UserId},
    };

    use super::*;

    impl Taking {
        async fn add(&self, name: &str) -> (FileId, BlobId) {
            let mut spool = self.store.spool(io::sink()).await.unwrap();
            spool.write(Bytes::from(name.to_owned())).await.unwrap();
            let spooled = spool.finish().await.unwrap();
            let (size, sha256, crc32) = (spooled.size(), spooled.sha256().to_owned(), spooled.crc32());
            let blob = BlobId::new();
            self.store.keep(spooled, blob).await.unwrap();
            let uploaded_by = UserId::new();
            let (name, terms) = (name.parse().unwrap(), &Terms::of(Audience::Everyone));
            let new = NewFile { name, kind: Kind::Docx, size, sha256, crc32, uploaded_by, terms };
            let mut tx = self.db.begin().await.unwrap();
            let row = FileRow::pending(new, &"otto".parse().unwrap(), Clock::system().now()).unwrap();
            assert!(row.record(&mut tx, blob).await.unwrap());
            tx.commit().await.unwrap();
            (row.id, blob)
        }

        async fn remove(&self, (file, blob): (FileId, BlobId)) {
            let mut tx = self.db.begin().await.unwrap();
            assert!(ending::erase(&mut tx, file, Clock::system().now()).await.unwrap());
            tx.commit().await.unwrap();
            self.store.erase(blob).await.unwrap();
        }
    }

    #[tokio::test]
    async fn what_comes_and_goes_meanwhile_is_told_from_damage() {
        let home = tempfile::tempdir().unwrap();
        let data_dir = home.path().join("data").to_str().unwrap().to_owned();
        let settings = Settings::from_pairs([("data_dir", data_dir)]).unwrap();
        shared::foundation::Foundation::open(settings.clone(), Clock::system()).await.unwrap();
        let db = open_database(&settings).await.unwrap();
        let store = open_store(&settings, &db, &Clock::system()).await.unwrap();
        let folder = home.path().join("backup");
        begin(&folder).unwrap();
        assert!(matches!(begin(&folder), Err(BackupError::FolderInUse(_))));
        let taking = Taking { db, store, folder: folder.clone(), progress: Arc::default() };

        let (stays, goes_early) = (taking.add("stays").await, taking.add("goes early").await);
        for shard in 0..=u8::MAX {
            taking.copy_what_is_there(shard).await.unwrap();
        }
        // Copied, but gone before the rows are taken.
        taking.remove(goes_early).await;
        let (late, goes_late, damaged) =
            (taking.add("late").await, taking.add("goes late").await, taking.add("x").await);
        let mut manifest = Manifest::new(EngineKind::Sqlite, Clock::system().now());
        let mut snapshot = Snapshot::take(&taking.db, &folder, &mut manifest).await.unwrap();
        taking.remove(goes_late).await;
        taking.store.erase(damaged.1).await.unwrap();
        let after = taking.add("after").await;
        let mut list = HashedFile::create(&folder.join(LIST)).unwrap();
        for shard in 0..=u8::MAX {
            taking.settle(shard, &mut snapshot, &mut list, &mut manifest).await.unwrap();
        }
        list.finish().unwrap();
        assert_eq!((manifest.files, &manifest.left_out, &manifest.damaged), (2, &vec![goes_late.0], &vec![damaged.0]));
        let is_copied = |file: (FileId, BlobId)| folder.join(place(file.1)).exists();
        assert_eq!(
            [stays, late, goes_early, goes_late, damaged, after].map(is_copied),
            [true, true, false, false, false, false]
        );
        let listed = fs::read_to_string(folder.join(LIST)).unwrap();
        assert!(listed.lines().count() == 2 && listed.contains(&place(stays.1)) && listed.contains(&place(late.1)));

        // The row of what was removed is not restored; that of what is damaged is.
        let other = Db::connect(&DatabaseSetting::Sqlite(home.path().join("other.db")), 1).await.unwrap();
        let id = InstallationId::new();
        database::load(&other, &folder, &manifest, id, Clock::system().now()).await.unwrap();
        assert_eq!(installation::of_database(&other).await.unwrap(), Some(id));
        assert!(!FileRow::is_of(&other, goes_late.1).await.unwrap());
        for kept in [stays.1, late.1, damaged.1] {
            assert!(FileRow::is_of(&other, kept).await.unwrap());
        }
        clear(&folder).unwrap();
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    }
}
