//! The quarantine: open in spite of its scan what one has shut, or have a document scanned once more.

pub(crate) mod release;
pub(crate) mod rescan;
