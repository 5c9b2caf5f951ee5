//! The worker as a program of its own.

use std::process::ExitCode;

use monitoring::Listener;
use shared::{
    clock::Clock,
    config::Settings,
    foundation::{Foundation, StartError},
    shutdown, telemetry,
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
    telemetry::start(&settings.log)?;
    let stop = shutdown::on_signal()?;
    let monitoring = Listener::bind(&settings).await?;
    let foundation = Foundation::open(settings, Clock::system()).await?;
    let worker = Worker::new(foundation.clone())?;
    monitoring.serve(&foundation, worker.readiness(), stop.clone());
    worker.run(stop, shutdown::DEADLINE).await;
    Ok(())
}
