//! Pictures that a camera stored as it was held.

use image::ImageFormat;

use crate::samples::{BLUE, GREEN, RED, WHITE, are_alike, canvas, colours, encoded, picture, png, quarters, webp};

/// What stands in the quarters once a picture of red, green, blue and white is upright.
const UPRIGHT: [[[u8; 3]; 4]; 8] = [
    [RED, GREEN, BLUE, WHITE],
    [GREEN, RED, WHITE, BLUE],
    [WHITE, BLUE, GREEN, RED],
    [BLUE, WHITE, RED, GREEN],
    [RED, BLUE, GREEN, WHITE],
    [BLUE, RED, WHITE, GREEN],
    [WHITE, GREEN, BLUE, RED],
    [GREEN, WHITE, RED, BLUE],
];

/// A TIFF header and one field: the orientation.
fn exif(orientation: u8) -> Vec<u8> {
    [b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", &[orientation][..], b"\0\0\0\0\0\0"].concat()
}

/// A JPEG with this segment first.
pub(crate) fn jpeg_with(marker: u8, content: &[u8]) -> Vec<u8> {
    let jpeg = encoded(quarters(80, 80), ImageFormat::Jpeg);
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, marker], &length, content, &jpeg[2..]].concat()
}

fn jpeg(orientation: u8) -> Vec<u8> {
    jpeg_with(0xe1, &[b"Exif\0\0", &exif(orientation)[..]].concat())
}

#[test]
fn each_of_the_eight_stands_upright() {
    for (orientation, expected) in (1..=8).zip(UPRIGHT) {
        let found = colours(&picture(&jpeg(orientation)).unwrap());
        assert!(are_alike(found, expected), "{orientation}: {found:?}");
    }
}

#[test]
fn one_that_does_not_exist_is_none() {
    for orientation in [0, 9, 255] {
        assert_eq!(picture(&jpeg(orientation)).unwrap(), picture(&jpeg(1)).unwrap());
    }
}

#[test]
fn other_formats_can_say_it_too() {
    for (orientation, expected) in (1..=8).zip(UPRIGHT) {
        let plain = encoded(quarters(40, 40), ImageFormat::Png);
        // Behind the signature and the header.
        let (before, behind) = plain.split_at(8 + 25);
        let chunk = png(&[(b"eXIf", &exif(orientation))]);
        let found = colours(&picture(&[before, &chunk[8..], behind].concat()).unwrap());
        assert!(are_alike(found, expected), "PNG {orientation}: {found:?}");

        let plain = encoded(quarters(40, 40), ImageFormat::WebP);
        let length = usize::try_from(u32::from_le_bytes(*plain[16..].first_chunk().unwrap())).unwrap();
        let pixels = &plain[20..20 + length];
        let chunks: [(&[u8; 4], &[u8]); 3] =
            [(b"VP8X", &canvas(0x08, 40)), (b"VP8L", pixels), (b"EXIF", &exif(orientation))];
        let found = colours(&picture(&webp(&chunks)).unwrap());
        assert!(are_alike(found, expected), "WebP {orientation}: {found:?}");
    }
}
