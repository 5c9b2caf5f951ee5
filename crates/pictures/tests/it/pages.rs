//! Pages of documents.

use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use pictures::{Limits, Page, Refused};

fn png(width: u32, height: u32, alpha: u8) -> Vec<u8> {
    let image = RgbaImage::from_pixel(width, height, Rgba([10, 20, 30, alpha]));
    encoded(&image.into(), ImageFormat::Png)
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[test]
fn a_page_is_made_narrower_and_never_wider() {
    let page = Page::from_png(&png(300, 450, 255), Limits::default()).unwrap();
    let narrow = page.clone().at_width(100);
    assert_eq!((narrow.width(), narrow.height()), (100, 150));
    assert_eq!(page.clone().at_width(301), page);
    let tall = Page::from_png(&png(3, 900, 255), Limits::default()).unwrap().at_width(1);
    assert_eq!((tall.width(), tall.height()), (1, 300));
    let flat = Page::from_png(&png(900, 1, 255), Limits::default()).unwrap().at_width(64);
    assert_eq!((flat.width(), flat.height()), (64, 1));
}

#[test]
fn what_is_written_is_read_back() {
    let mut page = Page::from_png(&png(300, 200, 0), Limits::default()).unwrap();
    let paper = page.clone();
    page.stamp("ann@example.com");
    assert_ne!(page, paper);
    assert_eq!(Page::from_png(&page.png().unwrap(), Limits::default()), Ok(page));
}

#[test]
fn nothing_but_a_png_within_bounds_is_a_page() {
    let limits = Limits { pixels: 100 * 100, bytes: 1 << 20, ..Limits::default() };
    let read = |bytes: &[u8]| Page::from_png(bytes, limits).map(|_| ());
    assert_eq!(read(&png(100, 100, 255)), Ok(()));
    assert_eq!(read(&png(101, 100, 255)), Err(Refused::TooManyPixels));
    assert_eq!(read(&vec![0; (1 << 20) + 1]), Err(Refused::TooManyBytes));
    let jpeg = encoded(&DynamicImage::new_rgb8(9, 9), ImageFormat::Jpeg);
    let whole = png(50, 50, 255);
    for other in [&jpeg[..], b"", b"%PDF-1.6", &whole[..whole.len() / 2]] {
        assert_eq!(read(other), Err(Refused::Invalid));
    }
}
