//! What the API and the worker both need: settings, rows, jobs and their queue, stored bytes, sealed tokens.
//!
//! This crate knows neither HTTP nor SMTP. The API and the worker do not know each other; they meet in the rows
//! and jobs that are defined here.

mod allocator;
pub mod backup;
pub mod blobs;
pub mod clock;
pub mod config;
pub mod counted;
pub mod db;
pub mod downloads;
pub mod files;
pub mod foundation;
pub mod health_check;
pub mod ids;
pub mod installation;
pub mod jobs;
pub mod keys;
pub mod metrics;
pub mod passwords;
pub mod queue;
pub mod readiness;
pub mod scans;
pub mod sealed;
pub mod sessions;
pub mod shutdown;
pub mod strays;
pub mod telemetry;
pub mod traces;
pub mod turns;
pub mod users;
pub mod verify;
