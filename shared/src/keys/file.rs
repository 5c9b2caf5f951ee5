//! A file of keys: one a line, newest first, readable by its owner only. Every change replaces it as a whole.

use std::{
    fs::{self, File},
    io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    time::Duration,
};

use thiserror::Error;

use super::{Key, KeyId, KeyRingError, KeyState, key};
use crate::{
    clock::Millis,
    private_files::{private_file, private_folder, write_private, write_private_once},
    settings::KeyKind,
};

/// How soon before its start a key counts as signing: programs may be a little apart in what time it is.
const NEARLY: Duration = Duration::from_secs(5);

/// How much longer than its tokens live a replaced key is kept, for clocks that are apart.
const SLACK: Duration = Duration::from_mins(1);

/// The keys of one kind in a folder that all programs of an installation share.
#[derive(Clone, Debug)]
pub struct KeyFile {
    kind: KeyKind,
    path: PathBuf,
    may_lack: bool,
}

/// Tells whether a file is the one that was read before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    inode: u64,
    size: u64,
    changed: (i64, i64),
}

/// Why a key is not retired.
#[derive(Debug, Error)]
pub enum RetireError {
    /// No key of this file has the id.
    #[error("there is no key {0}")]
    Unknown(String),
    /// It is the key that signs, or that begins to in a moment.
    #[error("{0} is the key that signs; add another one first, and wait until that one signs")]
    Signing(KeyId),
    /// What it signed may still be in use.
    #[error(
        "what {id} signed may be good until {until}; retire it then, or with --force, which makes that useless now"
    )]
    InUse {
        /// The key.
        id: KeyId,
        /// When the last of it has expired.
        until: Millis,
    },
    /// The file cannot be read or written.
    #[error(transparent)]
    File(#[from] KeyRingError),
}

impl KeyFile {
    /// The file of this kind in a folder. Touches nothing.
    pub fn new(folder: &Path, kind: KeyKind) -> Self {
        Self { kind, path: folder.join(kind.setting()), may_lack: false }
    }

    /// The same file, which need not be there and is not made by itself.
    #[must_use]
    pub fn that_may_lack(self) -> Self {
        Self { may_lack: true, ..self }
    }

    /// Says whether it need not be there.
    pub fn may_lack(&self) -> bool {
        self.may_lack
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its keys, newest first; none when there is no such file yet.
    pub fn read(&self) -> Result<Option<Vec<Key>>, KeyRingError> {
        Ok(self.read_with_stamp()?.map(|(keys, _)| keys))
    }

    pub(super) fn stamp(&self) -> io::Result<Stamp> {
        fs::metadata(&self.path).map(|about| Stamp::of(&about))
    }

    /// The stamp is taken before the text, so that a change in between is seen the next time.
    pub(super) fn read_with_stamp(&self) -> Result<Option<(Vec<Key>, Stamp)>, KeyRingError> {
        let read = fs::metadata(&self.path).and_then(|about| Ok((about, fs::read_to_string(&self.path)?)));
        match read {
            Ok((about, text)) => Ok(Some((self.parse(&text, Millis(about.mtime() * 1000))?, Stamp::of(&about)))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Makes the file with a first key, unless it is there: several programs may start at once.
    pub(super) fn make_if_missing(&self, now: Millis) -> Result<(), KeyRingError> {
        let make = || {
            if self.path.exists() {
                return Ok(());
            }
            self.path.parent().map_or(Ok(()), private_folder)?;
            write_private_once(&self.path, &to_text(&[Key::generate(self.kind, now, now)?]))
        };
        make().map_err(|error| self.failed(error))
    }

    /// Adds a key, which is accepted as soon as programs have read it, and signs after the pause. Where there was none
    /// before, it signs at once.
    pub fn add(&self, pause: Duration, now: Millis) -> Result<Key, KeyRingError> {
        self.path.parent().map_or(Ok(()), private_folder).map_err(|error| self.failed(error))?;
        let _lock = self.lock()?;
        let Some(mut keys) = self.read()? else {
            self.make_if_missing(now)?;
            let made = self.read()?.and_then(|keys| keys.into_iter().next());
            return made.ok_or_else(|| KeyRingError::Empty(self.path.clone()));
        };
        // Later than all others, so that what is newest is never in doubt.
        let newest = keys.first().map_or(Millis(0), |key| key.signs_from);
        let signs_from = (now + pause).max(newest + Duration::from_millis(1));
        let key = Key::generate(self.kind, now, signs_from).map_err(|error| self.failed(error))?;
        keys.insert(0, key.clone());
        self.write(&keys)?;
        Ok(key)
    }

    /// Takes a key away: what it signed is refused from then on. Unless `force` says so, only when all of that, which
    /// lives for `life` at the longest, has expired. The key that signs stays in any case.
    pub fn retire(&self, id: &str, life: Duration, force: bool, now: Millis) -> Result<Key, RetireError> {
        let unknown = || RetireError::Unknown(id.to_owned());
        if !self.path.exists() {
            return Err(unknown());
        }
        let _lock = self.lock()?;
        let mut keys = self.read()?.unwrap_or_default();
        let at = keys.iter().position(|key| key.id.as_str() == id).ok_or_else(unknown)?;
        if [now, now + NEARLY].into_iter().any(|now| key::state(&keys, &keys[at], now) == KeyState::Signing) {
            return Err(RetireError::Signing(keys[at].id.clone()));
        }
        if let Some(until) = in_use_until(&keys, &keys[at], life).filter(|until| *until > now && !force) {
            return Err(RetireError::InUse { id: keys[at].id.clone(), until });
        }
        let gone = keys.remove(at);
        self.write(&keys)?;
        Ok(gone)
    }

    fn parse(&self, text: &str, changed: Millis) -> Result<Vec<Key>, KeyRingError> {
        let mut keys = Vec::new();
        for (at, line) in text.lines().map(str::trim).enumerate().filter(|(_, line)| !line.is_empty()) {
            // Of lines without times, what is known is their order and that none is younger than the file.
            let otherwise = changed - Duration::from_millis(at as u64);
            let key = Key::from_line(line, self.kind, otherwise);
            keys.push(key.ok_or_else(|| KeyRingError::Wrong { path: self.path.clone(), line: at + 1 })?);
        }
        keys.sort_by_key(|key| std::cmp::Reverse(key.signs_from));
        if keys.is_empty() { Err(KeyRingError::Empty(self.path.clone())) } else { Ok(keys) }
    }

    fn write(&self, keys: &[Key]) -> Result<(), KeyRingError> {
        write_private(&self.path, &to_text(keys)).map_err(|error| self.failed(error))
    }

    /// Held while the file is changed, so that two commands at once do not undo each other's work.
    fn lock(&self) -> Result<File, KeyRingError> {
        let path = self.path.with_extension("lock");
        let lock = private_file().create(true).truncate(false).open(&path);
        let locked = lock.and_then(|file| file.lock().map(|()| file));
        locked.map_err(|error| KeyRingError::File { path, error })
    }

    fn failed(&self, error: io::Error) -> KeyRingError {
        KeyRingError::File { path: self.path.clone(), error }
    }
}

impl Stamp {
    fn of(about: &fs::Metadata) -> Self {
        Self { inode: about.ino(), size: about.size(), changed: (about.mtime(), about.mtime_nsec()) }
    }
}

/// Until when what a key signed may be good: `life` after another key took its place. None for a key that never signed,
/// or that nothing has replaced yet.
pub fn in_use_until(keys: &[Key], key: &Key, life: Duration) -> Option<Millis> {
    let at = keys.iter().position(|one| one.id == key.id)?;
    let next = keys.get(at.checked_sub(1)?)?;
    Some(next.signs_from + life + SLACK)
}

/// The text of a file that holds these keys.
pub fn to_text(keys: &[Key]) -> String {
    keys.iter().map(|key| key.to_line() + "\n").collect()
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    const NOW: Millis = Millis(1_800_000_000_000);
    const LIFE: Duration = Duration::from_hours(24);
    const PAUSE: Duration = Duration::from_mins(1);

    fn file(folder: &tempfile::TempDir) -> KeyFile {
        KeyFile::new(&folder.path().join("keys"), KeyKind::Fernet)
    }

    #[test]
    fn a_key_is_added_signs_later_and_its_predecessor_is_retired_when_nothing_of_it_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder);
        let first = file.add(PAUSE, NOW).unwrap();
        assert_eq!(first.signs_from, NOW);
        let second = file.add(PAUSE, NOW).unwrap();
        let keys = file.read().unwrap().unwrap();
        assert_eq!(keys.iter().map(|key| &key.id).collect::<Vec<_>>(), [&second.id, &first.id]);
        let later = NOW + PAUSE;
        assert_eq!(key::signing(&keys, NOW).unwrap().id, first.id);
        assert_eq!(key::signing(&keys, later).unwrap().id, second.id);
        let retire = |key: &Key, force, now| file.retire(key.id.as_str(), LIFE, force, now);
        assert!(matches!(retire(&first, true, NOW), Err(RetireError::Signing(_))));
        assert!(matches!(retire(&second, true, later), Err(RetireError::Signing(_))));
        assert!(matches!(retire(&second, true, later - Duration::from_secs(4)), Err(RetireError::Signing(_))));
        assert!(matches!(retire(&first, false, later + LIFE), Err(RetireError::InUse { .. })));
        assert!(matches!(file.retire("00000000", LIFE, true, later), Err(RetireError::Unknown(_))));
        retire(&first, false, later + LIFE + SLACK).unwrap();
        assert_eq!(file.read().unwrap().unwrap().len(), 1);
    }

    #[test]
    fn secrets_alone_one_a_line_are_read_and_kept_through_a_change() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder);
        let old: Vec<String> = (0..2).map(|_| fernet::Fernet::generate_key()).collect();
        private_folder(file.path().parent().unwrap()).unwrap();
        std::fs::write(file.path(), format!("{}\n\n  {}\n", old[0], old[1])).unwrap();
        let before = file.read().unwrap().unwrap();
        let now = before[0].signs_from;
        assert_eq!(key::signing(&before, now).unwrap().secret.expose_secret(), old[0]);
        file.add(PAUSE, now).unwrap();
        let after = file.read().unwrap().unwrap();
        let same = |a: &Key, b: &Key| a.id == b.id && a.signs_from == b.signs_from && a.made_at == b.made_at;
        assert!(after.len() == 3 && same(&after[1], &before[0]) && same(&after[2], &before[1]), "{after:?}");
        assert_eq!(after[2].secret.expose_secret(), old[1]);
    }

    #[test]
    fn commands_at_once_lose_no_key() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| file.add(PAUSE, NOW).unwrap());
            }
        });
        assert_eq!(file.read().unwrap().unwrap().len(), 8);
    }

    #[test]
    fn a_line_that_is_no_key_is_named_and_not_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder);
        let good = file.add(PAUSE, NOW).unwrap();
        std::fs::write(file.path(), format!("{}\nhunter2\n", good.to_line())).unwrap();
        let error = file.read().unwrap_err().to_string();
        assert!(error.contains("line 2") && !error.contains("hunter2"), "{error}");
    }
}
