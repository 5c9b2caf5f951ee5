//! The pages: a client of the public API and of nothing else, served as the files lie in this folder.
//!
//! This crate knows nothing of accounts or documents. [`page`] answers with the one document that all pages begin with,
//! [`asset`] with what it loads, and [`export()`] writes the same files into a folder, for a server in front.

mod export;
mod files;
mod pages;
mod served;
#[cfg(test)]
mod tests;

pub use export::export;
pub use files::address;
pub use served::{Browser, asset, page};

/// The paths of all pages, such as `/files/{id}`.
pub fn paths() -> impl Iterator<Item = &'static str> {
    pages::PAGES.iter().map(|page| page.path)
}
