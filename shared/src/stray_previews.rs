//! Sweeping previews from a store: those of bytes that nobody has any more. They can be made again at any time, so they are
//! erased at once, where documents would be put aside.

use storage::{Blobs, Key, StorageError};

use crate::{
    clock::Millis,
    db::Db,
    documents::previews::{self, MOST_PAGES},
    ids::BlobId,
    strays::{IN_FLIGHT, SweepError},
};

/// How many rows are looked at by one statement.
const AT_ONCE: i64 = 500;

/// Erases previews whose bytes have no row, and those that have no row themselves. Says how many documents and files these are.
pub async fn sweep(db: &Db, store: &Blobs, now: Millis) -> Result<usize, SweepError> {
    let mut swept = 0;
    loop {
        let of_nobody = previews::of_nobody(db, AT_ONCE).await?;
        for blob in &of_nobody {
            erase(db, store, *blob).await?;
            swept += 1;
        }
        if of_nobody.is_empty() {
            break;
        }
    }
    for shard in 0..=u8::MAX {
        // Before the rows: what is made in between has a row that is not missed here.
        let old = store.previews_older_than(shard, (now - IN_FLIGHT).into()).await?;
        if old.is_empty() {
            continue;
        }
        let known = previews::of_shard(db, shard).await?;
        for key in old {
            if matches!(key, Key::Preview(blob, _) if !known.contains(&BlobId(blob))) {
                store.erase(key).await?;
                swept += 1;
            }
        }
    }
    Ok(swept)
}

/// Erases the previews of bytes that are gone, whoever is making them just now.
pub async fn erase(db: &Db, store: &Blobs, blob: BlobId) -> Result<(), SweepError> {
    if previews::begin_to_erase(db, blob).await? {
        erase_pages(store, blob).await?;
        previews::erased(db, blob).await?;
    }
    Ok(())
}

/// Erases all pages of some bytes that there may be in the store.
pub async fn erase_pages(store: &Blobs, blob: BlobId) -> Result<(), StorageError> {
    for page in 1..=MOST_PAGES {
        store.erase(blob.preview(page)).await?;
    }
    Ok(())
}
