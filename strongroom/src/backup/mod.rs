//! Backups: database, stored bytes and key ring in one folder, consistent while the service runs.
//!
//! ```text
//! manifest.json       written last: without it the folder is no backup
//! database/           strongroom.db, or one .copy file for each table of Postgres
//! files/ab/…          the bytes of every document, as in the store
//! files.sha256        their names and SHA-256, as `sha256sum --check` reads them
//! keys/               the key ring, as the service keeps it
//! ```
//!
//! Bytes never change, they come before their row and go after it. So they are copied first, then the rows are taken
//! at one moment, and then whatever these rows name beyond that is copied too. Only bytes whose row has been removed
//! meanwhile can be missing, and such a row is left out.

pub(crate) mod command;
mod copying;
mod database;
mod engine_kind;
mod error;
mod manifest;
mod restore;
mod ring;
mod rows;
mod take;

pub(crate) use copying::{AT_ONCE, Check, check, check_blob};
pub(crate) use engine_kind::EngineKind;
pub(crate) use error::{BackupError, at};
pub(crate) use manifest::{LIST, MANIFEST, Manifest, TableRows};
pub(crate) use restore::{Listed, ListedFiles, Restored, restore};
pub(crate) use rows::{StoredRow, page};
pub(crate) use take::{open_database, open_store, place, shard_folder, take};
