//! Sealed tokens: any text, and any content under a good key, is opened or refused, and nothing else.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sealed::{Fernet, Purpose, open, seal, two_fields};

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

static FERNET: LazyLock<Fernet> = LazyLock::new(|| Fernet::new(KEY).expect("the key is sound"));

/// A purpose of two fields, as those of the links are.
#[derive(Debug, PartialEq)]
struct Fields<const TAG: u8, const A: usize, const B: usize>([u8; A], [u8; B]);

impl<const TAG: u8, const A: usize, const B: usize> Purpose for Fields<TAG, A, B> {
    const TAG: u8 = TAG;

    fn body(&self) -> Vec<u8> {
        [&self.0[..], &self.1].concat()
    }

    fn from_body(body: &[u8]) -> Option<Self> {
        two_fields(body).map(|(a, b)| Self(a, b))
    }
}

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        both(text);
    }
    let token = FERNET.encrypt(data);
    // What is authentic is read as it stands.
    assert!(both(&token).is_none_or(|body| data.len() == 10 + body.len() && data.ends_with(&body)));
});

/// Opens a text for two purposes, and gives the body that one of them finds; never both.
fn both(text: &str) -> Option<Vec<u8>> {
    let (verify, download) = (opened::<Fields<1, 16, 8>>(text), opened::<Fields<2, 16, 16>>(text));
    assert!(verify.is_none() || download.is_none());
    verify.or(download)
}

/// What opens can be sealed again, and says the same.
fn opened<P: Purpose + PartialEq + std::fmt::Debug>(token: &str) -> Option<Vec<u8>> {
    let content = open::<P>([FERNET.clone()], token, 0).ok()?;
    let again = seal(&FERNET, &content, i64::MAX);
    assert_eq!(open::<P>([FERNET.clone()], &again, 0).as_ref(), Ok(&content));
    Some(content.body())
}
