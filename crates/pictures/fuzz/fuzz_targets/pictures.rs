//! Any bytes as a picture, and as a name. What comes out is small, and is read again.

#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use pictures::{Limits, Picture, Refused, initials};

const LIMITS: Limits = Limits { bytes: 1 << 20, pixels: 1 << 16, time: Duration::from_secs(60) };

fuzz_target!(|input: &[u8]| {
    match Picture::from_bytes(input, LIMITS) {
        Ok(picture) => {
            for jpeg in [&picture.small, &picture.large] {
                assert!(jpeg.len() < 200 << 10);
                assert_eq!(jpeg[..12], *b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01");
                assert_eq!(markers(jpeg).find(|marker| matches!(marker, 0xe1..=0xef | 0xfe)), None);
                Picture::from_bytes(jpeg, LIMITS).unwrap();
            }
        }
        Err(refused) => assert_ne!(refused, Refused::TooSlow),
    }
    let (id, name) = input.split_at(input.len() / 4);
    let svg = initials(&String::from_utf8_lossy(name), id);
    assert!(svg.is_ascii() && svg.len() < 600);
    assert_eq!(svg.matches('<').count(), 5);
});

/// The markers of a JPEG that is sound, up to its pixels.
fn markers(jpeg: &[u8]) -> impl Iterator<Item = u8> {
    let mut place = 2;
    std::iter::from_fn(move || {
        let marker = jpeg[place + 1];
        place += 2 + usize::from(u16::from_be_bytes([jpeg[place + 2], jpeg[place + 3]]));
        (marker != 0xda).then_some(marker)
    })
}
