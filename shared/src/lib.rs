//! What the API and the worker both need: settings, rows, jobs and their queue, keys, sealed tokens.
//!
//! This crate knows neither HTTP nor SMTP. The API and the worker do not know each other; they meet in the rows
//! and jobs that are defined here.

mod allocator;
pub mod audit;
pub mod clock;
pub mod counted;
pub mod db;
pub mod documents;
pub mod foundation;
mod gathering;
pub mod happenings;
pub mod idempotency;
pub mod ids;
pub mod installation;
pub mod jobs;
pub mod keys;
pub mod limits;
pub mod metrics;
pub mod people;
pub mod private_files;
pub mod queue;
pub mod readiness;
pub mod sealed;
pub mod search;
pub mod settings;
pub mod shutdown;
pub mod stray_previews;
pub mod strays;
pub mod summary;
pub mod telemetry;
pub mod traces;
pub mod turns;
pub mod words;
