//! `Accept-Language` (RFC 9110, section 12.5.4): which languages somebody wants, for servers that choose among theirs.

/// Of a longer header, the rest is not looked at.
const MOST_RANGES: usize = 32;
const LONGEST: usize = 1024;

/// A language that a header names, and how much it is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range<'a> {
    /// The language: what stands in front of the first hyphen, or `*` for any.
    pub primary: &'a str,
    /// Whether it is named as spoken in one place, such as `de-AT`.
    pub is_dialect: bool,
    /// In thousandths; with 0 it is not wanted at all.
    pub quality: u16,
}

/// The ranges that a header names, in their order, but for those whose `q` cannot be read.
pub fn ranges(header: &str) -> impl Iterator<Item = Range<'_>> {
    let within =
        header.char_indices().take_while(|(at, _)| *at < LONGEST).last().map_or(0, |(at, c)| at + c.len_utf8());
    header[..within].split(',').take(MOST_RANGES).filter_map(range)
}

fn range(text: &str) -> Option<Range<'_>> {
    let (tag, parameters) = text.split_once(';').unwrap_or((text, ""));
    let tag = tag.trim();
    let (primary, is_dialect) = tag.split_once('-').map_or((tag, false), |(primary, _)| (primary, true));
    Some(Range { primary, is_dialect, quality: quality(parameters)? })
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

    /// What is read of one range.
    fn one(text: &str) -> Option<(&str, bool, u16)> {
        ranges(text).next().map(|Range { primary, is_dialect, quality }| (primary, is_dialect, quality))
    }

    #[test]
    fn a_range_has_a_language_and_a_quality() {
        for (text, read) in [
            ("de", Some(("de", false, 1000))),
            ("DE-at", Some(("DE", true, 1000))),
            ("zh-Hant-TW ; q=0.5", Some(("zh", true, 500))),
            (" fr ", Some(("fr", false, 1000))),
            ("*;q=0.1", Some(("*", false, 100))),
            ("de_AT", Some(("de_AT", false, 1000))),
            ("de;", Some(("de", false, 1000))),
            ("de; Q = 0.501", Some(("de", false, 501))),
            ("de;q=1.000", Some(("de", false, 1000))),
            ("de;q=0.", Some(("de", false, 0))),
            ("de;q=0.000", Some(("de", false, 0))),
            ("", Some(("", false, 1000))),
            ("de;q=2", None),
            ("de;q=1.001", None),
            ("de;q=0.1234", None),
            ("de;q=x", None),
            ("de;q=-1", None),
            ("de;q=0.+1", None),
            ("de;q", None),
            ("de;level=1", None),
        ] {
            assert_eq!(one(text), read, "{text:?}");
        }
        let all: Vec<_> = ranges("fr , es;q=x,de;q=0.2").map(|range| range.primary).collect();
        assert_eq!(all, ["fr", "de"]);
    }

    #[test]
    fn no_more_of_a_long_header_is_looked_at_than_of_a_short_one() {
        let names = |header: &str| ranges(header).any(|range| range.primary == "de");
        assert!(names(&format!("{}de", "zh,".repeat(31))));
        assert!(!names(&format!("{}de", "zh,".repeat(32))));
        assert!(!names(&format!("{}, de", "z".repeat(2 * LONGEST))));
        assert!(names(&format!("de, {}", "ü".repeat(100_000))));
    }

    proptest! {
        #[test]
        fn any_header_is_read(header: String) {
            for range in ranges(&header) {
                prop_assert!(range.quality <= 1000 && !range.primary.contains([',', ';', '-']), "{:?}", range);
            }
        }

        #[test]
        fn a_range_is_read_whatever_stands_before_it(
            before in "((zh|ja|xx-y|\\*|q=1)(;q=0\\.[0-9])?, ?){0,5}",
            quality in 0_u16..1000,
        ) {
            let header = format!("{before}en;q=0.{quality:03}");
            prop_assert_eq!(ranges(&header).last(), Some(Range { primary: "en", is_dialect: false, quality }));
        }
    }
}
