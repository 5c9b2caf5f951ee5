//! Strongroom in one program: API and worker together, either part alone, and an operator's commands.

mod audit;
mod audited;
mod backup;
mod create_ops;
mod doctor;
mod first_ops;
mod jobs;
mod keys;
mod people;
mod progress;
mod rescan;
mod storage;
mod tour;
mod verify;
mod web_export;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use monitoring::{Listener, Telemetry};
use shared::{
    clock::Clock,
    foundation::{Foundation, StartError},
    readiness::Readiness,
    settings::{SettingError, Settings},
    shutdown,
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
    /// Prove the audit trail, and print it
    Audit(audit::Arguments),
    /// Make an account for one of the company's own people
    CreateOps(create_ops::Arguments),
    /// Look whether everything that Strongroom stands on is as it should be
    Doctor(doctor::Arguments),
    /// See jobs, try them again, give them up, clear them away
    Jobs(jobs::Arguments),
    /// Show, add and retire the keys that sign tokens and seal links
    Keys(keys::Arguments),
    /// See, invite, import, approve, disable and erase people
    People(people::Arguments),
    /// Have documents scanned again
    Rescan(rescan::Arguments),
    /// Take a document through a running Strongroom, and print every request and every answer
    Tour(tour::Arguments),
    /// Give the store to the database, and sweep it
    Storage(storage::Arguments),
    /// Bring the tables of the database up to date
    Migrate,
    /// Ask the API that runs with the same settings whether it serves
    Healthcheck,
    /// Print the OpenAPI document of the API
    Openapi,
    /// Copy database, documents and keys into a folder, while the service runs
    Backup(backup::command::Arguments),
    /// Put a backup into an empty database and an empty store, while the service does not run
    Restore(backup::command::Arguments),
    /// Compare every document's row with its stored bytes, of the service or of a backup
    Verify(verify::command::Arguments),
    /// Write the files of the pages into a folder, for a server in front that sends them itself
    WebExport(web_export::Arguments),
}

#[tokio::main]
async fn main() -> ExitCode {
    shared::private_files::keep_others_out();
    let done = match Arguments::parse().command {
        None => Box::pin(run("strongroom", Settings::load(), all)).await,
        Some(Command::Api) => Box::pin(run("strongroom-api", Settings::load(), api_alone)).await,
        Some(Command::Worker) => run("strongroom-worker", Settings::load_for_worker(), worker_alone).await,
        Some(Command::Audit(arguments)) => return audit::run(arguments).await,
        Some(Command::CreateOps(arguments)) => return create_ops::run(arguments).await,
        Some(Command::Doctor(arguments)) => doctor::run(arguments).await,
        Some(Command::Jobs(arguments)) => return jobs::run(arguments).await,
        Some(Command::Keys(arguments)) => return keys::run(arguments).await,
        Some(Command::People(arguments)) => return people::run(arguments).await,
        Some(Command::Rescan(arguments)) => return rescan::run(arguments).await,
        Some(Command::Tour(arguments)) => return tour::run(arguments).await,
        Some(Command::Storage(arguments)) => return storage::run(arguments).await,
        Some(Command::Migrate) => migrate().await,
        Some(Command::Healthcheck) => return health_check(),
        Some(Command::Openapi) => print_openapi(),
        Some(Command::Backup(arguments)) => return backup::command::backup(arguments).await,
        Some(Command::Restore(arguments)) => return backup::command::restore(arguments).await,
        Some(Command::Verify(arguments)) => return verify::command::run(arguments).await,
        Some(Command::WebExport(arguments)) => web_export::run(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("strongroom: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a part of Strongroom under the name that traces show.
async fn run(
    name: &'static str,
    settings: Result<Settings, SettingError>,
    part: impl AsyncFnOnce(Settings) -> Result<(), StartError>,
) -> Result<(), StartError> {
    let settings = settings?;
    let telemetry = Telemetry::start(&settings, name)?;
    let ended = part(settings).await;
    telemetry.finish().await;
    ended
}

/// Begins with what an operator looks at, so that an address that is taken stops the start before anything else.
async fn open(settings: Settings) -> Result<(Foundation, Listener), StartError> {
    let monitoring = Listener::bind(&settings).await?;
    Ok((Foundation::open(settings, Clock::system()).await?, monitoring))
}

async fn all(settings: Settings) -> Result<(), StartError> {
    let stop = shutdown::on_signal()?;
    let (foundation, monitoring) = open(settings).await?;
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

async fn api_alone(settings: Settings) -> Result<(), StartError> {
    let stop = shutdown::on_signal()?;
    let (foundation, monitoring) = open(settings).await?;
    monitoring.serve(&foundation, Readiness::of(&foundation), stop.clone());
    first_ops::make_if_embedded(&foundation).await?;
    api::run(foundation, stop, shutdown::DEADLINE).await
}

async fn worker_alone(settings: Settings) -> Result<(), StartError> {
    let stop = shutdown::on_signal()?;
    let (foundation, monitoring) = open(settings).await?;
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
    let asked = Settings::load().map_err(|error| error.to_string()).and_then(|settings| {
        bounded_http::ask::ask(settings.serving.listen, "/healthz").map_err(|error| error.to_string())
    });
    match asked {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("strongroom healthcheck: {error}");
            ExitCode::FAILURE
        }
    }
}
