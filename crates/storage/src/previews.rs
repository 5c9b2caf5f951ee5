//! What lies in a store of previews.

use std::{fs, io, time::SystemTime};

use crate::{Blobs, Key, StorageError, blocking, changed_at, key};

impl Blobs {
    /// Previews of the documents whose ids begin with the byte `shard`, and that are older than `before`. What has another name
    /// is passed over.
    pub async fn previews_older_than(&self, shard: u8, before: SystemTime) -> Result<Vec<Key>, StorageError> {
        let folder = self.root().join(key::PREVIEWS).join(format!("{shard:02x}"));
        blocking(move || {
            let entries = match fs::read_dir(folder) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
                entries => entries?,
            };
            let mut old = Vec::new();
            for entry in entries {
                let entry = entry?;
                let key = entry.file_name().to_str().and_then(Key::preview_named);
                old.extend(key.filter(|_| changed_at(&entry.path()).is_some_and(|changed| changed < before)));
            }
            Ok(old)
        })
        .await
    }
}
