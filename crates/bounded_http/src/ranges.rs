//! The `Range` header (RFC 9110, section 14.2).

use std::ops::Range;

use http_range_header::{EndPosition, StartPosition, SyntacticallyCorrectRange, parse_range_header};

/// The most ranges that are served; more are a way to make a server work, not to read a file.
const MAX_RANGES: usize = 16;

/// What a `Range` header asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    /// All of it: there is no such header, or one that is better ignored.
    Everything,
    /// These ranges, each within the file, in the order asked for.
    Ranges(Vec<Range<u64>>),
    /// Nothing that the file has.
    Nothing,
}

impl Asked {
    /// How many bytes of a file of `size` bytes that is.
    pub fn bytes(&self, size: u64) -> u64 {
        match self {
            Self::Everything => size,
            Self::Ranges(ranges) => ranges.iter().map(|range| range.end - range.start).sum(),
            Self::Nothing => 0,
        }
    }
}

/// Reads a `Range` header for a file of `size` bytes. A unit we do not know, a form we cannot read, too many ranges,
/// and ranges that ask for bytes twice are ignored, as the RFC allows.
pub fn read(header: Option<&str>, size: u64) -> Asked {
    let header = header.map(str::trim_start).unwrap_or_default();
    let Some(specs) = header.get(..6).filter(|unit| unit.eq_ignore_ascii_case("bytes=")).map(|_| &header[6..]) else {
        return Asked::Everything;
    };
    let mut ranges = Vec::new();
    for (count, spec) in specs.split(',').map(str::trim).filter(|spec| !spec.is_empty()).enumerate() {
        // The last no bytes: sound, and nothing. The parser takes it for unsound.
        if spec.strip_prefix('-').is_some_and(|length| !length.is_empty() && length.bytes().all(|digit| digit == b'0'))
        {
            continue;
        }
        let Ok(parsed) = parse_range_header(&format!("bytes={spec}")) else { return Asked::Everything };
        if count >= MAX_RANGES || parsed.ranges.iter().any(is_backward) {
            return Asked::Everything;
        }
        // One that lies beyond the end counts for nothing beside others that do not.
        ranges.extend(parsed.ranges.iter().map(|range| within(range, size)).filter(|range| !range.is_empty()));
    }
    if ranges.is_empty() {
        return Asked::Nothing;
    }
    if overlap(&ranges) {
        return Asked::Everything;
    }
    Asked::Ranges(ranges)
}

fn is_backward(range: &SyntacticallyCorrectRange) -> bool {
    matches!((range.start, range.end), (StartPosition::Index(start), EndPosition::Index(end)) if end < start)
}

/// The part of a range that a file of `size` bytes has; a suffix longer than the file is all of it.
fn within(range: &SyntacticallyCorrectRange, size: u64) -> Range<u64> {
    let start = match range.start {
        StartPosition::Index(start) => start.min(size),
        StartPosition::FromLast(length) => size.saturating_sub(length),
    };
    match range.end {
        EndPosition::Index(end) => start..end.saturating_add(1).min(size),
        EndPosition::LastByte => start..size,
    }
}

fn overlap(ranges: &[Range<u64>]) -> bool {
    let mut sorted: Vec<_> = ranges.iter().collect();
    sorted.sort_by_key(|range| range.start);
    sorted.windows(2).any(|pair| pair[1].start < pair[0].end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ranges_of_a_hundred_bytes() {
        let one = |range| Asked::Ranges(vec![range]);
        for (header, asked) in [
            ("bytes=0-0", one(0..1)),
            ("bytes=0-99", one(0..100)),
            ("bytes=90-", one(90..100)),
            ("bytes=-10", one(90..100)),
            ("bytes=-1000", one(0..100)),
            ("bytes=50-1000", one(50..100)),
            ("BYTES=1-2", one(1..3)),
            ("bytes=0-1, 4-5 ,-1", Asked::Ranges(vec![0..2, 4..6, 99..100])),
            ("bytes=4-5,0-1", Asked::Ranges(vec![4..6, 0..2])),
            ("bytes=0-1,500-", one(0..2)),
            ("bytes=100-", Asked::Nothing),
            ("bytes=500-600", Asked::Nothing),
            ("bytes=-0", Asked::Nothing),
            ("bytes=0-5,3-9", Asked::Everything),
            ("bytes=5-1", Asked::Everything),
            ("bytes=a-b", Asked::Everything),
            ("bytes=--1", Asked::Everything),
            ("items=0-1", Asked::Everything),
            ("0-1", Asked::Everything),
            ("bytes=99999999999999999999-", Asked::Everything),
        ] {
            assert_eq!(read(Some(header), 100), asked, "{header}");
        }
        assert_eq!(read(None, 100), Asked::Everything);
        let many =
            format!("bytes={}", (0..17).map(|at| format!("{}-{}", at * 4, at * 4)).collect::<Vec<_>>().join(","));
        assert_eq!(read(Some(&many), 100), Asked::Everything);
    }

    proptest! {
        #[test]
        fn any_header_stays_within_the_file(header in "bytes=[-0-9, ]{0,40}|.{0,40}", size in 1_u64..5000) {
            if let Asked::Ranges(ranges) = read(Some(&header), size) {
                prop_assert!(!ranges.is_empty() && ranges.len() <= MAX_RANGES);
                prop_assert!(ranges.iter().all(|range| range.start < range.end && range.end <= size));
            }
        }
    }
}
