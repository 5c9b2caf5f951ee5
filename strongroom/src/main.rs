//! Strongroom in one program: API and worker together, either part alone, and an operator's commands.

mod create_ops;
mod first_ops;
mod jobs;
mod keys;
mod rescan;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use monitoring::Listener;
use shared::{
    clock::Clock,
    config::Settings,
    foundation::{Foundation, StartError},
    readiness::Readiness,
    shutdown, telemetry,
};
use worker::Worker;

/// Hands Office documents to outside clients, and nothing leaves that should not.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run the API alone
    Api,
    /// Run a worker alone
    Worker,
    /// Make an account for one of the company's own people
    CreateOps(create_ops::Arguments),
    /// See jobs, try them again, give them up, clear them away
    Jobs(jobs::Arguments),
    /// Show, add and retire the keys that sign tokens and seal links
    Keys(keys::Arguments),
    /// Have documents scanned again
    Rescan(rescan::Arguments),
    /// Bring the tables of the database up to date
    Migrate,
    /// Ask the API that runs with the same settings whether it serves
    Healthcheck,
    /// Print the OpenAPI document of the API
    Openapi,
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        None => run_all().await,
        Some(Command::Api) => run_api().await,
        Some(Command::Worker) => run_worker().await,
        Some(Command::CreateOps(arguments)) => return create_ops::run(arguments).await,
        Some(Command::Jobs(arguments)) => return jobs::run(arguments).await,
        Some(Command::Keys(arguments)) => return keys::run(arguments),
        Some(Command::Rescan(arguments)) => return rescan::run(arguments).await,
        Some(Command::Migrate) => migrate().await,
        Some(Command::Healthcheck) => return health_check(),
        Some(Command::Openapi) => print_openapi(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("strongroom: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Begins with what an operator looks at, so that an address that is taken stops the start before anything else.
async fn open() -> Result<(Foundation, Listener), StartError> {
    let settings = Settings::load()?;
    telemetry::start(&settings.log)?;
    let monitoring = Listener::bind(&settings).await?;
    Ok((Foundation::open(settings, Clock::system()).await?, monitoring))
}

async fn run_all() -> Result<(), StartError> {
    let stop = shutdown::on_signal()?;
    let (foundation, monitoring) = open().await?;
    let worker = Worker::new(foundation.clone())?;
    monitoring.serve(&foundation, worker.readiness(), stop.clone());
    first_ops::make_if_embedded(&foundation).await?;
    let working = tokio::spawn({
        let stop = stop.clone();
        async move { worker.run(stop, shutdown::DEADLINE).await }
    });
    let served = api::run(foundation, stop.clone(), shutdown::DEADLINE).await;
    // An API that could not start takes the worker along.
    stop.cancel();
    working.await.map_err(std::io::Error::other)?;
    served
}

async fn run_api() -> Result<(), StartError> {
    let stop = shutdown::on_signal()?;
    let (foundation, monitoring) = open().await?;
    monitoring.serve(&foundation, Readiness::of(&foundation), stop.clone());
    first_ops::make_if_embedded(&foundation).await?;
    api::run(foundation, stop, shutdown::DEADLINE).await
}

async fn run_worker() -> Result<(), StartError> {
    let stop = shutdown::on_signal()?;
    let (foundation, monitoring) = open().await?;
    let worker = Worker::new(foundation.clone())?;
    monitoring.serve(&foundation, worker.readiness(), stop.clone());
    worker.run(stop, shutdown::DEADLINE).await;
    Ok(())
}

async fn migrate() -> Result<(), StartError> {
    let settings = Settings::load()?;
    Foundation::open_database(&settings).await?.close().await;
    println!("The tables are up to date.");
    Ok(())
}

fn print_openapi() -> Result<(), StartError> {
    print!("{}", api::openapi_json().map_err(std::io::Error::other)?);
    Ok(())
}

fn health_check() -> ExitCode {
    let asked = Settings::load()
        .map_err(|error| error.to_string())
        .and_then(|settings| shared::health_check::ask(settings.listen, "/healthz").map_err(|error| error.to_string()));
    match asked {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("strongroom healthcheck: {error}");
            ExitCode::FAILURE
        }
    }
}
