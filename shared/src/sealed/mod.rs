//! Sealed tokens: the Fernet-encrypted part of a link. One type per purpose, and each refuses the others' tokens.
//!
//! A token follows the Fernet spec, so any implementation with the key can open it. What it holds is
//! `version ‖ purpose ‖ expiry (8 bytes, milliseconds) ‖ body`, which is authenticated before a byte of it is read.
//! The expiry is ours, not Fernet's, so that an expired token can be told from a forged one.

mod download;
mod verify_email;

use fernet::Fernet;
use secrecy::ExposeSecret;
use thiserror::Error;

pub use self::{download::Download, verify_email::VerifyEmail};

use crate::{
    clock::Millis,
    keys::{Key, KeyRing},
    settings::KeyKind,
};

const VERSION: u8 = 1;

/// Longer texts are not even tried: our longest token has some 160 characters.
const MAX_TOKEN: usize = 512;

/// What a token can be sealed for.
pub trait Purpose: Sized {
    /// Tells this purpose's tokens from all others.
    const TAG: u8;

    /// The body, which must not be longer than some 40 bytes.
    fn body(&self) -> Vec<u8>;

    /// Reads a body, or none if it is not one of this purpose.
    fn from_body(body: &[u8]) -> Option<Self>;
}

/// Why a token was not opened.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum OpenError {
    /// It is damaged, forged, of another purpose, or sealed with a key that is no longer used.
    #[error("the token is not one of ours")]
    Invalid,
    /// It was good once.
    #[error("the token has expired")]
    Expired,
}

/// Seals and opens tokens. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Sealer {
    ring: KeyRing,
}

impl Sealer {
    /// Seals with the ring's signing Fernet key and opens with any of them, as they are at each use.
    pub fn new(ring: &KeyRing) -> Self {
        Self { ring: ring.clone() }
    }

    /// A token that can be opened until `expires_at`.
    pub fn seal<P: Purpose>(&self, content: &P, expires_at: Millis) -> String {
        let head = [VERSION, P::TAG];
        let plain = [&head[..], &expires_at.0.to_be_bytes(), &content.body()].concat();
        // A ring holds a sound key of each kind; see `KeyRing::load`.
        let key = self.ring.signing(KeyKind::Fernet).as_ref().and_then(fernet);
        key.map_or_else(String::new, |key| key.encrypt(&plain))
    }

    /// What was sealed, if the token is ours, of this purpose, and has not expired.
    pub fn open<P: Purpose>(&self, token: &str, now: Millis) -> Result<P, OpenError> {
        if token.len() > MAX_TOKEN {
            return Err(OpenError::Invalid);
        }
        let keys = self.ring.accepted(KeyKind::Fernet);
        let plain = keys.iter().filter_map(fernet).find_map(|key| key.decrypt(token).ok()).ok_or(OpenError::Invalid)?;
        let (expires_at, content) = parse(&plain).ok_or(OpenError::Invalid)?;
        if expires_at <= now { Err(OpenError::Expired) } else { Ok(content) }
    }
}

/// Made at each use, which costs a tenth of what opening does, so that a ring which changes needs no second copy.
fn fernet(key: &Key) -> Option<Fernet> {
    Fernet::new(key.secret.expose_secret())
}

fn parse<P: Purpose>(plain: &[u8]) -> Option<(Millis, P)> {
    let ([version, tag], rest) = plain.split_first_chunk::<2>()?;
    let (expires_at, body) = rest.split_first_chunk::<8>()?;
    let ours = *version == VERSION && *tag == P::TAG;
    ours.then(|| P::from_body(body)).flatten().map(|content| (Millis(i64::from_be_bytes(*expires_at)), content))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::ids::{FileId, UserId};

    const NOW: Millis = Millis(1_800_000_000_000);

    fn sealer(keys: &[&str]) -> Sealer {
        Sealer::new(&KeyRing::given(vec![], keys.iter().map(|key| (*key).into()).collect()))
    }

    fn download() -> Download {
        Download { file: FileId::new(), user: UserId::new() }
    }

    #[test]
    fn a_token_opens_until_it_expires() {
        let sealer = sealer(&[&Fernet::generate_key()]);
        let token = sealer.seal(&download(), Millis(NOW.0 + 1));
        assert!(sealer.open::<Download>(&token, NOW).is_ok());
        assert_eq!(sealer.open::<Download>(&token, Millis(NOW.0 + 1)), Err(OpenError::Expired));
    }

    #[test]
    fn a_purpose_refuses_the_tokens_of_another() {
        let sealer = sealer(&[&Fernet::generate_key()]);
        let verify = VerifyEmail::new(UserId::new(), &"ann@example.com".parse().unwrap());
        let token = sealer.seal(&verify, Millis(i64::MAX));
        assert_eq!(sealer.open::<Download>(&token, NOW), Err(OpenError::Invalid));
        assert_eq!(sealer.open::<VerifyEmail>(&token, NOW), Ok(verify));
    }

    #[test]
    fn keys_rotate() {
        let (old, new) = (Fernet::generate_key(), Fernet::generate_key());
        let content = download();
        let token = sealer(&[&old]).seal(&content, Millis(i64::MAX));
        assert_eq!(sealer(&[&new, &old]).open(&token, NOW), Ok(content.clone()));
        assert_eq!(sealer(&[&new]).open::<Download>(&token, NOW), Err(OpenError::Invalid));
        let token = sealer(&[&new, &old]).seal(&content, Millis(i64::MAX));
        assert_eq!(sealer(&[&new]).open(&token, NOW), Ok(content));
    }

    #[test]
    fn any_fernet_implementation_opens_a_token() {
        let key = Fernet::generate_key();
        let content = download();
        let token = sealer(&[&key]).seal(&content, NOW);
        let plain = Fernet::new(&key).unwrap().decrypt(&token).unwrap();
        assert_eq!(plain, [&[1, 2][..], &NOW.0.to_be_bytes(), &content.body()].concat());
    }

    proptest! {
        #[test]
        fn what_is_sealed_is_opened(file in any::<u128>(), user in any::<u128>(), expiry in 1..i64::MAX) {
            let sealer = sealer(&[&Fernet::generate_key()]);
            let content = Download { file: FileId(Uuid::from_u128(file)), user: UserId(Uuid::from_u128(user)) };
            let token = sealer.seal(&content, Millis(expiry));
            prop_assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_=".contains(&b)));
            prop_assert_eq!(sealer.open(&token, Millis(expiry - 1)), Ok(content));
        }

        #[test]
        fn no_text_is_a_token(text in any::<String>(), bytes in any::<Vec<u8>>()) {
            let sealer = sealer(&[&Fernet::generate_key()]);
            prop_assert_eq!(sealer.open::<Download>(&text, NOW), Err(OpenError::Invalid));
            prop_assert!(parse::<Download>(&bytes).is_none_or(|(_, content)| content.body().len() == 32));
            prop_assert!(parse::<VerifyEmail>(&bytes).is_none_or(|(_, content)| content.body().len() == 24));
        }

        #[test]
        fn a_changed_token_is_refused(at in any::<prop::sample::Index>(), to in "[A-Za-z0-9_-]") {
            let sealer = sealer(&[&Fernet::generate_key()]);
            let token = sealer.seal(&download(), Millis(i64::MAX));
            let at = at.index(token.trim_end_matches('=').len());
            let mut forged = token.clone();
            forged.replace_range(at..=at, &to);
            if forged != token {
                // The last character before the padding carries unused bits, which a decoder may ignore.
                let same = sealer.open::<Download>(&forged, NOW).is_ok();
                prop_assert!(!same || at + 1 == token.trim_end_matches('=').len());
            }
        }
    }
}
