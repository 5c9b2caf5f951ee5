//! Bytes as browsers write them in JSON: base64url without padding.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, Serializer, de::Error};

/// At most `MOST` bytes.
#[derive(Clone, Debug)]
pub(crate) struct Bounded<const MOST: usize>(pub(crate) Vec<u8>);

impl<'de, const MOST: usize> Deserialize<'de> for Bounded<MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?.0;
        // Counted before decoding, so that nothing is allocated for more.
        if text.len() > (MOST * 4).div_ceil(3) {
            return Err(D::Error::custom("too long"));
        }
        decode(&text).map(Self).ok_or_else(|| D::Error::custom("no base64url"))
    }
}

#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes, or none where the text is not the one that stands for them.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// For `serialize_with`.
pub(crate) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&encode(bytes))
}
