//! Pictures to try. Those in `tests/samples` are by Pillow, most of them of 48 by 48 pixels in four quarters: red and green
//! above blue and white.

use std::{fs, io::Cursor, io::Write, path::Path};

use flate2::{Compression, write::ZlibEncoder};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use pictures::{LARGE, Limits, Picture, Refused, SMALL};

pub(crate) const RED: [u8; 3] = [255, 0, 0];
pub(crate) const GREEN: [u8; 3] = [0, 255, 0];
pub(crate) const BLUE: [u8; 3] = [0, 0, 255];
pub(crate) const WHITE: [u8; 3] = [255, 255, 255];

pub(crate) const FILES: [&str; 9] = [
    "animated-lossless.webp",
    "animated.png",
    "animated.webp",
    "cmyk.jpg",
    "grey.jpg",
    "lossy-alpha.webp",
    "lossy.webp",
    "palette.png",
    "progressive.jpg",
];

pub(crate) fn file(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples").join(name)).unwrap()
}

pub(crate) fn picture(bytes: &[u8]) -> Result<Picture, Refused> {
    Picture::from_bytes(bytes, Limits::default())
}

/// The four quarters.
pub(crate) fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb(match (x < width / 2, y < height / 2) {
            (true, true) => RED,
            (false, true) => GREEN,
            (true, false) => BLUE,
            (false, false) => WHITE,
        })
    })
}

pub(crate) fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    image.into().write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

/// The colours in the middle of the quarters, in reading order, of both sizes, which have to agree.
pub(crate) fn colours(picture: &Picture) -> [[u8; 3]; 4] {
    let [small, large] = [(&picture.small, SMALL), (&picture.large, LARGE)].map(|(jpeg, side)| {
        let image = image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).unwrap().to_rgb8();
        assert_eq!(image.dimensions(), (side, side));
        let (near, far) = (side / 4, side * 3 / 4);
        [(near, near), (far, near), (near, far), (far, far)].map(|(x, y)| image.get_pixel(x, y).0)
    });
    assert!(are_alike(small, large), "{small:?} {large:?}");
    large
}

/// Lossy formats, above all by way of CMYK, shift colours a little.
pub(crate) fn are_alike(some: [[u8; 3]; 4], other: [[u8; 3]; 4]) -> bool {
    some.as_flattened().iter().zip(other.as_flattened()).all(|(a, b)| a.abs_diff(*b) < 16)
}

/// A PNG of these chunks.
pub(crate) fn png(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, content) in chunks {
        let checked = [&name[..], content].concat();
        bytes.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
        bytes.extend(&checked);
        bytes.extend(crc32fast::hash(&checked).to_be_bytes());
    }
    bytes
}

/// A black PNG of this size in grey, with a chunk before its pixels.
pub(crate) fn black_png(side: u32, name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let header = [&side.to_be_bytes()[..], &side.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    let pixels = zeros(u64::from(side) * u64::from(side + 1));
    png(&[(b"IHDR", &header), (&name, content), (b"IDAT", &pixels), (b"IEND", b"")])
}

/// That many zeros, deflated.
pub(crate) fn zeros(mut count: u64) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    while count > 0 {
        let step = count.min(1 << 20);
        encoder.write_all(&vec![0; usize::try_from(step).unwrap()]).unwrap();
        count -= step;
    }
    encoder.finish().unwrap()
}

/// A WebP of these chunks.
pub(crate) fn webp(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut content = b"WEBP".to_vec();
    for (name, chunk) in chunks {
        content.extend(*name);
        content.extend(u32::try_from(chunk.len()).unwrap().to_le_bytes());
        content.extend(*chunk);
        content.resize(content.len().next_multiple_of(2), 0);
    }
    [&b"RIFF"[..], &u32::try_from(content.len()).unwrap().to_le_bytes(), &content].concat()
}

/// The header of an extended WebP.
pub(crate) fn canvas(flags: u8, side: u32) -> Vec<u8> {
    let side = (side - 1).to_le_bytes();
    [&[flags, 0, 0, 0], &side[..3], &side[..3]].concat()
}
