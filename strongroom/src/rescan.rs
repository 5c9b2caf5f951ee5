//! `strongroom rescan`: has documents scanned again.

use std::process::ExitCode;

use shared::{
    clock::Clock,
    counted::{counted, counted_are},
    documents::scans,
    foundation::{Foundation, StartError},
    ids::FileId,
    jobs::JobError,
    settings::Settings,
};
use thiserror::Error;

/// How many documents are taken in one transaction.
const BATCH: i64 = 500;

#[derive(clap::Args)]
#[group(required = true, multiple = true)]
pub(crate) struct Arguments {
    /// Those whose scan failed, as after a limit was raised
    #[arg(long)]
    failed: bool,
    /// Those whose scan failed, and in the background all clean ones, which stay open meanwhile
    #[arg(long)]
    all: bool,
    /// These, whatever was found in them; they are shut until they are scanned
    #[arg(value_name = "ID")]
    ids: Vec<FileId>,
}

#[derive(Debug, Error)]
enum RescanError {
    #[error("{0}")]
    Start(#[from] StartError),
    #[error("{0}")]
    Job(#[from] JobError),
    #[error("{0}")]
    Database(#[from] sqlx::Error),
    #[error("there is no document {0}")]
    Unknown(FileId),
}

pub(crate) async fn run(arguments: Arguments) -> ExitCode {
    match rescan(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("strongroom rescan: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn rescan(arguments: Arguments) -> Result<(), RescanError> {
    let settings = Settings::load().map_err(StartError::from)?;
    let db = Foundation::open_database(&settings).await?;
    let now = Clock::system().now();
    for id in arguments.ids {
        if !scans::ask_for(&db, id, now).await? {
            return Err(RescanError::Unknown(id));
        }
        println!("{id} is scanned again.");
    }
    if arguments.failed || arguments.all {
        let mut count = 0;
        loop {
            let more = scans::ask_for_failed(&db, BATCH, now).await?;
            if more == 0 {
                break;
            }
            count += more;
        }
        let verb = if count == 1 { "is" } else { "are" };
        println!("{} whose scan failed {verb} scanned again.", counted(count, "document"));
    }
    if arguments.all {
        let count = scans::ask_for_clean(&db).await?;
        println!("{} scanned again, {} a minute.", counted_are(count, "clean document"), settings.scanning.rescan_pace);
    }
    Ok(())
}
