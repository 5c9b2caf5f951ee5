//! What a statement is given.

use uuid::Uuid;

use crate::clock::Millis;

/// What a statement is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// An id.
    Id(Uuid),
    /// A number or a time.
    Number(i64),
    /// A text.
    Text(String),
}

impl Parameter {
    pub(super) fn id(&self) -> Option<Uuid> {
        if let Self::Id(id) = self { Some(*id) } else { None }
    }

    pub(super) fn number(&self) -> Option<i64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

impl From<Uuid> for Parameter {
    fn from(id: Uuid) -> Self {
        Self::Id(id)
    }
}

impl From<i64> for Parameter {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<Millis> for Parameter {
    fn from(time: Millis) -> Self {
        Self::Number(time.0)
    }
}

impl From<&str> for Parameter {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
