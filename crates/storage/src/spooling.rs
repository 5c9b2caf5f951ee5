//! Where what is still arriving lies: each process has a folder of its own in `spool/`, and holds a lock there for as
//! long as it lives.
//!
//! So what a killed process left is known at once, and is cleared away when the next program starts. On a disk of this
//! machine a lock that is free is proof enough. On one that machines share it is so only for a process of this machine,
//! since many network file systems keep locks to the machine that took them; what others left goes by its age.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use uuid::Uuid;

use crate::{Readers, changed_at, folder::gone_is_fine, unfinished::Unfinished};

/// The file that a process has locked while it lives.
const ALIVE: &str = "alive";

/// What the names of files begin with that tell of uploads in parts.
const UNFINISHED: &str = "unfinished-";

/// What was cleared away.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cleared {
    /// Half-written files.
    pub(super) files: usize,
    /// Uploads in parts that nobody goes on with.
    pub(super) unfinished: Vec<Unfinished>,
}

/// The folder of this process, made when something arrives.
#[derive(Debug)]
pub(super) struct Spooling {
    spool: PathBuf,
    readers: Readers,
    ours: Mutex<Option<Arc<Home>>>,
}

/// A folder in which a process spools. It goes away with the last of what is in it.
#[derive(Debug)]
pub(super) struct Home {
    folder: PathBuf,
    _lock: File,
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_file(self.folder.join(ALIVE));
        let _ = fs::remove_dir(&self.folder);
    }
}

/// A name in the spool folder. The file is removed when this is dropped.
#[derive(Debug)]
pub(super) struct Passing {
    path: PathBuf,
    _home: Arc<Home>,
}

impl Passing {
    pub(super) fn new(path: PathBuf, home: Arc<Home>) -> Self {
        Self { path, _home: home }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        // After a rename there is nothing left under this name.
        let _ = fs::remove_file(&self.path);
    }
}

impl Spooling {
    pub(super) fn new(spool: PathBuf, readers: Readers) -> Self {
        Self { spool, readers, ours: Mutex::default() }
    }

    /// Makes a file that is not there yet, to be written and read.
    pub(super) fn create(&self, name: &str) -> io::Result<(File, PathBuf, Arc<Home>)> {
        let open_in = |home: Arc<Home>| {
            let path = home.folder.join(name);
            let opened = self.readers.writing().read(true).create_new(true).open(&path);
            opened.map(|file| (file, path, home))
        };
        match self.home().and_then(open_in) {
            // Somebody has tidied up.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.forget();
                self.home().and_then(open_in)
            }
            opened => opened,
        }
    }

    /// Makes a file without a name, to be written and read.
    pub(super) fn create_unnamed(&self) -> io::Result<File> {
        let (file, path, _home) = self.create(&Uuid::new_v4().to_string())?;
        fs::remove_file(path)?;
        Ok(file)
    }

    /// Writes down an upload in parts. What is written goes away when this is dropped, or is found once this process is no
    /// more.
    pub(super) fn note_unfinished(&self, upload: &Unfinished) -> io::Result<Passing> {
        let (mut file, path, home) = self.create(&format!("{UNFINISHED}{}", Uuid::new_v4()))?;
        let noted = Passing::new(path, home);
        file.write_all(upload.to_text().as_bytes())?;
        Ok(noted)
    }

    fn home(&self) -> io::Result<Arc<Home>> {
        let mut ours = self.ours.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(home) = &*ours {
            return Ok(home.clone());
        }
        let home = Arc::new(Home::make(&self.spool, self.readers)?);
        *ours = Some(home.clone());
        Ok(home)
    }

    fn forget(&self) {
        self.ours.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

impl Home {
    /// Makes it under a name that nobody looks at, and gives it its own once it is locked.
    fn make(spool: &Path, readers: Readers) -> io::Result<Self> {
        let name = Uuid::new_v4().to_string();
        let (hidden, folder) = (spool.join(format!(".{name}")), spool.join(&name));
        fs::DirBuilder::new().mode(readers.of_folder()).create(&hidden)?;
        let made = Readers::Owner.writing().create_new(true).open(hidden.join(ALIVE)).and_then(|mut lock| {
            lock.write_all(this_boot().as_bytes())?;
            // Where there are no locks, nobody gets this one either.
            let _ = lock.try_lock();
            fs::rename(&hidden, &folder)?;
            Ok(Self { folder: folder.clone(), _lock: lock })
        });
        if made.is_err() {
            let _ = fs::remove_dir_all(&hidden);
        }
        made
    }
}

/// What is known of the process to which a folder belongs.
#[derive(Debug)]
enum Owner {
    /// It is no more. Its lock is held here, so that only one clears up.
    Dead { _lock: File },
    /// It lives.
    Alive,
    /// It may live on another machine, or is just beginning.
    Unknown,
}

impl Owner {
    fn of(home: &Path, on_local_disk: bool) -> io::Result<Self> {
        let lock = match File::open(home.join(ALIVE)) {
            Ok(lock) => lock,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::Unknown),
            Err(error) => return Err(error),
        };
        let boot = fs::read_to_string(home.join(ALIVE)).unwrap_or_default();
        Ok(match lock.try_lock() {
            Ok(()) if on_local_disk || (!boot.is_empty() && boot == this_boot()) => Self::Dead { _lock: lock },
            Err(TryLockError::WouldBlock) => Self::Alive,
            Ok(()) | Err(TryLockError::Error(_)) => Self::Unknown,
        })
    }
}

/// Removes what processes left that are no more, and what is older than `before` where that cannot be known. Says how
/// many half-written files that were.
pub(super) fn clear(spool: &Path, before: Option<SystemTime>) -> io::Result<Cleared> {
    let on_local_disk = is_on_local_disk(spool);
    let is_old = |path: &Path| before.is_some_and(|before| changed_at(path).is_some_and(|changed| changed < before));
    let mut cleared = Cleared::default();
    for entry in fs::read_dir(spool)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        if !entry.file_type()?.is_dir() {
            cleared.files += usize::from(is_old(&path) && remove(&path)?);
            continue;
        }
        // One that never got its own name.
        if name.to_str().is_none_or(|name| name.parse::<Uuid>().is_err()) {
            if is_old(&path) {
                fs::remove_dir_all(&path)?;
            }
            continue;
        }
        match Owner::of(&path, on_local_disk)? {
            Owner::Alive => {}
            Owner::Dead { .. } => {
                for file in files_of(&path)? {
                    if tells_of_upload(&file) {
                        cleared.unfinished.extend(unfinished(&file));
                    } else {
                        cleared.files += 1;
                    }
                }
                gone_is_fine(fs::remove_dir_all(&path))?;
            }
            Owner::Unknown => {
                for file in files_of(&path)?.iter().filter(|file| is_old(file)) {
                    cleared
                        .unfinished
                        .extend(Some(file).filter(|file| tells_of_upload(file)).and_then(|file| unfinished(file)));
                    cleared.files += usize::from(remove(file)?);
                }
                if is_old(&path.join(ALIVE)) && files_of(&path)?.is_empty() {
                    // One that lives after all makes itself another.
                    gone_is_fine(fs::remove_dir_all(&path))?;
                }
            }
        }
    }
    Ok(cleared)
}

/// Says whether a file tells of an upload in parts.
fn tells_of_upload(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(UNFINISHED))
}

/// The upload in parts that a file tells of; none where it was cut.
fn unfinished(path: &Path) -> Option<Unfinished> {
    Unfinished::from_text(&fs::read_to_string(path).ok()?)
}

/// The uploads in parts that somebody who lives, or may live, is at.
pub(super) fn under_way(spool: &Path) -> io::Result<Vec<Unfinished>> {
    Ok(files(spool)?.iter().filter(|file| tells_of_upload(file)).filter_map(|file| unfinished(file)).collect())
}

/// All that is arriving, or was left half-written.
pub(super) fn files(spool: &Path) -> io::Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(spool)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() { all.extend(files_of(&entry.path())?) } else { all.push(entry.path()) }
    }
    Ok(all)
}

fn files_of(home: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(home) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        entries => {
            let paths = entries?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
            Ok(paths.into_iter().filter(|path| path.file_name().is_none_or(|name| name != ALIVE)).collect())
        }
    }
}

fn remove(path: &Path) -> io::Result<bool> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        removed => removed.map(|()| true),
    }
}

/// What names this run of this machine's kernel, and so all that lives on it, in whatever container.
fn this_boot() -> String {
    fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default().trim().to_owned()
}

/// Says whether a folder lies on a disk of this machine alone, as far as that is known.
fn is_on_local_disk(folder: &Path) -> bool {
    /// The magic numbers of statfs(2) for ext2 to ext4, XFS, Btrfs, F2FS, ZFS, tmpfs, and the overlay of containers.
    const LOCAL: [u64; 7] = [0xEF53, 0x5846_5342, 0x9123_683E, 0xF2F5_2010, 0x2FC1_2FC1, 0x0102_1994, 0x794C_7630];
    rustix::fs::statfs(folder).is_ok_and(|about| u64::try_from(about.f_type).is_ok_and(|kind| LOCAL.contains(&kind)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn spool() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    /// The folder of a process that was killed while a file arrived, on this machine or, with `boot`, another.
    fn killed(spool: &Path, boot: &str) -> PathBuf {
        let folder = spool.join(Uuid::new_v4().to_string());
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(ALIVE), boot).unwrap();
        fs::write(folder.join("half"), "x").unwrap();
        folder
    }

    #[test]
    fn what_a_killed_process_left_is_cleared_and_what_lives_is_not() {
        let spool = spool();
        let living = Spooling::new(spool.path().to_owned(), Readers::Owner);
        let (_file, path, home) = living.create("arriving").unwrap();
        let dead = killed(spool.path(), &this_boot());
        assert_eq!(clear(spool.path(), None).unwrap().files, 1);
        assert!(!dead.exists() && path.exists());
        let later = changed_at(&path).unwrap() + Duration::from_hours(9);
        assert_eq!(clear(spool.path(), Some(later)).unwrap(), Cleared::default());
        assert!(path.exists(), "a process that lives knows itself what is over");
        drop((home, living));
        assert_eq!(fs::read_dir(spool.path()).unwrap().count(), 1, "its folder, in which the file still is");
    }

    #[test]
    fn what_another_machine_may_still_write_goes_by_its_age() {
        let spool = spool();
        let elsewhere = killed(spool.path(), "another boot");
        assert!(matches!(Owner::of(&elsewhere, false).unwrap(), Owner::Unknown));
        assert!(matches!(Owner::of(&elsewhere, true).unwrap(), Owner::Dead { .. }));
        let here = killed(spool.path(), &this_boot());
        assert!(matches!(Owner::of(&here, false).unwrap(), Owner::Dead { .. }));
        fs::remove_file(elsewhere.join(ALIVE)).unwrap();
        assert!(matches!(Owner::of(&elsewhere, true).unwrap(), Owner::Unknown));
        let now = changed_at(&elsewhere.join("half")).unwrap();
        clear(spool.path(), Some(now - Duration::from_hours(1))).unwrap();
        assert!(elsewhere.join("half").exists());
        clear(spool.path(), Some(now + Duration::from_hours(1))).unwrap();
        assert!(!elsewhere.join("half").exists());
    }

    #[test]
    fn an_upload_in_parts_is_known_until_it_ends_also_once_its_process_is_no_more() {
        let spool = spool();
        let upload = Unfinished { name: "blobs/ab/id".to_owned(), id: "a b+c/=".to_owned() };
        let spooling = Spooling::new(spool.path().to_owned(), Readers::Owner);
        let noted = spooling.note_unfinished(&upload).unwrap();
        assert_eq!(clear(spool.path(), None).unwrap(), Cleared::default(), "its process lives");
        assert_eq!(under_way(spool.path()).unwrap(), std::slice::from_ref(&upload));
        let dead = killed(spool.path(), &this_boot());
        fs::copy(noted.path(), dead.join(noted.path().file_name().unwrap())).unwrap();
        fs::write(dead.join(format!("{UNFINISHED}cut")), "blobs/ab").unwrap();
        assert_eq!(clear(spool.path(), None).unwrap(), Cleared { files: 1, unfinished: vec![upload] });
        drop(noted);
        assert_eq!((files(spool.path()).unwrap().len(), under_way(spool.path()).unwrap().len()), (0, 0));
    }

    #[test]
    fn a_folder_that_was_tidied_away_is_made_again() {
        let spool = spool();
        let spooling = Spooling::new(spool.path().to_owned(), Readers::Owner);
        let (_, path, _) = spooling.create("one").unwrap();
        fs::remove_dir_all(path.parent().unwrap()).unwrap();
        let (_, path, _) = spooling.create("two").unwrap();
        assert!(path.exists());
        fs::remove_dir_all(spool.path()).unwrap();
        assert_eq!(spooling.create("three").unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn a_process_that_ends_leaves_no_folder() {
        let spool = spool();
        let spooling = Spooling::new(spool.path().to_owned(), Readers::Owner);
        let (_, path, home) = spooling.create("one").unwrap();
        fs::remove_file(path).unwrap();
        drop((spooling, home));
        assert_eq!(fs::read_dir(spool.path()).unwrap().count(), 0);
    }
}
