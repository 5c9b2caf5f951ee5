//! Where settings come from: the compiled-in manual, the settings file, `.env`, the environment, the later ones winning.

use std::{
    collections::BTreeMap,
    env, fs, io,
    path::{Path, PathBuf},
};

use figment::{
    Figment,
    providers::{Format, Serialized, Toml},
    value::Value,
};

use super::{
    error::{Place, SettingError},
    manual::{self, MANUAL},
};

/// The file of settings for the environment.
const DOTENV: &str = ".env";

/// The layers above the manual, under the names that the files use.
pub(super) struct Layers {
    file: BTreeMap<String, Value>,
    dotenv: BTreeMap<String, String>,
    env: BTreeMap<String, String>,
    /// Where each that is set stands; the last layer that has it counts.
    places: BTreeMap<String, Place>,
}

impl Layers {
    pub(super) fn of_this_process() -> Result<Self, SettingError> {
        let env = ours(
            env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))),
        );
        let dotenv_text = read_if_there(Path::new(DOTENV), "STRONGROOM_LISTEN=127.0.0.1:8080")?;
        let dotenv = read_dotenv(&dotenv_text)?;
        let named = env::var_os("STRONGROOM_CONFIG").filter(|path| !path.is_empty()).map(PathBuf::from);
        if let Some(path) = named.as_ref().filter(|path| !path.is_file()) {
            let problem = format!("names {}, which is no file that can be read", path.display());
            return Err(SettingError::new("config", problem, "/etc/strongroom/strongroom.toml"));
        }
        let path = named.unwrap_or_else(|| PathBuf::from("strongroom.toml"));
        let file_text = read_if_there(&path, FILE_LINE)?;
        let file = read_file(&path, &file_text)?;

        let mut places = BTreeMap::new();
        for name in file.keys() {
            places.insert(name.clone(), Place::File(path.clone(), line_of_key(&file_text, name)));
        }
        for name in dotenv.keys() {
            places.insert(name.clone(), Place::Dotenv(line_of_variable(&dotenv_text, name)));
        }
        places.extend(env.keys().map(|name| (name.clone(), Place::Environment)));
        Ok(Self { file, dotenv, env, places })
    }

    /// These pairs alone, under the names that the files use.
    pub(super) fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        let env = pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { file: BTreeMap::new(), dotenv: BTreeMap::new(), env, places: BTreeMap::new() }
    }

    /// Takes a setting out of every layer above the manual, and says whether it was in one.
    pub(super) fn leave_out(&mut self, name: &str) -> bool {
        // One after the other: it may be in more than one of them.
        let removed =
            [self.file.remove(name).is_some(), self.dotenv.remove(name).is_some(), self.env.remove(name).is_some()];
        removed.contains(&true)
    }

    /// Where each setting stands that is in a layer above the manual.
    pub(super) fn places(&self) -> &BTreeMap<String, Place> {
        &self.places
    }

    /// What holds for each name: the word of the last layer that has it.
    pub(super) fn merged(&self) -> Result<BTreeMap<String, Value>, SettingError> {
        Figment::from(Toml::string(MANUAL))
            .merge(Serialized::defaults(&self.file))
            .merge(Serialized::defaults(&self.dotenv))
            .merge(Serialized::defaults(&self.env))
            .extract()
            .map_err(|error| {
                let name = error.path.join(".");
                SettingError::new(&name, "has a value of the wrong type", &manual::example_of(&name))
            })
    }
}

/// A line that a settings file might hold.
const FILE_LINE: &str = "listen = \"127.0.0.1:8080\"";

/// What a file of settings holds; nothing where there is none. One that may not be read is a fault, since what it says
/// would be passed over.
fn read_if_there(path: &Path, line: &str) -> Result<String, SettingError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(SettingError::of_file(path, format!("cannot be read ({error})"), line)),
    }
}

fn read_file(path: &Path, text: &str) -> Result<BTreeMap<String, Value>, SettingError> {
    Figment::from(Toml::string(text))
        .extract()
        .map_err(|_| SettingError::of_file(path, "is no readable TOML", FILE_LINE))
}

/// Our settings of a `.env`. A line of ours that cannot be read is a fault; what is other programs' is theirs.
fn read_dotenv(text: &str) -> Result<BTreeMap<String, String>, SettingError> {
    let pairs = ours(dotenvy::from_read_iter(text.as_bytes()).filter_map(Result::ok));
    for (at, line) in text.lines().enumerate() {
        let name = variable(line).and_then(|name| name.strip_prefix("STRONGROOM_")).map(str::to_lowercase);
        if let Some(name) = name.filter(|name| name != "config" && !pairs.contains_key(name)) {
            let problem = "cannot be read: a value with spaces or signs stands in single quotes";
            let error = SettingError::new(&name, problem, &format!("'{}'", manual::example_of(&name)));
            return Err(error.standing(Some(Place::Dotenv(Some(at + 1)))));
        }
    }
    Ok(pairs)
}

/// The name that a line of a `.env` sets.
fn variable(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let name = line.strip_prefix("export ").unwrap_or(line).split('=').next()?.trim();
    (!name.is_empty() && !name.starts_with('#')).then_some(name)
}

/// The line of a `.env` that counts for this setting: the last.
fn line_of_variable(text: &str, name: &str) -> Option<usize> {
    let is_it = |line: &str| variable(line).and_then(|all| all.strip_prefix("STRONGROOM_")).map(str::to_lowercase);
    let lines: Vec<_> = text.lines().collect();
    lines.iter().rposition(|line| is_it(line).as_deref() == Some(name)).map(|at| at + 1)
}

/// The line of a settings file on which this name stands, as a key or as the head of a table.
fn line_of_key(text: &str, name: &str) -> Option<usize> {
    let is_it = |line: &str| {
        let key = line.trim_start().trim_start_matches('[').split(['=', ']', '.']).next().unwrap_or_default();
        key.trim().trim_matches(['"', '\'']) == name
    };
    text.lines().position(is_it).map(|at| at + 1)
}

/// The pairs whose name begins with our prefix, under the names that the files use.
fn ours(pairs: impl Iterator<Item = (String, String)>) -> BTreeMap<String, String> {
    pairs
        .filter_map(|(name, value)| Some((name.strip_prefix("STRONGROOM_")?.to_lowercase(), value)))
        .filter(|(name, _)| name != "config")
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_ours_that_cannot_be_read_is_told_and_others_are_not_ours() {
        let text = "OTHER=a b c\nSTRONGROOM_LISTEN=127.0.0.1:1\n\nSTRONGROOM_MAIL_FROM=Ann Ann <ann@example.com>\n";
        let said = read_dotenv(text).unwrap_err().to_string();
        assert!(
            said.starts_with("STRONGROOM_MAIL_FROM cannot be read") && said.contains("(in .env, line 4)"),
            "{said}"
        );
        let sound = read_dotenv("OTHER=a b c\nexport STRONGROOM_LISTEN=127.0.0.1:1\n").unwrap();
        assert_eq!(sound.get("listen").map(String::as_str), Some("127.0.0.1:1"));
    }

    #[test]
    fn lines_are_found() {
        let dotenv = "# STRONGROOM_LISTEN=x\nSTRONGROOM_LISTEN=a\n export STRONGROOM_LISTEN = b\n";
        assert_eq!(line_of_variable(dotenv, "listen"), Some(3));
        assert_eq!(line_of_variable(dotenv, "link_ttl"), None);
        let file = "# listen = 1\nlink_ttl = \"1m\"\n\"listen\" = \"x\"\n[serving]\n";
        assert_eq!(line_of_key(file, "listen"), Some(3));
        assert_eq!(line_of_key(file, "serving"), Some(4));
        assert_eq!(line_of_key(file, "max_upload"), None);
    }
}
