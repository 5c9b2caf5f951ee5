//! The worker as a program of its own.

use std::process::ExitCode;

use monitoring::{Listener, Telemetry};
use shared::{
    clock::Clock,
    config::Settings,
    foundation::{Foundation, StartError},
    shutdown,
};
use worker::Worker;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("worker: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), StartError> {
    let settings = Settings::load()?;
    let telemetry = Telemetry::start(&settings, "strongroom-worker")?;
    let ended = work(settings).await;
    telemetry.finish().await;
    ended
}

async fn work(settings: Settings) -> Result<(), StartError> {
    let stop = shutdown::on_signal()?;
    let monitoring = Listener::bind(&settings).await?;
    let foundation = Foundation::open(settings, Clock::system()).await?;
    let worker = Worker::new(foundation.clone())?;
    monitoring.serve(&foundation, worker.readiness(), stop.clone());
    worker.run(stop, shutdown::DEADLINE).await;
    Ok(())
}
