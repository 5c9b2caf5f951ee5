//! One key: what it is for, its id, and from when it signs.

use std::{fmt, time::Duration};

use aws_lc_rs::{
    digest,
    hkdf::{HKDF_SHA256, Salt},
};
use base64::{Engine, engine::general_purpose::URL_SAFE};
use fernet::Fernet;
use secrecy::{ExposeSecret, SecretString};

use crate::{
    clock::Millis,
    private_files::random_text,
    settings::{KeyKind, Settings, key_fault},
};

/// A fresh secret of a kind.
pub fn generate(kind: KeyKind) -> std::io::Result<SecretString> {
    match kind {
        KeyKind::Jwt => random_text::<48>().map(SecretString::from),
        KeyKind::Fernet | KeyKind::Audit | KeyKind::Storage => Ok(Fernet::generate_key().into()),
    }
}

/// By then a sweep, of which there is one an hour, has sealed anew what lies in rows.
const SEALED_ANEW_WITHIN: Duration = Duration::from_hours(2);

/// How long what a key of a kind signed may stay good after another key took its place.
pub fn longest_life(kind: KeyKind, settings: &Settings) -> Duration {
    match kind {
        KeyKind::Jwt => settings.lifetimes.access_ttl,
        // What it signed last is signed anew by the next one as soon as that signs.
        KeyKind::Audit => SEALED_ANEW_WITHIN,
        // Rows tell whether a data key still needs it, and that is asked before it is retired.
        KeyKind::Storage => Duration::ZERO,
        KeyKind::Fernet => {
            let links = [settings.lifetimes.link_ttl, settings.lifetimes.verify_ttl, settings.lifetimes.reset_ttl];
            links.into_iter().fold(SEALED_ANEW_WITHIN, Duration::max)
        }
    }
}

/// Tells keys apart without giving them away: the first eight hex digits of the secret's SHA-256.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyId(String);

impl KeyId {
    fn of(secret: &SecretString) -> Self {
        let hash = digest::digest(&digest::SHA256, secret.expose_secret().as_bytes());
        Self(hex::encode(&hash.as_ref()[..4]))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A key of any kind.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its id.
    pub id: KeyId,
    /// When it was made; none where only whoever gave it knows.
    pub made_at: Option<Millis>,
    /// From when it signs; before, it is only accepted.
    pub signs_from: Millis,
    /// The secret itself.
    pub secret: SecretString,
}

/// Where a key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// Accepted already, and signs later.
    Coming,
    /// Signs or seals now.
    Signing,
    /// Signed or sealed before, and is still accepted.
    Accepted,
}

impl KeyState {
    /// The state's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Coming => "coming",
            Self::Signing => "signing",
            Self::Accepted => "accepted",
        }
    }
}

impl Key {
    /// A key given by a setting, where the order alone says which one signs.
    pub(super) fn given(secret: SecretString) -> Self {
        Self { id: KeyId::of(&secret), made_at: None, signs_from: Millis(0), secret }
    }

    /// A key of the audit trail that comes of a Fernet key (HKDF, RFC 5869). None where that is no key.
    pub(super) fn derived(from: &SecretString) -> Option<Self> {
        let secret = URL_SAFE.decode(from.expose_secret()).ok()?;
        let info = [&b"strongroom audit key"[..]];
        let derived = Salt::new(HKDF_SHA256, &[]).extract(&secret);
        let mut key = [0; 32];
        derived.expand(&info, HKDF_SHA256).and_then(|derived| derived.fill(&mut key)).ok()?;
        Some(Self::given(URL_SAFE.encode(key).into()))
    }

    /// A fresh key.
    pub(super) fn generate(kind: KeyKind, now: Millis, signs_from: Millis) -> std::io::Result<Self> {
        let secret = generate(kind)?;
        Ok(Self { id: KeyId::of(&secret), made_at: Some(now), signs_from, secret })
    }

    /// Reads a line of a key file: id, when made, from when it signs, secret. Any other line is a secret alone, as
    /// files were written once; then `otherwise` says when. None when the secret is not one of this kind.
    pub(super) fn from_line(line: &str, kind: KeyKind, otherwise: Millis) -> Option<Self> {
        let whole = Self::from_fields(line);
        let key = whole.unwrap_or_else(|| {
            let secret = SecretString::from(line);
            Self { id: KeyId::of(&secret), made_at: Some(otherwise), signs_from: otherwise, secret }
        });
        key_fault(kind, key.secret.expose_secret()).is_none().then_some(key)
    }

    fn from_fields(line: &str) -> Option<Self> {
        let [id, made_at, signs_from, secret] = line.splitn(4, ' ').collect::<Vec<_>>().try_into().ok()?;
        let secret = SecretString::from(secret);
        let key =
            Self { id: KeyId::of(&secret), made_at: Some(moment(made_at)?), signs_from: moment(signs_from)?, secret };
        (key.id.as_str() == id).then_some(key)
    }

    /// The key as a line of its file, without the line's end. One that was given is its secret alone.
    pub(super) fn to_line(&self) -> String {
        let secret = self.secret.expose_secret();
        self.made_at
            .map_or_else(|| secret.to_owned(), |made_at| format!("{} {made_at} {} {secret}", self.id, self.signs_from))
    }
}

fn moment(text: &str) -> Option<Millis> {
    let time = humantime::parse_rfc3339(text).ok()?;
    let since_1970 = time.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since_1970.as_millis()).ok().map(Millis)
}

/// Which of these keys, newest first, signs: the newest whose time has come. Where a clock went back so far that
/// there is none, it is the oldest, which everybody knows.
pub fn signing(keys: &[Key], now: Millis) -> Option<&Key> {
    keys.iter().find(|key| key.signs_from <= now).or(keys.last())
}

/// Where a key of these, newest first, stands.
pub fn state(keys: &[Key], key: &Key, now: Millis) -> KeyState {
    match signing(keys, now) {
        Some(signing) if signing.id == key.id => KeyState::Signing,
        _ if key.signs_from > now => KeyState::Coming,
        _ => KeyState::Accepted,
    }
}
