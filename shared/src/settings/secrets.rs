//! Secrets: those that sign and seal, where they are given, and what is none.

use std::{path::PathBuf, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE};
use secrecy::SecretString;
use url::Url;

use super::{
    error::SettingError,
    text::{Text, Texts},
};

/// The secrets that sign and seal, or where they are kept.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// Given secrets that sign access tokens, newest first; empty when they are to be made.
    pub jwt_secrets: Vec<SecretString>,
    /// Given Fernet keys, newest first; empty when they are to be made.
    pub fernet_keys: Vec<SecretString>,
    /// Given keys that sign the audit trail, newest first; empty when they are to be made, or derived from Fernet keys.
    pub audit_keys: Vec<SecretString>,
    /// Given keys that wrap the data keys of sealed documents, newest first; empty when they are to be made.
    pub storage_keys: Vec<SecretString>,
    /// Folder of the keys that are not given; none where that is the data folder.
    pub keys_dir: Option<PathBuf>,
    /// The kinds of keys that this program works with.
    pub keys_used: &'static [KeyKind],
}

impl Secrets {
    pub(super) fn read(texts: &mut Texts, keys_used: &'static [KeyKind]) -> Result<Self, SettingError> {
        let mut keys = |kind: KeyKind| texts.read(kind.setting(), |text| keys(kind, text));
        Ok(Self {
            jwt_secrets: keys(KeyKind::Jwt)?,
            fernet_keys: keys(KeyKind::Fernet)?,
            audit_keys: keys(KeyKind::Audit)?,
            storage_keys: keys(KeyKind::Storage)?,
            keys_dir: texts.read("keys_dir", |text| text.if_set(|text| Ok(text.as_str().into())))?,
            keys_used,
        })
    }

    /// The given keys of a kind, newest first.
    pub fn given(&self, kind: KeyKind) -> &[SecretString] {
        match kind {
            KeyKind::Jwt => &self.jwt_secrets,
            KeyKind::Fernet => &self.fernet_keys,
            KeyKind::Audit => &self.audit_keys,
            KeyKind::Storage => &self.storage_keys,
        }
    }

    /// Says whether this program needs keys of this kind.
    pub fn needs(&self, kind: KeyKind) -> bool {
        self.keys_used.contains(&kind)
    }

    /// Whether the keys that sign the audit trail come of the Fernet keys: those are given, and there is no folder where keys
    /// of its own could be kept.
    pub fn derives_audit_keys(&self) -> bool {
        self.audit_keys.is_empty() && self.keys_dir.is_none() && !self.fernet_keys.is_empty()
    }

    /// What is missing though programs that share a database or a Redis must share their secrets, so that somebody has to
    /// say where those are.
    pub(super) fn missing(&self, is_embedded: bool, encrypts: bool) -> impl Iterator<Item = SettingError> {
        let problem = "is missing: programs that share a database or a Redis need the same secrets, given here or kept \
                       in a folder that STRONGROOM_KEYS_DIR names";
        let have_a_home = is_embedded || self.keys_dir.is_some();
        // Keys of the audit trail come of Fernet keys, where they have no home.
        let can_do_without = move |kind: KeyKind| match kind {
            KeyKind::Jwt | KeyKind::Fernet => false,
            KeyKind::Audit => true,
            KeyKind::Storage => !encrypts,
        };
        let is_missing = move |kind: &KeyKind| {
            !have_a_home && !can_do_without(*kind) && self.needs(*kind) && self.given(*kind).is_empty()
        };
        let missing = KeyKind::ALL.into_iter().filter(is_missing);
        missing.map(move |kind| SettingError::new(kind.setting(), problem, key_example(kind)))
    }
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Signs access tokens (HS256).
    Jwt,
    /// Seals links (Fernet).
    Fernet,
    /// Signs the audit trail (Ed25519).
    Audit,
    /// Wraps the data keys of sealed documents (AES-256-GCM).
    Storage,
}

impl KeyKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Jwt, Self::Fernet, Self::Audit, Self::Storage];

    /// The kind's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jwt => "jwt",
            Self::Fernet => "fernet",
            Self::Audit => "audit",
            Self::Storage => "storage",
        }
    }

    /// The setting that gives keys of this kind, as it is called in files; the file that holds them is called alike.
    pub fn setting(self) -> &'static str {
        match self {
            Self::Jwt => "jwt_secrets",
            Self::Fernet => "fernet_keys",
            Self::Audit => "audit_keys",
            Self::Storage => "storage_keys",
        }
    }
}

impl FromStr for KeyKind {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or("must be jwt, fernet, audit or storage")
    }
}

fn keys(kind: KeyKind, text: &Text) -> Result<Vec<SecretString>, SettingError> {
    let key = |part: &str| match key_fault(kind, part) {
        None => Ok(SecretString::from(part)),
        Some(problem) => Err(text.wrong(problem, key_example(kind))),
    };
    text.list().map(key).collect()
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
        KeyKind::Audit | KeyKind::Storage if bytes.len() != 32 => {
            Some("has a key that is not 32 bytes in URL-safe base64")
        }
        KeyKind::Fernet | KeyKind::Audit | KeyKind::Storage
            if text == SPEC_KEY || bytes.iter().all(|byte| *byte == bytes[0]) =>
        {
            Some("has a key that everybody knows")
        }
        KeyKind::Jwt | KeyKind::Fernet | KeyKind::Audit | KeyKind::Storage => None,
    }
}

/// The key of the examples in the Fernet spec.
const SPEC_KEY: &str = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";

/// Says whether a secret is what stands in its place in an example.
fn is_placeholder(secret: &str) -> bool {
    let secret = secret.to_ascii_lowercase().replace(['-', '_', ' '], "");
    ["changeme", "changethis", "replaceme"].iter().any(|word| secret.contains(word))
}

fn key_example(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Jwt => "$(strongroom keys generate jwt)",
        KeyKind::Fernet => "$(strongroom keys generate fernet)",
        KeyKind::Audit => "$(strongroom keys generate audit)",
        KeyKind::Storage => "$(strongroom keys generate storage)",
    }
}

/// Refuses a URL with the password of an example.
pub(super) fn real_password(text: &Text, example: &str) -> Result<(), SettingError> {
    let url = Url::parse(text.as_str()).ok();
    if url.as_ref().and_then(Url::password).is_some_and(is_placeholder) {
        return Err(text.wrong("has the password of the example, which is no secret", example));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use crate::settings::tests::{read, refusal};

    #[test]
    fn secrets_that_look_like_something_else_stay_texts() {
        for secret in ["1".repeat(40), format!("[{}]", "a".repeat(40)), format!("{{{}}}", "=".repeat(40))] {
            let settings = read(&[("jwt_secrets", &secret)]).unwrap();
            assert_eq!(settings.secrets.jwt_secrets[0].expose_secret(), secret);
        }
    }

    #[test]
    fn what_stands_in_examples_is_no_secret() {
        for (name, value) in [
            ("jwt_secrets", "change-me"),
            ("jwt_secrets", "please-change-me-please-change-me-please"),
            ("jwt_secrets", "CHANGE_ME_CHANGE_ME_CHANGE_ME_CHANGE_ME"),
            ("fernet_keys", "change-me"),
            ("fernet_keys", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
            ("fernet_keys", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="),
            ("database_url", "postgres://strongroom:change-me@postgres.example.com/strongroom"),
            ("redis_url", "redis://:changeme@redis.example.com"),
            ("mail_url", "smtp://strongroom:change-me@mail.example.com:587"),
        ] {
            let sentence = refusal(&[(name, value)]);
            assert!(
                sentence.starts_with(&format!("STRONGROOM_{} has", name.to_uppercase()))
                    || sentence.contains(" is the example"),
                "{sentence}"
            );
        }
    }
}
