//! What people are called, and what an account is for.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::words::{Text, Told};

/// What an account is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Role {
    /// The company's own people: they upload, and see every file.
    Ops,
    /// An outside person who may download.
    Client,
}

impl Role {
    /// Its name, as in the rows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ops => "ops",
            Self::Client => "client",
        }
    }
}

impl FromStr for Role {
    type Err = Text;

    fn from_str(text: &str) -> Result<Self, Text> {
        match text {
            "ops" => Ok(Self::Ops),
            "client" => Ok(Self::Client),
            _ => Err(Text::one_of(["ops", "client"])),
        }
    }
}

/// A user name: 3 to 32 ASCII letters, digits, `_`, `.` or `-`. Kept as typed, compared without regard to case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Username(String);

/// Why a text is no user name.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{}", self.text())]
pub enum UsernameError {
    /// Under 3 or over 32 characters.
    Length,
    /// A character that is not allowed.
    Character,
}

impl Told for UsernameError {
    fn text(&self) -> Text {
        match self {
            Self::Length => Text::Length { least: 3, most: 32 },
            Self::Character => Text::UsernameCharacter,
        }
    }
}

/// Why an account cannot have a user name.
#[derive(Debug, Error)]
pub enum UsernameTaken {
    /// Somebody has it.
    #[error("this user name is taken")]
    Taken,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

impl Username {
    /// The form in which user names are compared.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// A name for an account whose owner has yet to choose one: it is random, so that nobody takes it or asks for it.
    pub(super) fn stand_in() -> Self {
        Self(uuid::Uuid::new_v4().simple().to_string())
    }

    /// The name as its owner typed it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Username {
    type Err = UsernameError;

    fn from_str(text: &str) -> Result<Self, UsernameError> {
        if !text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')) {
            return Err(UsernameError::Character);
        }
        if !(3..=32).contains(&text.len()) {
            return Err(UsernameError::Length);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
