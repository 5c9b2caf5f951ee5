//! The manual: every setting with its default and what it means, compiled in.

use figment::error::Kind;

use super::SettingError;

pub(super) const MANUAL: &str = include_str!("default.toml");

/// Turns what the layered reader found into our sentence. Only names are taken from it, never values.
pub(super) fn explain(error: &figment::Error) -> SettingError {
    let Kind::UnknownField(name, known) = &error.kind else {
        let name = error.path.join(".");
        return SettingError::new(&name, "has a value of the wrong type", &example_of(&name));
    };
    let nearest = known.iter().max_by(|a, b| strsim::jaro_winkler(name, a).total_cmp(&strsim::jaro_winkler(name, b)));
    let nearest = nearest.copied().unwrap_or("listen");
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
