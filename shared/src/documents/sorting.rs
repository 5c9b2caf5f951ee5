//! What lists of documents are sorted by, and where in them a document stands.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    clock::Millis,
    db::{
        page::{Order, Place},
        statement::Parameter,
    },
    documents::files::FileName,
    ids::FileId,
    words::{Choices, Text, Told},
};

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The time of the upload.
    UploadedAt,
    /// The folded name.
    Name,
    /// The bytes.
    Size,
    /// When clients no longer see it. What never ends comes last.
    ExpiresAt,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// What it is sorted by.
    pub column: Column,
    /// Whether what is last comes first.
    pub descending: bool,
}

impl Sort {
    /// The latest uploads first.
    pub const LATEST: Self = Self { column: Column::UploadedAt, descending: true };

    pub(super) fn order(self) -> Order<2> {
        // The id among equals.
        let columns = match self.column {
            Column::UploadedAt => ["f.uploaded_at", "f.id"],
            Column::Name => ["f.name_key", "f.id"],
            Column::Size => ["f.size", "f.id"],
            // The words of the indexes.
            Column::ExpiresAt => ["COALESCE(f.expires_at, 9223372036854775807)", "f.id"],
        };
        Order { columns, descending: self.descending }
    }
}

/// A text that names no order.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{}", self.text())]
pub struct UnknownSort;

impl Told for UnknownSort {
    fn text(&self) -> Text {
        Text::MustBeOrder { choices: Choices(vec!["uploaded_at", "name", "size", "expires_at"]) }
    }
}

impl FromStr for Sort {
    type Err = UnknownSort;

    /// Reads an order as clients name it, such as `-uploaded_at`.
    fn from_str(name: &str) -> Result<Self, UnknownSort> {
        let (descending, column) = name.strip_prefix('-').map_or((false, name), |column| (true, column));
        let column = match column {
            "uploaded_at" => Column::UploadedAt,
            "name" => Column::Name,
            "size" => Column::Size,
            "expires_at" => Column::ExpiresAt,
            _ => return Err(UnknownSort),
        };
        Ok(Self { column, descending })
    }
}

/// Where a document stands in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePlace {
    #[serde(rename = "k")]
    key: Key,
    #[serde(rename = "d")]
    descending: bool,
    #[serde(rename = "i")]
    id: FileId,
}

/// What a document has in the column that the list is sorted by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Key {
    #[serde(rename = "u")]
    UploadedAt(i64),
    #[serde(rename = "n")]
    Name(String),
    #[serde(rename = "s")]
    Size(i64),
    #[serde(rename = "e")]
    ExpiresAt(i64),
}

impl FilePlace {
    /// The place of this document in a list of this order.
    pub fn of(
        id: FileId,
        sort: Sort,
        uploaded_at: Millis,
        name: &FileName,
        size: i64,
        expires_at: Option<Millis>,
    ) -> Self {
        let key = match sort.column {
            Column::UploadedAt => Key::UploadedAt(uploaded_at.0),
            Column::Name => Key::Name(name.key()),
            Column::Size => Key::Size(size),
            Column::ExpiresAt => Key::ExpiresAt(expires_at.map_or(i64::MAX, |end| end.0)),
        };
        Self { key, descending: sort.descending, id }
    }

    /// Says whether this is a place in a list of this order.
    pub fn is_in(&self, sort: Sort) -> bool {
        let column = match self.key {
            Key::UploadedAt(_) => Column::UploadedAt,
            Key::Name(_) => Column::Name,
            Key::Size(_) => Column::Size,
            Key::ExpiresAt(_) => Column::ExpiresAt,
        };
        (column, self.descending) == (sort.column, sort.descending)
    }
}

impl Place<2> for FilePlace {
    const LIST: &'static str = "files";

    fn values(&self) -> [Parameter; 2] {
        let key = match &self.key {
            Key::UploadedAt(number) | Key::Size(number) | Key::ExpiresAt(number) => (*number).into(),
            Key::Name(name) => name.as_str().into(),
        };
        [key, self.id.0.into()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Sort> {
        let names = ["uploaded_at", "-uploaded_at", "name", "-name", "size", "-size", "expires_at", "-expires_at"];
        names.iter().map(|name| name.parse().unwrap()).collect()
    }

    #[test]
    fn a_place_is_in_lists_of_its_own_order_only() {
        assert_eq!("-uploaded_at".parse(), Ok(Sort::LATEST));
        for wrong in ["", "-", "--name", "kind", "name "] {
            assert!(wrong.parse::<Sort>().is_err(), "{wrong:?}");
        }
        for sort in all() {
            let key = match sort.column {
                Column::UploadedAt => Key::UploadedAt(7),
                Column::Name => Key::Name("a.docx".to_owned()),
                Column::Size => Key::Size(7),
                Column::ExpiresAt => Key::ExpiresAt(7),
            };
            let place = FilePlace { key, descending: sort.descending, id: FileId::new() };
            for other in all() {
                assert_eq!(place.is_in(other), sort == other, "{sort:?} {other:?}");
            }
        }
        let forged = FilePlace { key: Key::Name("a\0".to_owned()), descending: false, id: FileId::new() };
        assert!(!forged.is_sound());
    }
}
