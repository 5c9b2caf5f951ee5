//! `strongroom backup` and `strongroom restore`: everything in one folder, and back.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use shared::{
    audit::{Entry, Event},
    clock::Clock,
    counted::counted,
    settings::{SettingError, Settings},
};
use thiserror::Error;

use crate::{
    audited,
    backup::{self, BackupError, Manifest},
    progress,
};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The folder of the backup
    folder: PathBuf,
}

/// Why a command about backups has failed.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error(transparent)]
    Backup(#[from] BackupError),
}

/// Makes a backup. Fails also where documents without sound bytes had to be left without.
pub(crate) async fn backup(arguments: Arguments) -> ExitCode {
    match make(&arguments.folder).await {
        Ok(manifest) => {
            println!("Backed up into {}: {}.", arguments.folder.display(), summary(&manifest));
            if !manifest.left_out.is_empty() {
                let left_out = manifest.left_out.len();
                println!("Left out, since removed meanwhile: {}.", counted(left_out, "document"));
            }
            tell_damaged("backup", &manifest)
        }
        Err(error) => failed("backup", &error),
    }
}

/// Restores a backup. Fails also where it has documents without bytes.
pub(crate) async fn restore(arguments: Arguments) -> ExitCode {
    match put_back(&arguments.folder).await {
        Ok(restored) => {
            println!("Restored from {}: {}.", arguments.folder.display(), summary(&restored.manifest));
            restored.notes.iter().for_each(|note| println!("To do: {note}."));
            tell_damaged("restore", &restored.manifest)
        }
        Err(error) => failed("restore", &error),
    }
}

async fn make(folder: &Path) -> Result<Manifest, Failure> {
    let settings = Settings::load()?;
    let progress = Arc::default();
    let _telling = progress::tell(&progress, "copied");
    let manifest = backup::take(&settings, folder, &Clock::system(), &progress).await?;
    audited::tell(&settings, about(Event::BackupTaken, &manifest)).await;
    Ok(manifest)
}

async fn put_back(folder: &Path) -> Result<backup::Restored, Failure> {
    let settings = Settings::load()?;
    let progress = Arc::default();
    let _telling = progress::tell(&progress, "restored");
    let restored = backup::restore(&settings, folder, Clock::system().now(), &progress).await?;
    audited::tell(&settings, about(Event::BackupRestored, &restored.manifest)).await;
    Ok(restored)
}

fn about(event: Event, manifest: &Manifest) -> Entry {
    Entry::of(event).with("documents", manifest.files).with("bytes", manifest.bytes)
}

fn summary(manifest: &Manifest) -> String {
    let Manifest { engine, made_at, files, bytes, tables, .. } = manifest;
    let (rows, tables) = (counted(manifest.rows(), "row"), counted(tables.len(), "table"));
    let (files, bytes) = (counted(*files, "document"), counted(*bytes, "byte"));
    format!("{engine} as of {made_at}, {rows} in {tables}, {files} of {bytes}")
}

fn tell_damaged(command: &str, manifest: &Manifest) -> ExitCode {
    for document in &manifest.damaged {
        eprintln!("strongroom {command}: document {document} has no sound bytes in the store it was copied from");
    }
    if manifest.damaged.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

pub(crate) fn failed(command: &str, error: &Failure) -> ExitCode {
    eprintln!("strongroom {command}: {error}");
    ExitCode::FAILURE
}
