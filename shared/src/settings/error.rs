//! What is wrong with a setting, where it stands, and what would be right: one sentence for its operator.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

use thiserror::Error;

/// Where a setting was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the environment of the process.
    Environment,
    /// In `.env`, on this line.
    Dotenv(Option<usize>),
    /// In a settings file, on this line.
    File(PathBuf, Option<usize>),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (file, line) = match self {
            Self::Environment => return f.write_str("in the environment"),
            Self::Dotenv(line) => (Path::new(".env"), line),
            Self::File(file, line) => (file.as_path(), line),
        };
        write!(f, "in {}", file.display())?;
        line.map_or(Ok(()), |line| write!(f, ", line {line}"))
    }
}

/// What is wrong with a setting, in one sentence. It never repeats the value, which may be a secret.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{}; for example {}", self.fault(), self.example())]
pub struct SettingError {
    /// The setting's name in the environment, or the file that cannot be read.
    pub setting: String,
    problem: Box<str>,
    /// The setting that the example sets, as the files have its name, where that is another one.
    instead: Option<Box<str>>,
    example: Box<str>,
    place: Option<Box<Place>>,
}

impl SettingError {
    /// A complaint about the setting of this name (as in the files), what is wrong, and a value that would be right.
    pub fn new(name: &str, problem: impl Into<String>, example: &str) -> Self {
        let setting = format!("STRONGROOM_{}", name.to_uppercase());
        Self { setting, problem: problem.into().into(), instead: None, example: example.into(), place: None }
    }

    /// A complaint about a file of settings as a whole, with a line that it might hold.
    pub(super) fn of_file(file: &Path, problem: impl Into<String>, line: &str) -> Self {
        let setting = file.display().to_string();
        Self { setting, problem: problem.into().into(), instead: None, example: line.into(), place: None }
    }

    /// The same complaint, with where the setting stands.
    #[must_use]
    pub fn standing(mut self, place: Option<Place>) -> Self {
        self.place = place.map(Box::new).or(self.place);
        self
    }

    /// The same complaint of somebody who did not know where the setting stands.
    #[must_use]
    pub(super) fn placed(self, places: &BTreeMap<String, Place>) -> Self {
        let place = self.name().and_then(|name| places.get(&name).cloned());
        self.standing(place)
    }

    /// Which setting it is, what is wrong with it, and where it stands.
    pub fn fault(&self) -> String {
        let place = self.place.as_ref().map_or_else(String::new, |place| format!(" ({place})"));
        format!("{} {}{place}", self.name_there(), self.problem)
    }

    /// The same complaint, whose example sets another setting.
    #[must_use]
    pub(super) fn instead(mut self, name: &str, example: &str) -> Self {
        (self.instead, self.example) = (Some(name.into()), example.into());
        self
    }

    /// What would be right, as it would be written in the same place.
    pub fn example(&self) -> String {
        let instead = self.instead.as_deref().map(ToOwned::to_owned);
        let Some(name) = instead.or_else(|| self.name()) else { return self.example.to_string() };
        match self.place.as_deref() {
            Some(Place::File(..)) => format!("{name} = {:?}", self.example),
            _ => format!("STRONGROOM_{}={}", name.to_uppercase(), self.example),
        }
    }

    /// The name as the files have it; none where the complaint is about a whole file.
    pub(super) fn name(&self) -> Option<String> {
        self.setting.strip_prefix("STRONGROOM_").map(str::to_lowercase)
    }

    fn name_there(&self) -> String {
        match (self.place.as_deref(), self.name()) {
            (Some(Place::File(..)), Some(name)) => name,
            _ => self.setting.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_speaks_as_the_place_does() {
        let error = || SettingError::new("link_ttl", "is no length of time", "10m");
        for (place, said) in [
            (None, "STRONGROOM_LINK_TTL is no length of time; for example STRONGROOM_LINK_TTL=10m"),
            (
                Some(Place::Environment),
                "STRONGROOM_LINK_TTL is no length of time (in the environment); for example STRONGROOM_LINK_TTL=10m",
            ),
            (
                Some(Place::Dotenv(Some(3))),
                "STRONGROOM_LINK_TTL is no length of time (in .env, line 3); for example STRONGROOM_LINK_TTL=10m",
            ),
            (
                Some(Place::File("/etc/s.toml".into(), Some(7))),
                "link_ttl is no length of time (in /etc/s.toml, line 7); for example link_ttl = \"10m\"",
            ),
        ] {
            assert_eq!(error().standing(place).to_string(), said);
        }
        let file = SettingError::of_file(Path::new(".env"), "cannot be read", "STRONGROOM_LISTEN=127.0.0.1:8080");
        assert_eq!(file.to_string(), ".env cannot be read; for example STRONGROOM_LISTEN=127.0.0.1:8080");
    }
}
