//! What goes wrong with stored bytes.

use std::io;

use thiserror::Error;

use crate::at_rest::SealError;

/// Why bytes could not be stored or read.
#[derive(Debug, Error)]
pub enum StorageError {
    /// There is no room left (the disk, or a quota).
    #[error("the storage is full")]
    Full,
    /// The bytes are not there, though somebody says they are.
    #[error("the stored bytes are missing")]
    Missing,
    /// The bytes are there, sealed, and do not open.
    #[error(transparent)]
    Sealed(#[from] SealError),
    /// The storage failed.
    #[error("the storage failed: {0}")]
    Failed(io::Error),
}

impl From<io::Error> for StorageError {
    fn from(error: io::Error) -> Self {
        if let Some(sealed) = error.get_ref().and_then(|error| error.downcast_ref::<SealError>()) {
            return Self::Sealed(*sealed);
        }
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::NotFound => Self::Missing,
            _ => Self::Failed(error),
        }
    }
}
