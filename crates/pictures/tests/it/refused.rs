//! What is not taken.

use std::time::Duration;

use image::ImageFormat;
use pictures::{Limits, Picture, Refused};

use crate::samples::{FILES, canvas, encoded, file, picture, png, quarters, webp, zeros};

/// Small files that ask for much.
pub(crate) fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let mut jpeg = encoded(quarters(16, 16), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].fill(0xff);
    let header = [&30_000_u32.to_be_bytes()[..], &30_000_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    // A key frame of 16383 by 16383 pixels.
    let frame = [&b"\x10\0\0\x9d\x01\x2a\xff\x3f\xff\x3f"[..], &[0; 200]].concat();
    let of_animation = [&[0; 16], &b"VP8 "[..], &210_u32.to_le_bytes(), &frame].concat();
    vec![
        ("PNG", png(&[(b"IHDR", &header), (b"IDAT", &zeros(64 << 20))])),
        ("JPEG", jpeg),
        ("the canvas of a WebP", webp(&[(b"VP8X", &canvas(0, 16_384)), (b"VP8 ", &frame)])),
        ("a frame of a WebP", webp(&[(b"VP8X", &canvas(0, 16)), (b"VP8 ", &frame)])),
        ("a frame of an animated WebP", {
            webp(&[(b"VP8X", &canvas(2, 16)), (b"ANIM", &[0; 6]), (b"ANMF", &of_animation)])
        }),
    ]
}

#[test]
fn pixels_are_counted_before_they_are_decoded() {
    for (name, bytes) in bombs() {
        assert!(bytes.len() < 5 << 20, "{name}: {}", bytes.len());
        assert_eq!(picture(&bytes), Err(Refused::TooManyPixels), "{name}");
    }
}

#[test]
fn the_bounds_are_where_they_are_said_to_be() {
    let limits = Limits { pixels: 1600, ..Limits::default() };
    let of = |width, height, limits| Picture::from_bytes(&encoded(quarters(width, height), ImageFormat::Png), limits);
    assert!(of(40, 40, limits).is_ok());
    assert_eq!(of(41, 40, limits), Err(Refused::TooManyPixels));

    let bytes = file("progressive.jpg");
    let exactly = Limits { bytes: bytes.len(), ..Limits::default() };
    assert!(Picture::from_bytes(&bytes, exactly).is_ok());
    let less = Limits { bytes: bytes.len() - 1, ..exactly };
    assert_eq!(Picture::from_bytes(&bytes, less), Err(Refused::TooManyBytes));
}

#[test]
fn sixteen_bits_of_sixteen_million_pixels_are_too_much_memory() {
    let header = |depth: u8| [&4000_u32.to_be_bytes()[..], &4000_u32.to_be_bytes(), &[depth, 2, 0, 0, 0]].concat();
    let of = |depth| png(&[(b"IHDR", &header(depth)), (b"IDAT", b""), (b"IEND", b"")]);
    assert_eq!(picture(&of(16)), Err(Refused::TooManyPixels));
    // It has no pixels, which is seen once they are read.
    assert_eq!(picture(&of(8)), Err(Refused::Invalid));
}

#[test]
fn the_time_is_bounded() {
    for name in FILES {
        let limits = Limits { time: Duration::ZERO, ..Limits::default() };
        assert_eq!(Picture::from_bytes(&file(name), limits), Err(Refused::TooSlow), "{name}");
        let limits = Limits { time: Duration::MAX, ..limits };
        assert!(Picture::from_bytes(&file(name), limits).is_ok(), "{name}");
    }
}

#[test]
fn what_is_cut_off_is_refused() {
    let mut samples: Vec<_> = FILES.map(|name| (name, file(name))).into();
    samples.push(("a plain JPEG", encoded(quarters(80, 80), ImageFormat::Jpeg)));
    samples.push(("a plain WebP", encoded(quarters(80, 80), ImageFormat::WebP)));
    for (name, bytes) in samples {
        let whole = picture(&bytes).unwrap();
        let mut refused = 0;
        for length in 0..bytes.len() {
            match picture(&bytes[..length]) {
                // Behind the first frame nothing is missed.
                Ok(picture) => assert_eq!(picture, whole, "{name}: {length} of {} bytes", bytes.len()),
                Err(reason) => {
                    assert_eq!(reason, Refused::Invalid, "{name}: {length} bytes");
                    refused += 1;
                }
            }
        }
        assert!(refused * 2 > bytes.len(), "{name}: only {refused} of {}", bytes.len());
    }
}

#[test]
fn a_jpeg_goes_over_its_pixels_a_few_times_only() {
    let bytes = file("progressive.jpg");
    let scans: Vec<_> = (0..bytes.len()).filter(|&place| bytes[place..].starts_with(&[0xff, 0xda])).collect();
    let end = bytes.len() - 2;
    let last = &bytes[*scans.last().unwrap()..end];
    let with = |more: usize| [&bytes[..end], &last.repeat(more), &bytes[end..]].concat();
    let spare = 32 - scans.len();
    assert!(picture(&with(spare)).is_ok());
    assert_eq!(picture(&with(spare + 1)), Err(Refused::Invalid));
}

#[test]
fn other_bytes_are_refused() {
    for bytes in [
        &b""[..],
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xd9",
        b"RIFF\x04\0\0\0WEBP",
        b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\x18\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        b"II*\0\x08\0\0\0",
        b"%PDF-1.7",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        b"<!doctype html><img src=x>",
    ] {
        assert_eq!(picture(bytes), Err(Refused::Invalid), "{}", bytes.escape_ascii());
    }
}
