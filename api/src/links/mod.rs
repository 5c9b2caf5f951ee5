//! Download links: made for one user and one file, opened as long as both are good.

mod accel;
mod content;
mod delivery;
pub(crate) mod mint;
pub(crate) mod open;
pub(crate) mod recorded;
mod underway;
