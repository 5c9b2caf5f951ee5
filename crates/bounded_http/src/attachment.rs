//! The header by which an answer is a file with a name: `Content-Disposition` (RFC 6266, RFC 8187).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the characters that may stand for themselves in `filename*` (`attr-char` of RFC 8187).
const NOT_ATTR_CHAR: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// A `Content-Disposition` with the name twice: in ASCII for old clients, and whole.
pub fn named(name: &str) -> String {
    let ascii: String =
        name.chars().map(|c| if matches!(c, ' '..='~') && !matches!(c, '"' | '\\' | '%') { c } else { '_' }).collect();
    let encoded = utf8_percent_encode(name, NOT_ATTR_CHAR);
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_travel_in_two_forms() {
        assert_eq!(
            named("Bericht \"Ü\".docx"),
            "attachment; filename=\"Bericht ___.docx\"; filename*=UTF-8''Bericht%20%22%C3%9C%22.docx"
        );
    }

    proptest! {
        #[test]
        fn any_name_fits_into_a_header(name in "\\PC{1,80}") {
            let text = named(&name);
            prop_assert!(HeaderValue::from_str(&text).is_ok() && text.is_ascii());
            prop_assert_eq!(text.matches('"').count(), 2);
        }
    }
}
