//! The programs that are needed, and where they are.

use std::{
    env,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use thiserror::Error;

/// A program that is not there.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{program} is not installed ({package})")]
pub struct Missing {
    /// Its name.
    pub program: String,
    /// The package that has it.
    pub package: &'static str,
}

/// Where the programs are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programs {
    pub(crate) soffice: PathBuf,
    pub(crate) bwrap: PathBuf,
    pub(crate) timeout: PathBuf,
    pub(crate) prlimit: PathBuf,
    pub(crate) pdftoppm: PathBuf,
}

impl Programs {
    /// Looks for all of them where this process finds programs; for LibreOffice in the given place instead, if there is one.
    pub fn find(libreoffice: Option<&Path>) -> Result<Self, Missing> {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = env::split_paths(&path).filter(|folder| folder.is_absolute()).collect();
        Self::find_in(&folders, libreoffice)
    }

    fn find_in(folders: &[PathBuf], libreoffice: Option<&Path>) -> Result<Self, Missing> {
        let find = |program: &str, package| {
            let found = folders.iter().map(|folder| folder.join(program)).find(|path| is_program(path));
            found.ok_or_else(|| Missing { program: program.to_owned(), package })
        };
        let soffice = match libreoffice {
            Some(path) if is_program(path) => path.to_owned(),
            Some(path) => return Err(Missing { program: path.display().to_string(), package: "LibreOffice" }),
            None => find("soffice", "LibreOffice")?,
        };
        Ok(Self {
            soffice,
            bwrap: find("bwrap", "bubblewrap")?,
            timeout: find("timeout", "coreutils")?,
            prlimit: find("prlimit", "util-linux")?,
            pdftoppm: find("pdftoppm", "poppler-utils")?,
        })
    }
}

fn is_program(path: &Path) -> bool {
    path.metadata().is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_first_that_is_missing_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let folders = [folder.path().to_owned()];
        for (program, package) in [
            ("soffice", "LibreOffice"),
            ("bwrap", "bubblewrap"),
            ("timeout", "coreutils"),
            ("prlimit", "util-linux"),
            ("pdftoppm", "poppler-utils"),
        ] {
            let missing = Missing { program: program.to_owned(), package };
            assert_eq!(Programs::find_in(&folders, None), Err(missing));
            let path = folder.path().join(program);
            fs::write(&path, "").unwrap();
            assert!(Programs::find_in(&folders, None).is_err(), "what cannot be run is no program");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        assert!(Programs::find_in(&folders, None).is_ok());
        let elsewhere = folder.path().join("other");
        let missing = Programs::find_in(&folders, Some(&elsewhere)).unwrap_err();
        assert_eq!(missing.program, elsewhere.display().to_string());
    }
}
