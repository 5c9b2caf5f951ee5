//! Files and folders that only their owner may look into, and random texts to put there.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use storage::Readers;

/// Random bytes as text, fit for a secret or a first password.
pub fn random_text<const BYTES: usize>() -> io::Result<String> {
    let mut random = [0; BYTES];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    Ok(URL_SAFE_NO_PAD.encode(random))
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
    Readers::Owner.make_folder(path)
}

/// How files are opened that only their owner may read, where they are made.
pub fn private_file() -> fs::OpenOptions {
    Readers::Owner.writing()
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
