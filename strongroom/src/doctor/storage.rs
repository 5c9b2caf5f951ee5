//! Looks at what lies on disks: documents, keys, folders.

use std::{
    io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use shared::{
    blobs::{Probed, probe},
    clock::Clock,
    config::{Settings, StorageSetting},
    keys::{self, KeyKind, KeySource},
};

use super::{Finding, room};

pub(super) async fn documents(settings: Settings) -> Vec<Finding> {
    let name = "storage";
    let embedded = settings.is_embedded();
    let StorageSetting::Local(path) = settings.storage.clone();
    let probed = tokio::task::spawn_blocking({
        let path = path.clone();
        move || probe(&settings.storage).map(|found| (found, room::lacks(&path)))
    })
    .await;
    let folder = path.display();
    let see = "see whether STRONGROOM_STORAGE_URL names it, it is mounted, and this user may write there";
    vec![match probed {
        Ok(Ok((Probed::Works, _))) => Finding::ok(name, format!("{folder} can be written, read and cleared")),
        Ok(Ok((Probed::NotThere, Some(lacks)))) => {
            Finding::wrong(name, format!("{folder} is not there and cannot be made: {lacks}"), see)
        }
        Ok(Ok((Probed::NotThere, None))) if embedded => Finding::warning(
            name,
            format!("{folder} is not there yet"),
            "nothing to do before the first start, which makes it",
        ),
        Ok(Ok((Probed::NotThere, None))) => Finding::wrong(name, format!("{folder} is not there"), see),
        Ok(Ok((Probed::Split, _))) => {
            let said = format!("{folder}/spool and {folder}/blobs are on two file systems, so no upload can be kept");
            Finding::wrong(name, said, "mount the folder as a whole")
        }
        Ok(Ok((Probed::Corrupts, _))) => Finding::wrong(
            name,
            format!("{folder} gives back other bytes than it took"),
            "replace the disk or the share",
        ),
        Ok(Err(error)) => Finding::wrong(name, format!("{folder} cannot be written: {error}"), see),
        Err(error) => Finding::wrong(name, format!("{folder}: {error}"), see),
    }]
}

pub(super) async fn keys(settings: Settings) -> Vec<Finding> {
    let looked = tokio::task::spawn_blocking(move || {
        let missing = settings.keys_dir.as_ref().filter(|folder| !folder.is_dir());
        if let Some(folder) = missing {
            let said = format!("STRONGROOM_KEYS_DIR names {}, which is no folder", folder.display());
            return vec![Finding::wrong("keys", said, "make it, or mount it")];
        }
        KeyKind::ALL.into_iter().map(|kind| about_keys(&settings, kind)).collect()
    });
    looked.await.unwrap_or_else(|error| vec![Finding::wrong("keys", error.to_string(), "report this as a bug")])
}

/// The lengths are checked where keys are read: a short one is an error there.
fn about_keys(settings: &Settings, kind: KeyKind) -> Finding {
    let (name, what) = ("keys", kind.as_str());
    let (found, path) = match KeySource::of(settings, kind) {
        KeySource::Settings(found) => (found, None),
        KeySource::File(file) => match file.read() {
            Ok(Some(found)) => (found, Some(file.path().to_owned())),
            Ok(None) => {
                let said = format!("there is no {what} key yet");
                let lacks = file.path().parent().and_then(room::lacks);
                if let Some(lacks) = lacks {
                    let said = format!("{said}, and none can be made: {lacks}");
                    return Finding::wrong(name, said, "let this user write there");
                }
                return Finding::warning(name, said, "nothing to do before the first start, which makes it");
            }
            Err(error) => return Finding::wrong(name, error.to_string(), "restore the file from a backup"),
        },
    };
    if let Some(path) = path.as_deref().filter(|path| others_may_read(path)) {
        let said = format!("others may read {}", path.display());
        return Finding::warning(name, said, "chmod 600, and rotate what is in it: `strongroom keys`");
    }
    let signing = keys::signing(&found, Clock::system().now()).map_or("none", |key| key.id.as_str());
    let count = if found.len() == 1 { "1 key is".to_owned() } else { format!("{} keys are", found.len()) };
    Finding::ok(name, format!("{what}: {count} accepted, {signing} signs; all are long enough"))
}

fn others_may_read(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|about| about.permissions().mode() & 0o077 != 0)
}

/// Says whether a folder takes files, or would be made at the first start.
pub(super) async fn folder(path: PathBuf) -> Result<String, String> {
    let shown = path.display().to_string();
    let tried = tokio::task::spawn_blocking(move || {
        if !path.exists() {
            return room::lacks(&path).map_or(Ok(()), |lacks| Err(io::Error::other(lacks)));
        }
        let file = path.join(format!(".check-{}", std::process::id()));
        std::fs::write(&file, b"strongroom").and_then(|()| std::fs::remove_file(&file))
    });
    match tried.await {
        Ok(Ok(())) => Ok(shown),
        Ok(Err(error)) => Err(format!("{shown}: {error}")),
        Err(error) => Err(format!("{shown}: {error}")),
    }
}
