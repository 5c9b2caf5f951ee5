//! From a text to a value, or to the sentence that says what is wrong with it.

use std::{net::SocketAddr, path::PathBuf, str::FromStr, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE};
use bytesize::ByteSize;
use figment::error::Kind;
use ipnet::IpNet;
use secrecy::SecretString;

use super::{SettingError, layers::MANUAL};
use crate::{jobs::QueueName, keys::KeyKind};

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

pub(super) fn address(name: &str, text: &str) -> Result<SocketAddr, SettingError> {
    text.parse().map_err(|_| SettingError::new(name, "is not an address and a port", "127.0.0.1:8080"))
}

pub(super) fn address_or_none(name: &str, text: &str) -> Result<Option<SocketAddr>, SettingError> {
    if text.is_empty() { Ok(None) } else { address(name, text).map(Some) }
}

pub(super) fn path(name: &str, text: &str) -> Result<PathBuf, SettingError> {
    if text.is_empty() {
        return Err(SettingError::new(name, "is empty", "/var/lib/strongroom"));
    }
    Ok(PathBuf::from(text))
}

pub(super) fn count(name: &str, text: &str, least: u32, most: u32) -> Result<u32, SettingError> {
    let problem = || SettingError::new(name, format!("is not a whole number from {least} to {most}"), "16");
    let number = text.parse().map_err(|_| problem())?;
    if (least..=most).contains(&number) { Ok(number) } else { Err(problem()) }
}

pub(super) fn truth(name: &str, text: &str) -> Result<bool, SettingError> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" => Ok(false),
        _ => Err(SettingError::new(name, "is neither true nor false", "true")),
    }
}

pub(super) fn span(name: &str, text: &str, example: &str) -> Result<Duration, SettingError> {
    let longest = Duration::from_hours(24 * 3660);
    let span = humantime::parse_duration(text).ok().filter(|span| !span.is_zero() && *span <= longest);
    span.ok_or_else(|| SettingError::new(name, "is not a length of time between 1ms and ten years", example))
}

pub(super) fn size(name: &str, text: &str) -> Result<u64, SettingError> {
    let size = ByteSize::from_str(text).ok().map(|size| size.as_u64()).filter(|size| (1..1 << 50).contains(size));
    size.ok_or_else(|| SettingError::new(name, "is not a size between one byte and 1 PiB", "1GiB"))
}

/// The parts of a list with commas between, without the space around them.
pub(super) fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}

pub(super) fn networks(name: &str, text: &str) -> Result<Vec<IpNet>, SettingError> {
    list(text)
        .map(|part| part.parse::<IpNet>().or_else(|_| part.parse::<std::net::IpAddr>().map(IpNet::from)))
        .collect::<Result<_, _>>()
        .map_err(|_| SettingError::new(name, "is not a list of addresses or networks", "10.0.0.0/8,192.168.1.7"))
}

/// The name of a header of HTTP: a token (RFC 9110, section 5.6.2), in lower case.
pub(super) fn header(name: &str, text: &str) -> Result<String, SettingError> {
    let is_sign = |byte: u8| b"!#$%&'*+-.^_`|~".contains(&byte);
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || is_sign(byte)) {
        return Err(SettingError::new(name, "is not the name of a header", "X-Forwarded-For"));
    }
    Ok(text.to_ascii_lowercase())
}

pub(super) fn queues(name: &str, text: &str) -> Result<Vec<QueueName>, SettingError> {
    let queues: Option<Vec<_>> = list(text).map(QueueName::from_name).collect();
    queues
        .filter(|queues| !queues.is_empty())
        .ok_or_else(|| SettingError::new(name, "is not a list of mail, scan and upkeep", "mail,scan"))
}

pub(super) fn key_prefix(name: &str, text: String) -> Result<String, SettingError> {
    if text.is_empty() || !text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
        return Err(SettingError::new(name, "may hold only letters, digits, '-' and '_'", "strongroom"));
    }
    Ok(text)
}

pub(super) fn secrets(kind: KeyKind, text: &str) -> Result<Vec<SecretString>, SettingError> {
    list(text)
        .map(|part| match key_fault(kind, part) {
            None => Ok(SecretString::from(part)),
            Some(problem) => Err(SettingError::new(kind.setting(), problem, key_example(kind))),
        })
        .collect()
}

/// What is wrong with a key of this kind, if anything. RFC 7518, section 3.2: one for HS256 has at least the 256 bits of
/// its hash.
pub fn key_fault(kind: KeyKind, text: &str) -> Option<&'static str> {
    let bytes = URL_SAFE.decode(text).unwrap_or_default();
    match kind {
        _ if is_placeholder(text) => Some("is the example and no secret"),
        KeyKind::Jwt if text.len() < 32 => Some("has a secret of under 32 characters"),
        KeyKind::Fernet if fernet::Fernet::new(text).is_none() => {
            Some("has a key that is not 32 bytes in URL-safe base64")
        }
        KeyKind::Fernet if text == SPEC_KEY || bytes.iter().all(|byte| *byte == bytes[0]) => {
            Some("has a key that everybody knows")
        }
        KeyKind::Jwt | KeyKind::Fernet => None,
    }
}

/// The key of the examples in the Fernet spec.
const SPEC_KEY: &str = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";

/// Says whether a secret is what stands in its place in an example.
pub(super) fn is_placeholder(secret: &str) -> bool {
    let secret = secret.to_ascii_lowercase().replace(['-', '_', ' '], "");
    ["changeme", "changethis", "replaceme"].iter().any(|word| secret.contains(word))
}

pub(super) fn key_example(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Jwt => "$(strongroom keys generate jwt)",
        KeyKind::Fernet => "$(strongroom keys generate fernet)",
    }
}
