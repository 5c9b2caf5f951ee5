//! What else is in a picture's bytes does not come out.

use image::ImageFormat;
use pictures::Picture;

use crate::{
    orientation::jpeg_with,
    samples::{encoded, picture, png, quarters},
};

const SECRET: &[u8] = b"PK\x03\x04<script>where I live</script>";

fn contains_secret(picture: &Picture) -> bool {
    [&picture.small, &picture.large]
        .into_iter()
        .any(|jpeg| jpeg.windows(6).any(|window| window == b"script" || window == b"PK\x03\x04<s"))
}

#[test]
fn what_follows_a_picture_is_left_behind() {
    for (name, plain) in [
        ("PNG", encoded(quarters(80, 80), ImageFormat::Png)),
        ("JPEG", encoded(quarters(80, 80), ImageFormat::Jpeg)),
        ("WebP", encoded(quarters(80, 80), ImageFormat::WebP)),
    ] {
        let both = picture(&[&plain, SECRET].concat()).unwrap();
        assert_eq!(both, picture(&plain).unwrap(), "{name}");
        assert!(!contains_secret(&both), "{name}");
    }
}

#[test]
fn what_a_picture_says_about_itself_is_left_behind() {
    let plain = picture(&encoded(quarters(80, 80), ImageFormat::Jpeg)).unwrap();
    let icc = [b"ICC_PROFILE\0\x01\x01", SECRET].concat();
    let exif = [b"Exif\0\0MM\0\x2a\0\0\0\x08\0\0", SECRET].concat();
    let xmp = [b"http://ns.adobe.com/xap/1.0/\0", SECRET].concat();
    for (marker, content) in [(0xfe, SECRET), (0xe1, &exif), (0xe1, &xmp), (0xe2, &icc), (0xed, SECRET)] {
        assert_eq!(picture(&jpeg_with(marker, content)).unwrap(), plain, "{marker:#x}");
    }
    let png_bytes = encoded(quarters(80, 80), ImageFormat::Png);
    let plain = picture(&png_bytes).unwrap();
    assert!(!contains_secret(&plain));
    let text = [b"Comment\0", SECRET].concat();
    let (before, behind) = png_bytes.split_at(8 + 25);
    let chunk = png(&[(b"tEXt", &text), (b"prIv", SECRET)]);
    assert_eq!(picture(&[before, &chunk[8..], behind].concat()).unwrap(), plain);
}
