//! Sealed tokens: version, purpose, expiry and body in a Fernet token. One type per purpose, and each refuses the others'
//! tokens.

pub use fernet::Fernet;
use thiserror::Error;

const VERSION: u8 = 1;

/// What a token can be sealed for.
pub trait Purpose: Sized {
    /// Tells this purpose's tokens from all others.
    const TAG: u8;

    /// Longer texts are not even tried: the longest token of a link has some 160 characters.
    const LONGEST_TOKEN: usize = 512;

    /// The body. Its token must not be longer than that.
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

/// A token that can be opened until `expires_at`, in milliseconds since 1970.
pub fn seal<P: Purpose>(key: &Fernet, content: &P, expires_at: i64) -> String {
    key.encrypt(&[&[VERSION, P::TAG][..], &expires_at.to_be_bytes(), &content.body()].concat())
}

/// What was sealed with one of these keys, if the token is of this purpose and has not expired at `now`.
pub fn open<P: Purpose>(keys: impl IntoIterator<Item = Fernet>, token: &str, now: i64) -> Result<P, OpenError> {
    open_until(keys, token, now).map(|(content, _)| content)
}

/// The same, with when it expires.
pub fn open_until<P: Purpose>(
    keys: impl IntoIterator<Item = Fernet>,
    token: &str,
    now: i64,
) -> Result<(P, i64), OpenError> {
    if token.len() > P::LONGEST_TOKEN {
        return Err(OpenError::Invalid);
    }
    let plain = keys.into_iter().find_map(|key| key.decrypt(token).ok()).ok_or(OpenError::Invalid)?;
    let (expires_at, content) = parse(&plain).ok_or(OpenError::Invalid)?;
    if expires_at <= now { Err(OpenError::Expired) } else { Ok((content, expires_at)) }
}

/// A body of two fields of these lengths, and nothing beside.
pub fn two_fields<const A: usize, const B: usize>(body: &[u8]) -> Option<([u8; A], [u8; B])> {
    let (first, second) = body.split_first_chunk::<A>()?;
    Some((*first, second.try_into().ok()?))
}

fn parse<P: Purpose>(plain: &[u8]) -> Option<(i64, P)> {
    let ([version, tag], rest) = plain.split_first_chunk::<2>()?;
    let (expires_at, body) = rest.split_first_chunk::<8>()?;
    let ours = *version == VERSION && *tag == P::TAG;
    ours.then(|| P::from_body(body)).flatten().map(|content| (i64::from_be_bytes(*expires_at), content))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: i64 = 1_800_000_000_000;

    /// Two fields under a tag.
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct Pass<const TAG: u8>([u8; 16], [u8; 8]);

    impl<const TAG: u8> Purpose for Pass<TAG> {
        const TAG: u8 = TAG;

        fn body(&self) -> Vec<u8> {
            [&self.0[..], &self.1].concat()
        }

        fn from_body(body: &[u8]) -> Option<Self> {
            two_fields(body).map(|(a, b)| Self(a, b))
        }
    }

    fn pass() -> Pass<7> {
        Pass([1; 16], [2; 8])
    }

    fn keys<const N: usize>() -> [String; N] {
        std::array::from_fn(|_| Fernet::generate_key())
    }

    fn fernet(key: &str) -> Fernet {
        Fernet::new(key).unwrap()
    }

    #[test]
    fn a_token_opens_until_it_expires() {
        let [key] = keys();
        let token = seal(&fernet(&key), &pass(), NOW + 1);
        assert_eq!(open([fernet(&key)], &token, NOW), Ok(pass()));
        assert_eq!(open::<Pass<7>>([fernet(&key)], &token, NOW + 1), Err(OpenError::Expired));
    }

    #[test]
    fn a_purpose_refuses_the_tokens_of_another() {
        let [key] = keys();
        let token = seal(&fernet(&key), &pass(), i64::MAX);
        assert_eq!(open::<Pass<8>>([fernet(&key)], &token, NOW), Err(OpenError::Invalid));
    }

    #[test]
    fn any_of_the_keys_opens_and_no_other() {
        let [old, new, other] = keys();
        let token = seal(&fernet(&old), &pass(), i64::MAX);
        assert_eq!(open([fernet(&new), fernet(&old)], &token, NOW), Ok(pass()));
        assert_eq!(open::<Pass<7>>([fernet(&new), fernet(&other)], &token, NOW), Err(OpenError::Invalid));
    }

    #[test]
    fn any_fernet_implementation_opens_a_token() {
        let [key] = keys();
        let token = seal(&fernet(&key), &pass(), NOW);
        let plain = fernet(&key).decrypt(&token).unwrap();
        assert_eq!(plain, [&[1, 7][..], &NOW.to_be_bytes(), &pass().body()].concat());
    }

    #[test]
    fn a_content_of_another_form_is_no_token() {
        let [key] = keys();
        let whole = [&[1, 7][..], &i64::MAX.to_be_bytes(), &pass().body()].concat();
        let opens = |plain: &[u8]| open::<Pass<7>>([fernet(&key)], &fernet(&key).encrypt(plain), NOW).is_ok();
        assert!(opens(&whole));
        assert!(!opens(&[&whole[..], b"x"].concat()), "it is too long");
        assert!((0..whole.len()).all(|length| !opens(&whole[..length])), "it is too short");
        assert!(!opens(&[&[2][..], &whole[1..]].concat()), "it is of another version");
    }

    proptest! {
        #[test]
        fn what_is_sealed_is_opened(a in any::<[u8; 16]>(), b in any::<[u8; 8]>(), expiry in 1..i64::MAX) {
            let ([key], content) = (keys(), Pass::<7>(a, b));
            let token = seal(&fernet(&key), &content, expiry);
            prop_assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_=".contains(&b)));
            prop_assert_eq!(open([fernet(&key)], &token, expiry - 1), Ok(content));
        }

        #[test]
        fn no_text_is_a_token(text in any::<String>(), bytes in any::<Vec<u8>>()) {
            let [key] = keys();
            prop_assert_eq!(open::<Pass<7>>([fernet(&key)], &text, NOW), Err(OpenError::Invalid));
            prop_assert!(parse::<Pass<7>>(&bytes).is_none_or(|(_, content)| bytes.ends_with(&content.body())));
        }

        #[test]
        fn a_changed_token_is_refused(at in any::<prop::sample::Index>(), to in "[A-Za-z0-9_-]") {
            let [key] = keys();
            let token = seal(&fernet(&key), &pass(), i64::MAX);
            let at = at.index(token.trim_end_matches('=').len());
            let mut forged = token.clone();
            forged.replace_range(at..=at, &to);
            if forged != token {
                // The last character before the padding carries unused bits, which a decoder may ignore.
                let same = open::<Pass<7>>([fernet(&key)], &forged, NOW).is_ok();
                prop_assert!(!same || at + 1 == token.trim_end_matches('=').len());
            }
        }
    }
}
