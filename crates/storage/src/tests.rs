//! The store from end to end: a folder, and a bucket of a real S3 server where there is one, each sealed and not.

use std::{collections::HashMap, sync::Mutex};

use bytes::Bytes;
use futures_util::{FutureExt, TryStreamExt, future::BoxFuture};

use super::*;

/// A book in memory.
#[derive(Debug, Default)]
struct Book(Mutex<HashMap<Uuid, DataKey>>);

impl KeyBook for Book {
    fn find(&self, id: Uuid) -> BoxFuture<'_, Result<DataKey, StorageError>> {
        let found = self.0.lock().unwrap().get(&id).cloned();
        async { Ok(found.ok_or(SealError::Unknown)?) }.boxed()
    }

    fn write_down(&self, id: Uuid, key: DataKey) -> BoxFuture<'_, Result<(), StorageError>> {
        self.0.lock().unwrap().insert(id, key);
        async { Ok(()) }.boxed()
    }

    fn forget(&self, id: Uuid) -> BoxFuture<'_, Result<(), StorageError>> {
        self.0.lock().unwrap().remove(&id);
        async { Ok(()) }.boxed()
    }
}

/// A store, the folder of what is on its way, and how its documents are named.
pub(crate) struct Stocked {
    pub(crate) what: &'static str,
    pub(crate) store: Blobs,
    pub(crate) folder: tempfile::TempDir,
    fresh: fn() -> Key,
}

fn document() -> Key {
    Key::Document(Uuid::new_v4())
}

fn sealed_document() -> Key {
    Key::Sealed(Uuid::new_v4())
}

/// A bucket of the server that `TEST_S3_URL` names, below a prefix of its own.
fn bucket(work: &Path) -> Option<Place> {
    let given = |name: &str| std::env::var(name).ok();
    Some(Place::Bucket(Box::new(BucketPlace {
        bucket: given("TEST_S3_BUCKET")?,
        prefix: format!("crate/{}", Uuid::new_v4()),
        region: "us-east-1".to_owned(),
        endpoint: Some(given("TEST_S3_URL")?.parse().unwrap()),
        path_style: true,
        keys: Some(BucketKeys { access: given("TEST_S3_ACCESS_KEY")?, secret: given("TEST_S3_SECRET_KEY")?.into() }),
        work: work.to_owned(),
    })))
}

fn stocked(what: &'static str, place: &Place, folder: tempfile::TempDir, seals: bool) -> Stocked {
    let (store, _) = Blobs::open(place, Readers::Owner).unwrap();
    let store = store.with_keys(Arc::new(Book::default()), seals);
    Stocked { what, store, folder, fresh: if seals { sealed_document } else { document } }
}

pub(crate) fn stores() -> Vec<Stocked> {
    let folder = || tempfile::tempdir().unwrap();
    let mut all = Vec::new();
    for (what, seals) in [("a folder", false), ("a sealed folder", true)] {
        let folder = folder();
        all.push(stocked(what, &Place::Local(folder.path().join("store")), folder, seals));
    }
    for (what, seals) in [("a bucket", false), ("a sealed bucket", true)] {
        let folder = folder();
        if let Some(place) = bucket(folder.path()) {
            all.push(stocked(what, &place, folder, seals));
        }
    }
    all
}

async fn spooled(store: &Blobs, pieces: &[&[u8]]) -> Spooled<Vec<u8>> {
    let mut spool = store.spool(Vec::new()).await.unwrap();
    for piece in pieces {
        spool.write(Bytes::copy_from_slice(piece)).await.unwrap();
    }
    spool.finish().await.unwrap()
}

async fn read(store: &Blobs, key: Key) -> Vec<u8> {
    store.read(key).await.unwrap().whole().try_collect::<Vec<_>>().await.unwrap().concat()
}

async fn slice(store: &Blobs, key: Key, range: std::ops::Range<u64>) -> Vec<u8> {
    match store.read(key).await.unwrap().range(range) {
        Bytestream::Whole(bytes) => bytes.to_vec(),
        Bytestream::Pieces(pieces) => pieces.try_collect::<Vec<_>>().await.unwrap().concat(),
    }
}

fn noise(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    aws_lc_rs::rand::fill(&mut bytes).unwrap();
    bytes
}

#[tokio::test]
async fn what_arrives_is_hashed_kept_read_and_erased() {
    for Stocked { what, store, fresh, .. } in stores() {
        let large = noise((11 << 20) + 77);
        for pieces in [&[&b"a"[..], b"", b"bc"][..], &[&large], &[]] {
            let (key, all) = (fresh(), pieces.concat());
            let spooled = spooled(&store, pieces).await;
            assert_eq!((spooled.size(), spooled.digest()), (all.len() as u64, &all), "{what}");
            let sha256 = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &all);
            assert_eq!(spooled.sha256(), hex::encode(sha256));
            let mut seen = Vec::new();
            let mut file = spooled.file().unwrap();
            io::Seek::rewind(&mut file).unwrap();
            io::Read::read_to_end(&mut file, &mut seen).unwrap();
            assert!(seen == all, "{what}: it can be looked at before it is kept");
            store.keep(spooled, key).await.unwrap();
            assert!(read(&store, key).await == all, "{what}");
            assert_eq!(store.read(key).await.unwrap().size(), all.len() as u64);
            assert_eq!(store.crc32(key).await.unwrap(), crc32fast::hash(&all));
            let mut seen = Vec::new();
            io::Read::read_to_end(&mut store.open_file(key).await.unwrap(), &mut seen).unwrap();
            assert!(seen == all, "{what}");
            store.erase(key).await.unwrap();
            store.erase(key).await.unwrap();
            assert!(matches!(
                store.read(key).await,
                Err(StorageError::Missing | StorageError::Sealed(SealError::Unknown))
            ));
            assert_eq!(store.spooled().unwrap().len(), 0, "{what}");
        }
    }
}

#[tokio::test]
async fn a_range_is_the_same_slice_of_the_whole() {
    for Stocked { what, store, fresh, .. } in stores() {
        for length in [20 << 10, 65_480, 65_481, (64 << 10) + 1, 131_000, 1_000_003] {
            let (key, all) = (fresh(), noise(length));
            store.keep(spooled(&store, &[&all]).await, key).await.unwrap();
            let end = length as u64;
            let middle = 65_470.min(end / 2)..65_530.min(end);
            for range in [0..end, 0..0, 0..1, end - 1..end, middle, end / 3..end, end / 4..end / 2] {
                let place = |at: u64| usize::try_from(at).unwrap();
                let same = slice(&store, key, range.clone()).await == all[place(range.start)..place(range.end)];
                assert!(same, "{what}: {range:?} of {length}");
            }
        }
    }
}

#[tokio::test]
async fn what_grew_is_kept_sealed_or_not_and_can_be_looked_at_once_more() {
    for Stocked { what, store, fresh, .. } in stores() {
        let (key, all) = (fresh(), noise(6 << 20));
        let id = key.id();
        for _ in 0..2 {
            let growing = match store.grow(id, false).await {
                Err(StorageError::Missing) if !store.holds_any([key]).await.unwrap() => {
                    let fresh = store.grow(id, true).await.unwrap().unwrap();
                    let (mut spool, _) = fresh.take_on(None, io::sink(), None).await.unwrap();
                    spool.write(Bytes::copy_from_slice(&all)).await.unwrap();
                    spool.end_part().await.unwrap().grown
                }
                // A process died between keeping it and writing that down, or another looks on while it does so.
                Err(StorageError::Missing) => {
                    let growing = store.grown(key).await.unwrap().unwrap();
                    growing.let_go().await.unwrap();
                    assert!(read(&store, key).await == all, "{what}: what is kept stays where it is");
                    assert!(matches!(store.grow(id, false).await, Err(StorageError::Missing)));
                    store.grown(key).await.unwrap().unwrap()
                }
                other => panic!("{what}: {other:?}"),
            };
            let whole = growing.whole(None, io::sink()).await.unwrap();
            assert_eq!(whole.crc32(), crc32fast::hash(&all));
            store.keep(whole, key).await.unwrap();
            assert!(read(&store, key).await == all, "{what}");
            assert!(matches!(store.grow(id, false).await, Err(StorageError::Missing)), "nothing is left of it there");
        }
        store.give_up(key).await.unwrap();
        assert!(!store.holds_any([key]).await.unwrap());
    }
}

#[tokio::test]
async fn stored_bytes_go_from_one_store_to_another_as_they_are() {
    let stores = stores();
    for from in &stores {
        let (key, all) = ((from.fresh)(), noise(6 << 20));
        from.store.keep(spooled(&from.store, &[&all]).await, key).await.unwrap();
        for to in &stores {
            let mut spool = to.store.spool_stored().await.unwrap();
            let mut pieces = std::pin::pin!(from.store.read_stored(key).await.unwrap().whole());
            while let Some(piece) = pieces.try_next().await.unwrap() {
                spool.write(piece).await.unwrap();
            }
            to.store.keep_stored(spool.finish().await.unwrap(), key).await.unwrap();
            let there = to.store.clone().with_keys(from.store.keys.clone().unwrap(), false);
            assert!(read(&there, key).await == all, "from {} to {}", from.what, to.what);
        }
    }
}

#[tokio::test]
async fn what_is_sealed_is_not_there_to_be_read_and_opens_for_nobody_else() {
    for Stocked { what, store, fresh, .. } in stores().into_iter().filter(|stocked| stocked.store.seals) {
        let (key, other, all) = (fresh(), fresh(), vec![b'S'; 300_000]);
        store.keep(spooled(&store, &[&all]).await, key).await.unwrap();
        store.keep(spooled(&store, &[&all]).await, other).await.unwrap();
        let stored = store.read_stored(key).await.unwrap().whole().try_collect::<Vec<_>>().await.unwrap().concat();
        assert!(!stored.windows(16).any(|window| window == [b'S'; 16]), "{what}");
        let Some(book) = &store.keys else { panic!("no book") };
        book.write_down(key.id(), book.find(other.id()).await.unwrap()).await.unwrap();
        let opened = store.read(key).await.unwrap().whole().try_collect::<Vec<_>>().await;
        let error = StorageError::from(opened.unwrap_err());
        assert!(matches!(error, StorageError::Sealed(SealError::Changed)), "{what}: {error}");
        book.forget(key.id()).await.unwrap();
        assert!(matches!(store.read(key).await, Err(StorageError::Sealed(SealError::Unknown))));
        // A store that does not seal takes nothing under such a name that it could not open.
        assert!(store.keep(spooled(&store, &[&all]).await, document()).await.is_err());
    }
}

/// Has Tink seal or open a file with a key; none where there is no Tink.
fn tink(what: &str, key: &DataKey, bytes: &[u8]) -> Option<Vec<u8>> {
    let (library, python) = (std::env::var("TEST_TINK").ok()?, std::env::var("TEST_TINK_PYTHON").ok()?);
    let folder = tempfile::tempdir().unwrap();
    let [from, to] = ["from", "to"].map(|name| folder.path().join(name));
    fs::write(&from, bytes).unwrap();
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tink/seal_or_open.py");
    let mut command = std::process::Command::new(python);
    command.env("PYTHONPATH", library).arg("-B").arg(program).args([what, &hex::encode(key.bytes())]);
    let output = command.args([from, to.clone()]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(fs::read(to).unwrap())
}

#[tokio::test]
async fn tink_opens_what_is_sealed_here_and_is_opened_here() {
    let stocked = stores().remove(1);
    let store = &stocked.store;
    let book = store.keys.clone().unwrap();
    for length in [0, 1, 65_480, 65_481, 131_000, 200_000] {
        let (ours, theirs, all) = (sealed_document(), sealed_document(), noise(length));
        store.keep(spooled(store, &[&all]).await, ours).await.unwrap();
        let key = book.find(ours.id()).await.unwrap();
        let stored = store.read_stored(ours).await.unwrap().whole().try_collect::<Vec<_>>().await.unwrap().concat();
        let Some(opened) = tink("open", &key, &stored) else { return println!("skipped: there is no Tink") };
        assert!(opened == all, "{length}");
        let mut spool = store.spool_stored().await.unwrap();
        spool.write(tink("seal", &key, &all).unwrap().into()).await.unwrap();
        store.keep_stored(spool.finish().await.unwrap(), theirs).await.unwrap();
        book.write_down(theirs.id(), key).await.unwrap();
        assert!(read(store, theirs).await == all, "{length}");
    }
}

#[tokio::test]
async fn a_preview_lies_as_its_document_does_and_goes_alone() {
    for Stocked { what, store, fresh, .. } in stores() {
        let document = fresh();
        let preview = match document {
            Key::Sealed(id) => Key::SealedPreview(id, 1),
            _ => Key::Preview(document.id(), 1),
        };
        store.keep(spooled(&store, &[b"document"]).await, document).await.unwrap();
        for image in [&b"an image of a page"[..], b"the same, made again"] {
            let mut spool = store.spool_beside(document, io::sink()).await.unwrap();
            spool.write(Bytes::from_static(image)).await.unwrap();
            store.keep(spool.finish().await.unwrap(), preview).await.unwrap();
            assert_eq!(read(&store, preview).await, image, "{what}");
        }
        let stored = store.read_stored(preview).await.unwrap().whole().try_collect::<Vec<_>>().await.unwrap().concat();
        assert_eq!(stored == b"the same, made again", !store.seals, "{what}");
        store.erase(preview).await.unwrap();
        assert_eq!(read(&store, document).await, b"document", "{what}: its data key is there still");
    }
}

#[tokio::test]
async fn what_is_given_up_leaves_nothing() {
    for Stocked { store, .. } in stores() {
        spooled(&store, &[b"x"]).await.discard().await;
        drop(spooled(&store, &[b"x"]).await);
        let mut spool = store.spool(io::sink()).await.unwrap();
        spool.write(Bytes::from_static(b"x")).await.unwrap();
        assert_eq!(store.spooled().unwrap().len(), 1);
        spool.discard().await;
        assert_eq!(store.spooled().unwrap().len(), 0);
    }
}

/// Where the files of a store in a folder are.
fn path(folder: &tempfile::TempDir, key: Key) -> PathBuf {
    folder.path().join("store").join(key.path())
}

#[tokio::test]
async fn failures_are_told_with_what_was_being_done() {
    let Stocked { store, folder, .. } = stores().remove(0);
    let told = Arc::new(Mutex::new(Vec::new()));
    let hears = told.clone();
    let store = store.telling_failures(move |operation| hears.lock().unwrap().push(operation.as_str()));
    store.check().await.unwrap();
    let (spooled, key) = (spooled(&store, &[b"x"]).await, document());
    fs::remove_dir_all(path(&folder, key).parent().unwrap()).unwrap();
    store.keep(spooled, key).await.unwrap_err();
    store.read(key).await.unwrap_err();
    store.open_file(key).await.unwrap_err();
    fs::remove_dir_all(store.place().folder()).unwrap();
    store.check().await.unwrap_err();
    store.spool(io::sink()).await.unwrap_err();
    assert_eq!(*told.lock().unwrap(), ["keep", "read", "read", "check", "spool"]);
}

#[tokio::test]
async fn bytes_that_are_cut_short_are_a_failure_of_reading() {
    for stocked in [0, 1] {
        let Stocked { store, folder, fresh, .. } = stores().remove(stocked);
        let told = Arc::new(Mutex::new(Vec::new()));
        let hears = told.clone();
        let store = store.telling_failures(move |operation| hears.lock().unwrap().push(operation));
        let key = fresh();
        store.keep(spooled(&store, &[&vec![7; 1 << 20]]).await, key).await.unwrap();
        let reader = store.read(key).await.unwrap();
        fs::File::options().write(true).open(path(&folder, key)).unwrap().set_len(100 << 10).unwrap();
        let Bytestream::Pieces(pieces) = reader.range(0..1 << 20) else { panic!("it is read whole") };
        assert_eq!(pieces.try_collect::<Vec<_>>().await.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
        assert_eq!(*told.lock().unwrap(), [Operation::Read]);
    }
}

/// Keeps a byte at each of these places, and lists what lies there.
async fn kept(store: &Blobs, keys: &[Key]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for key in keys {
        store.keep(spooled(store, &[b"x"]).await, *key).await.unwrap();
        let listed = store.list(key.id().as_bytes()[0]).await.unwrap();
        entries.extend(listed.into_iter().filter(|entry| entry.name == key.path()));
    }
    entries
}

#[tokio::test]
async fn what_is_thrown_away_can_be_put_back_until_its_day_is_over() {
    for Stocked { what, store, fresh, .. } in stores() {
        let [back, gone] = [fresh(), fresh()];
        let mut entries = kept(&store, &[back, gone]).await;
        assert_eq!(entries.len(), 2, "{what}");
        entries.push(Entry { name: fresh().path(), ..entries[0].clone() });
        assert_eq!(store.throw_away(entries, "2026-11-26").await.unwrap(), 3);
        assert!(store.is_empty().await.unwrap(), "{what}");
        let trashed = store.trashed().await.unwrap();
        assert_eq!(trashed.len(), 2, "{what}: one was gone already");
        let lies_at = trashed.iter().find(|entry| back.path().ends_with(entry.file_name())).unwrap();
        assert!(store.put_back(lies_at, back).await.unwrap() && read(&store, back).await == b"x");
        assert!(!store.is_empty().await.unwrap());
        assert!(!store.put_back(&trashed[0], back).await.unwrap(), "its place is taken");
        for (until, erased) in [("2026-11-25", 0), ("2026-12", 0), ("2026-11-26", 1)] {
            assert_eq!(store.empty_trash(until).await.unwrap().len(), erased, "{what} {until}");
        }
        assert!(store.trashed().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_cannot_be_thrown_away_keeps_nothing_else_back() {
    for Stocked { what, store, folder, fresh } in stores().into_iter().take(2) {
        let keys = [fresh(), fresh(), fresh()];
        let entries = kept(&store, &keys).await;
        // Its place in the trash is a folder with something in it.
        let taken = folder.path().join("store/trash/2026-11-26").join(entries[0].file_name());
        std::fs::create_dir_all(taken.join("in it")).unwrap();
        store.throw_away(entries, "2026-11-26").await.unwrap_err();
        let stays = futures_util::future::join_all(keys.map(|key| store.read(key))).await;
        assert_eq!(stays.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, false], "{what}");
    }
}

#[tokio::test]
async fn notes_are_written_once_or_over_and_erased() {
    for Stocked { what, store, .. } in stores() {
        assert_eq!(store.note("whose").await.unwrap(), None, "{what}");
        for (text, once, stands) in [("a", Once::Only, "a"), ("b", Once::Only, "a"), ("c", Once::Over, "c")] {
            store.write_note("whose", text.to_owned(), once).await.unwrap();
            assert_eq!(store.note("whose").await.unwrap().as_deref(), Some(stands), "{what}");
        }
        store.erase_note("whose").await.unwrap();
        store.erase_note("whose").await.unwrap();
        assert_eq!(store.note("whose").await.unwrap(), None, "{what}");
    }
}
