//! Where settings come from: the compiled-in manual, the settings file, `.env`, the environment, the later ones winning.

use std::{
    collections::BTreeMap,
    env,
    path::{Path, PathBuf},
};

use figment::{
    Figment,
    providers::{Format, Serialized, Toml},
    value::Value,
};

use super::{SettingError, Settings, Texts, parse};

const MANUAL: &str = include_str!("../config.default.toml");

/// The layers above the manual, under the names that the files use.
pub(super) struct Layers {
    file: Option<PathBuf>,
    dotenv: BTreeMap<String, String>,
    env: BTreeMap<String, String>,
}

impl Layers {
    pub(super) fn of_this_process() -> Result<Self, SettingError> {
        let from_env = ours(
            env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))),
        );
        let from_dotenv = match dotenvy::from_path_iter(".env") {
            Ok(lines) => ours(lines.filter_map(Result::ok)),
            Err(_) => BTreeMap::new(),
        };
        let named = env::var_os("STRONGROOM_CONFIG").filter(|path| !path.is_empty()).map(PathBuf::from);
        if let Some(path) = named.as_ref().filter(|path| !path.is_file()) {
            let problem = format!("names {}, which is no file that can be read", path.display());
            return Err(SettingError::new("config", problem, "/etc/strongroom/strongroom.toml"));
        }
        let file = named.or_else(|| Some(PathBuf::from("strongroom.toml")));
        Ok(Self { file, dotenv: from_dotenv, env: from_env })
    }

    pub(super) fn from_pairs(pairs: impl Iterator<Item = (String, String)>) -> Self {
        Self { file: None, dotenv: BTreeMap::new(), env: pairs.collect() }
    }

    /// All settings, or what is wrong with the first that is.
    pub(super) fn read(&self) -> Result<Settings, SettingError> {
        let settings = Settings::check(self.texts(&[])?)?;
        settings.missing().into_iter().next().map_or(Ok(settings), Err)
    }

    /// The settings with each wrong one left at its default, and what is wrong.
    pub(super) fn read_what_is_sound(mut self) -> (Option<Settings>, Vec<SettingError>) {
        let (mut errors, mut left_out): (Vec<SettingError>, Vec<String>) = (Vec::new(), Vec::new());
        loop {
            match self.texts(&left_out).and_then(Settings::check) {
                Ok(settings) => {
                    // One that is wrong is not missing too.
                    let mut missing = settings.missing();
                    missing.retain(|one| errors.iter().all(|error| error.setting != one.setting));
                    errors.extend(missing);
                    return (Some(settings), errors);
                }
                Err(error) => {
                    let name = error.setting.trim_start_matches("STRONGROOM_").to_lowercase();
                    let again = left_out.contains(&name);
                    if !again {
                        errors.push(error);
                    }
                    if again || errors.len() > 100 {
                        return (None, errors);
                    }
                    self.dotenv.remove(&name);
                    self.env.remove(&name);
                    left_out.push(name);
                }
            }
        }
    }

    fn texts(&self, left_out: &[String]) -> Result<Texts, SettingError> {
        let manual = Figment::from(Toml::string(MANUAL));
        let mut layers = manual.clone();
        if let Some(file) = self.file.as_deref().filter(|file: &&Path| file.is_file()) {
            layers = layers.merge(Toml::file_exact(file));
        }
        for name in left_out {
            if let Ok(default) = manual.extract_inner::<Value>(name) {
                layers = layers.merge(Serialized::default(name, default));
            }
        }
        layers
            .merge(Serialized::defaults(&self.dotenv))
            .merge(Serialized::defaults(&self.env))
            .extract::<Texts>()
            .map_err(|error| parse::explain(&error))
    }
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
    fn each_wrong_setting_is_told_and_the_others_are_read() {
        let pairs = [("link_ttl", "soon"), ("listen", "127.0.0.1:1"), ("max_upload", "much"), ("nonsense", "x")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let (settings, errors) = Layers::from_pairs(pairs.into_iter()).read_what_is_sound();
        let mut wrong: Vec<_> = errors.iter().map(|error| error.setting.as_str()).collect();
        wrong.sort_unstable();
        assert_eq!(wrong, ["STRONGROOM_LINK_TTL", "STRONGROOM_MAX_UPLOAD", "STRONGROOM_NONSENSE"]);
        assert_eq!(settings.unwrap().listen.port(), 1);
    }

    #[test]
    fn all_that_is_missing_is_told() {
        let pairs = [("database_url", "postgres://a:b@c/d"), ("jwt_secrets", "short")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let (_, errors) = Layers::from_pairs(pairs.into_iter()).read_what_is_sound();
        let wrong: Vec<_> = errors.iter().map(|error| error.setting.as_str()).collect();
        assert_eq!(wrong, ["STRONGROOM_JWT_SECRETS", "STRONGROOM_REDIS_URL", "STRONGROOM_FERNET_KEYS"]);
    }
}
