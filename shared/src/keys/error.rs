//! What keeps a program from its keys.

use std::{io, path::PathBuf};

use thiserror::Error;

/// Why there is no key ring.
#[derive(Debug, Error)]
pub enum KeyRingError {
    /// A file of secrets cannot be read or made.
    #[error(
        "the keys in {path} cannot be read or made ({error}); STRONGROOM_KEYS_DIR, or else STRONGROOM_DATA_DIR names a \
         folder for them; for example STRONGROOM_KEYS_DIR=/var/lib/strongroom/keys"
    )]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The folder that the setting names is not there. It is not made, since a share that is not mounted would get
    /// keys of its own that no other program knows.
    #[error(
        "STRONGROOM_KEYS_DIR names {0}, which is no folder; make it, or mount it, before the start; for example \
         STRONGROOM_KEYS_DIR=/var/lib/strongroom/keys"
    )]
    NoFolder(PathBuf),
    /// A file of secrets holds none.
    #[error("there is no secret in {0}; restore the file, or remove it to have a new one made")]
    Empty(PathBuf),
    /// A line of a file is no key.
    #[error("line {line} of {path} is not a key of its kind; restore the file")]
    Wrong {
        /// The file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
    },
}
