//! Fields of a JSON body that are more than one text: times, and lists.

use std::{fmt::Display, str::FromStr};

use serde::Deserialize;
use serde_json::Value;
use shared::clock::Millis;

use crate::error::Faults;

/// A moment as clients write it.
#[derive(Debug)]
pub(crate) struct Moment(pub(crate) Millis);

impl FromStr for Moment {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let read = humantime::parse_rfc3339(text).map_err(|_| "must be a time in UTC, such as 2027-01-01T00:00:00Z")?;
        Ok(Self(read.into()))
    }
}

/// A list of texts that types of ours are read from. What is wrong with it is told once all fields are read.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Listed(Value);

impl Listed {
    /// What is in it, if it was given; a word in `faults` if it is wrong.
    pub(crate) fn optional<T>(self, name: &'static str, faults: &mut Faults) -> Option<Vec<T>>
    where
        T: FromStr,
        T::Err: Display,
    {
        let texts = match self.0 {
            Value::Null => return None,
            Value::Array(texts) => texts,
            _ => {
                faults.add(name, "must be a list");
                return None;
            }
        };
        let read = |text: &Value| {
            let text = text.as_str().ok_or("each must be a string")?;
            text.parse().map_err(|error: T::Err| format!("each {error}"))
        };
        let read: Result<Vec<T>, String> = texts.iter().map(read).collect();
        read.map_err(|fault| faults.add(name, fault)).ok()
    }
}
