//! Blobs that grow over several requests, in `uploads/`: what has come is on the disk and stays there, whoever dies, until
//! it is kept or given up.
//!
//! Whoever writes to one holds a lock on its file, which ends with the process. On a disk that machines share this needs
//! locks that hold between them, as those of NFS 4 do.

use std::{
    fs,
    io::{self, Read, Seek, SeekFrom, Write},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::SystemTime,
};

use futures_util::TryStreamExt;
use uuid::Uuid;

use crate::{
    Blobs, Key, PartSum, Spool, Spooled, StorageError, Sums, blocking, changed_at,
    failures::{Failures, Operation},
    folder::gone_is_fine,
    kept::Kept,
    lock::Lock,
    sums::Digests,
    writer::{Entry, Writer},
};

/// How much is read at once where sums are computed once more.
const PIECE: usize = 256 << 10;

/// A blob that grows, at rest. Nobody else writes to it while this is held.
#[derive(Debug)]
pub struct Growing {
    file: fs::File,
    path: PathBuf,
    lock: Lock,
    size: u64,
    failures: Failures,
}

/// What came of a part.
#[derive(Debug)]
pub struct Part<D> {
    /// The blob with the part, which is on the disk.
    pub grown: Growing,
    /// What is known of all its bytes, where it was known of those before.
    pub sums: Option<Sums<D>>,
    /// The sum of the part, where one was asked for.
    pub sum: Option<Vec<u8>>,
}

impl Blobs {
    /// Takes a blob that grows; none while somebody else has it. Where `begins`, one that is not there yet is made.
    pub async fn grow(&self, id: Uuid, begins: bool) -> Result<Option<Growing>, StorageError> {
        let take_now = || async {
            let (path, readers, failures) = (self.growing_path(id), self.readers, self.failures.clone());
            blocking(move || {
                let file = readers.writing().read(true).create(begins).open(&path)?;
                take(file, path, failures)
            })
            .await
        };
        self.found(Operation::Spool, take_now).await
    }

    /// Takes a blob that has grown to its end and is to be kept under this key, also where it was kept already. None while
    /// somebody else has it.
    pub async fn grown(&self, key: impl Into<Key>) -> Result<Option<Growing>, StorageError> {
        let key = key.into();
        let take_now = || async {
            match self.take_grown(self.growing_path(key.id())).await {
                Err(StorageError::Missing) => {}
                taken => return taken,
            }
            if let (Kept::Folder(folder), None) = (&self.kept, key.sealed()) {
                return self.take_grown(folder.path(&key.path())).await;
            }
            self.bring_back(key).await?;
            self.take_grown(self.growing_path(key.id())).await
        };
        self.found(Operation::Read, take_now).await
    }

    async fn take_grown(&self, path: PathBuf) -> Result<Option<Growing>, StorageError> {
        let failures = self.failures.clone();
        // Locks of some network file systems are for those who may write.
        blocking(move || take(fs::File::options().read(true).write(true).open(&path)?, path, failures)).await
    }

    /// Puts a copy of bytes that were kept, and are to be looked at once more, to what grows. What is kept stays where it is:
    /// whoever kept it may be recording it in this moment.
    async fn bring_back(&self, key: Key) -> Result<(), StorageError> {
        let mut spool = self.spool_stored().await?;
        let mut pieces = std::pin::pin!(self.read(key).await?.whole());
        while let Some(piece) = pieces.try_next().await? {
            spool.write(piece).await?;
        }
        let (spooled, path) = (spool.finish().await?, self.growing_path(key.id()));
        blocking(move || spooled.move_to(&path)).await
    }

    /// Removes a blob that grew, and the one that became of it under this key. One that is gone already is no error.
    pub async fn give_up(&self, key: impl Into<Key>) -> Result<(), StorageError> {
        let key = key.into();
        self.erase(Key::Upload(key.id())).await?;
        self.erase(key).await
    }

    /// The ids of what grows, or was left behind there, and was not changed since `before`.
    pub async fn growing_since(&self, before: SystemTime) -> Result<Vec<Uuid>, StorageError> {
        let folder = self.place().folder().join(crate::key::UPLOADS);
        let listed = blocking(move || {
            let mut ids = Vec::new();
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                let id = path.file_name().and_then(|name| name.to_str()?.parse::<Uuid>().ok());
                ids.extend(id.filter(|_| changed_at(&path).is_some_and(|changed| changed < before)));
            }
            Ok(ids)
        });
        match listed.await {
            Err(StorageError::Missing) => Ok(Vec::new()),
            listed => listed,
        }
    }

    fn growing_path(&self, id: Uuid) -> PathBuf {
        self.place().folder().join(Key::Upload(id).path())
    }
}

/// Takes a file, unless somebody else has it.
fn take(file: fs::File, path: PathBuf, failures: Failures) -> io::Result<Option<Growing>> {
    let Some(lock) = Lock::take(&file)? else { return Ok(None) };
    let size = file.metadata()?.len();
    Ok(Some(Growing { file, path, lock, size, failures }))
}

impl Growing {
    /// How many bytes there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Takes in a part. What `sums` knows of the bytes so far goes on where it is of all of them; `fresh` begins it.
    pub async fn take_on<D: Write + Send + 'static>(
        self,
        sums: Option<Sums<D>>,
        fresh: D,
        sum: Option<PartSum>,
    ) -> Result<(Spool<D>, Progress), StorageError> {
        let Self { mut file, path, lock, size, failures } = self;
        let (file, same) = blocking(move || {
            file.seek(SeekFrom::Start(size))?;
            let same = file.try_clone()?;
            Ok((file, same))
        })
        .await?;
        let whole = if size == 0 { Some(Sums::new(fresh)) } else { sums.filter(|sums| sums.size() == size) };
        let digests = Digests::of_part(whole, sum);
        let writer = Writer::onto(file, Entry::Growing { path, lock }, size);
        let spool = Spool::by(writer, size, digests, failures.clone());
        let progress = Progress { file: Arc::new(same), written: spool.written.clone(), failures };
        Ok((spool, progress))
    }

    /// Forgets all but the first `size` bytes. Fewer cannot become more.
    pub async fn cut(self, size: u64) -> Result<Self, StorageError> {
        blocking(move || {
            if self.size < size {
                return Err(io::ErrorKind::NotFound.into());
            }
            self.file.set_len(size)?;
            Ok(Self { size, ..self })
        })
        .await
    }

    /// The whole blob, to be looked at and kept. Its bytes are read once more where `sums` does not know them all.
    pub async fn whole<D: Write + Send + 'static>(
        self,
        sums: Option<Sums<D>>,
        fresh: D,
    ) -> Result<Spooled<D>, StorageError> {
        let Self { mut file, path, lock, size, failures } = self;
        let known = sums.filter(|sums| sums.size() == size);
        let summed = blocking(move || {
            let sums = match known {
                Some(known) => known,
                None => read_all(&mut file, Sums::new(fresh))?,
            };
            Ok(Spooled::of(file, sums, Entry::Growing { path, lock }))
        });
        failures.heard(Operation::Read, summed.await)
    }

    /// Lets go of what has come to its end by another's hand: a copy of it that was brought back goes, and what is kept stays.
    pub async fn let_go(self) -> Result<(), StorageError> {
        let is_kept = !self.path.parent().is_some_and(|folder| folder.ends_with(crate::key::UPLOADS));
        if is_kept { Ok(()) } else { self.remove().await }
    }

    /// Removes it while nobody else has it.
    pub async fn remove(self) -> Result<(), StorageError> {
        let Self { file, path, lock, failures, .. } = self;
        let removed = blocking(move || {
            let removed = gone_is_fine(fs::remove_file(&path));
            drop((file, lock));
            removed
        });
        failures.heard(Operation::Erase, removed.await)
    }
}

/// Sees to it that what has come of a part is on the disk, while the rest comes.
#[derive(Clone, Debug)]
pub struct Progress {
    file: Arc<fs::File>,
    written: Arc<AtomicU64>,
    failures: Failures,
}

impl Progress {
    /// Says how many bytes are on the disk when this returns.
    pub async fn save(&self) -> Result<u64, StorageError> {
        let (file, written) = (self.file.clone(), self.written.load(Ordering::Acquire));
        self.failures.heard(Operation::Spool, blocking(move || file.sync_data().map(|()| written)).await)
    }
}

fn read_all<D: Write>(file: &mut fs::File, mut sums: Sums<D>) -> io::Result<Sums<D>> {
    file.seek(SeekFrom::Start(0))?;
    let mut piece = vec![0; PIECE];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(sums),
            Ok(read) => sums.update(piece.get(..read).unwrap_or_default())?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

impl<D: Write + Send + 'static> Spool<D> {
    /// Ends a part of a blob that grows. When this returns, all that has come is on the disk.
    pub async fn end_part(self) -> Result<Part<D>, StorageError> {
        let failures = self.failures.clone();
        let (Writer { file, entry, .. }, digests, size) = self.rest().await?;
        let Entry::Growing { path, lock } = entry else {
            return Err(io::Error::other("only what grows comes in parts").into());
        };
        let (sums, sum) = digests.finish();
        Ok(Part { grown: Growing { file, path, lock, size, failures }, sums, sum })
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::{
        Place, Readers,
        tests::{Stocked, stores},
    };

    fn store() -> (tempfile::TempDir, Blobs) {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Blobs::open(&Place::Local(folder.path().to_owned()), Readers::Owner).unwrap();
        (folder, store)
    }

    async fn part(growing: Growing, sums: Option<Sums<Vec<u8>>>, bytes: &[u8]) -> Part<Vec<u8>> {
        let (mut spool, progress) = growing.take_on(sums, Vec::new(), Some(PartSum::Sha1)).await.unwrap();
        spool.write(Bytes::copy_from_slice(bytes)).await.unwrap();
        assert!(progress.save().await.unwrap() <= spool.size());
        spool.end_part().await.unwrap()
    }

    #[tokio::test]
    async fn a_file_that_something_else_still_holds_open_is_free_once_its_writer_is_done() {
        let (_folder, store) = store();
        let id = Uuid::new_v4();
        let growing = store.grow(id, true).await.unwrap().unwrap();
        // As a process has it that is just being started.
        let held = growing.file.try_clone().unwrap();
        assert!(store.grow(id, false).await.unwrap().is_none(), "it is locked");
        let first = part(growing, None, b"strong").await;
        assert!(store.grow(id, false).await.unwrap().is_none(), "it is locked still");
        drop(first);
        assert!(store.grow(id, false).await.unwrap().is_some());
        drop(held);
    }

    #[tokio::test]
    async fn parts_make_a_whole_with_the_sums_of_all_bytes() {
        let (_folder, store) = store();
        for sums_are_lost in [false, true] {
            let id = Uuid::new_v4();
            let first = part(store.grow(id, true).await.unwrap().unwrap(), None, b"strong").await;
            assert!(store.grow(id, false).await.unwrap().is_none(), "somebody has it");
            let sums = first.sums.filter(|_| !sums_are_lost);
            let second = part(first.grown, sums, b"room").await;
            assert_eq!(second.sum.unwrap()[..4], [0x27, 0xa5, 0xa0, 0x5c][..], "SHA-1 of the part alone");
            assert_eq!(second.sums.is_none(), sums_are_lost);
            let whole = second.grown.whole(second.sums, Vec::new()).await.unwrap();
            assert_eq!((whole.size(), whole.digest().as_slice()), (10, b"strongroom".as_slice()));
            assert_eq!(whole.sha256(), "fa8f53b651f03a2060980b45b9d7c15c3bc907ca21c0cb6d97ad25d992afe1c4");
            store.keep(whole, Key::Document(id)).await.unwrap();
            assert!(store.grown(Key::Document(id)).await.unwrap().is_some(), "also where it was kept");
            store.give_up(Key::Document(id)).await.unwrap();
            assert!(matches!(store.grown(Key::Document(id)).await, Err(StorageError::Missing)));
        }
    }

    #[tokio::test]
    async fn what_nobody_was_told_of_is_cut_off() {
        let (_folder, store) = store();
        let id = Uuid::new_v4();
        assert!(matches!(store.grow(id, false).await, Err(StorageError::Missing)));
        let first = part(store.grow(id, true).await.unwrap().unwrap(), None, b"strong and wrong").await;
        let cut = first.grown.cut(6).await.unwrap();
        let second = part(cut, first.sums, b"room").await;
        assert!(second.sums.is_none(), "those sums were of other bytes");
        let whole = second.grown.whole(second.sums, Vec::new()).await.unwrap();
        assert_eq!(whole.digest().as_slice(), b"strongroom");
        whole.discard().await;
        let there = store.grow(id, false).await.unwrap().unwrap();
        assert!(matches!(there.cut(11).await, Err(StorageError::Missing)));
        store.grow(id, false).await.unwrap().unwrap().remove().await.unwrap();
        assert!(
            store
                .growing_since(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1 << 40))
                .await
                .unwrap()
                .is_empty()
        );
    }

    #[tokio::test]
    async fn what_a_dead_program_had_sent_opens_though_it_comes_late() {
        for Stocked { what, store, .. } in stores().into_iter().filter(|stocked| stocked.store.seals) {
            let (key, all, mut sent) = (Key::Sealed(Uuid::new_v4()), vec![7; 300_000], Vec::new());
            for _ in 0..2 {
                let growing = part(store.grow(key.id(), true).await.unwrap().unwrap(), None, &all).await.grown;
                store.keep(growing.whole(None, Vec::new()).await.unwrap(), key).await.unwrap();
                let pieces: Vec<_> = store.read_stored(key).await.unwrap().whole().try_collect().await.unwrap();
                sent.push(pieces.concat());
                store.kept.erase(&key.path()).await.unwrap();
            }
            assert!(sent[0] != sent[1], "{what}");
            let mut spool = store.spool_stored().await.unwrap();
            spool.write(sent.swap_remove(0).into()).await.unwrap();
            store.keep_stored(spool.finish().await.unwrap(), key).await.unwrap();
            let pieces: Vec<_> = store.read(key).await.unwrap().whole().try_collect().await.unwrap();
            assert!(pieces.concat() == all, "{what}");
        }
    }
}
