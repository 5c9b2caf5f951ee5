//! Zips as others read them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop and say where")]

mod readers;
mod slices;

use std::ops::Range;

use zip_layout::{Layout, Member, Part};

/// Files with their bytes, and a zip of them.
struct Sample {
    members: Vec<Member>,
    contents: Vec<Vec<u8>>,
    layout: Layout,
}

impl Sample {
    fn of(files: Vec<(String, Vec<u8>)>) -> Self {
        let member = |(name, bytes): &(String, Vec<u8>)| Member {
            name: name.clone(),
            size: bytes.len() as u64,
            crc32: crc32fast::hash(bytes),
            modified: 1_795_754_000,
        };
        let members: Vec<Member> = files.iter().map(member).collect();
        let layout = Layout::of(&members).unwrap();
        Self { members, contents: files.into_iter().map(|(_, bytes)| bytes).collect(), layout }
    }

    /// The bytes of a range of the zip.
    fn bytes(&self, range: Range<u64>) -> Vec<u8> {
        let bytes = self.layout.parts(range).flat_map(|part| match part {
            Part::Frame(bytes) => bytes.to_vec(),
            Part::Member(number, within) => {
                let at = |offset: u64| usize::try_from(offset).unwrap();
                self.contents[number][at(within.start)..at(within.end)].to_vec()
            }
        });
        bytes.collect()
    }

    fn whole(&self) -> Vec<u8> {
        self.bytes(0..self.layout.size())
    }
}
