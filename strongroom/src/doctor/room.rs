//! Whether what is not there yet can be made at the first start.

use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
};

/// Tells the looks of one run apart: several may try the same folder at once.
static TRIED: AtomicU32 = AtomicU32::new(0);

/// What keeps a folder from being made, or files from being made in it, if anything does. Nothing is left behind.
pub(super) fn lacks(folder: &Path) -> Option<String> {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let there = folder.ancestors().find(|ancestor| ancestor.symlink_metadata().is_ok())?;
    if !there.is_dir() {
        return Some(format!("{} is no folder", there.display()));
    }
    let tried = there.join(format!(".check-{}-{}", std::process::id(), TRIED.fetch_add(1, Ordering::Relaxed)));
    let made = fs::create_dir(&tried).and_then(|()| fs::remove_dir(&tried));
    made.err().map(|error| format!("nothing can be made in {}: {error}", there.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_made_is_told_and_nothing_is_left() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(lacks(&folder.path().join("a/b/c")), None);
        assert_eq!(lacks(folder.path()), None);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
        fs::write(folder.path().join("file"), "").unwrap();
        assert!(lacks(&folder.path().join("file/a")).unwrap().ends_with("file is no folder"));
        assert!(lacks(Path::new("/proc/none/files")).unwrap().starts_with("nothing can be made in /proc"));
        std::os::unix::fs::symlink("nowhere", folder.path().join("link")).unwrap();
        assert!(lacks(&folder.path().join("link/a")).unwrap().ends_with("link is no folder"));
    }
}
