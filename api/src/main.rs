//! The API as a program of its own.
//!
//! `api` serves; `api healthcheck` asks the one that serves with the same settings whether it does.

use std::process::ExitCode;

use monitoring::{Listener, Telemetry};
use shared::{
    clock::Clock,
    foundation::{Foundation, StartError},
    readiness::Readiness,
    settings::Settings,
    shutdown,
};

#[tokio::main]
async fn main() -> ExitCode {
    shared::private_files::keep_others_out();
    let done = match std::env::args().nth(1).as_deref() {
        None => run().await.map_err(|error| error.to_string()),
        Some("healthcheck") => health_check().map_err(|error| error.to_string()),
        Some(_) => Err("usage: api, or api healthcheck".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("api: {error}");
            ExitCode::FAILURE
        }
    }
}

fn health_check() -> Result<(), Box<dyn std::error::Error>> {
    Ok(bounded_http::ask::ask(Settings::load()?.serving.listen, "/healthz")?)
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
