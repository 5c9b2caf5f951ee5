//! Tries a store out, for whoever only wants to know: nothing is left behind, and no folder is made.

use std::{
    fs::{self, File},
    io::{self, Write},
    os::unix::fs::MetadataExt,
    path::Path,
};

use uuid::Uuid;

use crate::{Place, key};

/// How a store was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probed {
    /// It took bytes, gave them back, and forgot them.
    Works,
    /// There is no such folder yet.
    NotThere,
    /// Bytes would have to be copied to be kept, since its two parts are on two file systems.
    Split,
    /// It gave back other bytes than it took.
    Corrupts,
}

/// Writes, reads and deletes a small file in each part of the store that is a folder. To be run on a blocking thread.
pub fn probe(place: &Place) -> io::Result<Probed> {
    let root = place.folder();
    if let Err(error) = fs::metadata(root) {
        return if error.kind() == io::ErrorKind::NotFound { Ok(Probed::NotThere) } else { Err(error) };
    }
    let (spool, blobs) = (root.join("spool"), root.join(key::DOCUMENTS));
    let parts: Vec<&Path> = [spool.as_path(), &blobs].into_iter().filter(|part| part.exists()).collect();
    if parts.is_empty() {
        return try_out(root);
    }
    for part in &parts {
        match try_out(part)? {
            Probed::Works => {}
            other => return Ok(other),
        }
    }
    let devices =
        parts.iter().map(|part| fs::metadata(part).map(|about| about.dev())).collect::<io::Result<Vec<_>>>()?;
    Ok(if devices.windows(2).all(|two| two[0] == two[1]) { Probed::Works } else { Probed::Split })
}

fn try_out(folder: &Path) -> io::Result<Probed> {
    let path = folder.join(format!("check-{}", Uuid::new_v4()));
    let bytes = path.to_string_lossy().repeat(32).into_bytes();
    let mut file = File::options().write(true).create_new(true).open(&path)?;
    let tried = file.write_all(&bytes).and_then(|()| file.sync_all()).and_then(|()| fs::read(&path));
    drop(file);
    // What could not be written or read is not left there either.
    let removed = fs::remove_file(&path);
    let read = tried?;
    removed?;
    Ok(if read == bytes { Probed::Works } else { Probed::Corrupts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("files");
        let place = Place::Local(root.clone());
        assert_eq!(probe(&place).unwrap(), Probed::NotThere);
        assert!(!root.exists());
        for part in ["", "spool", "blobs"] {
            fs::create_dir(root.join(part)).unwrap();
            assert_eq!(probe(&place).unwrap(), Probed::Works);
        }
        assert_eq!(fs::read_dir(root.join("spool")).unwrap().count(), 0);
        fs::remove_dir(root.join("blobs")).unwrap();
        fs::write(root.join("blobs"), "").unwrap();
        assert!(probe(&place).is_err());
    }
}
