//! Pictures that are taken, and what is not.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop and say where")]

mod formats;
mod memory;
mod orientation;
mod pages;
mod refused;
mod samples;
mod stripped;
