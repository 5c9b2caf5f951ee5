//! The challenges that passkeys sign. One comes back as it went out, with nothing beside it, so it proves by itself that it
//! is ours, what it is for, and until when.

use aws_lc_rs::hmac;
use getrandom::Error;
use secrecy::ExposeSecret;

use super::Sealer;
use crate::{clock::Millis, ids::UserId, keys::Key, settings::KeyKind};

/// What a challenge is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ceremony {
    /// To make a passkey for this account.
    Register(UserId),
    /// To log in by a passkey alone.
    LogIn,
}

/// How its 32 bytes are used: until when it is good, what tells it from others, and the proof that it is ours.
const EXPIRY: usize = 8;
const UNIQUE: usize = 8;
const PROOF: usize = 16;

/// A challenge that came back, and until when it is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// The challenge.
    pub bytes: passkeys::Challenge,
    /// When it expires.
    pub expires_at: Millis,
}

impl Sealer {
    /// A challenge that is good until `expires_at`.
    pub fn challenge(&self, ceremony: Ceremony, expires_at: Millis) -> Result<passkeys::Challenge, Error> {
        let mut bytes = [0; EXPIRY + UNIQUE + PROOF];
        bytes[..EXPIRY].copy_from_slice(&expires_at.0.to_be_bytes());
        getrandom::fill(&mut bytes[EXPIRY..EXPIRY + UNIQUE])?;
        // A ring holds a sound key of each kind; see `KeyRing::load`.
        let key = self.ring.signing(KeyKind::Fernet);
        if let Some(key) = key {
            let tag = hmac::sign(&hmac_key(&key), &said(ceremony, &bytes));
            bytes[EXPIRY + UNIQUE..].copy_from_slice(&tag.as_ref()[..PROOF]);
        }
        Ok(bytes)
    }

    /// The challenge that came back, if it is ours, for this ceremony, and has not expired.
    pub fn find_challenge(&self, ceremony: Ceremony, given: &[u8], now: Millis) -> Option<Challenge> {
        let bytes: passkeys::Challenge = given.try_into().ok()?;
        let expires_at = Millis(i64::from_be_bytes(*bytes.first_chunk()?));
        let keys = self.ring.accepted(KeyKind::Fernet);
        let is_ours = keys.iter().any(|key| {
            let tag = hmac::sign(&hmac_key(key), &said(ceremony, &bytes));
            let proof = &bytes[EXPIRY + UNIQUE..];
            aws_lc_rs::constant_time::verify_slices_are_equal(&tag.as_ref()[..PROOF], proof).is_ok()
        });
        (is_ours && expires_at > now).then_some(Challenge { bytes, expires_at })
    }
}

/// The text of the key, whole: a Fernet token is signed with half of its bytes, so that neither proof is ever the other.
fn hmac_key(key: &Key) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, key.secret.expose_secret().as_bytes())
}

/// What the proof is of.
fn said(ceremony: Ceremony, bytes: &passkeys::Challenge) -> Vec<u8> {
    let unique = &bytes[..EXPIRY + UNIQUE];
    match ceremony {
        Ceremony::Register(user) => [&b"passkey register"[..], unique, user.0.as_bytes()].concat(),
        Ceremony::LogIn => [&b"passkey log in"[..], unique].concat(),
    }
}

#[cfg(test)]
mod tests {
    use fernet::Fernet;

    use super::*;
    use crate::keys::KeyRing;

    const NOW: Millis = Millis(1_800_000_000_000);

    fn sealer(keys: &[&str]) -> Sealer {
        Sealer::new(&KeyRing::given(vec![], keys.iter().map(|key| (*key).into()).collect(), vec![]))
    }

    #[test]
    fn a_challenge_is_for_one_ceremony_and_for_its_time() {
        let (old, new) = (Fernet::generate_key(), Fernet::generate_key());
        let (ann, bob) = (Ceremony::Register(UserId::new()), Ceremony::Register(UserId::new()));
        let expires_at = Millis(NOW.0 + 1);
        let given = sealer(&[&old]).challenge(ann, expires_at).unwrap();
        let found = Some(Challenge { bytes: given, expires_at });
        let both = sealer(&[&new, &old]);
        assert_eq!(both.find_challenge(ann, &given, NOW), found);
        assert_eq!(both.find_challenge(ann, &given, expires_at), None);
        assert_eq!(both.find_challenge(bob, &given, NOW), None);
        assert_eq!(both.find_challenge(Ceremony::LogIn, &given, NOW), None);
        assert_eq!(sealer(&[&new]).find_challenge(ann, &given, NOW), None);
        for at in 0..given.len() {
            let mut other = given;
            other[at] ^= 1;
            assert_eq!(both.find_challenge(ann, &other, NOW), None, "{at}");
        }
        for other in [&given[1..], &[&given[..], &[0]].concat(), &[]] {
            assert_eq!(both.find_challenge(ann, other, NOW), None);
        }
        assert_ne!(both.challenge(ann, expires_at).unwrap(), both.challenge(ann, expires_at).unwrap());
    }
}
