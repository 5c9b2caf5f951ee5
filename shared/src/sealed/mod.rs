//! Sealed tokens: the part of a link that says what it is good for. One type per purpose, a file each; the form of a token
//! is that of the crate `sealed`.

mod challenge;
mod change_email;
mod download;
mod event_place;
mod invitation;
mod kept_answer;
mod reset_password;
mod ticket;
mod totp_secret;
mod unsubscribe;
mod verify_email;
mod zip_download;

use sealed::{Fernet, OpenError, Purpose};
use secrecy::ExposeSecret;

pub use self::{
    challenge::{Ceremony, Challenge},
    change_email::ChangeEmail,
    download::Download,
    event_place::EventPlace,
    invitation::Invitation,
    kept_answer::KeptAnswer,
    reset_password::ResetPassword,
    ticket::Ticket,
    totp_secret::TotpSecret,
    unsubscribe::{Mails, Unsubscribe},
    verify_email::VerifyEmail,
    zip_download::ZipDownload,
};

use crate::{
    clock::Millis,
    keys::{Key, KeyRing},
    settings::KeyKind,
};

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
        // A ring holds a sound key of each kind; see `KeyRing::load`.
        let key = self.ring.signing(KeyKind::Fernet).as_ref().and_then(fernet);
        key.map_or_else(String::new, |key| sealed::seal(&key, content, expires_at.0))
    }

    /// What was sealed, if the token is ours, of this purpose, and has not expired.
    pub fn open<P: Purpose>(&self, token: &str, now: Millis) -> Result<P, OpenError> {
        let keys = self.ring.accepted(KeyKind::Fernet);
        sealed::open(keys.iter().filter_map(fernet), token, now.0)
    }

    /// The same, with when it expires.
    pub fn open_until<P: Purpose>(&self, token: &str, now: Millis) -> Result<(P, Millis), OpenError> {
        let keys = self.ring.accepted(KeyKind::Fernet);
        let opened = sealed::open_until(keys.iter().filter_map(fernet), token, now.0);
        opened.map(|(content, expires_at)| (content, Millis(expires_at)))
    }

    /// Says whether a token is sealed with the key that seals now.
    pub fn is_sealed_by_the_newest<P: Purpose>(&self, token: &str, now: Millis) -> bool {
        let key = self.ring.signing(KeyKind::Fernet).as_ref().and_then(fernet);
        sealed::open::<P>(key, token, now.0).is_ok()
    }
}

/// Made at each use, which costs a tenth of what opening does, so that a ring which changes needs no second copy.
fn fernet(key: &Key) -> Option<Fernet> {
    Fernet::new(key.secret.expose_secret())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::ids::{FileId, LinkId, UserId};

    const NOW: Millis = Millis(1_800_000_000_000);

    fn sealer(keys: &[&str]) -> Sealer {
        Sealer::new(&KeyRing::given(vec![], keys.iter().map(|key| (*key).into()).collect(), vec![]))
    }

    fn download() -> Download {
        let (file, user, link) = (FileId::new(), UserId::new(), LinkId::new());
        Download { file, user, link, version: 7, epoch: 3, has_row: true }
    }

    #[test]
    fn a_purpose_refuses_the_tokens_of_another() {
        let sealer = sealer(&[&Fernet::generate_key()]);
        let verify = VerifyEmail::new(UserId::new(), &"ann@example.com".parse().unwrap());
        let token = sealer.seal(&verify, Millis(i64::MAX));
        assert_eq!(sealer.open::<Download>(&token, NOW), Err(OpenError::Invalid));
        assert_eq!(sealer.open::<ResetPassword>(&token, NOW), Err(OpenError::Invalid));
        assert_eq!(sealer.open::<ChangeEmail>(&token, NOW), Err(OpenError::Invalid));
        assert_eq!(sealer.open::<KeptAnswer>(&token, NOW), Err(OpenError::Invalid));
        assert_eq!(sealer.open::<Ticket>(&token, NOW), Err(OpenError::Invalid));
        assert_eq!(sealer.open::<TotpSecret>(&token, NOW), Err(OpenError::Invalid));
        assert_eq!(sealer.open::<Invitation>(&token, NOW), Err(OpenError::Invalid));
        assert_eq!(sealer.open::<Unsubscribe>(&token, NOW), Err(OpenError::Invalid));
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
        assert!(sealer(&[&new, &old]).is_sealed_by_the_newest::<Download>(&token, NOW));
        assert!(!sealer(&[&old, &new]).is_sealed_by_the_newest::<Download>(&token, NOW));
    }

    #[test]
    fn a_link_stays_good_over_versions() {
        let key = Fernet::generate_key();
        let Download { file, user, .. } = download();
        let ids = [file.0.as_bytes(), &user.0.as_bytes()[..]].concat();
        let plain = [&[1, 2][..], &NOW.0.to_be_bytes(), &ids].concat();
        let token = Fernet::new(&key).unwrap().encrypt(&plain);
        let link = sealer(&[&key]).open::<Download>(&token, NOW - std::time::Duration::from_secs(1)).unwrap();
        assert_eq!((link.file, link.user, link.version, link.epoch, link.has_row), (file, user, 1, 0, false));

        let content = download();
        let token = sealer(&[&key]).seal(&content, NOW);
        let plain = Fernet::new(&key).unwrap().decrypt(&token).unwrap();
        let ids = [content.file.0, content.user.0, content.link.0].map(Uuid::into_bytes).concat();
        let numbers = [7_i64.to_be_bytes(), 3_i64.to_be_bytes()].concat();
        assert_eq!(plain, [&[1, 2][..], &NOW.0.to_be_bytes(), &ids, &numbers, &[1]].concat());
    }

    #[test]
    fn the_longest_answer_is_kept() {
        let sealer = sealer(&[&Fernet::generate_key()]);
        let content_type = "x".repeat(255);
        let answer = KeptAnswer {
            bound_to: [1; 32],
            status: 201,
            content_type,
            fields: vec![],
            body: vec![7; KeptAnswer::LONGEST_BODY],
        };
        let token = sealer.seal(&answer, Millis(i64::MAX));
        assert_eq!(sealer.open(&token, NOW), Ok(answer));
    }

    proptest! {
        #[test]
        fn what_is_sealed_is_opened_until_it_expires(
            file in any::<u128>(),
            user in any::<u128>(),
            (version, epoch, has_row) in any::<(i64, i64, bool)>(),
            expiry in 1..i64::MAX,
        ) {
            let sealer = sealer(&[&Fernet::generate_key()]);
            let (file, user) = (FileId(Uuid::from_u128(file)), UserId(Uuid::from_u128(user)));
            let content = Download { file, user, link: LinkId::new(), version, epoch, has_row };
            let token = sealer.seal(&content, Millis(expiry));
            prop_assert_eq!(sealer.open(&token, Millis(expiry - 1)), Ok(content));
            prop_assert_eq!(sealer.open::<Download>(&token, Millis(expiry)), Err(OpenError::Expired));
        }

        #[test]
        fn a_body_says_what_it_was_read_from(bytes in prop::collection::vec(any::<u8>(), 0..70)) {
            // One of 32 bytes is a link of before, which is told anew.
            let is_none = bytes.len() != 32 && (bytes.len() != 65 || bytes[64] > 1);
            let download = Download::from_body(&bytes);
            prop_assert!(download.map_or(is_none, |content| bytes.len() == 32 || content.body() == bytes));
            prop_assert!(EventPlace::from_body(&bytes).map_or(bytes.len() != 8, |content| content.body() == bytes));
            prop_assert!(ZipDownload::from_body(&bytes).map_or(bytes.len() != 32, |content| content.body() == bytes));
            prop_assert!(ResetPassword::from_body(&bytes).map_or(bytes.len() != 32, |content| content.body() == bytes));
            prop_assert!(ChangeEmail::from_body(&bytes).map_or(bytes.len() != 32, |content| content.body() == bytes));
            prop_assert!(KeptAnswer::from_body(&bytes).is_none_or(|content| content.body() == bytes));
            prop_assert!(Ticket::from_body(&bytes).map_or(bytes.len() != 49 || bytes[48] > 2, |content| content.body() == bytes));
            prop_assert!(TotpSecret::from_body(&bytes).map_or(bytes.len() != 36, |content| content.body() == bytes));
            prop_assert!(Invitation::from_body(&bytes).map_or(bytes.len() != 24, |content| content.body() == bytes));
            prop_assert!(Unsubscribe::from_body(&bytes).map_or(bytes.len() != 17 || bytes[16] > 0, |content| content.body() == bytes));
            prop_assert!(VerifyEmail::from_body(&bytes).map_or(bytes.len() != 24, |content| content.body() == bytes));
        }
    }
}
