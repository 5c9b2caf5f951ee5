//! Fields of a JSON body that are more than one text: times, and lists.

use std::str::FromStr;

use serde::Deserialize;
use serde_json::Value;
use shared::{
    clock::Millis,
    words::{Text, Told},
};

use crate::error::Faults;

/// A moment as clients write it.
#[derive(Debug)]
pub(crate) struct Moment(pub(crate) Millis);

impl FromStr for Moment {
    type Err = Text;

    fn from_str(text: &str) -> Result<Self, Text> {
        let read = humantime::parse_rfc3339(text).map_err(|_| Text::MustBeTime)?;
        Ok(Self(read.into()))
    }
}

/// A whole number that a type of ours is made of. What is wrong with it is told once all fields are read.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Number(Value);

impl Number {
    /// The number, if it was given and is not null; a word in `faults` if it is wrong.
    pub(crate) fn optional<T: TryFrom<i64, Error = Text>>(self, name: &'static str, faults: &mut Faults) -> Option<T> {
        if self.0.is_null() {
            return None;
        }
        // What is no whole number at all is told the same as one that is too small.
        let read = T::try_from(self.0.as_i64().unwrap_or(i64::MIN));
        read.map_err(|fault| faults.add(name, fault)).ok()
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
        T::Err: Told,
    {
        let texts = match self.0 {
            Value::Null => return None,
            Value::Array(texts) => texts,
            _ => {
                faults.add(name, Text::MustBeList);
                return None;
            }
        };
        let read = |text: &Value| {
            let text = text.as_str().ok_or(Text::MustBeString)?;
            text.parse().map_err(|fault: T::Err| fault.text())
        };
        let read: Result<Vec<T>, Text> = texts.iter().map(read).collect();
        read.map_err(|fault| faults.add(name, Text::Each { fault: fault.into() })).ok()
    }
}
