//! How Word writes fields in pages: as marks in the styles of elements around their text, or whole in one style.

const PROPERTY: &str = "mso-field-code";
/// Longest instruction that is read in a style, in bytes.
const MAX_CODE: usize = 4_096;

/// Whether a style may make a field.
pub(super) fn may_make_fields(style: &str) -> bool {
    let made = |style: &str| style.contains("mso-element:field") || style.contains(PROPERTY);
    made(&solid(style)) || is_escaped(style) && made(&solid(&unescaped(style)))
}

/// Whether a style may be something else without its comments and escapes.
fn is_escaped(style: &str) -> bool {
    style.contains(['\\', '*'])
}

/// The marks in a style, and whether all readers see the same.
pub(super) fn marks(style: &str) -> (Vec<&'static str>, bool) {
    const MARKS: [(&str, &str); 3] = [
        ("mso-element:field-begin", "begin"),
        ("mso-element:field-separator", "separate"),
        ("mso-element:field-end", "end"),
    ];
    let (plain, unescaped) = (solid(style), solid(&unescaped(style)));
    let seen = |style: &str| MARKS.map(|(words, _)| style.contains(words));
    let found = MARKS.iter().filter(|(words, _)| plain.contains(words) || unescaped.contains(words));
    let found: Vec<_> = found.map(|(_, mark)| *mark).collect();
    // Of several the last one counts, or all of them.
    let clear = found.len() < 2 && seen(&plain) == seen(&unescaped);
    (found, clear)
}

/// The instructions of the fields that a style makes: `mso-field-code:" PAGE "`.
pub(super) fn field_codes(style: &str) -> Vec<String> {
    let mut codes = Vec::new();
    for style in [style.to_owned(), unescaped(style)] {
        let lower = style.to_ascii_lowercase();
        for (at, _) in lower.match_indices(PROPERTY) {
            let Some(value) = style[at + PROPERTY.len()..].trim_start().strip_prefix(':') else { continue };
            let value = &value[..value.floor_char_boundary(MAX_CODE)];
            codes.push(value.trim_matches([' ', '\t', '\r', '\n', '"', '\'']).to_owned());
        }
    }
    codes
}

/// In lower case and without blanks.
fn solid(style: &str) -> String {
    style.chars().filter(|character| !character.is_whitespace()).collect::<String>().to_ascii_lowercase()
}

/// A style without comments and escapes (CSS Syntax, 4.3.2 and 4.3.7).
fn unescaped(style: &str) -> String {
    let mut plain = String::with_capacity(style.len());
    let mut rest = style;
    while let Some(at) = rest.find(['\\', '/']) {
        plain.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        rest = if let Some(comment) = rest[at..].strip_prefix("/*") {
            comment.split_once("*/").map_or("", |(_, behind)| behind)
        } else if rest.as_bytes()[at] == b'/' {
            plain.push('/');
            behind
        } else {
            let digits = behind.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
            let code = u32::from_str_radix(&behind[..digits], 16).ok().and_then(char::from_u32);
            plain.extend(code);
            let behind = &behind[digits..];
            if digits > 0 { behind.strip_prefix(char::is_whitespace).unwrap_or(behind) } else { behind }
        };
    }
    plain + rest
}
