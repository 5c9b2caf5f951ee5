//! A program's question to itself, where it has no listener but the one for operators.

use bounded_http::ask::{self, AskError};
use shared::settings::Settings;
use thiserror::Error;

/// Why a program does not count as healthy.
#[derive(Debug, Error)]
pub enum HealthCheckError {
    /// There is no listener that could be asked.
    #[error(
        "STRONGROOM_METRICS_LISTEN is empty, so there is nobody to ask; for example STRONGROOM_METRICS_LISTEN=127.0.0.1:9090"
    )]
    NoListener,
    /// The listener does not answer as it should.
    #[error(transparent)]
    Unwell(#[from] AskError),
}

/// Asks the listener of the setting `metrics_listen`, which every program has, for its `/healthz`.
pub fn health_check(settings: &Settings) -> Result<(), HealthCheckError> {
    Ok(ask::ask(settings.serving.metrics_listen.ok_or(HealthCheckError::NoListener)?, "/healthz")?)
}
