//! `Accept-Language`: which of our languages somebody likes best (RFC 9110, section 12.5.4).

use super::Language;

/// Of a longer header, the rest is not looked at.
const MOST_RANGES: usize = 32;
const LONGEST: usize = 1024;

/// The first of our languages by what the header wants: by the greatest `q`, then by its order. None where it names none of
/// ours: `*` is satisfied with any, and so names none. A language with `q=0` is not wanted at all.
pub fn preferred(header: &str) -> Option<Language> {
    let within =
        header.char_indices().take_while(|(at, _)| *at < LONGEST).last().map_or(0, |(at, c)| at + c.len_utf8());
    let ranges = header[..within].split(',').take(MOST_RANGES).filter_map(range);
    let mut best: Option<(Language, u16)> = None;
    let mut unwanted = Vec::new();
    let ranges: Vec<_> = ranges.collect();
    // What is refused by its bare name is refused, wherever that stands; a dialect speaks for itself only.
    unwanted.extend(ranges.iter().filter(|range| range.quality == 0 && !range.is_dialect).map(|range| range.language));
    for range in ranges.iter().filter(|range| range.quality > 0) {
        let is_refused = !range.is_dialect && unwanted.contains(&range.language);
        if !is_refused && best.is_none_or(|(_, quality)| range.quality > quality) {
            best = Some((range.language, range.quality));
        }
    }
    best.map(|(language, _)| language)
}

/// One of ours that a header names.
struct Range {
    language: Language,
    /// Whether it names it as spoken in one place, such as `de-AT`.
    is_dialect: bool,
    /// In thousandths.
    quality: u16,
}

/// A range of ours, or none where it names none, or its `q` cannot be read.
fn range(text: &str) -> Option<Range> {
    let (tag, parameters) = text.split_once(';').unwrap_or((text, ""));
    let tag = tag.trim();
    let (primary, is_dialect) = tag.split_once('-').map_or((tag, false), |(primary, _)| (primary, true));
    let language = Language::ALL.into_iter().find(|language| language.as_str().eq_ignore_ascii_case(primary))?;
    Some(Range { language, is_dialect, quality: quality(parameters)? })
}

/// `q=0.8` in thousandths (RFC 9110, section 12.4.2); all of them where there is none.
fn quality(parameters: &str) -> Option<u16> {
    let parameters = parameters.trim();
    if parameters.is_empty() {
        return Some(1000);
    }
    let value = parameters.strip_prefix(['q', 'Q'])?.trim_start().strip_prefix('=')?.trim();
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let is_number = fraction.len() <= 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let thousandths = format!("{fraction:0<3}").parse::<u16>().ok().filter(|_| is_number)?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_language_that_is_liked_best_is_spoken() {
        use Language::{Ar, De, En, Es, Fr};
        for (header, language) in [
            ("de", Some(De)),
            ("DE-at", Some(De)),
            ("de-AT, en;q=0.9", Some(De)),
            ("en;q=0.1, de;q=0.9", Some(De)),
            ("fr , es", Some(Fr)),
            ("es;q=0.5,ar;q=0.501", Some(Ar)),
            ("fr; q=0.5 , en ; q=0.4", Some(Fr)),
            ("zh, ja;q=0.9, es;q=0.1", Some(Es)),
            ("de;q=0", None),
            ("de;q=0, en;q=0.1", Some(En)),
            ("de;q=0.000, fr;q=0.001", Some(Fr)),
            ("de, de;q=0", None),
            ("de-AT;q=0, de", Some(De)),
            ("de;q=0, de-AT;q=0.5", Some(De)),
            ("*", None),
            ("*, de;q=0.5", Some(De)),
            ("zh", None),
            ("deu", None),
            ("de_AT", None),
            ("", None),
            (",,;,;q=1", None),
            ("de;q=2", None),
            ("de;q=1.001", None),
            ("de;q=0.1234", None),
            ("de;q=x", None),
            ("de;q=-1", None),
            ("de;level=1", None),
            ("de;q=1.000", Some(De)),
            ("de;Q=1", Some(De)),
            ("de;q=0.", None),
        ] {
            assert_eq!(preferred(header), language, "{header:?}");
        }
    }

    #[test]
    fn no_more_of_a_long_header_is_looked_at_than_of_a_short_one() {
        assert_eq!(preferred(&format!("{}de", "zh,".repeat(31))), Some(Language::De));
        assert_eq!(preferred(&format!("{}de", "zh,".repeat(32))), None);
        assert_eq!(preferred(&format!("{}, de", "z".repeat(2 * LONGEST))), None);
        assert_eq!(preferred(&format!("de, {}", "ü".repeat(100_000))), Some(Language::De));
    }

    proptest! {
        #[test]
        fn any_header_is_read(header: String) {
            let _ = preferred(&header);
        }

        #[test]
        fn the_greatest_q_wins_whatever_stands_around_it(
            before in "((zh|ja|xx-y|\\*|q=1)(;q=0\\.[0-9])?, ?){0,5}",
            low in 1_u16..999,
        ) {
            let header = format!("{before}en;q=0.{low:03},ar;q=0.{:03}", low + 1);
            prop_assert_eq!(preferred(&header), Some(Language::Ar));
        }
    }
}
