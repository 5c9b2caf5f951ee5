//! Documents: what is known of each, who sees it, when it may leave, and who has it.

pub mod deliveries;
pub mod downloads;
pub mod files;
pub mod managed;
pub mod scans;
pub mod sorting;
pub mod visible;
