//! Documents: what is known of each, when it may leave, and who has it.

pub mod downloads;
pub mod files;
pub mod scans;
