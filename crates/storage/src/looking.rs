//! What there is in a store, and what is written down about it.

use std::{io, path::PathBuf, time::SystemTime};

use uuid::Uuid;

use crate::{
    Blobs, Key, Place, changed_at,
    entry::{Entry, Once},
    error::StorageError,
    kept::Kept,
    key, spooling,
};

impl Blobs {
    /// How many bytes could still be kept, where that is known.
    pub async fn free(&self) -> Option<u64> {
        let Place::Local(root) = &*self.place else { return None };
        let root = root.clone();
        let asked = tokio::task::spawn_blocking(move || rustix::fs::statvfs(&root)).await;
        asked.ok()?.ok().map(|about| about.f_bavail.saturating_mul(about.f_frsize))
    }

    /// Documents whose ids begin with the byte `shard`.
    pub async fn list(&self, shard: u8) -> Result<Vec<Entry>, StorageError> {
        self.kept.list(&key::shard(shard)).await
    }

    /// Says whether there are no documents at all.
    pub async fn is_empty(&self) -> Result<bool, StorageError> {
        self.kept.is_empty(key::DOCUMENTS).await
    }

    /// Says whether there is a store at all, though it may be empty.
    pub async fn is_there(&self) -> Result<bool, StorageError> {
        match &self.kept {
            Kept::Folder(folder) => folder.is_there(key::DOCUMENTS).await,
            Kept::Bucket(bucket) => bucket.is_empty("").await.map(|_| true),
        }
    }

    /// Says whether one of these at least is there.
    pub async fn holds_any(&self, keys: impl IntoIterator<Item = impl Into<Key>>) -> Result<bool, StorageError> {
        for key in keys {
            let name = key.into().path();
            let is_elsewhere = async || match self.other.kept() {
                Some(other) => other.is_there(&name).await,
                None => Ok(false),
            };
            if self.kept.is_there(&name).await? || is_elsewhere().await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Says whether another store is this one under another name: by a link, another mount, or another address of its server.
    /// What is written here is looked for there.
    pub async fn is_also(&self, other: &Self) -> Result<bool, StorageError> {
        if let (Kept::Folder(here), Kept::Folder(there)) = (&self.kept, &other.kept)
            && here.has_same(there, key::DOCUMENTS).await?
        {
            return Ok(true);
        }
        // A name that nobody has asked for yet: no cache knows it.
        let (name, text) = (format!("same-place-{}", Uuid::new_v4()), Uuid::new_v4().to_string());
        self.kept.write_note(&name, text.clone(), Once::Over).await?;
        let there = other.kept.note(&name).await;
        self.kept.erase(&name).await?;
        Ok(there?.is_some_and(|there| there == text))
    }

    /// A text that somebody wrote down about the store; none where nobody did.
    pub async fn note(&self, name: &str) -> Result<Option<String>, StorageError> {
        self.kept.note(name).await
    }

    /// Writes a text down about the store, whole or not at all.
    pub async fn write_note(&self, name: &str, text: String, once: Once) -> Result<(), StorageError> {
        self.kept.write_note(name, text, once).await
    }

    /// Removes a text about the store. One that is gone already is no error.
    pub async fn erase_note(&self, name: &str) -> Result<(), StorageError> {
        self.kept.erase(name).await
    }

    /// All that is arriving or was left half-written, and when each was last changed. To be run on a blocking thread.
    pub fn spooled(&self) -> io::Result<Vec<(PathBuf, SystemTime)>> {
        let paths = spooling::files(&self.spool_folder())?;
        Ok(paths.into_iter().filter_map(|path| Some((path.clone(), changed_at(&path)?))).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::{
        BucketPlace, Readers,
        tests::{Stocked, stores},
    };

    #[tokio::test]
    async fn a_store_is_known_under_another_name() {
        let mut others = stores();
        let Stocked { store, folder, .. } = others.remove(0);
        let [link, root] = ["link", "root"].map(|name| folder.path().join(name));
        fs::create_dir(&root).unwrap();
        std::os::unix::fs::symlink(store.place().folder(), &link).unwrap();
        std::os::unix::fs::symlink(store.place().folder().join("blobs"), root.join("blobs")).unwrap();
        for same in [link, root] {
            let same = Blobs::at(&Place::Local(same), Readers::Owner).unwrap();
            assert!(store.is_also(&same).await.unwrap() && same.is_also(&store).await.unwrap());
        }
        for Stocked { what, store: other, .. } in &others {
            assert!(!other.is_also(&store).await.unwrap() && !store.is_also(other).await.unwrap(), "{what}");
            if let Place::Bucket(place) = other.place() {
                let same =
                    Place::Bucket(Box::new(BucketPlace { region: "eu-central-1".to_owned(), ..(**place).clone() }));
                assert!(other.is_also(&Blobs::at(&same, Readers::Owner).unwrap()).await.unwrap(), "{what}");
            }
        }
        let left: Vec<_> =
            fs::read_dir(store.place().folder()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(!left.iter().any(|name| name.to_string_lossy().contains("same-place")), "{left:?}");
    }
}
