//! Locks on files, by which processes keep out of each other's way.

use std::{
    fs::{self, TryLockError},
    io,
};

/// The lock on a file, given back when this is dropped.
///
/// Closing the file alone would not do: a process that is just being started holds all that is open here until its own
/// program runs, and with it the lock.
#[derive(Debug)]
pub(super) struct Lock(fs::File);

impl Lock {
    /// None where somebody else has it.
    pub(super) fn take(file: &fs::File) -> io::Result<Option<Self>> {
        match file.try_lock() {
            // Where there are no locks, nobody gets this one either.
            Err(TryLockError::Error(error)) if error.kind() != io::ErrorKind::Unsupported => Err(error),
            Err(TryLockError::WouldBlock) => Ok(None),
            Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(Self(file.try_clone()?))),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}
