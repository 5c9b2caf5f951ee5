//! From bytes to pixels.

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, error::LimitErrorKind,
    metadata::Orientation,
};

use crate::{
    container,
    deadline::{Deadline, Timed},
    refused::Refused,
};

/// What the pixels and what a decoder needs besides may take. Not every decoder counts all that it needs.
const MOST_MEMORY: u64 = 64 << 20;

/// The pixels of the first frame as they are stored, and how to turn them.
pub(crate) fn first_frame(
    bytes: &[u8],
    most_pixels: u64,
    deadline: Deadline,
) -> Result<(DynamicImage, Orientation), Refused> {
    let refused = |error: ImageError| deadline.check().err().unwrap_or_else(|| reason(&error));
    let format = image::guess_format(bytes).map_err(|_| Refused::Invalid)?;
    match format {
        ImageFormat::Png => {}
        ImageFormat::Jpeg => container::check_jpeg(bytes)?,
        ImageFormat::WebP => container::check_webp(bytes, most_pixels)?,
        _ => return Err(Refused::Invalid),
    }
    let mut reader = ImageReader::with_format(Timed::new(bytes, deadline), format);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refused)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > most_pixels || decoder.total_bytes() > MOST_MEMORY {
        return Err(Refused::TooManyPixels);
    }
    let orientation = decoder.orientation().map_err(refused)?;
    let image = DynamicImage::from_decoder(decoder).map_err(refused)?;
    Ok((image, orientation))
}

fn reason(error: &ImageError) -> Refused {
    match error {
        ImageError::Limits(limit) if !matches!(limit.kind(), LimitErrorKind::Unsupported { .. }) => {
            Refused::TooManyPixels
        }
        _ => Refused::Invalid,
    }
}
