//! The key ring in a backup: two files of secrets, newest first, one a line.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

use secrecy::{ExposeSecret, SecretString};

use super::{
    BackupError, Manifest, at,
    copying::{HashedFile, hash_file},
};
use crate::{
    config::Settings,
    keys::{KeyRing, private_folder, write_private},
};

/// The folder of the key ring in a backup.
pub(super) const FOLDER: &str = "keys";

/// One list of the ring.
struct List {
    /// The name of its setting, and of its file in the data folder and in a backup.
    name: &'static str,
    /// What the settings give; empty where the service keeps its own.
    given: Vec<SecretString>,
}

fn lists(settings: &Settings) -> [List; 2] {
    [
        List { name: "jwt_secrets", given: settings.jwt_secrets.clone() },
        List { name: "fernet_keys", given: settings.fernet_keys.clone() },
    ]
}

/// The secrets of the ring that is in use, in the order of [`lists`].
fn secrets(settings: &Settings) -> Result<[Vec<SecretString>; 2], BackupError> {
    let ring = KeyRing::load(settings)?;
    Ok([ring.jwt, ring.fernet])
}

/// Where an embedded service keeps a list.
fn kept_at(settings: &Settings, list: &List) -> PathBuf {
    settings.data_dir.join(list.name)
}

/// Saves the ring in the backup.
pub(super) fn save(settings: &Settings, folder: &Path, manifest: &mut Manifest) -> Result<(), BackupError> {
    for (list, secrets) in lists(settings).into_iter().zip(secrets(settings)?) {
        let part = format!("{FOLDER}/{}", list.name);
        let path = folder.join(&part);
        let written = HashedFile::create(&path).and_then(|mut file| {
            for secret in &secrets {
                file.write(format!("{}\n", secret.expose_secret()).as_bytes())?;
            }
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

/// Compares the backup's ring with that of the settings. Refuses where the data folder holds another one.
pub(super) fn plan(settings: &Settings, folder: &Path) -> Result<Plan, BackupError> {
    let mut plan = Plan::default();
    for list in lists(settings) {
        let saved = folder.join(FOLDER).join(list.name);
        let needed = lines(&saved).map_err(at(&saved))?;
        if !list.given.is_empty() {
            let given: HashSet<&str> = list.given.iter().map(ExposeSecret::expose_secret).collect();
            if !needed.iter().all(|secret| given.contains(secret.expose_secret())) {
                plan.notes.push(format!(
                    "STRONGROOM_{} must hold the keys in {} too (behind newer ones, if there are any), or the links \
                     and sessions of the backup do not open",
                    list.name.to_uppercase(),
                    saved.display(),
                ));
            }
            continue;
        }
        let kept = kept_at(settings, &list);
        match lines(&kept) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => plan.puts.push((saved, kept)),
            Err(error) => return Err(at(&kept)(error)),
            Ok(there) if same(&there, &needed) => {}
            Ok(_) => return Err(BackupError::KeysInUse { kept, backup: saved }),
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
            let differs = || io::Error::other("what was written reads back differently");
            let compared = hash_file(from).and_then(|a| Ok(a == hash_file(to)?));
            compared.and_then(|same| if same { Ok(()) } else { Err(differs()) }).map_err(at(to))?;
        }
        Ok(())
    }
}

fn lines(path: &Path) -> io::Result<Vec<SecretString>> {
    let text = fs::read_to_string(path)?;
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(SecretString::from).collect())
}

fn same(some: &[SecretString], others: &[SecretString]) -> bool {
    some.iter().map(ExposeSecret::expose_secret).eq(others.iter().map(ExposeSecret::expose_secret))
}
