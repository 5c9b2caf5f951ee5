//! Which bytes of something were delivered, in whatever order they went.

use std::ops::Range;

/// More pieces than this are not kept apart.
const MOST: usize = 256;

/// Ranges of bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage(
    /// In order; none touches the next.
    Vec<Range<u64>>,
);

impl Coverage {
    /// Adds a range. Where there are too many pieces, the smallest gap between two of them counts as delivered: nobody gets
    /// something uncounted by taking it in crumbs.
    pub fn add(&mut self, range: Range<u64>) {
        if range.is_empty() {
            return;
        }
        let first = self.0.partition_point(|piece| piece.end < range.start);
        let behind = self.0.partition_point(|piece| piece.start <= range.end);
        let joined =
            self.0[first..behind].iter().fold(range, |all, piece| all.start.min(piece.start)..all.end.max(piece.end));
        self.0.splice(first..behind, [joined]);
        if self.0.len() > MOST {
            self.close_the_smallest_gap();
        }
    }

    fn close_the_smallest_gap(&mut self) {
        let gaps = self.0.windows(2).map(|pair| pair[1].start - pair[0].end);
        if let Some((at, _)) = gaps.enumerate().min_by_key(|(_, gap)| *gap) {
            self.0[at].end = self.0[at + 1].end;
            self.0.remove(at + 1);
        }
    }

    /// Adds all that another one holds.
    pub fn add_all(&mut self, other: &Self) {
        for piece in &other.0 {
            self.add(piece.clone());
        }
    }

    /// Says whether it is all of something of this size.
    pub fn is_whole(&self, size: u64) -> bool {
        size == 0 || self.0.first().is_some_and(|first| first.start == 0 && first.end >= size)
    }

    /// Says whether it is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How it is kept.
    pub fn to_text(&self) -> String {
        let pairs: Vec<[u64; 2]> = self.0.iter().map(|piece| [piece.start, piece.end]).collect();
        serde_json::json!(pairs).to_string()
    }

    /// What was kept; nothing where that is not to be read.
    pub fn from_text(text: &str) -> Self {
        let pairs: Vec<[u64; 2]> = serde_json::from_str(text).unwrap_or_default();
        let mut coverage = Self::default();
        for [start, end] in pairs {
            coverage.add(start..end);
        }
        coverage
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn crumbs_are_counted_once_there_are_many() {
        let mut coverage = Coverage::default();
        for at in 0..2000 {
            coverage.add(3 * at..3 * at + 2);
        }
        assert!(coverage.0.len() <= MOST);
        coverage.add(0..1);
        assert!(!coverage.is_whole(6001) && !Coverage::default().is_whole(1) && Coverage::default().is_whole(0));
    }

    proptest! {
        #[test]
        fn any_order_of_ranges_covers_the_same_bytes(
            ranges in prop::collection::vec((0_u64..60, 0_u64..20), 0..20),
            swaps in prop::collection::vec(any::<prop::sample::Index>(), 20),
            halfway in any::<prop::sample::Index>(),
        ) {
            let ranges: Vec<Range<u64>> = ranges.into_iter().map(|(start, length)| start..start + length).collect();
            let bytes: BTreeSet<u64> = ranges.iter().cloned().flatten().collect();
            let mut coverage = Coverage::default();
            for range in &ranges {
                coverage.add(range.clone());
            }
            prop_assert_eq!(coverage.0.iter().cloned().flatten().collect::<BTreeSet<_>>(), bytes.clone());
            prop_assert!(coverage.0.windows(2).all(|pair| pair[0].end < pair[1].start));
            for size in 0..80 {
                prop_assert_eq!(coverage.is_whole(size), (0..size).all(|byte| bytes.contains(&byte)));
            }

            let mut shuffled = ranges.clone();
            for (at, swap) in (0..ranges.len()).zip(&swaps) {
                shuffled.swap(at, swap.index(ranges.len()));
            }
            // Some in one answer, some in another, one of which was kept in between.
            let mut parts = [Coverage::default(), Coverage::default()];
            let cut = halfway.index(ranges.len() + 1);
            for (at, range) in shuffled.into_iter().enumerate() {
                parts[usize::from(at >= cut)].add(range);
            }
            let mut joined = Coverage::from_text(&parts[0].to_text());
            joined.add_all(&parts[1]);
            prop_assert_eq!(joined, coverage);
        }
    }
}
