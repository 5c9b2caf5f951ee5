//! Files and folders that only their owner may look into, and random texts to put there.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// Random bytes as text, fit for a secret or a first password.
pub fn random_text<const BYTES: usize>() -> io::Result<String> {
    let mut random = [0; BYTES];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    Ok(URL_SAFE_NO_PAD.encode(random))
}

/// Who may look into what is made, beside its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Nobody.
    Owner,
    /// Its group too, as far as the umask lets it: an nginx that sends stored files itself is in that group.
    Group,
}

impl Readers {
    /// The rights of a new file.
    pub fn of_file(self) -> u32 {
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
    fn too_much(self) -> u32 {
        match self {
            Self::Owner => 0o077,
            Self::Group => 0o007,
        }
    }
}

/// Keeps others from all that this process makes from now on, whatever the rights it is made with. To be called once,
/// at the start.
pub fn keep_others_out() {
    use rustix::{fs::Mode, process::umask};
    let others = Mode::WGRP | Mode::RWXO;
    // There is no way to read it but to set it.
    let given = umask(others);
    umask(given | others);
}

/// Makes a folder that only its owner may look into.
pub fn private_folder(path: &Path) -> io::Result<()> {
    folder_for(Readers::Owner, path)
}

/// Makes a folder for these readers.
pub(crate) fn folder_for(readers: Readers, path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(readers.of_folder()).create(path)
}

/// How files are opened that only their owner may read, where they are made.
pub fn private_file() -> fs::OpenOptions {
    let mut options = fs::File::options();
    options.write(true).mode(Readers::Owner.of_file());
    options
}

/// Takes rights away from a folder and the files in it that are more than these readers may have, and does the same in
/// its folders where they could be looked into. Says what had such rights. What is not there, or belongs to somebody
/// else, is left as it is.
pub(crate) fn close(folder: &Path, readers: Readers) -> io::Result<Vec<PathBuf>> {
    close_apart_from(folder, readers, readers, None)
}

/// The same, with other readers for what is within, and without the folder `apart`.
pub(crate) fn close_apart_from(
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
pub(crate) fn close_file(path: &Path) -> io::Result<Option<PathBuf>> {
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

/// Writes a file that only its owner may read, in the place of any that was there, whose owner stays the same. It
/// appears whole or not at all, and is on the disk when this returns.
pub fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let half = half_written(path, text)?;
    let renamed = keep_owner(path, &half).and_then(|()| fs::rename(&half, path));
    if renamed.is_err() {
        let _ = fs::remove_file(&half);
    }
    renamed.and_then(|()| sync_parent(path))
}

/// Writes a file that only its owner may read, unless it is there already. It appears whole or not at all, so several
/// programs may start at once and all read the same one.
pub fn write_private_once(path: &Path, text: &str) -> io::Result<()> {
    let half = half_written(path, text)?;
    let linked = fs::hard_link(&half, path);
    fs::remove_file(&half)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => sync_parent(path),
    }
}

fn half_written(path: &Path, text: &str) -> io::Result<PathBuf> {
    let half = path.with_extension(format!("{}.part", uuid::Uuid::new_v4().simple()));
    let mut file = private_file().create_new(true).open(&half)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(half)
}

/// An operator's command may run as root, and the service that reads the file as somebody else.
fn keep_owner(path: &Path, half: &Path) -> io::Result<()> {
    let Ok(before) = fs::metadata(path) else { return Ok(()) };
    let now = fs::metadata(half)?;
    if (before.uid(), before.gid()) == (now.uid(), now.gid()) {
        return Ok(());
    }
    std::os::unix::fs::chown(half, Some(before.uid()), Some(before.gid()))
}

fn sync_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
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
