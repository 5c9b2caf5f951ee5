//! The middle of a picture, made small.

use image::{
    DynamicImage, GenericImageView, Rgb,
    codecs::jpeg::JpegEncoder,
    imageops::{self, FilterType},
    metadata::Orientation,
};

use crate::refused::Refused;

/// The side of [`Picture::small`](crate::Picture::small), in pixels.
pub const SMALL: u32 = 64;

/// The side of [`Picture::large`](crate::Picture::large), in pixels.
pub const LARGE: u32 = 256;

/// The largest side that is kept. From twice the size on, a good filter makes no difference that is seen.
const LONGEST_SIDE: u32 = 2 * LARGE;

const QUALITY: u8 = 85;

/// As many pixels wide as high.
#[derive(Debug)]
pub(crate) struct Square(DynamicImage);

impl Square {
    pub(crate) fn middle_of(image: &DynamicImage) -> Self {
        let side = image.width().min(image.height());
        let middle = OpaqueMiddle { image, left: (image.width() - side) / 2, top: (image.height() - side) / 2, side };
        let small = side.min(LONGEST_SIDE);
        // It takes a small part of the time that a filter takes, and needs no copy of the picture.
        Self(DynamicImage::ImageRgb8(imageops::thumbnail(&middle, small, small)))
    }

    /// A square's middle is where it was, so this may come after all else.
    pub(crate) fn turn(&mut self, orientation: Orientation) {
        self.0.apply_orientation(orientation);
    }

    /// A JPEG of this size.
    pub(crate) fn jpeg(&self, side: u32) -> Result<Vec<u8>, Refused> {
        let small = self.0.resize_exact(side, side, FilterType::Triangle);
        let mut jpeg = Vec::new();
        JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&small).map_err(|_| Refused::Invalid)?;
        Ok(jpeg)
    }
}

/// A look at the middle of a picture over white.
struct OpaqueMiddle<'a> {
    image: &'a DynamicImage,
    left: u32,
    top: u32,
    side: u32,
}

impl GenericImageView for OpaqueMiddle<'_> {
    type Pixel = Rgb<u8>;

    fn dimensions(&self) -> (u32, u32) {
        (self.side, self.side)
    }

    fn get_pixel(&self, x: u32, y: u32) -> Rgb<u8> {
        let pixel = self.image.get_pixel(self.left + x, self.top + y);
        let [red, green, blue, alpha] = pixel.0;
        if alpha == u8::MAX {
            return Rgb([red, green, blue]);
        }
        let over_white = |colour: u8| {
            let sum = u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from(sum / 255).unwrap_or(u8::MAX)
        };
        Rgb([red, green, blue].map(over_white))
    }
}
