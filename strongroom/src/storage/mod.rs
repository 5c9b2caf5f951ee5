//! `strongroom storage`: whose the store is, where it is, and what is swept from it.

mod moving;

use std::process::ExitCode;

use clap::Subcommand;
use shared::{
    clock::Clock,
    db::Db,
    foundation::{Foundation, StartError},
    ids::InstallationId,
    installation::{self, InstallationError, Overview},
    settings::Settings,
    strays::{self, Most, SweepError},
};
use storage::Blobs;
use thiserror::Error;

use moving::MoveError;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Give the store of the settings to the database of the settings, whatever installation it belonged to
    Adopt {
        /// Do it; else it is only told what there is
        #[arg(long)]
        yes: bool,
    },
    /// Move all documents to another place, while the service runs
    Move {
        /// The place, as `STRONGROOM_STORAGE_URL` names one: a folder, or a bucket of an S3 server
        url: String,
        /// Leave what is in the old place there at the end, such as where that is gone for good
        #[arg(long)]
        leave: bool,
    },
    /// Sweep the store now, as a worker does every hour
    Sweep {
        /// Put all files without a row into the trash, however many there are
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Error)]
enum StorageCommandError {
    #[error("{0}")]
    Start(#[from] StartError),
    #[error("{0}")]
    Installation(#[from] InstallationError),
    #[error("{0}")]
    Sweep(#[from] SweepError),
    #[error("{0}")]
    Move(#[from] MoveError),
    #[error("nothing is changed; with --yes it is")]
    NotAsked,
}

pub(crate) async fn run(arguments: Arguments) -> ExitCode {
    match done(arguments.command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("strongroom storage: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn done(command: Command) -> Result<(), StorageCommandError> {
    let settings = Settings::load().map_err(StartError::from)?;
    let db = Foundation::open_database(&settings).await?;
    let store = Foundation::look_at_store(&settings, &db, &Clock::system()).await?;
    let worked = match command {
        Command::Adopt { yes } => adopt(&db, &store, yes).await,
        Command::Move { url, leave } => moving::run(&settings, &db, &url, leave).await.map_err(Into::into),
        Command::Sweep { yes } => sweep(&db, &store, yes).await,
    };
    db.close().await;
    worked
}

async fn adopt(db: &Db, store: &Blobs, yes: bool) -> Result<(), StorageCommandError> {
    let Overview { ours, theirs, documents, other_versions, stored } = installation::overview(db, store).await?;
    let named = |id: Option<InstallationId>| id.map_or_else(|| "none yet".to_owned(), |id| id.to_string());
    // Of installations that never had a second version, nothing is said of versions.
    let versions =
        if other_versions == 0 { String::new() } else { format!(" and {other_versions} other versions of them") };
    println!("The database knows {documents} documents{versions}; its installation is {}.", named(ours));
    println!("The store holds {stored} files; its installation is {}.", named(theirs));
    if !yes {
        return Err(StorageCommandError::NotAsked);
    }
    let id = installation::adopt(db, store, Clock::system().now()).await?;
    println!("The store belongs to the database now; the installation of both is {id}.");
    Ok(())
}

async fn sweep(db: &Db, store: &Blobs, yes: bool) -> Result<(), StorageCommandError> {
    let most = if yes { Most::All } else { Most::Few };
    let swept = strays::sweep(db, store, most, Clock::system().now()).await?;
    println!("{swept}.");
    Ok(())
}
