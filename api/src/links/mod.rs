//! Download links: made for one user and one document, or several as a zip; opened as long as all are good.

mod accel;
mod content;
mod delivery;
mod following;
mod grant;
mod hold;
mod link_password;
pub(crate) mod make;
pub(crate) mod mine;
pub(crate) mod mint;
pub(crate) mod of_file;
pub(crate) mod open;
pub(crate) mod open_with_password;
pub(crate) mod recorded;
mod redirect;
mod source;
mod standing;
mod underway;
pub(crate) mod zip;
