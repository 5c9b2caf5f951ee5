//! What a store says of something that is kept.

use std::time::SystemTime;

/// Something that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path in the store.
    pub name: String,
    /// When it was last changed.
    pub changed: SystemTime,
    /// Bytes as they are stored.
    pub size: u64,
}

impl Entry {
    /// The last part of its path.
    pub fn file_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or_default()
    }
}

/// Whether a text may take the place of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Once {
    /// Only the first of several who write it succeeds; the others find what is there.
    Only,
    /// It does.
    Over,
}
