//! One field of a JSON body.

use std::{convert::Infallible, str::FromStr};

use secrecy::SecretString;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use shared::words::{Text, Told};
use url::form_urlencoded;

use crate::error::Faults;

/// A text that a type of ours is read from. What is wrong with it is kept until all fields are read.
#[derive(Debug, Default)]
pub(crate) enum Field<T> {
    /// Not given, or null.
    #[default]
    Missing,
    /// Given, but not what it must be.
    Wrong(Text),
    /// As it must be.
    Good(T),
}

impl<'de, T> Deserialize<'de> for Field<T>
where
    T: FromStr,
    T::Err: Told,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::Null => Self::Missing,
            Value::String(text) => text.parse().map_or_else(|error: T::Err| Self::Wrong(error.text()), Self::Good),
            _ => Self::Wrong(Text::MustBeString),
        })
    }
}

/// Tells a field that is null, and so shall be empty, from one that is not given: for `Option<Field<T>>`.
pub(crate) fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl<T> Field<T>
where
    T: FromStr,
    T::Err: Told,
{
    /// A field of a form. One that was left empty was not given.
    pub(crate) fn in_form(form: &[u8], name: &str) -> Self {
        let found = form_urlencoded::parse(form).find(|(known, value)| known == name && !value.is_empty());
        match found.map(|(_, value)| value.parse()) {
            None => Self::Missing,
            Some(Ok(value)) => Self::Good(value),
            Some(Err(fault)) => Self::Wrong(fault.text()),
        }
    }
}

impl<T> Field<T> {
    /// Says whether it was not given.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }

    /// The value, or none and a word in `faults`.
    pub(crate) fn required(self, name: &'static str, faults: &mut Faults) -> Option<T> {
        if matches!(self, Self::Missing) {
            faults.add(name, Text::Missing);
        }
        self.optional(name, faults)
    }

    /// The value if there is one; a word in `faults` if it is wrong.
    pub(crate) fn optional(self, name: &'static str, faults: &mut Faults) -> Option<T> {
        match self {
            Self::Missing => None,
            Self::Good(value) => Some(value),
            Self::Wrong(fault) => {
                faults.add(name, fault);
                None
            }
        }
    }
}

/// A field that is true or false, and false where it is not given.
#[derive(Debug, Default)]
pub(crate) enum Flag {
    /// Not given, or null.
    #[default]
    Missing,
    /// Neither true nor false.
    Wrong,
    /// One of the two.
    Given(bool),
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::Null => Self::Missing,
            Value::Bool(truth) => Self::Given(truth),
            _ => Self::Wrong,
        })
    }
}

impl Flag {
    /// What it says; a word in `faults` if it says neither.
    pub(crate) fn check(self, name: &'static str, faults: &mut Faults) -> bool {
        self.optional(name, faults).unwrap_or_default()
    }

    /// What it says, if it was given; a word in `faults` if it says neither.
    pub(crate) fn optional(self, name: &'static str, faults: &mut Faults) -> Option<bool> {
        match self {
            Self::Missing => None,
            Self::Given(truth) => Some(truth),
            Self::Wrong => {
                faults.add(name, Text::MustBeTruth);
                None
            }
        }
    }
}

/// A field that is an object, which somebody else reads: the JSON of a browser.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Object(Value);

impl Object {
    /// Its JSON, or none and a word in `faults`.
    pub(crate) fn required(self, name: &'static str, faults: &mut Faults) -> Option<Vec<u8>> {
        if self.0.is_null() {
            faults.add(name, Text::Missing);
        }
        self.optional(name, faults)
    }

    /// Its JSON if it is there; a word in `faults` if it is no object.
    pub(crate) fn optional(self, name: &'static str, faults: &mut Faults) -> Option<Vec<u8>> {
        match self.0 {
            Value::Null => None,
            object @ Value::Object(_) => Some(object.to_string().into_bytes()),
            _ => {
                faults.add(name, Text::MustBeObject);
                None
            }
        }
    }
}

/// A password or a token that somebody says is theirs. Any text is taken; only the right one is right.
#[derive(Debug)]
pub(crate) struct GivenSecret(pub(crate) SecretString);

impl FromStr for GivenSecret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.into()))
    }
}
