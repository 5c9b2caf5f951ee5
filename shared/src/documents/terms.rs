//! The terms under which a document is handed out: to whom, for how long, and what is said of it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    clock::Millis,
    ids::{FolderId, GroupId, UserId},
    search,
    words::{Text, Told},
};

/// The most labels of a document.
pub const MOST_LABELS: usize = 20;

/// The most characters of a label.
pub const LONGEST_LABEL: usize = 40;

/// The most characters of what is said of a document.
pub const LONGEST_DESCRIPTION: usize = 1000;

/// For whom a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Audience {
    /// For every client.
    Everyone,
    /// For those with whom it, or a folder above it, is shared.
    Named,
}

/// A text that names no audience.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{}", self.text())]
pub struct UnknownAudience;

impl Told for UnknownAudience {
    fn text(&self) -> Text {
        Text::one_of(["everyone", "named"])
    }
}

impl Audience {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::Named => "named",
        }
    }
}

impl FromStr for Audience {
    type Err = UnknownAudience;

    fn from_str(text: &str) -> Result<Self, UnknownAudience> {
        match text {
            "everyone" => Ok(Self::Everyone),
            "named" => Ok(Self::Named),
            _ => Err(UnknownAudience),
        }
    }
}

/// What is said of a document: some lines of text, or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Description(String);

impl Description {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Description {
    type Err = Text;

    fn from_str(text: &str) -> Result<Self, Text> {
        lines(text, LONGEST_DESCRIPTION).map(Self)
    }
}

/// Some lines of at most so many characters.
pub(super) fn lines(text: &str, most: usize) -> Result<String, Text> {
    if text.chars().count() > most {
        return Err(Text::TooLong { most: most as u64 });
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\r') {
        return Err(Text::LineCharacter);
    }
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// A word or two by which documents are found: 1 to 40 characters, in any script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Label(String);

impl Label {
    /// The label.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which labels are compared: two that read alike are one.
    pub fn key(&self) -> String {
        search::key(&self.0)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Label {
    type Err = Text;

    fn from_str(text: &str) -> Result<Self, Text> {
        let text = text.trim();
        if text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')) {
            return Err(Text::NameCharacter);
        }
        if !(1..=LONGEST_LABEL).contains(&text.chars().count()) {
            return Err(Text::Length { least: 1, most: LONGEST_LABEL as u64 });
        }
        Ok(Self(text.to_owned()))
    }
}

/// How often each client may download a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct MaxDownloads(pub i64);

/// The highest limit.
const HIGHEST_LIMIT: i64 = 1_000_000;

impl TryFrom<i64> for MaxDownloads {
    type Error = Text;

    fn try_from(number: i64) -> Result<Self, Text> {
        if !(1..=HIGHEST_LIMIT).contains(&number) {
            return Err(Text::MustBeFrom { least: 1, most: HIGHEST_LIMIT.unsigned_abs() });
        }
        Ok(Self(number))
    }
}

impl FromStr for MaxDownloads {
    type Err = Text;

    fn from_str(text: &str) -> Result<Self, Text> {
        Self::try_from(text.parse().unwrap_or(0))
    }
}

/// A folder, by the names on the way to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FolderPath {
    /// Its id.
    pub id: FolderId,
    /// The names of those above it and its own, with slashes between.
    pub path: String,
}

/// What a share allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Right {
    /// To download.
    #[default]
    Download,
    /// To look at previews, and no more.
    View,
}

impl FromStr for Right {
    type Err = Text;

    fn from_str(text: &str) -> Result<Self, Text> {
        match text {
            "download" => Ok(Self::Download),
            "view" => Ok(Self::View),
            _ => Err(Text::one_of(["download", "view"])),
        }
    }
}

/// The terms of a document that is about to be recorded. Those whom it names are there.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The folder that it is put into.
    pub folder: Option<FolderPath>,
    /// For whom it is.
    pub audience: Audience,
    /// The clients with whom it is shared.
    pub clients: Vec<UserId>,
    /// The groups with which it is shared.
    pub groups: Vec<GroupId>,
    /// When clients no longer see it.
    pub expires_at: Option<Millis>,
    /// How often each client may download it.
    pub max_downloads: Option<MaxDownloads>,
    /// What is said of it.
    pub description: Description,
    /// What it is found by, each once.
    pub labels: Vec<Label>,
}

impl Terms {
    /// Nothing but for whom it is.
    pub fn of(audience: Audience) -> Self {
        Self {
            folder: None,
            audience,
            clients: Vec::new(),
            groups: Vec::new(),
            expires_at: None,
            max_downloads: None,
            description: Description::default(),
            labels: Vec::new(),
        }
    }
}

/// Drops labels that read like one before them.
pub fn distinct(labels: Vec<Label>) -> Vec<Label> {
    let mut kept: Vec<Label> = Vec::with_capacity(labels.len());
    for label in labels {
        if !kept.iter().any(|one| one.key() == label.key()) {
            kept.push(label);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_read_alike_are_one() {
        let labels = ["Offer", " offer ", "OFFER", "Ｏffer", "price"].map(|text| text.parse().unwrap());
        let kept: Vec<String> = distinct(labels.into()).iter().map(ToString::to_string).collect();
        assert_eq!(kept, ["Offer", "price"]);
        for wrong in ["", "  ", "a\nb", "a\u{202e}b", &"x".repeat(41)] {
            assert!(wrong.parse::<Label>().is_err(), "{wrong:?}");
        }
        assert!("ä".repeat(40).parse::<Label>().is_ok());
    }

    #[test]
    fn a_description_has_lines_and_an_end() {
        assert_eq!("a\r\nb\rc\n".parse::<Description>().unwrap().as_str(), "a\nb\nc\n");
        assert!("ä".repeat(1000).parse::<Description>().is_ok());
        for wrong in ["a\0", "\u{7}", &"x".repeat(1001)] {
            assert!(wrong.parse::<Description>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_limit_is_a_number_from_one() {
        assert_eq!("3".parse(), Ok(MaxDownloads(3)));
        for wrong in ["", "0", "-1", "1.5", "x", "1000001", "99999999999999999999"] {
            assert!(wrong.parse::<MaxDownloads>().is_err(), "{wrong:?}");
        }
    }
}
