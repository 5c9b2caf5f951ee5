//! The key ring: the secrets that sign access tokens and the Fernet keys that seal links.
//!
//! The first key of each list signs or seals, all of them verify or open, so keys are rotated by putting a new one
//! in front and taking an old one away once its tokens have run out.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::SecretString;
use thiserror::Error;

use crate::config::Settings;

/// The keys in use, newest first. Neither list is empty.
#[derive(Clone, Debug)]
pub struct KeyRing {
    /// Secrets that sign access tokens (HS256).
    pub jwt: Vec<SecretString>,
    /// Keys that seal links (Fernet).
    pub fernet: Vec<SecretString>,
}

/// Why there is no key ring.
#[derive(Debug, Error)]
pub enum KeyRingError {
    /// A file of secrets in the data folder cannot be read or made.
    #[error("STRONGROOM_DATA_DIR names a folder whose secrets cannot be read or made ({path}: {error})")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// A file of secrets holds none.
    #[error("there is no secret in {0}; restore the file, or remove it to have a new one made")]
    Empty(PathBuf),
}

impl KeyRing {
    /// The given secrets, or those in the data folder, which are made at the first start.
    pub fn load(settings: &Settings) -> Result<Self, KeyRingError> {
        let or_kept = |given: &[SecretString], name: &str, make: fn() -> io::Result<String>| match given {
            [] => kept(&settings.data_dir, name, make),
            given => Ok(given.to_vec()),
        };
        Ok(Self {
            jwt: or_kept(&settings.jwt_secrets, "jwt_secrets", random_text::<48>)?,
            fernet: or_kept(&settings.fernet_keys, "fernet_keys", || Ok(fernet::Fernet::generate_key()))?,
        })
    }
}

/// Random bytes as text, fit for a secret or a first password.
pub fn random_text<const BYTES: usize>() -> io::Result<String> {
    let mut random = [0; BYTES];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    Ok(URL_SAFE_NO_PAD.encode(random))
}

/// Makes a folder that only its owner may look into.
pub fn private_folder(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Writes a file that only its owner may read, in the place of any that was there. It appears whole or not at all.
pub fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let half = half_written(path, text)?;
    fs::rename(&half, path)
}

/// Writes a file that only its owner may read, unless it is there already. It appears whole or not at all, so several
/// programs may start at once and all read the same one.
pub fn write_private_once(path: &Path, text: &str) -> io::Result<()> {
    let half = half_written(path, text)?;
    let linked = fs::hard_link(&half, path);
    fs::remove_file(&half)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn half_written(path: &Path, text: &str) -> io::Result<PathBuf> {
    let half = path.with_extension(format!("{}.part", uuid::Uuid::new_v4().simple()));
    let mut file = fs::File::options().write(true).create_new(true).mode(0o600).open(&half)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(half)
}

fn kept(data_dir: &Path, name: &str, make: fn() -> io::Result<String>) -> Result<Vec<SecretString>, KeyRingError> {
    let path = data_dir.join(name);
    let read = || -> io::Result<String> {
        if !path.exists() {
            private_folder(data_dir)?;
            write_private_once(&path, &format!("{}\n", make()?))?;
        }
        fs::read_to_string(&path)
    };
    let text = read().map_err(|error| KeyRingError::File { path: path.clone(), error })?;
    let secrets: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(SecretString::from).collect();
    if secrets.is_empty() { Err(KeyRingError::Empty(path)) } else { Ok(secrets) }
}
