//! The manual: every setting with its default and what it means, compiled in.

use super::error::SettingError;

pub(super) const MANUAL: &str = include_str!("default.toml");

/// The names of all settings, and their defaults.
pub(super) fn defaults() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = MANUAL.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(" = ")).map(|(name, value)| (name, value.trim_matches('"')))
}

/// The names of all settings.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    defaults().map(|(name, _)| name)
}

/// A complaint about a name that no setting has, with the setting that may have been meant.
pub(super) fn unknown(name: &str) -> SettingError {
    let nearest = names().max_by(|a, b| strsim::jaro_winkler(name, a).total_cmp(&strsim::jaro_winkler(name, b)));
    let nearest = nearest.unwrap_or("listen");
    let problem = format!("is no setting of Strongroom; the nearest is STRONGROOM_{}", nearest.to_uppercase());
    SettingError::new(name, problem, "").instead(nearest, &example_of(nearest))
}

/// A value that would be right: the default, or else the example that the manual gives.
pub(super) fn example_of(name: &str) -> String {
    let (mut example, mut found) = ("", "");
    for line in MANUAL.lines() {
        if let Some(given) = line.strip_prefix("# Example: ") {
            example = given;
        } else if let Some((key, value)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) {
            if key == name {
                let default = value.trim_matches('"');
                found = if default.is_empty() { example } else { default };
            }
            example = "";
        }
    }
    found.to_owned()
}
