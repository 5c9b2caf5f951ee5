//! Documents: what is known of each, who sees it, when it may leave, and who has it.

pub mod asking;
pub mod changing;
pub mod deliveries;
pub mod downloads;
pub mod ending;
pub mod files;
pub mod findings;
pub mod folders;
pub mod labels;
pub mod late_findings;
pub mod links;
pub mod managed;
pub mod news;
pub mod previews;
pub mod quarantine;
pub mod room;
pub mod scans;
pub mod second_scans;
pub mod shares;
pub mod sorting;
pub mod terms;
pub mod uploads;
pub mod versions;
pub mod visible;
pub mod zips;
