//! The key ring: the secrets that sign access tokens, the Fernet keys that seal links, and the keys that sign the audit trail.
//!
//! The newest key of a kind whose time has come signs or seals; all of them verify or open. Keys come from settings, or
//! from a folder of files that all programs of an installation share. A running program reads a changed file by itself,
//! and a key that is added signs a while later: by then every program knows it. So keys are rotated without a restart
//! and without a refused request.

mod error;
mod file;
mod key;

use std::{
    fmt, io,
    sync::{Arc, RwLock, RwLockReadGuard, Weak},
    time::Duration,
};

use secrecy::SecretString;

use crate::{
    clock::{Clock, Millis},
    settings::{KeyKind, Settings},
};

pub use error::KeyRingError;
pub use file::{KeyFile, RetireError, in_use_until, to_text};
pub use key::{Key, KeyId, KeyState, generate, longest_life, signing, state};

use file::Stamp;

/// How often a program looks whether a file of keys has changed.
const LOOK: Duration = Duration::from_secs(1);

/// The shortest pause between adding a key and signing with it: every program has looked several times by then.
pub const SHORTEST_PAUSE: Duration = Duration::from_secs(5);

/// Where the keys of a kind come from.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// The settings give them; they change with a restart.
    Settings(Vec<Key>),
    /// A file holds them; it may change at any time.
    File(KeyFile),
}

impl KeySource {
    /// Where the keys of this kind come from. Touches nothing.
    pub fn of(settings: &Settings, kind: KeyKind) -> Self {
        let given = settings.secrets.given(kind);
        if kind == KeyKind::Audit && settings.secrets.derives_audit_keys() {
            return Self::Settings(settings.secrets.fernet_keys.iter().filter_map(Key::derived).collect());
        }
        if given.is_empty() && settings.secrets.needs(kind) {
            let folder = settings.secrets.keys_dir.as_ref().unwrap_or(&settings.storage.data_dir);
            let file = KeyFile::new(folder, kind);
            // What was sealed once is opened as long as there are keys.
            let may_lack = kind == KeyKind::Storage && !settings.storage.encrypt;
            return Self::File(if may_lack { file.that_may_lack() } else { file });
        }
        Self::Settings(given.iter().cloned().map(Key::given).collect())
    }

    fn load(&self, now: Millis) -> Result<Loaded, KeyRingError> {
        match self {
            Self::Settings(keys) => Ok(Loaded { keys: keys.as_slice().into(), stamp: None }),
            Self::File(file) => {
                if !file.may_lack() {
                    file.make_if_missing(now)?;
                }
                match file.read_with_stamp()? {
                    Some((keys, stamp)) => Ok(Loaded { keys: keys.into(), stamp: Some(stamp) }),
                    None if file.may_lack() => Ok(Loaded { keys: [].into(), stamp: None }),
                    None => Err(KeyRingError::Empty(file.path().to_owned())),
                }
            }
        }
    }
}

/// The keys of a kind as they were last read.
#[derive(Debug)]
struct Loaded {
    keys: Arc<[Key]>,
    stamp: Option<Stamp>,
}

#[derive(Debug)]
struct Line {
    source: KeySource,
    loaded: RwLock<Loaded>,
}

/// The keys in use. Cloning is cheap, and clones see the same keys, which change while the program runs.
#[derive(Clone)]
pub struct KeyRing {
    lines: Arc<[Line; KeyKind::ALL.len()]>,
    clock: Clock,
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRing")
    }
}

impl KeyRing {
    /// The keys that the settings give, or those in the folder of keys, where they are made at the first start.
    pub fn load(settings: &Settings, clock: Clock) -> Result<Self, KeyRingError> {
        if let Some(folder) = settings.secrets.keys_dir.as_ref().filter(|folder| !folder.is_dir()) {
            return Err(KeyRingError::NoFolder(folder.clone()));
        }
        let line = |kind| {
            let source = KeySource::of(settings, kind);
            let loaded = RwLock::new(source.load(clock.now())?);
            Ok::<_, KeyRingError>(Line { source, loaded })
        };
        let [jwt, fernet, audit, storage] = KeyKind::ALL.map(line);
        Ok(Self { lines: Arc::new([jwt?, fernet?, audit?, storage?]), clock })
    }

    /// The keys that wrap data keys, and no others, for a command that only opens what is stored. None are made.
    pub fn of_storage(settings: &Settings, clock: Clock) -> Result<Self, KeyRingError> {
        let source = match KeySource::of(settings, KeyKind::Storage) {
            KeySource::File(file) => KeySource::File(file.that_may_lack()),
            given @ KeySource::Settings(_) => given,
        };
        let loaded = RwLock::new(source.load(clock.now())?);
        let none = || Line::of(Vec::new());
        Ok(Self { lines: Arc::new([none(), none(), none(), Line { source, loaded }]), clock })
    }

    /// A ring of given keys that never change, newest first, of which there must be one of each kind that is used. None of them
    /// wraps data keys.
    pub fn given(jwt: Vec<SecretString>, fernet: Vec<SecretString>, audit: Vec<SecretString>) -> Self {
        let lines = [jwt, fernet, audit, Vec::new()].map(Line::of);
        Self { lines: Arc::new(lines), clock: Clock::system() }
    }

    /// All keys of a kind, newest first; every one of them is accepted.
    pub fn accepted(&self, kind: KeyKind) -> Arc<[Key]> {
        self.lines[kind as usize].read().keys.clone()
    }

    /// The key of a kind that signs now.
    pub fn signing(&self, kind: KeyKind) -> Option<Key> {
        signing(&self.accepted(kind), self.clock.now()).cloned()
    }

    /// Keeps up with the files of keys until the ring is dropped.
    pub fn keep_up(&self) {
        if self.lines.iter().any(|line| matches!(line.source, KeySource::File(_))) {
            tokio::spawn(look_again_and_again(Arc::downgrade(&self.lines)));
        }
    }
}

impl Line {
    /// Of given keys.
    fn of(keys: Vec<SecretString>) -> Self {
        let keys: Vec<_> = keys.into_iter().map(Key::given).collect();
        let loaded = RwLock::new(Loaded { keys: keys.as_slice().into(), stamp: None });
        Self { source: KeySource::Settings(keys), loaded }
    }

    fn read(&self) -> RwLockReadGuard<'_, Loaded> {
        // What is written is whole before it is put here, so a panic elsewhere cannot leave half of it.
        self.loaded.read().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Reads the file again if it is another one than before, and says whether it was.
    fn look(&self) -> Result<bool, KeyRingError> {
        let KeySource::File(file) = &self.source else { return Ok(false) };
        let before = self.read().stamp;
        let now = match file.stamp() {
            Err(error) if file.may_lack() && before.is_none() && error.kind() == io::ErrorKind::NotFound => {
                return Ok(false);
            }
            stamp => stamp.map_err(|error| KeyRingError::File { path: file.path().to_owned(), error })?,
        };
        if before == Some(now) {
            return Ok(false);
        }
        let read = file.read_with_stamp()?;
        let (keys, stamp) = read.ok_or_else(|| KeyRingError::Empty(file.path().to_owned()))?;
        let mut loaded = self.loaded.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        *loaded = Loaded { keys: keys.into(), stamp: Some(stamp) };
        Ok(true)
    }
}

async fn look_again_and_again(lines: Weak<[Line; KeyKind::ALL.len()]>) {
    let mut told = None;
    loop {
        tokio::time::sleep(LOOK).await;
        let Some(lines) = lines.upgrade() else { return };
        let looked = tokio::task::spawn_blocking(move || {
            lines.iter().map(Line::look).try_fold(false, |any, changed| Ok::<_, KeyRingError>(any | changed?))
        });
        match looked.await {
            Ok(Ok(changed)) => {
                if changed || told.take().is_some() {
                    tracing::info!("the keys have been read again");
                }
            }
            // The keys that are known stay in use. Said once, not once a second.
            Ok(Err(error)) => {
                let text = error.to_string();
                if told.as_ref() != Some(&text) {
                    tracing::error!(error = text, "the keys cannot be read again; those known before stay in use");
                    told = Some(text);
                }
            }
            Err(_) => return,
        }
    }
}
