//! The key ring in a backup: a file for each kind of key, as the service keeps them.
//!
//! Keys that settings give are held too, a secret a line, so that a backup is enough to begin again.

use std::{
    fs,
    path::{Path, PathBuf},
};

use secrecy::ExposeSecret;
use shared::{
    db::Db,
    keys::{self, Key, KeyFile, KeyRingError, KeySource},
    private_files::{private_folder, write_private},
    settings::{KeyKind, Settings},
    sql,
};

use super::{
    BackupError, Manifest, at,
    copying::{HashedFile, hash_file},
};

/// The folder of the key ring in a backup.
pub(super) const FOLDER: &str = "keys";

/// Refuses settings that lead to no keys, before anything long is begun.
pub(super) fn look(settings: &Settings) -> Result<(), BackupError> {
    KeyKind::ALL.into_iter().try_for_each(|kind| in_use(settings, kind).map(|_| ()))
}

/// The storage keys by which data keys of documents are wrapped.
const WRAPPING: &str = "SELECT DISTINCT storage_key FROM data_keys
    WHERE EXISTS (SELECT 1 FROM files WHERE files.blob = data_keys.blob)
        OR EXISTS (SELECT 1 FROM file_versions WHERE file_versions.blob = data_keys.blob)";

/// Refuses a ring that does not open all documents that lie sealed: none of those would be in the backup, and it would not say
/// that they only lack a key.
pub(super) async fn opens_all(settings: &Settings, db: &Db) -> Result<(), BackupError> {
    let wrapping: Vec<(String,)> = sql!(db, |c| sqlx::query_as(WRAPPING).fetch_all(c))?;
    let there = in_use(settings, KeyKind::Storage)?;
    match wrapping.into_iter().find(|(id,)| there.iter().all(|key| key.id.as_str() != id)) {
        Some((id,)) => Err(BackupError::NoStorageKey(id)),
        None => Ok(()),
    }
}

/// The keys in use. None are made: those of a service are there since its first start.
fn in_use(settings: &Settings, kind: KeyKind) -> Result<Vec<Key>, BackupError> {
    match KeySource::of(settings, kind) {
        // In the file it would be two keys, and nobody should learn that at a restore.
        KeySource::Settings(keys) if keys.iter().any(|key| key.secret.expose_secret().contains('\n')) => {
            Err(BackupError::KeyOfTwoLines(kind.setting().to_uppercase()))
        }
        KeySource::Settings(keys) => Ok(keys),
        KeySource::File(file) if file.may_lack() => Ok(file.read()?.unwrap_or_default()),
        KeySource::File(file) => file.read()?.ok_or_else(|| BackupError::NoKeys(file.path().to_owned())),
    }
}

/// Saves the ring in the backup.
pub(super) fn save(settings: &Settings, folder: &Path, manifest: &mut Manifest) -> Result<(), BackupError> {
    for kind in KeyKind::ALL {
        let text = keys::to_text(&in_use(settings, kind)?);
        // Where nothing was ever sealed there is nothing to open.
        if kind == KeyKind::Storage && text.is_empty() {
            continue;
        }
        let part = format!("{FOLDER}/{}", kind.setting());
        let path = folder.join(&part);
        let written = HashedFile::create(&path).and_then(|mut file| {
            file.write(text.as_bytes())?;
            file.finish()
        });
        manifest.add_part(&part, written.map_err(at(&path))?);
    }
    Ok(())
}

/// What is to be done about the ring in a restore.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Files to be put in place: from, to.
    puts: Vec<(PathBuf, PathBuf)>,
    /// What the operator has to do.
    pub(super) notes: Vec<String>,
}

/// Compares the backup's ring with that of the settings. Refuses where files hold another one.
pub(super) fn plan(settings: &Settings, folder: &Path) -> Result<Plan, BackupError> {
    if let Some(folder) = settings.secrets.keys_dir.as_ref().filter(|folder| !folder.is_dir()) {
        return Err(KeyRingError::NoFolder(folder.clone()).into());
    }
    let mut plan = Plan::default();
    for kind in KeyKind::ALL {
        let saved = KeyFile::new(&folder.join(FOLDER), kind);
        let needed = match saved.read()? {
            Some(needed) => needed,
            // Backups from before there was a trail have none, and so have those of installations that seal nothing.
            None if matches!(kind, KeyKind::Audit | KeyKind::Storage) => continue,
            None => return Err(BackupError::Damaged(format!("{FOLDER}/{}", kind.setting()))),
        };
        match KeySource::of(settings, kind) {
            KeySource::Settings(given) if holds(&given, &needed) => {}
            KeySource::Settings(_) => plan.notes.push(format!(
                "STRONGROOM_{} must hold the keys in {} too (behind newer ones, if there are any), or the links and \
                 sessions of the backup do not open",
                kind.setting().to_uppercase(),
                saved.path().display(),
            )),
            KeySource::File(kept) => match kept.read()? {
                None => plan.puts.push((saved.path().to_owned(), kept.path().to_owned())),
                // A folder of keys that was not lost may have newer ones.
                Some(there) if holds(&there, &needed) => {}
                Some(_) => {
                    let [kept, backup] = [&kept, &saved].map(|file| file.path().to_owned());
                    return Err(BackupError::KeysInUse { kept, backup });
                }
            },
        }
    }
    Ok(plan)
}

impl Plan {
    /// Puts the files in place.
    pub(super) fn carry_out(&self) -> Result<(), BackupError> {
        for (from, to) in &self.puts {
            let text = fs::read_to_string(from).map_err(at(from))?;
            let put = to.parent().map_or(Ok(()), private_folder).and_then(|()| write_private(to, &text));
            put.map_err(at(to))?;
            let differs = || std::io::Error::other("what was written reads back differently");
            let compared = hash_file(from).and_then(|a| Ok(a == hash_file(to)?));
            compared.and_then(|same| if same { Ok(()) } else { Err(differs()) }).map_err(at(to))?;
        }
        Ok(())
    }
}

/// Says whether every one of the needed keys is there.
fn holds(there: &[Key], needed: &[Key]) -> bool {
    let is_there = |key: &Key| there.iter().any(|one| one.secret.expose_secret() == key.secret.expose_secret());
    needed.iter().all(is_there)
}
