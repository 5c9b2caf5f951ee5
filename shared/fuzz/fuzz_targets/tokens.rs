//! Sealed tokens: any text, and any content under a good key, is opened or refused, and nothing else.
#![no_main]

use std::sync::LazyLock;

use fernet::Fernet;
use libfuzzer_sys::fuzz_target;
use shared::{
    clock::Millis,
    keys::KeyRing,
    sealed::{Download, Purpose, Sealer, VerifyEmail},
};

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

static FERNET: LazyLock<Fernet> = LazyLock::new(|| Fernet::new(KEY).expect("the key is sound"));
static SEALER: LazyLock<Sealer> = LazyLock::new(|| Sealer::new(&KeyRing::given(vec![], vec![KEY.into()])));

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        open::<Download>(text);
        open::<VerifyEmail>(text);
    }
    let token = FERNET.encrypt(data);
    open::<Download>(&token);
    open::<VerifyEmail>(&token);
});

/// What opens can be sealed again, and says the same.
fn open<P: Purpose + PartialEq + std::fmt::Debug>(token: &str) {
    if let Ok(content) = SEALER.open::<P>(token, Millis(0)) {
        let again = SEALER.seal(&content, Millis(i64::MAX));
        assert_eq!(SEALER.open::<P>(&again, Millis(0)).as_ref(), Ok(&content));
    }
}
