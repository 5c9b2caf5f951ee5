//! The trash of a store: `trash/DAY/…`, where bytes that nobody seems to know lie for days before they are erased.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use super::Blobs;
use crate::{clock::Millis, ids::BlobId, private_files::folder_for};

/// A file in the trash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trashed {
    pub(crate) path: PathBuf,
    /// The bytes that it was, if its name is one of ours.
    pub(crate) blob: Option<BlobId>,
}

/// The day in UTC, as folders are named: `2026-11-26`.
pub(crate) fn day(moment: Millis) -> String {
    moment.to_string().chars().take(10).collect()
}

impl Blobs {
    /// Moves a file of the store into the trash of this day. One that is gone already is no error.
    pub(crate) fn throw_away(&self, file: &Path, day: &str) -> io::Result<()> {
        let folder = self.trash_folder().join(day);
        folder_for(self.readers, &folder)?;
        let name = file.file_name().map_or_else(OsString::new, ToOwned::to_owned);
        match fs::rename(file, folder.join(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && folder.exists() => Ok(()),
            moved => moved,
        }
    }

    /// All that is in the trash.
    pub(crate) fn trashed(&self) -> io::Result<Vec<Trashed>> {
        let mut all = Vec::new();
        for day in subfolders(&self.trash_folder())? {
            for entry in fs::read_dir(&day)? {
                let path = entry?.path();
                all.push(Trashed { blob: super::blob_id(&path), path });
            }
        }
        Ok(all)
    }

    /// Puts a file back from the trash. Where its place is taken, it stays.
    pub(crate) fn put_back(&self, trashed: &Path, blob: BlobId) -> io::Result<bool> {
        let place = self.path(blob);
        if place.exists() {
            return Ok(false);
        }
        fs::rename(trashed, place).map(|()| true)
    }

    /// Erases what was thrown away on this day or before. Says how many files that were.
    pub(crate) fn empty_trash(&self, until: &str) -> io::Result<usize> {
        let mut erased = 0;
        for folder in subfolders(&self.trash_folder())? {
            // Days of this form are in the order of their letters.
            let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if name.len() == until.len() && name <= until {
                erased += fs::read_dir(&folder)?.count();
                fs::remove_dir_all(&folder)?;
            }
        }
        Ok(erased)
    }

    fn trash_folder(&self) -> PathBuf {
        self.root.join("trash")
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
