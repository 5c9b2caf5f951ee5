//! The API as a program of its own.

use std::process::ExitCode;

use monitoring::Listener;
use shared::{
    clock::Clock,
    config::Settings,
    foundation::{Foundation, StartError},
    readiness::Readiness,
    shutdown, telemetry,
};

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("api: {error}");
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
    monitoring.serve(&foundation, Readiness::of(&foundation), stop.clone());
    api::run(foundation, stop, shutdown::DEADLINE).await
}
