//! A backup against its own manifest and list.

use std::{collections::HashSet, fs, path::Path, sync::Arc};

use futures_util::{StreamExt, stream};
use storage::off_thread;

use super::{Counts, Fault, Finding, Telling};
use crate::{
    backup::{
        AT_ONCE, BackupError, Check, LIST, Listed, ListedFiles, MANIFEST, Manifest, at, check, place, shard_folder,
    },
    progress::Progress,
};

/// Compares every file of a backup with what was written down, and tells each finding as it is made.
pub(crate) async fn backup(
    folder: &Path,
    progress: &Arc<Progress>,
    tell: impl FnMut(&Finding),
) -> Result<Counts, BackupError> {
    let manifest = Manifest::read(folder)?;
    let mut telling = Telling::new(tell);
    for part in manifest.damaged_parts(folder).await.map_err(at(folder))? {
        let fault = if folder.join(&part).exists() { Fault::Differs } else { Fault::Missing };
        telling.found(fault, part, None);
    }
    for document in &manifest.damaged {
        telling.found(Fault::Missing, "its bytes were missing or damaged in the store", Some(*document));
    }
    find_unknown_parts(folder, &manifest, &mut telling).await?;
    let (mut listed, mut shard, mut named) = (ListedFiles::open(folder)?, 0, HashSet::new());
    loop {
        let (rest, lines) = listed.next().await?;
        listed = rest;
        if lines.is_empty() {
            break;
        }
        let mut checks = stream::iter(lines).map(|line| look_at(folder, line, progress)).buffered(AT_ONCE);
        while let Some((line, checked)) = checks.next().await {
            for over in shard..line.blob.shard() {
                find_strays(folder, over, &std::mem::take(&mut named), &mut telling).await?;
            }
            shard = line.blob.shard();
            named.insert(line.blob.to_string());
            telling.counts.documents += 1;
            match checked {
                Check::Sound(size) => telling.counts.bytes += size,
                Check::Missing => telling.found(Fault::Missing, place(line.blob), None),
                Check::Differs => telling.found(Fault::Differs, place(line.blob), None),
                Check::Locked => telling.found(Fault::Locked, place(line.blob), None),
                Check::Unreadable => telling.found(Fault::Unreadable, place(line.blob), None),
            }
        }
    }
    for over in shard..=u8::MAX {
        find_strays(folder, over, &std::mem::take(&mut named), &mut telling).await?;
    }
    Ok(telling.counts)
}

async fn look_at(folder: &Path, line: Listed, progress: &Progress) -> (Listed, Check) {
    let (path, sha256) = (folder.join(place(line.blob)), line.sha256.clone());
    let checked = off_thread(move || Ok(check(&path, &sha256))).await.unwrap_or(Check::Unreadable);
    progress.add(if let Check::Sound(size) = checked { size } else { 0 });
    (line, checked)
}

/// Finds files of one shard that the list does not name.
async fn find_strays(
    folder: &Path,
    shard: u8,
    named: &HashSet<String>,
    telling: &mut Telling<impl FnMut(&Finding)>,
) -> Result<(), BackupError> {
    let looked_at = shard_folder(folder, shard);
    for name in names(&looked_at).await?.into_iter().filter(|name| !named.contains(name)) {
        telling.found(Fault::Stray, looked_at.join(name).display().to_string(), None);
    }
    Ok(())
}

/// Finds files outside of the stored bytes that the manifest does not name.
async fn find_unknown_parts(
    folder: &Path,
    manifest: &Manifest,
    telling: &mut Telling<impl FnMut(&Finding)>,
) -> Result<(), BackupError> {
    let folders = ["database", "files", "keys"];
    for name in names(folder).await? {
        if !folders.contains(&name.as_str()) && name != MANIFEST && name != LIST {
            telling.found(Fault::Stray, name, None);
        }
    }
    for inner in ["database", "keys"] {
        for name in names(&folder.join(inner)).await? {
            let path = format!("{inner}/{name}");
            if !manifest.has_part(&path) {
                telling.found(Fault::Stray, path, None);
            }
        }
    }
    Ok(())
}

/// The names in a folder; none where there is no such folder.
async fn names(folder: &Path) -> Result<Vec<String>, BackupError> {
    let listed = folder.to_owned();
    let read = off_thread(move || {
        let entries = match fs::read_dir(listed) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    });
    read.await.map_err(at(folder))
}
