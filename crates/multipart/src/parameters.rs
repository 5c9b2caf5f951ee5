//! The parameters of a header's value: `…; name="value"; name=value` (RFC 2045, section 5.1).

use std::borrow::Cow;

use crate::Malformed;

/// Space between the parts of a header (RFC 9110, section 5.6.3).
pub(crate) const SPACE: [char; 2] = [' ', '\t'];

/// UTF-8, as forms are sent today, else Latin-1.
pub(crate) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect::<String>().into(),
    }
}

/// Says whether a header's value, without its parameters, is this one.
pub(crate) fn value_is(header: &str, wanted: &str) -> bool {
    let value = header.split(';').next().unwrap_or_default();
    value.trim_matches(SPACE).eq_ignore_ascii_case(wanted)
}

/// Says whether a text may name a header or a parameter (RFC 9110, section 5.6.2).
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_token_char)
}

fn is_token_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

/// The parameters that are still to be read, from a semicolon on. What is no parameter is told, since another reader
/// might take it for one; a quoted string that does not end is left out, as it ends the header.
pub(crate) struct Parameters<'a>(&'a str);

impl<'a> Parameters<'a> {
    /// Those behind the value itself.
    pub(crate) fn of(header: &'a str) -> Self {
        Self(header.find(';').map_or("", |at| &header[at..]))
    }

    fn read(&mut self) -> Result<Option<(&'a str, Cow<'a, str>)>, Malformed> {
        let rest = self.0.trim_start_matches(SPACE);
        self.0 = "";
        if rest.is_empty() {
            return Ok(None);
        }
        let rest = rest.strip_prefix(';').ok_or(Malformed::Parameters)?;
        // An empty parameter is none: many writers end with a semicolon.
        let rest = rest.trim_start_matches([';', ' ', '\t']);
        if rest.is_empty() {
            return Ok(None);
        }
        let (name, rest) = rest.split_at(rest.find(|c| !is_token_char(c)).unwrap_or(rest.len()));
        let rest = rest
            .trim_start_matches(SPACE)
            .strip_prefix('=')
            .filter(|_| !name.is_empty())
            .ok_or(Malformed::Parameters)?;
        let rest = rest.trim_start_matches(SPACE);
        if let Some(quoted) = rest.strip_prefix('"') {
            let Some((value, rest)) = quoted_string(quoted) else { return Ok(None) };
            self.0 = rest;
            return Ok(Some((name, value.into())));
        }
        let (value, rest) = rest.split_at(rest.find(';').unwrap_or(rest.len()));
        self.0 = rest;
        Ok(Some((name, value.trim_matches(SPACE).into())))
    }
}

impl<'a> Iterator for Parameters<'a> {
    type Item = Result<(&'a str, Cow<'a, str>), Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// A quoted string without its quotes, and what follows. A back slash takes away the meaning of a quote and of a back
/// slash only, since some clients send paths of Windows as they are.
fn quoted_string(text: &str) -> Option<(String, &str)> {
    let mut value = String::with_capacity(text.len());
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => value.push(chars.next_if(|(_, next)| matches!(next, '"' | '\\')).map_or(c, |(_, next)| next)),
            c => value.push(c),
        }
    }
    None
}
