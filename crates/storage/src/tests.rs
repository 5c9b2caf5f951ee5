//! The store from end to end.

use std::sync::Mutex;

use bytes::Bytes;
use futures_util::TryStreamExt;

use super::*;

fn store(folder: &tempfile::TempDir) -> Blobs {
    Blobs::open(&Place::Local(folder.path().join("store")), Readers::Owner).unwrap().0
}

async fn spooled(store: &Blobs, pieces: &[&[u8]]) -> Spooled<Vec<u8>> {
    let mut spool = store.spool(Vec::new()).await.unwrap();
    for piece in pieces {
        spool.write(Bytes::copy_from_slice(piece)).await.unwrap();
    }
    spool.finish().await.unwrap()
}

async fn read(store: &Blobs, key: Key) -> Vec<u8> {
    let reader = store.read(key).await.unwrap();
    let size = reader.size();
    match reader.range(0..size) {
        Bytestream::Whole(bytes) => bytes.to_vec(),
        Bytestream::Pieces(pieces) => pieces.try_collect::<Vec<_>>().await.unwrap().concat(),
    }
}

fn fresh() -> Key {
    Key::Document(Uuid::new_v4())
}

#[tokio::test]
async fn what_arrives_is_hashed_kept_read_and_erased() {
    let folder = tempfile::tempdir().unwrap();
    let (store, key) = (store(&folder), fresh());
    let large = vec![7; 3 << 20];
    for pieces in [&[&b"a"[..], b"", b"bc"][..], &[&large], &[]] {
        let all = pieces.concat();
        let spooled = spooled(&store, pieces).await;
        assert_eq!((spooled.size(), spooled.digest()), (all.len() as u64, &all));
        let sha256 = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &all);
        assert_eq!(spooled.sha256(), hex::encode(sha256));
        store.keep(spooled, key).await.unwrap();
        assert!(read(&store, key).await == all);
        store.erase(key).await.unwrap();
        store.erase(key).await.unwrap();
        assert!(matches!(store.read(key).await, Err(StorageError::Missing)));
        assert_eq!(store.spooled().unwrap().len(), 0);
    }
}

#[tokio::test]
async fn what_is_given_up_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    spooled(&store, &[b"x"]).await.discard().await;
    drop(spooled(&store, &[b"x"]).await);
    let mut spool = store.spool(io::sink()).await.unwrap();
    spool.write(Bytes::from_static(b"x")).await.unwrap();
    assert_eq!(store.spooled().unwrap().len(), 1);
    spool.discard().await;
    assert_eq!(store.spooled().unwrap().len(), 0);
}

#[tokio::test]
async fn failures_are_told_with_what_was_being_done() {
    let folder = tempfile::tempdir().unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let hears = told.clone();
    let store = store(&folder).telling_failures(move |operation| hears.lock().unwrap().push(operation.as_str()));
    store.check().await.unwrap();
    let (spooled, key) = (spooled(&store, &[b"x"]).await, fresh());
    fs::remove_dir_all(store.path(key).parent().unwrap()).unwrap();
    store.keep(spooled, key).await.unwrap_err();
    store.read(key).await.unwrap_err();
    store.open_file(key).unwrap_err();
    fs::remove_dir_all(store.root()).unwrap();
    store.check().await.unwrap_err();
    store.spool(io::sink()).await.unwrap_err();
    assert_eq!(*told.lock().unwrap(), ["keep", "read", "read", "check", "spool"]);
}

#[tokio::test]
async fn bytes_that_are_cut_short_are_a_failure_of_reading() {
    let folder = tempfile::tempdir().unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let hears = told.clone();
    let store = store(&folder).telling_failures(move |operation| hears.lock().unwrap().push(operation));
    let key = fresh();
    let spooled = spooled(&store, &[&vec![7; 1 << 20]]).await;
    store.keep(spooled, key).await.unwrap();
    let reader = store.read(key).await.unwrap();
    fs::File::options().write(true).open(store.path(key)).unwrap().set_len(100 << 10).unwrap();
    let Bytestream::Pieces(pieces) = reader.range(0..1 << 20) else { panic!("it is read whole") };
    assert_eq!(pieces.try_collect::<Vec<_>>().await.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    assert_eq!(*told.lock().unwrap(), [Operation::Read]);
}

#[tokio::test]
async fn what_is_thrown_away_can_be_put_back_until_its_day_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let (store, [back, gone]) = (store(&folder), [fresh(), fresh()]);
    for key in [back, gone] {
        store.keep(spooled(&store, &[b"x"]).await, key).await.unwrap();
    }
    let files = [back, gone, fresh()].map(|key| store.path(key));
    assert_eq!(store.throw_away(files.to_vec(), "2026-11-26").await.unwrap(), 3);
    let trashed = store.trashed().await.unwrap();
    assert_eq!(trashed.len(), 2, "one was gone already");
    let lies_at = trashed.iter().find(|path| path.file_name() == store.path(back).file_name()).unwrap();
    assert!(store.put_back(lies_at.clone(), back).await.unwrap() && read(&store, back).await == b"x");
    assert!(!store.put_back(trashed[0].clone(), back).await.unwrap(), "its place is taken");
    for (until, erased) in [("2026-11-25", 0), ("2026-12", 0), ("2026-11-26", 1)] {
        assert_eq!(store.empty_trash(until).await.unwrap(), erased, "{until}");
    }
    assert!(store.trashed().await.unwrap().is_empty());
}
