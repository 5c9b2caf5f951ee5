//! End-to-end tests: stories told through the public API, against the service as it runs.
//!
//! Every story in a `stories!` list is told twice, on the embedded stack (SQLite, a queue in the process) and on
//! servers (Postgres and Redis), from one text. The servers are those of `TEST_DATABASE_URL` and `TEST_REDIS_URL`;
//! where these are not set, that half says so and is passed over. After each story nothing may be left: no job
//! undone, no half-written file, no stored bytes without a row. `TEST_LOG=debug` shows the log of what runs.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop and say where")]

mod abuse;
mod accounts;
mod api_tokens;
mod app;
mod audit;
mod audit_events;
mod audit_proof;
mod backup;
mod backup_accounts;
mod backup_keys;
mod backup_refusals;
mod clamd;
mod client;
mod collector;
mod commits;
mod conformance;
mod cookies;
mod corpus;
mod crowds;
mod database_faults;
mod deployment;
mod doctor;
mod doctor_servers;
mod documents;
mod downloads_underway;
mod enumeration;
mod faults;
mod files;
mod forms;
mod glossary;
mod groups;
mod hostile;
mod house;
mod idempotency;
mod invitations;
mod job_board;
mod jobs;
mod keys;
mod languages;
mod leaving;
mod limits;
mod limits_log_in;
mod link_rows;
mod links;
mod mails;
mod metrics;
mod migrations;
mod nginx;
mod own_sessions;
mod passkeys;
mod people;
mod people_at_the_machine;
mod people_in_numbers;
mod pictures;
mod profile;
mod program;
mod programs;
mod ranges;
mod recovery;
mod reports;
mod rights;
mod rights_table;
mod scanning;
mod second_factors;
mod second_factors_required;
mod servers;
mod serving;
mod sessions;
mod smtp;
mod stack;
mod storage;
mod summary;
mod sweeping;
mod templates;
mod tls;
mod tour;
mod traces;
mod uploads;
mod zips;
