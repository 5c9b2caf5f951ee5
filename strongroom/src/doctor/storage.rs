//! Looks at what lies on disks: documents, keys, folders.

use std::{
    io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use bytesize::ByteSize;
use shared::{
    clock::Clock,
    counted::counted,
    db::Db,
    documents::{data_keys, room::taken},
    installation::{self, InstallationError, Standing},
    keys::{self, KeyRing, KeySource},
    settings::{KeyKind, Settings},
    strays,
};
use storage::{Blobs, Place, Probed, probe};

use super::{Finding, room};

pub(super) async fn documents(settings: Settings) -> Vec<Finding> {
    let name = "storage";
    let embedded = settings.storage.is_embedded();
    let path = match &settings.storage.documents {
        Place::Local(path) => path.clone(),
        Place::Bucket(_) => return vec![bucket(&settings).await],
    };
    let probed = tokio::task::spawn_blocking({
        let path = path.clone();
        move || probe(&settings.storage.documents).map(|found| (found, room::lacks(&path)))
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

/// Looks whether a bucket takes an object and gives it back.
async fn bucket(settings: &Settings) -> Finding {
    let name = "storage";
    let see =
        "see STRONGROOM_STORAGE_URL, the keys, what they may do with the bucket, and whether its server is reached";
    let store = match Blobs::at(&settings.storage.documents, settings.storage.readers) {
        Ok(store) => store,
        Err(error) => return Finding::wrong(name, format!("the bucket cannot be spoken to: {error}"), see),
    };
    let work = settings.storage.documents.folder();
    if let Some(lacks) = room::lacks(work) {
        return Finding::wrong(name, format!("{} cannot take what is arriving: {lacks}", work.display()), see);
    }
    match store.check_kept().await {
        Ok(()) => Finding::ok(name, format!("{} can be written and read", store.named())),
        Err(error) => Finding::wrong(name, format!("{} cannot be used: {error}", store.named()), see),
    }
}

/// Looks whether the store is this database's, whether somebody else can look into it, and whether the last sweep has
/// stopped.
pub(super) async fn installation(settings: Settings) -> Vec<Finding> {
    let name = "storage";
    let store = match Blobs::at(&settings.storage.documents, settings.storage.readers) {
        Ok(store) => store,
        Err(error) => return vec![Finding::wrong(name, error.to_string(), "see STRONGROOM_STORAGE_URL")],
    };
    let mut findings = vec![whose(&settings, &store).await];
    let root = settings.storage.documents.folder().clone();
    if has_rights(&root, settings.storage.readers.too_much()) {
        let said = format!("others on this machine may look into {}", root.display());
        findings.push(Finding::warning(name, said, "the next start takes that from them, if the folder is its user's"));
    }
    match strays::stopped(&store).await {
        Ok(Some(told)) => findings.push(Finding::wrong(
            name,
            format!("the last sweep has stopped: {told}"),
            "see whether the database is an old copy; if they may go, `strongroom storage sweep --yes`",
        )),
        Ok(None) => {}
        Err(error) => findings.push(Finding::wrong(name, error.to_string(), "see who may read the store")),
    }
    findings.extend(left(&settings, &store).await);
    findings.extend(sealed(&settings).await);
    findings
}

/// Looks how much room is left: on the disk, and of the quota of all.
async fn left(settings: &Settings, store: &Blobs) -> Option<Finding> {
    let name = "storage";
    let largest = settings.limits.max_upload;
    let free = store.free().await;
    let of_quota = match settings.limits.quota {
        Some(quota) => {
            let db = Db::look_at(&settings.storage.database).await.ok().flatten()?;
            let taken = taken(&db).await;
            db.close().await;
            Some(quota.saturating_sub(taken.ok()?))
        }
        None => None,
    };
    let told = [(free, "free on the disk"), (of_quota, "left of the quota")];
    let told: Vec<_> =
        told.iter().filter_map(|(bytes, what)| Some(format!("{} {what}", ByteSize((*bytes)?)))).collect();
    if told.is_empty() {
        return None;
    }
    let said = format!("there is {}", told.join(", "));
    Some(if free.into_iter().chain(of_quota).any(|left| left < largest) {
        Finding::warning(
            name,
            format!("{said}: less than the largest document may have"),
            "make room, or raise the quota",
        )
    } else {
        Finding::ok(name, said)
    })
}

/// Looks whether every sealed document still opens: whether the storage keys are there that wrap the data keys.
async fn sealed(settings: &Settings) -> Option<Finding> {
    let name = "storage";
    let db = Db::look_at(&settings.storage.database).await.ok().flatten()?;
    // Tables that are not up to date are told of elsewhere.
    let used = data_keys::storage_keys(&db).await;
    db.close().await;
    let used = used.ok().filter(|used| !used.is_empty())?;
    let ring = match KeyRing::of_storage(settings, Clock::system()) {
        Ok(ring) => ring,
        Err(error) => return Some(Finding::wrong(name, error.to_string(), "restore the file from a backup")),
    };
    let there = ring.accepted(KeyKind::Storage);
    let is_there = |key: &str| there.iter().any(|one| one.id.as_str() == key);
    let lost: u64 = used.iter().filter(|(key, _)| !is_there(key)).map(|(_, documents)| documents).sum();
    Some(if lost == 0 {
        let sealed: u64 = used.iter().map(|(_, documents)| documents).sum();
        Finding::ok(name, format!("{} sealed, and the storage keys that open them are there", counted(sealed, "blob")))
    } else {
        let said = format!("the storage keys of {} are not there", counted(lost, "sealed blob"));
        Finding::wrong(name, said, "restore storage_keys from a backup: without them these documents are lost")
    })
}

async fn whose(settings: &Settings, store: &Blobs) -> Finding {
    let name = "storage";
    let skipped = |why: &str| Finding::skipped(name, format!("whose the store is was not looked at, since {why}"));
    let Ok(Some(db)) = Db::look_at(&settings.storage.database).await else {
        return skipped("there is no database to ask");
    };
    let judged = match db.migrations().await {
        Ok(found) if found.pending.is_empty() => installation::judge(&db, store).await,
        _ => {
            db.close().await;
            return skipped("the tables are not up to date");
        }
    };
    db.close().await;
    match judged {
        Ok(Standing::Agreed(id)) => Finding::ok(name, format!("store and database are those of the installation {id}")),
        Ok(Standing::ToBeMarked) => Finding::ok(name, "the next start writes into it to whom it belongs"),
        Err(error @ (InstallationError::Database(_) | InstallationError::Storage(_))) => skipped(&error.to_string()),
        Err(error) => Finding::wrong(name, error.to_string(), "nothing starts until then"),
    }
}

pub(super) async fn keys(settings: Settings) -> Vec<Finding> {
    let looked = tokio::task::spawn_blocking(move || {
        let missing = settings.secrets.keys_dir.as_ref().filter(|folder| !folder.is_dir());
        if let Some(folder) = missing {
            let said = format!("STRONGROOM_KEYS_DIR names {}, which is no folder", folder.display());
            return vec![Finding::wrong("keys", said, "make it, or mount it")];
        }
        KeyKind::ALL.into_iter().filter_map(|kind| about_keys(&settings, kind)).collect()
    });
    looked.await.unwrap_or_else(|error| vec![Finding::wrong("keys", error.to_string(), "report this as a bug")])
}

/// The lengths are checked where keys are read: a short one is an error there.
fn about_keys(settings: &Settings, kind: KeyKind) -> Option<Finding> {
    match KeySource::of(settings, kind) {
        KeySource::Settings(none) if none.is_empty() => None,
        KeySource::File(file) if file.may_lack() && !file.path().exists() => None,
        source => Some(about_source(kind, source)),
    }
}

fn about_source(kind: KeyKind, source: KeySource) -> Finding {
    let (name, what) = ("keys", kind.as_str());
    let (found, path) = match source {
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
    has_rights(path, 0o077)
}

fn has_rights(path: &Path, rights: u32) -> bool {
    std::fs::metadata(path).is_ok_and(|about| about.permissions().mode() & rights != 0)
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
