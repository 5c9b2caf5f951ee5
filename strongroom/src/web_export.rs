//! `strongroom web-export`: the files of the pages, for nginx.

use std::path::PathBuf;

use shared::foundation::StartError;

/// Where to.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The folder; what is in it stays
    folder: PathBuf,
}

/// Writes every file, and beside it what it is compressed.
pub(crate) fn run(arguments: &Arguments) -> Result<(), StartError> {
    let count = web::export(&arguments.folder)
        .map_err(|error| std::io::Error::other(format!("{}: {error}", arguments.folder.display())))?;
    println!("{count} files of the pages are in {}.", arguments.folder.display());
    Ok(())
}
