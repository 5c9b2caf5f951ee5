//! What becomes of documents whose copies, or whose rows, are not as they should be.

use std::{fs, io, path::PathBuf, sync::Arc};

use bytes::Bytes;
use ooxml::Kind;
use shared::{
    documents::{
        ending,
        files::{FileRow, NewFile},
        terms::{Audience, Terms},
    },
    foundation::Foundation,
    ids::{BlobId, FileId, UserId},
};
use storage::{Key, KeyBook};
use tempfile::TempDir;

use super::*;

/// Two folders, and the database of an installation that seals its documents, or does not.
struct Places {
    home: TempDir,
    db: Db,
    keys: Arc<dyn KeyBook>,
    moving: Moving,
}

impl Places {
    async fn new(seals: bool) -> Self {
        let home = tempfile::tempdir().unwrap();
        let data_dir = home.path().join("data").to_str().unwrap().to_owned();
        let pairs = [("data_dir", data_dir), ("encrypt_storage", seals.to_string())];
        let settings = Settings::from_pairs(pairs).unwrap();
        let Foundation { db, keys, clock, .. } = Foundation::open(settings.clone(), Clock::system()).await.unwrap();
        let keys: Arc<dyn KeyBook> = Arc::new(DataKeys::new(&db, &keys, &clock));
        let [old, new] =
            ["old", "new"].map(|name| open(&Place::Local(home.path().join(name)), &settings.storage).unwrap());
        let moving = Moving::new(&db, old, new, keys.clone());
        Self { home, db, keys, moving }
    }

    /// A document that lies in one of the two places.
    async fn add(&self, store: &Blobs, seals: bool, text: &str) -> (FileId, BlobId) {
        let store = store.clone().with_keys(self.keys.clone(), seals);
        let mut spool = store.spool(io::sink()).await.unwrap();
        spool.write(Bytes::from(text.to_owned())).await.unwrap();
        let spooled = spool.finish().await.unwrap();
        let (size, sha256, crc32) = (spooled.size(), spooled.sha256().to_owned(), spooled.crc32());
        let blob = BlobId::sealed(seals);
        store.keep(spooled, blob).await.unwrap();
        let (uploaded_by, name) = (UserId::new(), "a.docx".parse().unwrap());
        let new =
            NewFile { name, kind: Kind::Docx, size, sha256, crc32, uploaded_by, terms: &Terms::of(Audience::Everyone) };
        let mut tx = self.db.begin().await.unwrap();
        let row = FileRow::pending(new, &"otto".parse().unwrap(), Clock::system().now()).unwrap();
        assert!(row.record(&mut tx, blob).await.unwrap());
        tx.commit().await.unwrap();
        (row.id, blob)
    }

    async fn remove_row(&self, file: FileId) {
        let mut tx = self.db.begin().await.unwrap();
        assert!(ending::erase(&mut tx, file, Clock::system().now()).await.unwrap());
        tx.commit().await.unwrap();
    }

    fn path(&self, place: &str, key: impl Into<Key>) -> PathBuf {
        self.home.path().join(place).join(key.into().path())
    }

    fn is_there(&self, blob: BlobId) -> (bool, bool) {
        (self.path("old", blob).exists(), self.path("new", blob).exists())
    }

    /// Changes one byte of what is stored.
    fn damage(&self, place: &str, blob: BlobId) {
        let path = self.path(place, blob);
        let mut bytes = fs::read(&path).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(&path, bytes).unwrap();
    }
}

#[tokio::test]
async fn a_source_goes_only_once_its_copy_is_what_the_row_says() {
    for seals in [false, true] {
        let places = Places::new(seals).await;
        let moving = &places.moving;
        let mut blobs = Vec::new();
        for text in ["sound", "changed", "cut", "lost"] {
            blobs.push(places.add(&moving.from, seals, text).await.1);
        }
        assert_eq!(moving.copy_all().await.unwrap(), 4);
        let [_, changed, cut, lost] = blobs[..] else { panic!("four documents") };
        let stored = fs::read(places.path("old", changed)).unwrap();
        places.damage("new", changed);
        fs::File::options().write(true).open(places.path("new", cut)).unwrap().set_len(2).unwrap();
        fs::remove_file(places.path("new", lost)).unwrap();
        // One of which neither place has sound bytes.
        let (file, damaged) = places.add(&moving.from, seals, "damaged").await;
        fs::copy(places.path("old", damaged), places.path("new", damaged)).unwrap();
        places.damage("old", damaged);
        places.damage("new", damaged);
        assert!(matches!(moving.leave().await, Err(MoveError::NotProved(_))));
        let error = moving.erase_all().await.unwrap_err();
        assert!(error.to_string().starts_with("1 version could not be proved"), "{error}");
        assert_eq!(places.is_there(damaged), (true, true), "seals: {seals}");
        for blob in blobs {
            assert_eq!(places.is_there(blob), (false, true), "seals: {seals}");
        }
        assert!(fs::read(places.path("new", changed)).unwrap() == stored);
        // Once it has no row, it is one of the files that nobody knows.
        places.remove_row(file).await;
        let ended = moving.erase_all().await.unwrap();
        assert_eq!(ended, Ended::Erased { documents: 0, previews: 0, left: 1 });
        assert!(matches!(moving.leave().await, Ok(Ended::Left)));
    }
}

#[tokio::test]
async fn a_document_that_was_read_wrongly_is_no_copy() {
    for seals in [false, true] {
        let places = Places::new(seals).await;
        let (_, blob) = places.add(&places.moving.from, seals, "a document").await;
        places.damage("old", blob);
        assert!(matches!(places.moving.copy_all().await, Err(MoveError::NotAll(_))));
        assert_eq!(places.is_there(blob), (true, false), "seals: {seals}");
    }
}

#[tokio::test]
async fn what_comes_and_goes_meanwhile_is_not_missed() {
    let places = Places::new(false).await;
    let moving = &places.moving;
    let row_of = async |blob: BlobId| {
        let rows = crate::backup::page(&places.db, blob.shard(), None).await.unwrap();
        rows.into_iter().find(|row| row.blob == blob).unwrap()
    };
    // It came into the new place after that was looked at.
    let (_, came) = places.add(&moving.to, false, "came").await;
    assert!(moving.copy(row_of(came).await).await.unwrap());
    assert_eq!(places.is_there(came), (false, true));
    // And this one went after its row was read.
    let (file, went) = places.add(&moving.from, false, "went").await;
    let row = row_of(went).await;
    places.remove_row(file).await;
    assert!(moving.copy(row).await.unwrap());
    assert_eq!(places.is_there(went), (true, false), "its job erases it, and there is no copy");
    let (_, nowhere) = places.add(&moving.from, false, "nowhere").await;
    fs::remove_file(places.path("old", nowhere)).unwrap();
    assert!(!moving.copy(row_of(nowhere).await).await.unwrap());
}

#[tokio::test]
async fn previews_go_with_the_old_place() {
    let places = Places::new(true).await;
    let moving = &places.moving;
    let (_, blob) = places.add(&moving.from, true, "a document").await;
    let from = moving.from.clone().with_keys(places.keys.clone(), true);
    let mut spool = from.spool_beside(blob, io::sink()).await.unwrap();
    spool.write(Bytes::from_static(b"a page")).await.unwrap();
    from.keep(spool.finish().await.unwrap(), blob.preview(1)).await.unwrap();
    moving.copy_all().await.unwrap();
    assert_eq!(moving.erase_all().await.unwrap(), Ended::Erased { documents: 1, previews: 1, left: 0 });
    assert!(!places.path("old", blob.preview(1)).exists());
    let to = moving.to.clone().with_keys(places.keys.clone(), true);
    assert!(to.read(blob).await.is_ok(), "its data key is there still");
}

#[tokio::test]
async fn nothing_is_erased_in_a_place_that_is_the_same_or_away() {
    let places = Places::new(false).await;
    let (_, blob) = places.add(&places.moving.from, false, "a document").await;
    let link = places.home.path().join("link");
    std::os::unix::fs::symlink(places.home.path().join("old"), &link).unwrap();
    let linked = Blobs::at(&Place::Local(link), Readers::Owner).unwrap();
    let same = Moving::new(&places.db, places.moving.from.clone(), linked, places.keys.clone());
    assert!(same.is_same().await.unwrap() && !places.moving.is_same().await.unwrap());
    assert_eq!(same.copy_all().await.unwrap(), 1);
    assert_eq!(same.erase_all().await.unwrap(), Ended::IsSame);
    assert_eq!(places.is_there(blob), (true, false));
    places.moving.copy_all().await.unwrap();
    fs::rename(places.home.path().join("old"), places.home.path().join("aside")).unwrap();
    assert!(matches!(places.moving.erase_all().await, Err(MoveError::Old { .. })));
    assert_eq!(places.moving.leave().await.unwrap(), Ended::Left);
}
