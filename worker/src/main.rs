//! The worker as a program of its own.
//!
//! `worker` works; `worker healthcheck` says whether all is there that one with the same settings needs.

use std::{process::ExitCode, time::Duration};

use shared::{
    blobs::Blobs,
    clock::Clock,
    config::Settings,
    db::Db,
    foundation::{Foundation, StartError},
    queue::JobQueue,
    shutdown, telemetry,
};
use worker::Worker;

#[tokio::main]
async fn main() -> ExitCode {
    let done = match std::env::args().nth(1).as_deref() {
        None => run().await.map_err(|error| error.to_string()),
        Some("healthcheck") => health_check().await.map_err(|error| error.to_string()),
        Some(_) => Err("usage: worker, or worker healthcheck".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("worker: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), StartError> {
    let settings = Settings::load()?;
    telemetry::start(&settings.log)?;
    let stop = shutdown::on_signal()?;
    let foundation = Foundation::open(settings, Clock::system()).await?;
    Worker::new(foundation)?.run(stop, shutdown::DEADLINE).await;
    Ok(())
}

/// A worker has no listener to be asked, but ends where it cannot work; what it works with is asked instead.
async fn health_check() -> Result<(), Box<dyn std::error::Error>> {
    let settings = Settings::load()?;
    let asked = async {
        Blobs::open(&settings.storage)?.check().await?;
        JobQueue::open(&settings)?.ping().await?;
        Db::connect(&settings.database, 1).await?.ping().await?;
        Ok(())
    };
    tokio::time::timeout(Duration::from_secs(4), asked).await?
}
