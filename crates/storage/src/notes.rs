//! Small files that appear whole or not at all, for their owner alone.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use uuid::Uuid;

use crate::Readers;

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
    let half = path.with_extension(format!("{}.part", Uuid::new_v4().simple()));
    let mut file = Readers::Owner.writing().create_new(true).open(&half)?;
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
