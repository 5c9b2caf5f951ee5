//! Faults that say what is to be told of them.

use super::Text;

/// A fault that is told to whoever caused it.
pub trait Told {
    /// What is said of it.
    fn text(&self) -> Text;
}

/// A type that only one place reads may say at once what is wrong.
impl Told for Text {
    fn text(&self) -> Text {
        self.clone()
    }
}

/// Ids are UUIDs.
impl Told for uuid::Error {
    fn text(&self) -> Text {
        Text::MustBeId
    }
}

/// Nothing is never told.
impl Told for std::convert::Infallible {
    fn text(&self) -> Text {
        match *self {}
    }
}
