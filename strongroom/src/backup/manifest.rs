//! The manifest: what a backup holds, written when all of it is there.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use shared::{clock::Millis, db::Db, ids::FileId, private_files};
use storage::{off_thread, sync_folder};

use super::{
    BackupError, EngineKind, at,
    copying::{Hashed, hash_file},
};

/// The file whose presence makes a folder a backup.
pub(crate) const MANIFEST: &str = "manifest.json";

/// The file that lists stored bytes.
pub(crate) const LIST: &str = "files.sha256";

/// The form of backups that this program writes, and the newest that it reads.
const FORMAT: u32 = 1;

/// The largest manifest that is read, in bytes.
const MAX_MANIFEST: u64 = 256 << 20;

/// A file of the backup other than stored bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    /// Its path below the backup's folder.
    pub(crate) path: String,
    /// Bytes.
    pub(crate) size: u64,
    /// SHA-256 in lower-case hex.
    pub sha256: String,
}

/// How many rows of a table were saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TableRows {
    /// The table.
    pub(crate) table: String,
    /// Its rows.
    pub(crate) rows: u64,
}

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The form of the backup.
    pub(crate) format: u32,
    /// The version of the program that made it.
    pub(crate) made_by: String,
    /// What was written before this moment is in it; in RFC 3339.
    pub(crate) made_at: String,
    /// What kept the rows.
    pub(crate) engine: EngineKind,
    /// The version of the tables.
    pub(crate) tables_version: i64,
    /// The tables, each after those that it refers to.
    pub(crate) tables: Vec<TableRows>,
    /// Everything but stored bytes and this manifest.
    pub(crate) parts: Vec<Part>,
    /// How many documents have their bytes here.
    pub(crate) files: u64,
    /// Those bytes.
    pub(crate) bytes: u64,
    /// Documents that were removed while the backup was made: their rows are not restored.
    pub(crate) left_out: Vec<FileId>,
    /// Documents whose bytes were missing or damaged in the store: their rows are restored without bytes.
    pub(crate) damaged: Vec<FileId>,
}

impl Manifest {
    /// A manifest that names nothing yet.
    pub(super) fn new(engine: EngineKind, now: Millis) -> Self {
        Self {
            format: FORMAT,
            made_by: env!("CARGO_PKG_VERSION").to_owned(),
            made_at: now.to_string(),
            engine,
            tables_version: Db::newest_version(),
            tables: Vec::new(),
            parts: Vec::new(),
            files: 0,
            bytes: 0,
            left_out: Vec::new(),
            damaged: Vec::new(),
        }
    }

    /// Rows in all.
    pub(crate) fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    pub(super) fn add_part(&mut self, path: &str, hashed: Hashed) {
        self.parts.push(Part { path: path.to_owned(), size: hashed.size, sha256: hashed.sha256 });
    }

    /// Makes the folder a backup.
    pub(super) fn write(&self, folder: &Path) -> io::Result<()> {
        let text = serde_json::to_string_pretty(self)?;
        private_files::write_private(&folder.join(MANIFEST), &format!("{text}\n"))?;
        sync_folder(folder)
    }

    /// Reads the manifest of a finished backup that this program understands.
    pub(crate) fn read(folder: &Path) -> Result<Self, BackupError> {
        let path = folder.join(MANIFEST);
        let size = match fs::metadata(&path) {
            Ok(meta) => meta.len(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(BackupError::Unfinished(folder.to_owned()));
            }
            Err(error) => return Err(at(&path)(error)),
        };
        if size > MAX_MANIFEST {
            return Err(BackupError::Manifest("it is too large".to_owned()));
        }
        let text = fs::read_to_string(&path).map_err(at(&path))?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> Result<Self, BackupError> {
        /// What is the same in every form of backup.
        #[derive(Deserialize)]
        struct Head {
            format: u32,
            made_by: String,
            tables_version: i64,
        }
        let wrong = |error: serde_json::Error| BackupError::Manifest(error.to_string());
        let head: Head = serde_json::from_str(text).map_err(wrong)?;
        let newer = |what: String| BackupError::Newer { made_by: head.made_by.clone(), what };
        if head.format > FORMAT {
            return Err(newer(format!("format {}, known here is {FORMAT}", head.format)));
        }
        let known = Db::newest_version();
        if head.tables_version > known {
            return Err(newer(format!("tables of version {}, known here is {known}", head.tables_version)));
        }
        let manifest: Self = serde_json::from_str(text).map_err(wrong)?;
        if let Some(part) = manifest.parts.iter().find(|part| !is_below(&part.path)) {
            return Err(BackupError::Manifest(format!("it names {}, which is no place in a backup", part.path)));
        }
        Ok(manifest)
    }

    /// The parts that are not what was written.
    pub(crate) async fn damaged_parts(&self, folder: &Path) -> io::Result<Vec<String>> {
        let mut damaged = Vec::new();
        for part in self.parts.clone() {
            let path: PathBuf = folder.join(&part.path);
            let found = off_thread(move || Ok(hash_file(&path))).await?;
            if !found.is_ok_and(|found| found == Hashed { size: part.size, sha256: part.sha256 }) {
                damaged.push(part.path);
            }
        }
        Ok(damaged)
    }

    /// Says whether this path is a part of the backup.
    pub(crate) fn has_part(&self, path: &str) -> bool {
        self.parts.iter().any(|part| part.path == path)
    }
}

/// A path that stays below the folder that it is joined to.
fn is_below(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(change: impl FnOnce(&mut Manifest)) -> String {
        let mut manifest = Manifest::new(EngineKind::Sqlite, Millis(0));
        change(&mut manifest);
        serde_json::to_string(&manifest).unwrap()
    }

    #[test]
    fn only_what_this_program_understands_is_read() {
        assert!(Manifest::parse(&text(|_| ())).is_ok());
        for newer in [text(|m| m.format += 1), text(|m| m.tables_version += 1)] {
            assert!(matches!(Manifest::parse(&newer), Err(BackupError::Newer { .. })), "{newer}");
        }
        for path in ["/etc/passwd", "../x", "a/../../x", ""] {
            let strange = text(|m| m.add_part(path, Hashed { size: 0, sha256: String::new() }));
            assert!(matches!(Manifest::parse(&strange), Err(BackupError::Manifest(_))), "{path}");
        }
        for broken in ["", "{}", "[]", "null"] {
            assert!(matches!(Manifest::parse(broken), Err(BackupError::Manifest(_))), "{broken}");
        }
    }
}
