//! What lies in a store of previews.

use std::time::SystemTime;

use crate::{Blobs, Key, StorageError, key};

impl Blobs {
    /// Previews of the documents whose ids begin with the byte `shard`, and that are older than `before`. What has another name
    /// is passed over.
    pub async fn previews_older_than(&self, shard: u8, before: SystemTime) -> Result<Vec<Key>, StorageError> {
        let there = self.kept.list(&key::previews(shard)).await?;
        let old = there.into_iter().filter(|entry| entry.changed < before);
        Ok(old.filter_map(|entry| Key::preview_named(entry.file_name())).collect())
    }
}
