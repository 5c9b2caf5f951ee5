//! Who hears of failures, such as a counter of them.

use std::{fmt, sync::Arc};

/// What was being done when the storage failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Taking in bytes as they arrive.
    Spool,
    /// Giving what has arrived its place.
    Keep,
    /// Reading.
    Read,
    /// Removing.
    Erase,
    /// Looking whether the store takes writes.
    Check,
}

impl Operation {
    /// The operation's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Spool => "spool",
            Self::Keep => "keep",
            Self::Read => "read",
            Self::Erase => "erase",
            Self::Check => "check",
        }
    }
}

/// Tells of failures, if anybody wants to hear of them.
#[derive(Clone, Default)]
pub(crate) struct Failures(Option<Arc<dyn Fn(Operation) + Send + Sync>>);

impl Failures {
    pub(crate) fn told_to(tell: impl Fn(Operation) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(tell)))
    }

    /// Hands a result on, and tells of it where it is an error.
    pub(crate) fn heard<T, E>(&self, operation: Operation, result: Result<T, E>) -> Result<T, E> {
        if let (Err(_), Some(tell)) = (&result, &self.0) {
            tell(operation);
        }
        result
    }
}

impl fmt::Debug for Failures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Failures")
    }
}
