//! Mails, as the worker leaves them in its folder.

use std::{fs, path::Path};

/// A mail that went out.
#[derive(Clone, Debug)]
pub(crate) struct Mail {
    raw: String,
}

impl Mail {
    pub(crate) fn new(raw: &str) -> Self {
        // Texts that are not all ASCII come in quoted-printable (RFC 2045, section 6.7).
        let is_coded = raw.contains("Content-Transfer-Encoding: quoted-printable");
        let decoded = is_coded.then(|| quoted_printable::decode(raw, quoted_printable::ParseMode::Robust).unwrap());
        let raw = decoded.map_or(raw.to_owned(), |decoded| String::from_utf8(decoded).unwrap());
        Self { raw: raw.replace("\r\n", "\n") }
    }

    /// All mails in a folder.
    pub(crate) fn in_folder(folder: &Path) -> Vec<Self> {
        let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
        let paths = entries.map(|entry| entry.unwrap().path());
        let mails = paths.filter(|path| path.extension().is_some_and(|extension| extension == "eml"));
        mails.map(|path| Self::new(&fs::read_to_string(path).unwrap())).collect()
    }

    /// A header of the mail.
    pub(crate) fn header(&self, name: &str) -> &str {
        let head = self.raw.split("\n\n").next().unwrap_or_default();
        let line = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or_else(|| panic!("no {name} in {head}"))
    }

    /// All behind its own headers.
    pub(crate) fn text(&self) -> &str {
        self.raw.split_once("\n\n").map_or("", |(_, text)| text)
    }

    /// Whether it is for this address.
    pub(crate) fn is_to(&self, email: &str) -> bool {
        self.header("To").trim_matches(['<', '>']).eq_ignore_ascii_case(email)
    }

    /// Path and all of the link in its text.
    pub(crate) fn link(&self) -> String {
        let mut addresses = self.raw.lines().filter(|text| text.starts_with("http://") || text.starts_with("https://"));
        let address = addresses.next().unwrap_or_else(|| panic!("no link in {}", self.raw)).trim();
        let path = address.splitn(4, '/').nth(3).expect("a path in the link");
        format!("/{path}")
    }
}
