//! The worker as a program of its own.
//!
//! `worker` works; `worker healthcheck` asks the one that works with the same settings whether it does.

use std::process::ExitCode;

use monitoring::{Listener, Telemetry};
use shared::{
    clock::Clock,
    foundation::{Foundation, StartError},
    settings::Settings,
    shutdown,
};
use worker::Worker;

#[tokio::main]
async fn main() -> ExitCode {
    shared::private_files::keep_others_out();
    let done = match std::env::args().nth(1).as_deref() {
        None => run().await.map_err(|error| error.to_string()),
        Some("healthcheck") => health_check().map_err(|error| error.to_string()),
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
    let settings = Settings::load_for_worker()?;
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

fn health_check() -> Result<(), Box<dyn std::error::Error>> {
    Ok(monitoring::health_check(&Settings::load_for_worker()?)?)
}
