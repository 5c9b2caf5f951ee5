//! What is taken.

use image::{DynamicImage, GrayImage, ImageFormat, Luma, RgbImage};

use crate::samples::{BLUE, FILES, GREEN, RED, WHITE, are_alike, colours, encoded, file, picture, png, quarters};

#[test]
fn each_format_gives_its_first_frame() {
    for name in FILES {
        let expected = match name {
            "grey.jpg" => [[76; 3], [150; 3], [29; 3], WHITE],
            // The first quarter is transparent.
            "lossy-alpha.webp" => [WHITE, GREEN, BLUE, WHITE],
            // Pillow's CMYK takes no profile.
            _ => [RED, GREEN, BLUE, WHITE],
        };
        let found = colours(&picture(&file(name)).unwrap());
        assert!(are_alike(found, expected), "{name}: {found:?}");
    }
}

#[test]
fn each_depth_and_kind_of_pixel_is_taken() {
    let colour = DynamicImage::ImageRgb8(quarters(40, 40));
    let grey = [[76; 3], [150; 3], [29; 3], WHITE];
    let plain = [RED, GREEN, BLUE, WHITE];
    for (image, expected) in [
        (DynamicImage::ImageRgb16(colour.to_rgb16()), plain),
        (DynamicImage::ImageRgba16(colour.to_rgba16()), plain),
        (DynamicImage::ImageRgba8(colour.to_rgba8()), plain),
        (DynamicImage::ImageLuma16(DynamicImage::from(grey_of(&colour)).to_luma16()), grey),
        (DynamicImage::ImageLumaA16(DynamicImage::from(grey_of(&colour)).to_luma_alpha16()), grey),
    ] {
        let found = colours(&picture(&encoded(image, ImageFormat::Png)).unwrap());
        assert!(are_alike(found, expected), "{found:?}");
    }
}

/// With the weights of video, which Pillow takes, too.
fn grey_of(colour: &DynamicImage) -> GrayImage {
    let rgb = colour.to_rgb8();
    GrayImage::from_fn(rgb.width(), rgb.height(), |x, y| {
        let [red, green, blue] = rgb.get_pixel(x, y).0.map(u32::from);
        Luma([u8::try_from((299 * red + 587 * green + 114 * blue) / 1000).unwrap()])
    })
}

#[test]
fn one_bit_a_pixel_is_taken() {
    // Two by two pixels, each row with a filter before it: black and white, white and black.
    let header = [0, 0, 0, 2, 0, 0, 0, 2, 1, 0, 0, 0, 0];
    let mut rows = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::none());
    std::io::Write::write_all(&mut rows, &[0, 0b0100_0000, 0, 0b1000_0000]).unwrap();
    let bytes = png(&[(b"IHDR", &header), (b"IDAT", &rows.finish().unwrap()), (b"IEND", b"")]);
    let [first, second, third, fourth] = colours(&picture(&bytes).unwrap());
    assert!(first[0] < 64 && second[0] > 191 && third[0] > 191 && fourth[0] < 64);
}

#[test]
fn the_middle_is_taken_of_what_is_no_square() {
    for (width, height) in [(300, 100), (100, 300), (101, 36), (3, 2000)] {
        let side = width.min(height);
        let mut image = RgbImage::from_pixel(width, height, image::Rgb([9, 9, 9]));
        let (left, top) = (i64::from((width - side) / 2), i64::from((height - side) / 2));
        image::imageops::replace(&mut image, &quarters(side, side), left, top);
        let found = colours(&picture(&encoded(image, ImageFormat::Png)).unwrap());
        if side > 3 {
            assert!(are_alike(found, [RED, GREEN, BLUE, WHITE]), "{width} {height}: {found:?}");
        }
    }
}

#[test]
fn tiny_pictures_are_taken() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let one = RgbImage::from_pixel(1, 1, image::Rgb(WHITE));
        let found = colours(&picture(&encoded(one, format)).unwrap());
        assert!(are_alike(found, [WHITE; 4]), "{format:?}: {found:?}");
    }
}
