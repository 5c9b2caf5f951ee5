//! Which characters and names XML 1.0 (fifth edition) allows.

use std::ops::RangeInclusive;

/// Production 4 outside of ASCII.
const NAME_STARTS: [RangeInclusive<char>; 12] = [
    '\u{C0}'..='\u{D6}',
    '\u{D8}'..='\u{F6}',
    '\u{F8}'..='\u{2FF}',
    '\u{370}'..='\u{37D}',
    '\u{37F}'..='\u{1FFF}',
    '\u{200C}'..='\u{200D}',
    '\u{2070}'..='\u{218F}',
    '\u{2C00}'..='\u{2FEF}',
    '\u{3001}'..='\u{D7FF}',
    '\u{F900}'..='\u{FDCF}',
    '\u{FDF0}'..='\u{FFFD}',
    '\u{10000}'..='\u{EFFFF}',
];

/// What production 4a adds to them.
const NAME_CONTINUES: [RangeInclusive<char>; 3] = ['\u{B7}'..='\u{B7}', '\u{300}'..='\u{36F}', '\u{203F}'..='\u{2040}'];

fn starts_name(character: char) -> bool {
    match character {
        'a'..='z' | 'A'..='Z' | '_' => true,
        '\0'..='\x7F' => false,
        _ => NAME_STARTS.iter().any(|range| range.contains(&character)),
    }
}

fn continues_name(character: char) -> bool {
    match character {
        '0'..='9' | '-' | '.' => true,
        _ => starts_name(character) || NAME_CONTINUES.iter().any(|range| range.contains(&character)),
    }
}

/// Whether a byte may stand in a name that is ASCII, wherever it stands and behind the first.
const ASCII_NAMES: [(bool, bool); 128] = {
    let mut table = [(false, false); 128];
    let mut byte = 0;
    while byte < 128 {
        let first = matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'_');
        table[byte as usize] = (first, first || matches!(byte, b'0'..=b'9' | b'-' | b'.'));
        byte += 1;
    }
    table
};

/// A name without colon (Namespaces in XML 1.0, production 4). Names with colons are well-formed XML, but no names
/// of elements, attributes or instructions where there are namespaces.
pub(crate) fn is_plain_name(name: &str) -> bool {
    let ascii = |byte: &u8| ASCII_NAMES.get(usize::from(*byte)).copied().unwrap_or_default();
    let bytes = name.as_bytes();
    if bytes.first().is_some_and(|first| ascii(first).0) && bytes.iter().all(|byte| ascii(byte).1) {
        return true;
    }
    let mut characters = name.chars();
    characters.next().is_some_and(starts_name) && characters.all(continues_name)
}

/// A name with or without a prefix (Namespaces in XML 1.0, production 7).
pub(crate) fn is_qualified_name(name: &str) -> bool {
    match memchr::memchr(b':', name.as_bytes()) {
        Some(at) => is_plain_name(&name[..at]) && is_plain_name(&name[at + 1..]),
        None => is_plain_name(name),
    }
}

/// Production 2: no control characters but tab and line ends, and not the last two of the first plane. Those that are
/// halves of others cannot be in a text.
pub(crate) fn is_text(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Counted and not searched for, since that is done for many bytes at once.
    if bytes.iter().filter(|&&byte| byte < b' ' || byte == 0xEF).count() == 0 {
        return true;
    }
    let ends_plane = |at: usize| matches!(bytes[at + 1..], [0xBF, 0xBE | 0xBF, ..]);
    bytes.iter().all(|&byte| byte >= b' ' || matches!(byte, b'\t' | b'\n' | b'\r'))
        && !memchr::memchr_iter(0xEF, bytes).any(ends_plane)
}

/// The character that a reference stands for, which is written without `&` and `;`: productions 66 and 68, and the five
/// entities that need no DTD (section 4.6). `None` if there is none, or none that XML allows.
pub(crate) fn referenced(reference: &str) -> Option<char> {
    let (digits, radix) = match reference {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "apos" => return Some('\''),
        "quot" => return Some('"'),
        _ => match (reference.strip_prefix("#x"), reference.strip_prefix('#')) {
            (Some(digits), _) => (digits, 16),
            (None, Some(digits)) => (digits, 10),
            (None, None) => return None,
        },
    };
    let all_digits = digits.bytes().all(|byte| char::from(byte).is_digit(radix));
    let character = char::from_u32(u32::from_str_radix(digits, radix).ok().filter(|_| all_digits)?)?;
    is_text(character.encode_utf8(&mut [0; 4])).then_some(character)
}

/// Production 10: no `<` in the value of an attribute, and every `&` begins a reference that stands for a character.
pub(crate) fn is_attribute_value(value: &str) -> bool {
    memchr::memchr2_iter(b'<', b'&', value.as_bytes()).all(|at| {
        value.as_bytes()[at] == b'&'
            && value[at + 1..].split_once(';').is_some_and(|(reference, _)| referenced(reference).is_some())
    })
}
