//! Who may look into files and folders beside their owner: the rights that they are made with, and taking away those
//! that are too many.

use std::{
    fs, io,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// Who may look into what is made, beside its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Nobody.
    Owner,
    /// Its group too, as far as the umask lets it, such as for a web server that sends stored files itself.
    Group,
}

impl Readers {
    /// Options to open files for writing; those that are made are for these readers.
    pub fn writing(self) -> fs::OpenOptions {
        let mut options = fs::File::options();
        options.write(true).mode(self.of_file());
        options
    }

    /// Makes a folder for these readers, and those above it that are missing.
    pub fn make_folder(self, path: &Path) -> io::Result<()> {
        fs::DirBuilder::new().recursive(true).mode(self.of_folder()).create(path)
    }

    /// The rights of a new file.
    fn of_file(self) -> u32 {
        match self {
            Self::Owner => 0o600,
            Self::Group => 0o640,
        }
    }

    /// The rights of a new folder.
    pub(crate) fn of_folder(self) -> u32 {
        match self {
            Self::Owner => 0o700,
            Self::Group => 0o750,
        }
    }

    /// The rights that what is there must not have. What the group may write is for whoever gave it that right.
    pub fn too_much(self) -> u32 {
        match self {
            Self::Owner => 0o077,
            Self::Group => 0o007,
        }
    }
}

/// Takes rights away from a folder and the files in it that are more than these readers may have, and does the same in
/// its folders where they could be looked into. Says what had such rights. What is not there, or belongs to somebody
/// else, is left as it is.
pub fn close(folder: &Path, readers: Readers) -> io::Result<Vec<PathBuf>> {
    close_apart_from(folder, readers, readers, None)
}

/// The same, with other readers for what is within, and without the folder `apart`.
pub fn close_apart_from(
    folder: &Path,
    itself: Readers,
    within: Readers,
    apart: Option<&Path>,
) -> io::Result<Vec<PathBuf>> {
    let mut closed = Vec::new();
    let about = match fs::metadata(folder) {
        Ok(about) if about.is_dir() => about,
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => return Ok(closed),
    };
    let open = about.mode() & itself.too_much() != 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Ok(inner) = fs::symlink_metadata(&path) else { continue };
        if inner.is_dir() && open && apart != Some(&*path) {
            closed.extend(close_apart_from(&path, within, within, apart)?);
        } else if inner.is_file() {
            closed.extend(close_one(&path, &inner, within)?);
        }
    }
    // At last, so that a walk that was cut off is made again.
    closed.extend(close_one(folder, &about, itself)?);
    Ok(closed)
}

/// Takes rights away from one file that are more than its owner's, if it is there. Says which one, if it had such.
pub fn close_file(path: &Path) -> io::Result<Option<PathBuf>> {
    match fs::metadata(path) {
        Ok(about) => close_one(path, &about, Readers::Owner),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Takes such rights away from one file or folder.
fn close_one(path: &Path, about: &fs::Metadata, readers: Readers) -> io::Result<Option<PathBuf>> {
    let rights = about.mode() & 0o7777;
    if rights & readers.too_much() == 0 {
        return Ok(None);
    }
    match fs::set_permissions(path, fs::Permissions::from_mode(rights & !readers.too_much())) {
        Ok(()) => Ok(Some(path.to_owned())),
        // A mount point is often somebody else's; and what is gone is gone.
        Err(error) => match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::NotFound => Ok(None),
            _ => Err(error),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rights(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o777
    }

    /// A folder with a file, a folder and a file in that, all with these rights for folders and files.
    fn tree(home: &Path, folders: u32, files: u32) -> [PathBuf; 4] {
        let (inner, top) = (home.join("inner"), home.join("top"));
        let deep = inner.join("deep");
        fs::create_dir(&inner).unwrap();
        for (file, rights) in [(&top, files), (&deep, files), (&inner, folders), (&home.to_owned(), folders)] {
            if !file.exists() {
                fs::write(file, "x").unwrap();
            }
            fs::set_permissions(file, fs::Permissions::from_mode(rights)).unwrap();
        }
        [home.to_owned(), top, inner, deep]
    }

    #[test]
    fn what_others_could_read_is_closed_and_told_once() {
        for (readers, folders, files, closed) in [
            (Readers::Owner, 0o755, 0o644, [0o700, 0o600, 0o700, 0o600]),
            (Readers::Owner, 0o750, 0o640, [0o700, 0o600, 0o700, 0o600]),
            (Readers::Group, 0o755, 0o644, [0o750, 0o640, 0o750, 0o640]),
        ] {
            let home = tempfile::tempdir().unwrap();
            let paths = tree(home.path(), folders, files);
            assert_eq!(close(home.path(), readers).unwrap().len(), 4, "{folders:o}");
            assert_eq!(paths.each_ref().map(|path| rights(path)), closed);
            assert_eq!(close(home.path(), readers).unwrap(), Vec::<PathBuf>::new());
        }
    }

    #[test]
    fn what_is_closed_already_is_looked_at_no_deeper_than_its_own_files() {
        let home = tempfile::tempdir().unwrap();
        let paths = tree(home.path(), 0o700, 0o644);
        assert_eq!(close(home.path(), Readers::Owner).unwrap(), [paths[1].clone()]);
        // Nobody gets there in any case.
        assert_eq!(rights(&paths[3]), 0o644);
        assert_eq!(close(&home.path().join("nothing"), Readers::Owner).unwrap(), Vec::<PathBuf>::new());
    }

    #[test]
    fn a_store_within_keeps_what_its_group_may() {
        let home = tempfile::tempdir().unwrap();
        let paths = tree(home.path(), 0o750, 0o640);
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).unwrap();
        close_apart_from(home.path(), Readers::Group, Readers::Owner, Some(&paths[2])).unwrap();
        assert_eq!(paths.map(|path| rights(&path)), [0o750, 0o600, 0o750, 0o640]);
    }
}
