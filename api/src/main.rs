//! The API as a program of its own.

use std::process::ExitCode;

use monitoring::{Listener, Telemetry};
use shared::{
    clock::Clock,
    config::Settings,
    foundation::{Foundation, StartError},
    readiness::Readiness,
    shutdown,
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
    let telemetry = Telemetry::start(&settings, "strongroom-api")?;
    let ended = serve(settings).await;
    telemetry.finish().await;
    ended
}

async fn serve(settings: Settings) -> Result<(), StartError> {
    let stop = shutdown::on_signal()?;
    let monitoring = Listener::bind(&settings).await?;
    let foundation = Foundation::open(settings, Clock::system()).await?;
    monitoring.serve(&foundation, Readiness::of(&foundation), stop.clone());
    api::run(foundation, stop, shutdown::DEADLINE).await
}
