//! Why a password is not taken, or not hashed just now.

use std::time::Duration;

use thiserror::Error;

use crate::words::{Text, Told};

/// The fewest characters a new password may have.
pub const MIN_CHARACTERS: usize = 10;

/// The most characters a password may have; one that is longer cannot be anybody's.
pub const MAX_CHARACTERS: usize = 128;

/// Hashing failed: the system gave no randomness, a stored hash is none, or the program is ending.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("passwords cannot be hashed just now")]
pub struct HashingError;

/// So many wait for a hash, or to be judged, that one more would wait too long.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("too many passwords wait to be hashed")]
pub struct Busy {
    /// How long one would wait.
    pub wait: Duration,
}

/// Why a password could not be held against its hash.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum LineError {
    /// Hashing failed.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// Too many wait already.
    #[error(transparent)]
    Busy(#[from] Busy),
}

/// Why a password is not taken, said to whoever chose it.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{}", self.text())]
pub enum PasswordFault {
    /// Too short or too long.
    Length,
    /// Easy to guess, and why, where that is known.
    Weak(Option<Text>),
}

impl Told for PasswordFault {
    fn text(&self) -> Text {
        match self {
            Self::Length => Text::Length { least: MIN_CHARACTERS as u64, most: MAX_CHARACTERS as u64 },
            Self::Weak(None) => Text::PasswordWeak { better: Text::GuessTooFewWords.into() },
            Self::Weak(Some(why)) => {
                Text::PasswordWeakFor { why: why.clone().into(), better: Text::GuessTooFewWords.into() }
            }
        }
    }
}

/// Why there is no hash of a new password.
#[derive(Debug, Error)]
pub enum NewPasswordError {
    /// It is not taken.
    #[error(transparent)]
    Fault(#[from] PasswordFault),
    /// It could not be hashed.
    #[error(transparent)]
    Line(#[from] LineError),
}
