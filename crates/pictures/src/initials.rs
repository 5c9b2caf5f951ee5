//! The picture of somebody who has none.

use std::fmt::Write;

use unicode_normalization::char::is_combining_mark;

/// Dark enough for white letters: at least 4.5 to 1.
const COLOURS: [&str; 12] = [
    "#8a3324", "#8c4a00", "#6b5b00", "#4b6500", "#1f6b2e", "#006b57", "#006680", "#1f5fa8", "#4b4fb0", "#6f42a6",
    "#91357f", "#9c2f51",
];

/// The most that is taken for one character: a letter and marks on it, or an emoji with what it is joined to.
const LONGEST: usize = 8;

const JOINER: char = '\u{200d}';

/// A square with the initials of this name, on a colour that stays the same for the id, as SVG.
pub fn initials(name: &str, id: &[u8]) -> String {
    let mut words = name.split_whitespace().filter_map(first_character);
    let first = words.next();
    let last = words.next_back();
    let mut letters = String::new();
    for character in first.into_iter().chain(last) {
        write_escaped(&character, &mut letters);
    }
    if letters.is_empty() {
        letters.push('?');
    }
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="{}"/><text x="32" y="33" text-anchor="middle" dominant-baseline="central" font-family="sans-serif" font-size="28" fill="#fff">{letters}</text></svg>"##,
        colour(id)
    )
}

/// The first character of a word that is more than a sign; in capitals, where it has one.
fn first_character(word: &str) -> Option<String> {
    let start = word.find(|character: char| character.is_alphanumeric() || is_picture(character))?;
    let mut characters = word[start..].chars();
    let first = characters.next()?;
    let mut capital = first.to_uppercase();
    let mut found = String::from(if capital.len() == 1 { capital.next()? } else { first });
    let mut last = first;
    for next in characters.take(LONGEST - 1) {
        let flag = is_flag_letter(first) && is_flag_letter(next) && last == first && found.chars().count() == 1;
        if !flag && !continues(next) && last != JOINER {
            break;
        }
        found.push(next);
        last = next;
    }
    Some(found)
}

/// Whether this belongs to the character before it: a mark, a joiner, a variation selector or a colour of skin.
fn continues(character: char) -> bool {
    is_combining_mark(character) || matches!(character, JOINER | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// Whether this is an emoji or another sign that stands for itself.
fn is_picture(character: char) -> bool {
    matches!(character, '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}')
}

/// Two of them are a flag.
fn is_flag_letter(character: char) -> bool {
    matches!(character, '\u{1f1e6}'..='\u{1f1ff}')
}

fn write_escaped(text: &str, into: &mut String) {
    for character in text.chars() {
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' => into.push(character),
            // Writing into a string does not fail.
            _ => drop(write!(into, "&#{};", u32::from(character))),
        }
    }
}

/// FNV-1a: as even as it needs to be, and the same for ever.
fn colour(id: &[u8]) -> &'static str {
    let hash = id
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let place = usize::try_from((hash ^ hash >> 32) % COLOURS.len() as u64).unwrap_or_default();
    COLOURS[place]
}

#[cfg(test)]
mod tests {
    use super::{COLOURS, initials};

    fn letters(name: &str) -> String {
        let svg = initials(name, b"id");
        let (_, rest) = svg.split_once("#fff\">").unwrap();
        let (letters, end) = rest.split_once('<').unwrap();
        assert_eq!(end, "/text></svg>");
        assert!(svg.is_ascii() && svg.len() < 500);
        let decoded = letters.split_inclusive(';').map(|part| {
            let Some((plain, number)) = part.split_once("&#") else { return part.to_owned() };
            let number = number.trim_end_matches(';').parse().unwrap();
            format!("{plain}{}", char::from_u32(number).unwrap())
        });
        decoded.collect()
    }

    #[test]
    fn the_first_and_the_last_word_give_their_first_letter() {
        for (name, expected) in [
            ("Ada Lovelace", "AL"),
            ("ada", "A"),
            ("  ada  king \t lovelace ", "AL"),
            ("Élodie Ñuñez", "ÉÑ"),
            ("(ada) \"lovelace\"", "AL"),
            ("42 7", "47"),
            ("李 小龙", "李小"),
            ("شمس", "ش"),
            ("ßeta", "ß"),
            ("", "?"),
            ("- & <", "?"),
            ("\u{202e}\u{0}", "?"),
        ] {
            assert_eq!(letters(name), expected, "{name:?}");
        }
    }

    #[test]
    fn a_character_stays_whole() {
        for (name, expected) in [
            ("e\u{301}lodie", "E\u{301}"),
            ("👩🏽‍🚀 Ada", "👩🏽‍🚀A"),
            ("🇩🇪🇫🇷", "🇩🇪"),
            ("🇩🇩🇫🇷", "🇩🇩"),
            ("❤️x", "❤️"),
            ("कि", "कि"),
        ] {
            assert_eq!(letters(name), expected, "{name:?}");
        }
        let many = format!("a{}", "\u{301}".repeat(1000));
        assert_eq!(letters(&many).chars().count(), 8);
    }

    #[test]
    fn nothing_but_letters_comes_out() {
        let svg = initials("<script>alert(1)</script> &lt; \"'>", b"\"><script>");
        assert_eq!(svg.matches('<').count(), 5);
        assert!(!svg.contains("script"));
    }

    #[test]
    fn the_colour_is_of_the_id() {
        let colours = |id: u32| initials("Ada", &id.to_be_bytes());
        assert_eq!(colours(1), colours(1));
        let different: std::collections::HashSet<_> = (0..200).map(colours).collect();
        assert_eq!(different.len(), COLOURS.len());
    }

    #[test]
    fn white_can_be_read_on_each_colour() {
        for colour in COLOURS {
            let value = u32::from_str_radix(&colour[1..], 16).unwrap();
            let [_, red, green, blue] = value.to_be_bytes().map(|part| {
                let part = f64::from(part) / 255.0;
                if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
            });
            let luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
            assert!(1.05 / (luminance + 0.05) >= 4.5, "{colour}");
        }
    }
}
