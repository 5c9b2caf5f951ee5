//! Words that tell their character set: `=?utf-8?B?w5xiZXJzaWNodA==?=` (RFC 2047).
//!
//! They have no place in a form, yet some clients write names outside ASCII so: PowerShell 6.1 to 7.3 in one word,
//! Python's `email` in several.

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use crate::parameters::SPACE;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A character set that a name may tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    Utf8,
    Ascii,
    Latin1,
}

impl Charset {
    /// The one of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "us-ascii" | "ascii" => Some(Self::Ascii),
            "iso-8859-1" | "latin1" => Some(Self::Latin1),
            _ => None,
        }
    }

    /// The text of these bytes, or none where they are none in this character set.
    pub(crate) fn decode(self, bytes: &[u8]) -> Option<String> {
        match self {
            Self::Ascii if !bytes.is_ascii() => None,
            Self::Utf8 | Self::Ascii => std::str::from_utf8(bytes).ok().map(str::to_owned),
            Self::Latin1 => Some(bytes.iter().map(|&byte| char::from(byte)).collect()),
        }
    }
}

/// The text without its encoding, or none where no word of it is encoded. A word that cannot be read stays as it is
/// (section 6.3).
pub(crate) fn decoded(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut words = Words::default();
    let mut found = false;
    for piece in text.split_inclusive(SPACE) {
        let token = piece.trim_end_matches(SPACE);
        let gap = &piece[token.len()..];
        match encoded_words(token) {
            Some(encoded) => {
                found = true;
                for word in encoded {
                    words.add(word, &mut plain);
                }
                // Space between two encoded words only keeps them apart (section 6.2).
                words.gap.push_str(gap);
            }
            // More space behind a word.
            None if token.is_empty() && words.charset.is_some() => words.gap.push_str(gap),
            None => {
                words.write(&mut plain);
                plain.push_str(&std::mem::take(&mut words.gap));
                plain.push_str(piece);
            }
        }
    }
    words.write(&mut plain);
    plain.push_str(&words.gap);
    found.then_some(plain)
}

/// Words of one character set, one after the other. Some writers cut a character in two, so they are read as one.
#[derive(Default)]
struct Words {
    charset: Option<Charset>,
    bytes: Vec<u8>,
    /// As they came.
    raw: String,
    /// The space behind them.
    gap: String,
}

impl Words {
    fn add(&mut self, word: Word<'_>, plain: &mut String) {
        if self.charset != Some(word.charset) {
            self.write(plain);
            self.gap.clear();
            self.charset = Some(word.charset);
        }
        self.bytes.extend(word.bytes);
        self.raw.push_str(&std::mem::take(&mut self.gap));
        self.raw.push_str(word.raw);
    }

    /// Ends them.
    fn write(&mut self, plain: &mut String) {
        let Some(charset) = self.charset.take() else { return };
        match charset.decode(&self.bytes) {
            Some(text) => plain.push_str(&text),
            None => plain.push_str(&self.raw),
        }
        self.bytes.clear();
        self.raw.clear();
    }
}

struct Word<'a> {
    charset: Charset,
    bytes: Vec<u8>,
    raw: &'a str,
}

/// The words that a text without space consists of; most often it is one.
fn encoded_words(token: &str) -> Option<Vec<Word<'_>>> {
    let mut words = Vec::new();
    let mut rest = token;
    while !rest.is_empty() {
        let mut fields = rest.strip_prefix("=?")?.splitn(3, '?');
        let (charset, encoding, tail) = (fields.next()?, fields.next()?, fields.next()?);
        let (text, behind) = tail.split_once("?=")?;
        // A language may follow (RFC 2231, section 5).
        let charset = Charset::named(charset.split('*').next()?)?;
        let bytes = match encoding {
            "B" | "b" => BASE64.decode(text).ok()?,
            "Q" | "q" => from_q(text)?,
            _ => return None,
        };
        let raw = &rest[..rest.len() - behind.len()];
        words.push(Word { charset, bytes, raw });
        rest = behind;
    }
    (!words.is_empty()).then_some(words)
}

/// The encoding `Q` (section 4.2).
fn from_q(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut given = text.bytes();
    while let Some(byte) = given.next() {
        bytes.push(match byte {
            b'_' => b' ',
            b'=' => {
                let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                digit(given.next()?)? << 4 | digit(given.next()?)?
            }
            byte => byte,
        });
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_read() {
        for (written, read) in [
            ("=?utf-8?B?w5xiZXJzaWNodC5kb2N4?=", "Übersicht.docx"),
            ("=?UTF-8?b?w5xiZXJzaWNodA?=", "Übersicht"),
            ("=?utf-8*de?Q?=C3=9Cber_sicht.docx?=", "Über sicht.docx"),
            ("=?iso-8859-1?q?=DCbersicht.docx?=", "Übersicht.docx"),
            ("=?us-ascii?Q?plan.docx?=", "plan.docx"),
            ("=?utf-8?q?=C3=9Cber?= =?utf-8?q?sicht?=", "Übersicht"),
            ("=?utf-8?q?=C3=9Cber?=\t  =?iso-8859-1?q?s=EEcht?=", "Übersîcht"),
            ("=?utf-8?q?=C3=9Cber?==?utf-8?q?sicht?=", "Übersicht"),
            ("=?utf-8?q?=C3?= =?utf-8?q?=9Cber?=", "Über"),
            ("Plan =?utf-8?q?f=C3=BCr?=  2026.docx", "Plan für  2026.docx"),
            ("  =?utf-8?q?a?= ", "  a "),
            ("=?utf-8?q??=", ""),
            ("=?utf-8?q?a?b?=", "a?b"),
        ] {
            assert_eq!(decoded(written).as_deref(), Some(read), "{written}");
        }
    }

    #[test]
    fn what_is_no_word_stays_as_it_is() {
        for text in [
            "",
            "plan.docx",
            "=?utf-8?B?w5xiZXJzaWNodA==?=.docx",
            "=?koi8-r?Q?plan?=",
            "=?utf-8?X?plan?=",
            "=?utf-8?Q?=C?=",
            "=?utf-8?Q?=zz?=",
            "=?utf-8?B?*?=",
            "=?utf-8?Q?plan",
            "=?=",
            "what?= =?",
        ] {
            assert_eq!(decoded(text), None, "{text}");
        }
        for text in ["=?utf-8?Q?=FF?=", "=?us-ascii?Q?=C3=9C?= \t =?us-ascii?Q?b?=", "a =?utf-8?Q?=FF?= b"] {
            assert_eq!(decoded(text).as_deref(), Some(text));
        }
    }

    proptest! {
        #[test]
        fn any_name_comes_back(name: String, cut: prop::sample::Index) {
            let (first, second) = name.as_bytes().split_at(cut.index(name.len() + 1));
            let word = |bytes: &[u8]| format!("=?utf-8?B?{}?=", BASE64.encode(bytes));
            prop_assert_eq!(decoded(&word(name.as_bytes())), Some(name.clone()));
            prop_assert_eq!(decoded(&format!("{} {}", word(first), word(second))), Some(name));
        }

        #[test]
        fn any_text_can_be_read(text in "([=?QBbq_ \t]|utf-8|=\\?utf-8\\?Q\\?|\\PC){0,40}") {
            let _ = decoded(&text);
        }
    }
}
