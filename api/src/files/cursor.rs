//! Where a page of the list ends, so that the next one begins there whatever was uploaded in between.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use shared::{documents::files::FileRow, ids::FileId};

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Column {
    #[serde(rename = "u")]
    UploadedAt,
    #[serde(rename = "n")]
    Name,
    #[serde(rename = "s")]
    Size,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sort {
    #[serde(rename = "c")]
    pub(crate) column: Column,
    #[serde(rename = "d")]
    pub(crate) descending: bool,
}

impl Sort {
    /// The order that a client names, such as `-uploaded_at`.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let (descending, column) = name.strip_prefix('-').map_or((false, name), |column| (true, column));
        let column = match column {
            "uploaded_at" => Column::UploadedAt,
            "name" => Column::Name,
            "size" => Column::Size,
            _ => return None,
        };
        Some(Self { column, descending })
    }
}

/// The last row of a page: its value in the column that the list is sorted by, and its id among equals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cursor {
    #[serde(flatten)]
    sort: Sort,
    #[serde(rename = "k")]
    pub(crate) key: Key,
    #[serde(rename = "i")]
    pub(crate) id: FileId,
}

/// A value of the column that the list is sorted by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Key {
    /// A time or a size.
    Number(i64),
    /// A folded name.
    Text(String),
}

/// A folded name may be longer than the 255 bytes of the name, but not by much.
const MAX_CURSOR: usize = 8 << 10;

impl Cursor {
    /// The cursor after this row.
    pub(crate) fn after(file: &FileRow, sort: Sort) -> Self {
        let key = match sort.column {
            Column::UploadedAt => Key::Number(file.uploaded_at.0),
            Column::Name => Key::Text(file.name.key()),
            Column::Size => Key::Number(file.size),
        };
        Self { sort, key, id: file.id }
    }

    /// The opaque text for the client.
    pub(crate) fn to_text(&self) -> String {
        // A struct of numbers and texts always has a JSON form.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// Reads a cursor back, if it is one of this order.
    pub(crate) fn from_text(text: &str, sort: Sort) -> Option<Self> {
        if text.len() > MAX_CURSOR {
            return None;
        }
        let cursor: Self = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let fits = match (&cursor.key, sort.column) {
            (Key::Number(_), Column::UploadedAt | Column::Size) => true,
            (Key::Text(name), Column::Name) => !name.contains('\0'),
            _ => false,
        };
        (fits && cursor.sort == sort).then_some(cursor)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorts() -> impl Strategy<Value = Sort> {
        (prop::sample::select(vec![Column::UploadedAt, Column::Name, Column::Size]), any::<bool>())
            .prop_map(|(column, descending)| Sort { column, descending })
    }

    fn cursor(sort: Sort, number: i64, name: String, id: u128) -> Cursor {
        let key = if sort.column == Column::Name { Key::Text(name) } else { Key::Number(number) };
        Cursor { sort, key, id: FileId(uuid::Uuid::from_u128(id)) }
    }

    proptest! {
        #[test]
        fn a_cursor_is_read_back(sort in sorts(), number: i64, name in "[^\0]{0,255}", id: u128) {
            let cursor = cursor(sort, number, name, id);
            prop_assert_eq!(Cursor::from_text(&cursor.to_text(), sort), Some(cursor));
        }

        #[test]
        fn a_cursor_of_another_order_is_refused(sort in sorts(), other in sorts(), number: i64, name in "[^\0]*") {
            let text = cursor(sort, number, name, 1).to_text();
            prop_assert_eq!(Cursor::from_text(&text, other).is_some(), sort == other);
        }

        #[test]
        fn any_text_is_read_or_refused(text: String, bytes: Vec<u8>, sort in sorts()) {
            prop_assert_eq!(Cursor::from_text(&text, sort), None);
            let _ = Cursor::from_text(&URL_SAFE_NO_PAD.encode(bytes), sort);
        }
    }
}
