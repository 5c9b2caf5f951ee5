//! Pages of documents: an image of one, as narrow as it is wanted, with a text all over it.

use image::{
    DynamicImage, ImageEncoder, ImageFormat, RgbImage,
    codecs::png::{CompressionType, FilterType, PngEncoder},
    imageops,
};

use crate::{Limits, Refused, deadline::Deadline, decode, stamp};

/// The image of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page(RgbImage);

impl Page {
    /// Reads one from a PNG, and from nothing else.
    pub fn from_png(bytes: &[u8], limits: Limits) -> Result<Self, Refused> {
        if bytes.len() > limits.bytes {
            return Err(Refused::TooManyBytes);
        }
        if image::guess_format(bytes).ok() != Some(ImageFormat::Png) {
            return Err(Refused::Invalid);
        }
        let deadline = Deadline::after(limits.time);
        let (image, _) = decode::first_frame(bytes, limits.pixels, deadline)?;
        deadline.check()?;
        Ok(Self(opaque(image)))
    }

    /// How wide it is, in pixels.
    pub fn width(&self) -> u32 {
        self.0.width()
    }

    /// How high it is, in pixels.
    pub fn height(&self) -> u32 {
        self.0.height()
    }

    /// The same page at this width; one that is narrower stays as it is.
    #[must_use]
    pub fn at_width(self, width: u32) -> Self {
        if width >= self.width() || width == 0 {
            return self;
        }
        let height = u64::from(self.height()) * u64::from(width) / u64::from(self.width());
        let height = u32::try_from(height).unwrap_or(u32::MAX).max(1);
        Self(imageops::thumbnail(&self.0, width, height))
    }

    /// Draws a text over all of it, again and again, so that no part that is worth having is without it. What shines through
    /// can still be read. The text is in ASCII; what is not is drawn as `?`.
    pub fn stamp(&mut self, text: &str) {
        stamp::draw(&mut self.0, text);
    }

    /// A PNG of it, which is made fast rather than small.
    pub fn png(&self) -> Result<Vec<u8>, Refused> {
        let mut png = Vec::new();
        let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Adaptive);
        let written = encoder.write_image(&self.0, self.width(), self.height(), image::ExtendedColorType::Rgb8);
        written.map_err(|_| Refused::Invalid)?;
        Ok(png)
    }
}

/// What is transparent is white, as paper is.
fn opaque(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let image = image.into_rgba8();
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let [red, green, blue, alpha] = image.get_pixel(x, y).0;
        image::Rgb([red, green, blue].map(|colour| stamp::mixed(255, colour, alpha)))
    })
}
