//! What is kept in a folder.

use std::{
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    Readers, blocking, changed_at,
    entry::{Entry, Once},
    error::StorageError,
    notes,
};

/// A folder of kept files. Names are paths below it.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    pub(crate) root: Arc<Path>,
    readers: Readers,
}

impl Folder {
    pub(crate) fn at(root: &Path, readers: Readers) -> Self {
        Self { root: root.into(), readers }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Makes the folder in which a file is to lie.
    pub(crate) async fn make_folder_of(&self, name: &str) -> Result<(), StorageError> {
        let (path, readers) = (self.path(name), self.readers);
        blocking(move || path.parent().map_or(Ok(()), |folder| readers.make_folder(folder))).await
    }

    /// Removes a file. One that is gone already is no error.
    pub(crate) async fn erase(&self, name: &str) -> Result<(), StorageError> {
        let path = self.path(name);
        blocking(move || gone_is_fine(fs::remove_file(path))).await
    }

    /// Gives a file another name. Says whether it was there.
    pub(crate) async fn rename(&self, from: &str, to: &str) -> Result<bool, StorageError> {
        let (from, to, readers) = (self.path(from), self.path(to), self.readers);
        blocking(move || {
            let folder = to.parent().unwrap_or(&to);
            readers.make_folder(folder)?;
            match fs::rename(&from, &to) {
                Err(error) if error.kind() == io::ErrorKind::NotFound && folder.exists() => Ok(false),
                moved => moved.map(|()| true),
            }
        })
        .await
    }

    pub(crate) async fn is_there(&self, name: &str) -> Result<bool, StorageError> {
        let path = self.path(name);
        blocking(move || path.try_exists()).await
    }

    /// All files in a folder and the ones in it; none where it is not there.
    pub(crate) async fn list(&self, below: &str) -> Result<Vec<Entry>, StorageError> {
        let (root, below) = (self.root.clone(), self.path(below));
        blocking(move || {
            let mut all = Vec::new();
            list(&root, &below, &mut all)?;
            Ok(all)
        })
        .await
    }

    /// Says whether a name is the same file or folder in both, such as by a link.
    pub(crate) async fn has_same(&self, other: &Self, name: &str) -> Result<bool, StorageError> {
        let paths = [self.path(name), other.path(name)];
        blocking(move || {
            let known = paths.map(|path| fs::metadata(path).ok().map(|about| (about.dev(), about.ino())));
            Ok(known[0].is_some() && known[0] == known[1])
        })
        .await
    }

    /// Says whether there is no file in the folders of a folder.
    pub(crate) async fn is_empty(&self, below: &str) -> Result<bool, StorageError> {
        let below = self.path(below);
        blocking(move || {
            let folders = match fs::read_dir(below) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
                folders => folders?,
            };
            for folder in folders {
                if fs::read_dir(folder?.path())?.next().is_some() {
                    return Ok(false);
                }
            }
            Ok(true)
        })
        .await
    }

    /// Removes the folders in a folder that are empty.
    pub(crate) async fn tidy(&self, below: &str) -> Result<(), StorageError> {
        let below = self.path(below);
        blocking(move || {
            let folders = match fs::read_dir(below) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
                folders => folders?,
            };
            for folder in folders {
                // One that is not empty stays.
                let _ = fs::remove_dir(folder?.path());
            }
            Ok(())
        })
        .await
    }

    /// The text of a file; none where it is not there.
    pub(crate) async fn note(&self, name: &str) -> Result<Option<String>, StorageError> {
        let path = self.path(name);
        blocking(move || match fs::read_to_string(path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }

    /// Writes a text whole or not at all, for the owner alone.
    pub(crate) async fn write_note(&self, name: &str, text: String, once: Once) -> Result<(), StorageError> {
        let (path, readers) = (self.path(name), self.readers);
        blocking(move || {
            path.parent().map_or(Ok(()), |folder| readers.make_folder(folder))?;
            match once {
                Once::Only => notes::write_private_once(&path, &text),
                Once::Over => notes::write_private(&path, &text),
            }
        })
        .await
    }
}

fn list(root: &Path, folder: &Path, all: &mut Vec<Entry>) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            list(root, &entry.path(), all)?;
            continue;
        }
        let path = entry.path();
        let name = path.strip_prefix(root).ok().and_then(Path::to_str).map(ToOwned::to_owned);
        // One that is gone meanwhile, and one that nobody here could name, are left alone.
        if let (Some(name), Some(changed)) = (name, changed_at(&path)) {
            all.push(Entry { name, changed, size: entry.metadata().map_or(0, |about| about.len()) });
        }
    }
    Ok(())
}

pub(crate) fn gone_is_fine(done: io::Result<()>) -> io::Result<()> {
    done.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}
