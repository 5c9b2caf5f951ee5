//! The secrets that sign and seal, where they are given.

use std::str::FromStr;

use base64::{Engine, engine::general_purpose::URL_SAFE};
use secrecy::SecretString;

use super::{SettingError, parse::list};

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Signs access tokens (HS256).
    Jwt,
    /// Seals links (Fernet).
    Fernet,
}

impl KeyKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Jwt, Self::Fernet];

    /// The kind's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jwt => "jwt",
            Self::Fernet => "fernet",
        }
    }

    /// The setting that gives keys of this kind, as it is called in files; the file that holds them is called alike.
    pub fn setting(self) -> &'static str {
        match self {
            Self::Jwt => "jwt_secrets",
            Self::Fernet => "fernet_keys",
        }
    }
}

impl FromStr for KeyKind {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or("must be jwt or fernet")
    }
}

pub(super) fn read(kind: KeyKind, text: &str) -> Result<Vec<SecretString>, SettingError> {
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
