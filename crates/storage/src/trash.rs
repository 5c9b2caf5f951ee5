//! The trash of a store: `trash/DAY/…`, where bytes that nobody seems to know lie for days before they are erased.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use crate::{Blobs, Key, StorageError, blocking};

impl Blobs {
    /// Moves files of the store into the trash of this day, which is written `2026-11-26`. One that is gone already is
    /// no error. Says how many files these are.
    pub async fn throw_away(&self, files: Vec<PathBuf>, day: &str) -> Result<usize, StorageError> {
        let (folder, readers) = (self.trash_folder().join(day), self.readers());
        blocking(move || {
            for file in &files {
                readers.make_folder(&folder)?;
                let name = file.file_name().map_or_else(OsString::new, ToOwned::to_owned);
                match fs::rename(file, folder.join(name)) {
                    Err(error) if error.kind() == io::ErrorKind::NotFound && folder.exists() => {}
                    moved => moved?,
                }
            }
            Ok(files.len())
        })
        .await
    }

    /// All files in the trash, under the names that they had.
    pub async fn trashed(&self) -> Result<Vec<PathBuf>, StorageError> {
        let trash = self.trash_folder();
        blocking(move || {
            let mut all = Vec::new();
            for day in subfolders(&trash)? {
                for entry in fs::read_dir(&day)? {
                    all.push(entry?.path());
                }
            }
            Ok(all)
        })
        .await
    }

    /// Puts a file back from the trash. Where its place is taken, it stays; says whether it was put back.
    pub async fn put_back(&self, trashed: PathBuf, key: impl Into<Key>) -> Result<bool, StorageError> {
        let place = self.path(key);
        blocking(move || if place.exists() { Ok(false) } else { fs::rename(trashed, place).map(|()| true) }).await
    }

    /// Erases what was thrown away on this day or before. Says how many files that were.
    pub async fn empty_trash(&self, until: &str) -> Result<usize, StorageError> {
        let (trash, until) = (self.trash_folder(), until.to_owned());
        blocking(move || {
            let mut erased = 0;
            for folder in subfolders(&trash)? {
                // Days of this form are in the order of their letters.
                let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                if name.len() == until.len() && name <= until.as_str() {
                    erased += fs::read_dir(&folder)?.count();
                    fs::remove_dir_all(&folder)?;
                }
            }
            Ok(erased)
        })
        .await
    }

    fn trash_folder(&self) -> PathBuf {
        self.root().join("trash")
    }
}

/// The folders in a folder; none where there is no such folder.
fn subfolders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut folders = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            folders.push(entry.path());
        }
    }
    Ok(folders)
}
