//! Files and folders that only their owner may look into, and random texts to put there.

use std::{fs, io, path::Path};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use storage::Readers;
pub use storage::notes::{write_private, write_private_once};

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
