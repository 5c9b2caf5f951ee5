//! The files, and under which address each is.

/// The name of all files together: where one changes, it is another, so that what one page loads always fits together.
pub(crate) const HASH: &str = env!("WEB_HASH");

/// What every address of a file begins with.
pub(crate) const BASE: &str = "/assets/";

/// A file that browsers load.
#[derive(Debug)]
pub(crate) struct File {
    /// Where it lies, from the folder of the pages.
    pub(crate) path: &'static str,
    /// Its contents in short.
    pub(crate) etag: &'static str,
    pub(crate) plain: &'static [u8],
    pub(crate) br: &'static [u8],
    pub(crate) gz: &'static [u8],
}

/// All files, by their paths.
pub(crate) static FILES: &[File] = &include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The document that every page begins with.
pub(crate) const SHELL: &str = include_str!("../shell.html");

impl File {
    pub(crate) fn find(path: &str) -> Option<&'static Self> {
        FILES.binary_search_by(|file| file.path.cmp(path)).ok().map(|at| &FILES[at])
    }

    /// What is in it, for what is looked through as text.
    pub(crate) fn text(&self) -> &'static str {
        str::from_utf8(self.plain).unwrap_or_default()
    }

    /// What its name ends in.
    pub(crate) fn kind(&self) -> &'static str {
        self.path.rsplit('.').next().unwrap_or_default()
    }

    pub(crate) fn content_type(&self) -> &'static str {
        match self.kind() {
            "js" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "svg" => "image/svg+xml",
            _ => "text/plain; charset=utf-8",
        }
    }
}

/// The address of a file, such as `styles/letters.css`.
pub fn address(path: &str) -> String {
    format!("{BASE}{HASH}/{path}")
}
