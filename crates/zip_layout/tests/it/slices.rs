//! Ranges of a zip, and where its numbers grow beyond 32 bits.

use proptest::prelude::*;
use zip_layout::{Layout, LayoutError, Member, Part};

use crate::Sample;

fn files() -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
    prop::collection::vec(("[a-zä]{1,8}", prop::collection::vec(any::<u8>(), 0..300)), 0..6)
}

proptest! {
    #[test]
    fn a_range_is_the_same_slice_of_the_whole(files in files(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 2..8)) {
        let sample = Sample::of(files);
        let whole = sample.whole();
        prop_assert_eq!(whole.len() as u64, sample.layout.size());
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(whole.len() + 1)).collect();
        cuts.sort_unstable();
        for pair in cuts.windows(2) {
            prop_assert_eq!(sample.bytes(pair[0] as u64..pair[1] as u64), &whole[pair[0]..pair[1]]);
        }
    }

    #[test]
    fn what_was_put_in_is_read_again(files in files()) {
        let sample = Sample::of(files);
        let whole = sample.whole();
        let archive = rawzip::ZipArchive::from_slice(&whole).unwrap();
        let mut seen = 0;
        for (entry, (member, content)) in archive.entries().zip(sample.members.iter().zip(&sample.contents)) {
            let entry = entry.unwrap();
            prop_assert_eq!(entry.file_path().as_ref().to_vec(), member.name.as_bytes());
            prop_assert_eq!((entry.uncompressed_size_hint(), entry.compressed_size_hint()), (member.size, member.size));
            prop_assert_eq!(entry.crc32(), member.crc32);
            prop_assert_eq!(archive.get_entry(entry.wayfinder()).unwrap().data(), &content[..]);
            seen += 1;
        }
        prop_assert_eq!(seen, sample.members.len());
    }
}

fn member(name: &str, size: u64) -> Member {
    Member { name: name.to_owned(), size, crc32: 7, modified: 0 }
}

/// All bytes of the zip itself, with where each begins.
fn frames(layout: &Layout) -> Vec<u8> {
    let parts = layout.parts(0..layout.size());
    parts.flat_map(|part| if let Part::Frame(bytes) = part { bytes.to_vec() } else { Vec::new() }).collect()
}

#[test]
fn the_same_files_make_the_same_zip_and_its_length_is_known() {
    let members = [member("a", 5), member("bb", 0), member("ccc", 6)];
    let layout = Layout::of(&members).unwrap();
    let names = 1 + 2 + 3;
    assert_eq!(layout.size(), 3 * 30 + names + 11 + 3 * 46 + names + 22);
    assert_eq!(frames(&layout), frames(&Layout::of(&members).unwrap()));
    assert_eq!(Layout::of(&[]).unwrap().size(), 22);
    assert_eq!(layout.parts(layout.size()..layout.size() + 9).count(), 0);
}

#[test]
fn numbers_beyond_32_bits_stand_in_zip64_fields() {
    let edge = u64::from(u32::MAX);
    for (sizes, is_zip64) in [
        (vec![edge - 1000, 1], false),
        (vec![edge, 1], true),
        (vec![edge - 40, 1], true),
        (vec![5 << 30, 1, 5 << 30], true),
    ] {
        let members: Vec<Member> =
            sizes.iter().enumerate().map(|(at, size)| member(&format!("{at}.docx"), *size)).collect();
        let layout = Layout::of(&members).unwrap();
        let has_end = frames(&layout).windows(4).any(|four| four == 0x0606_4b50_u32.to_le_bytes());
        assert_eq!(has_end, is_zip64, "{sizes:?}");
        let frames: u64 = frames(&layout).len() as u64;
        assert_eq!(layout.size(), frames + sizes.iter().sum::<u64>());
    }
    assert_eq!(Layout::of(&[member("a", u64::MAX), member("b", 1)]).unwrap_err(), LayoutError::TooLarge);
    assert_eq!(Layout::of(&[member(&"a".repeat(70_000), 1)]).unwrap_err(), LayoutError::LongName);
}

#[test]
fn more_than_65535_files_are_counted() {
    let files: Vec<_> = (0..70_000).map(|number| (format!("{number}"), Vec::new())).collect();
    let whole = Sample::of(files).whole();
    let archive = rawzip::ZipArchive::from_slice(&whole).unwrap();
    assert_eq!(archive.entries().count(), 70_000);
}
