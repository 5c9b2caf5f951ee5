//! From what was set to a value, or to the sentence that says what is wrong with it.

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf, str::FromStr, time::Duration};

use bytesize::ByteSize;
use figment::value::Value;
use serde::Deserialize;

use super::{error::SettingError, manual};

/// All settings as texts, before they are read. Not `Debug`: it holds secrets.
pub(super) struct Texts(BTreeMap<String, String>);

impl Texts {
    /// The texts of these values; a name that the manual does not have is refused.
    pub(super) fn of(values: BTreeMap<String, Value>) -> Result<Self, SettingError> {
        let text = |(name, value): (String, Value)| {
            if !manual::names().any(|known| known == name) {
                return Err(manual::unknown(&name));
            }
            let wrong = |_| SettingError::new(&name, "has a value of the wrong type", &manual::example_of(&name));
            let text = value.deserialize::<Written>().map_err(wrong)?.into_text();
            Ok((name, text))
        };
        Ok(Self(values.into_iter().map(text).collect::<Result<_, _>>()?))
    }

    /// Reads one setting. Its text is taken out, so that what nobody reads is what is left.
    pub(super) fn read<T>(
        &mut self,
        name: &'static str,
        how: impl FnOnce(&Text) -> Result<T, SettingError>,
    ) -> Result<T, SettingError> {
        let text = self.0.remove(name).ok_or_else(|| SettingError::new(name, "is not in the manual", ""))?;
        how(&Text { name, text })
    }

    /// The settings that nobody has read.
    #[cfg(test)]
    pub(super) fn left(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }
}

/// What files may hold: a text, or a truth value, a number or a list that is taken as its text. The environment is never
/// parsed, so that a password such as `12345` stays what it is.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Plain(String),
    Truth(bool),
    Number(i64),
    List(Vec<String>),
}

impl Written {
    fn into_text(self) -> String {
        match self {
            Self::Plain(text) => text.trim().to_owned(),
            Self::Truth(truth) => truth.to_string(),
            Self::Number(number) => number.to_string(),
            Self::List(list) => list.join(","),
        }
    }
}

/// One setting as a text, and its name. Not `Debug`: it may be a secret.
pub(super) struct Text {
    name: &'static str,
    text: String,
}

impl Text {
    /// A text that somebody gives for a setting.
    pub(super) fn of(name: &'static str, text: &str) -> Self {
        Self { name, text: text.to_owned() }
    }

    /// The text itself.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Says whether the setting is not set.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// A complaint about this setting, with a value that would be right.
    pub(super) fn wrong(&self, problem: impl Into<String>, example: &str) -> SettingError {
        SettingError::new(self.name, problem, example)
    }

    /// What another way of reading makes of it; none where it is not set.
    pub(super) fn if_set<T>(
        &self,
        how: impl FnOnce(&Self) -> Result<T, SettingError>,
    ) -> Result<Option<T>, SettingError> {
        if self.is_empty() { Ok(None) } else { how(self).map(Some) }
    }

    pub(super) fn address(&self) -> Result<SocketAddr, SettingError> {
        self.text.parse().map_err(|_| self.wrong("is not an address and a port", "127.0.0.1:8080"))
    }

    pub(super) fn path(&self, example: &str) -> Result<PathBuf, SettingError> {
        if self.is_empty() { Err(self.wrong("is empty", example)) } else { Ok(PathBuf::from(&self.text)) }
    }

    pub(super) fn count(&self, least: u16, most: u16) -> Result<u16, SettingError> {
        let number = self.text.parse().ok().filter(|number| (least..=most).contains(number));
        number.ok_or_else(|| self.wrong(format!("is not a whole number from {least} to {most}"), "16"))
    }

    pub(super) fn truth(&self) -> Result<bool, SettingError> {
        match self.text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Ok(true),
            "false" | "no" | "off" | "0" => Ok(false),
            _ => Err(self.wrong("is neither true nor false", "true")),
        }
    }

    pub(super) fn span(&self, example: &str) -> Result<Duration, SettingError> {
        let longest = Duration::from_hours(24 * 3660);
        let span = humantime::parse_duration(&self.text).ok().filter(|span| !span.is_zero() && *span <= longest);
        span.ok_or_else(|| self.wrong("is not a length of time between 1ms and ten years", example))
    }

    /// A length of time that may be none at all.
    pub(super) fn span_or_none(&self, example: &str) -> Result<Duration, SettingError> {
        match humantime::parse_duration(&self.text) {
            Ok(Duration::ZERO) => Ok(Duration::ZERO),
            _ => self.span(example),
        }
    }

    pub(super) fn size(&self) -> Result<u64, SettingError> {
        let size = ByteSize::from_str(&self.text).ok().map(|size| size.as_u64());
        let size = size.filter(|size| (1..1 << 50).contains(size));
        size.ok_or_else(|| self.wrong("is not a size between one byte and 1 PiB", "1GiB"))
    }

    /// The parts of a list with commas between, without the space around them.
    pub(super) fn list(&self) -> impl Iterator<Item = &str> {
        self.text.split(',').map(str::trim).filter(|part| !part.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, Value)]) -> BTreeMap<String, Value> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    #[test]
    fn what_a_file_holds_becomes_a_text() {
        let list = Value::from(vec!["mail", "scan"]);
        let pairs = [("log", Value::from(" info ")), ("rescan_pace", Value::from(7)), ("worker_queues", list)];
        let mut texts = Texts::of(values(&pairs)).unwrap();
        for (name, said) in [("log", "info"), ("rescan_pace", "7"), ("worker_queues", "mail,scan")] {
            assert_eq!(texts.read(name, |text| Ok(text.as_str().to_owned())).unwrap(), said);
        }
        assert!(texts.left().is_empty());
    }

    #[test]
    fn what_is_no_text_is_refused_and_not_repeated() {
        let said = Texts::of(values(&[("link_ttl", Value::from(1.5))])).err().unwrap().to_string();
        assert_eq!(said, "STRONGROOM_LINK_TTL has a value of the wrong type; for example STRONGROOM_LINK_TTL=10m");
    }

    #[test]
    fn what_the_manual_does_not_have_is_not_read() {
        let said = Texts::of(BTreeMap::new()).unwrap().read("listen", Text::address).unwrap_err().to_string();
        assert!(said.starts_with("STRONGROOM_LISTEN is not in the manual"), "{said}");
    }
}
