//! Shows an operator how a program runs, on a listener of its own (`/metrics`, `/healthz` and `/readyz`), in traces (OTLP), and
//! in reports of errors (Sentry).
//!
//! The listener is kept off the public port: whoever can reach it is an operator or a machine of theirs.

mod errors;
mod health_check;
mod listener;
mod routes;
mod telemetry;
mod traces;

pub use health_check::{HealthCheckError, health_check};
pub use listener::Listener;
pub use telemetry::Telemetry;
