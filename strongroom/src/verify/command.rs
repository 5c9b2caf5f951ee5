//! `strongroom verify`: compares every row with its bytes, of the service or of a backup.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use shared::{clock::Clock, settings::Settings};

use crate::{
    backup::command::{Failure, failed},
    progress,
    verify::{self, Counts, Finding},
};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A backup to look at, instead of the service
    folder: Option<PathBuf>,
    /// Tell findings and counts as JSON, one object a line
    #[arg(long)]
    json: bool,
}

/// How the command ends when it could not look at everything, as other than when it found something.
const COULD_NOT_LOOK: u8 = 2;

/// Succeeds only where there is nothing to be found.
pub(crate) async fn run(arguments: Arguments) -> ExitCode {
    match look(&arguments).await {
        Ok(counts) => {
            tell(arguments.json, &counts);
            if counts.findings == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            failed("verify", &error);
            ExitCode::from(COULD_NOT_LOOK)
        }
    }
}

async fn look(arguments: &Arguments) -> Result<Counts, Failure> {
    let progress = Arc::default();
    let _telling = progress::tell(&progress, "looked at");
    let tell = |finding: &Finding| tell(arguments.json, finding);
    Ok(match &arguments.folder {
        Some(folder) => verify::backup(folder, &progress, tell).await?,
        None => verify::service(&Settings::load()?, &Clock::system(), &progress, tell).await?,
    })
}

fn tell(json: bool, what: &(impl serde::Serialize + std::fmt::Display)) {
    match json.then(|| serde_json::to_string(what)) {
        Some(Ok(line)) => println!("{line}"),
        _ => println!("{what}"),
    }
}
