//! A statement that is put together from parts, each of which binds what it needs itself.

use std::fmt::Write as _;

use sqlx::{FromRow, postgres::PgRow, sqlite::SqliteRow};

pub use super::parameter::Parameter;

/// A statement and its parameters, which are numbered as they come.
///
/// Its text is made of texts of this program and of numbers: what somebody sends can only be a parameter.
#[derive(Debug)]
pub struct Statement {
    pub(super) text: String,
    pub(super) parameters: Vec<Parameter>,
    /// Whether its text is the same each time, and so worth keeping a plan for.
    pub(super) is_kept: bool,
}

/// A query with its parameters.
macro_rules! bound {
    ($query:expr, $parameters:expr) => {{
        let mut query = $query;
        for parameter in $parameters {
            query = match parameter {
                Parameter::Id(id) => query.bind(id),
                Parameter::Number(number) => query.bind(number),
                Parameter::Text(text) => query.bind(text),
                Parameter::Bytes(bytes) => query.bind(bytes),
            };
        }
        query
    }};
}

pub(super) use bound;

impl Statement {
    /// A statement that begins so.
    pub fn new(text: &'static str) -> Self {
        Self { text: String::with_capacity(1024), parameters: Vec::with_capacity(8), is_kept: true }.push(text)
    }

    /// Goes on so.
    #[must_use]
    pub fn push(mut self, text: &'static str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Goes on with a number as part of the text.
    #[must_use]
    pub fn push_number(mut self, number: usize) -> Self {
        // Writing to a text does not fail.
        let _ = write!(self.text, "{number}");
        self
    }

    /// Goes on with a parameter.
    #[must_use]
    pub fn bind(mut self, parameter: impl Into<Parameter>) -> Self {
        self.parameters.push(parameter.into());
        self.text.push('$');
        let count = self.parameters.len();
        self.push_number(count)
    }

    /// Goes on with a list of parameters in brackets, for `IN`.
    #[must_use]
    pub fn bind_list(self, parameters: impl IntoIterator<Item = impl Into<Parameter>>) -> Self {
        let listed = parameters.into_iter().enumerate();
        listed
            .fold(self.push("("), |on, (at, parameter)| on.push(if at == 0 { "" } else { ", " }).bind(parameter))
            .push(")")
    }

    /// Goes on as another does, whose parameters come behind those that are there.
    pub(super) fn append(mut self, other: Self) -> Self {
        let before = self.parameters.len();
        let mut pieces = other.text.split('$');
        self.text.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
            let (number, rest) = piece.split_at(digits);
            // Writing to a text does not fail, and what stands behind the sign is a number.
            let _ = write!(self.text, "${}{rest}", number.parse().unwrap_or(0) + before);
        }
        self.parameters.extend(other.parameters);
        Self { is_kept: self.is_kept && other.is_kept, ..self }
    }

    /// Its text, for tests of what it is made of.
    #[cfg(test)]
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// No plan is kept for it: its text differs with how much it is about.
    #[must_use]
    pub fn varying(self) -> Self {
        Self { is_kept: false, ..self }
    }
}

/// A row that both engines can give.
pub trait Row: for<'r> FromRow<'r, PgRow> + for<'r> FromRow<'r, SqliteRow> + Send + Unpin {}

impl<R> Row for R where R: for<'r> FromRow<'r, PgRow> + for<'r> FromRow<'r, SqliteRow> + Send + Unpin {}

/// The places of so many rows of so many columns: `($1, $2), ($3, $4)`.
pub(crate) fn places(rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * columns * 6);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=columns {
            if column > 1 {
                text.push_str(", ");
            }
            text.push('$');
            text.push_str(&(row * columns + column).to_string());
        }
        text.push(')');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_numbered_over_all_rows() {
        assert_eq!(places(2, 2), "($1, $2), ($3, $4)");
    }
}
