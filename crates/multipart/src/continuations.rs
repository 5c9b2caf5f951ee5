//! Values in numbered pieces (RFC 2231, section 3): `filename*0*=UTF-8''na; filename*1*=%C3%AFve; filename*2=".docx"`.
//! Forms should not have them, but writers of mail cut long names so.

use std::{borrow::Cow, collections::BTreeMap};

use percent_encoding::percent_decode_str;

use crate::{Malformed, encoded_word::Charset};

/// The pieces of one value, in whatever order they come. No head has room for many.
#[derive(Default)]
pub(crate) struct Pieces<'a>(BTreeMap<u16, Piece<'a>>);

struct Piece<'a> {
    value: Cow<'a, str>,
    /// Whether it is percent-encoded.
    encoded: bool,
}

impl<'a> Pieces<'a> {
    /// Takes a piece, by what follows the first star in the name of its parameter. What is no number is no piece.
    pub(crate) fn add(&mut self, number: &str, value: Cow<'a, str>) -> Result<(), Malformed> {
        let (digits, encoded) = number.strip_suffix('*').map_or((number, false), |digits| (digits, true));
        // A leading zero would be another way to write the same.
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
        let Some(number) = digits.parse().ok().filter(|_| is_number) else { return Ok(()) };
        match self.0.insert(number, Piece { value, encoded }) {
            Some(_) => Err(Malformed::PieceTwice),
            None => Ok(()),
        }
    }

    /// The value, or none where there are no pieces or their character set is not known.
    pub(crate) fn joined(self) -> Result<Option<String>, Malformed> {
        if !self.0.keys().copied().eq(0..u16::try_from(self.0.len()).unwrap_or(u16::MAX)) {
            return Err(Malformed::PieceMissing);
        }
        let mut charset = Some(Charset::Utf8);
        let (mut text, mut bytes) = (Some(String::new()), Vec::new());
        let is_empty = self.0.is_empty();
        for (number, Piece { value, encoded }) in self.0 {
            if !encoded {
                // Characters may be cut in two between pieces that are encoded, and nowhere else.
                let decoded = charset.and_then(|charset| charset.decode(&std::mem::take(&mut bytes)));
                text = text.zip(decoded).map(|(text, decoded)| text + &decoded + &value);
                continue;
            }
            let mut rest = &*value;
            // The first one alone tells the character set.
            if number == 0 {
                let mut fields = value.splitn(3, '\'');
                charset = fields.next().and_then(Charset::named);
                rest = fields.nth(1).unwrap_or_default();
            }
            bytes.extend(percent_decode_str(rest));
        }
        let decoded = charset.and_then(|charset| charset.decode(&bytes));
        Ok(text.zip(decoded).map(|(text, decoded)| text + &decoded).filter(|_| !is_empty))
    }
}
