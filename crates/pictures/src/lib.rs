//! Pictures of people: small squares out of any picture's bytes, or a square with initials. And pages of documents, with a text
//! all over them.

mod container;
mod deadline;
mod decode;
mod initials;
mod page;
mod refused;
mod square;
mod stamp;

use std::time::Duration;

pub use initials::initials;
pub use page::Page;
pub use refused::Refused;
pub use square::{LARGE, SMALL};
pub use stamp::drawable;

use crate::{deadline::Deadline, square::Square};

/// How much a picture may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The length of its file.
    pub bytes: usize,
    /// Its width times its height. They are counted before any of them is decoded. While it is decoded each takes up to
    /// twelve bytes of memory, as in an animated WebP.
    pub pixels: u64,
    /// How long it may take. Reading stops then; what of decoding reads nothing is bounded by the pixels alone.
    pub time: Duration,
}

impl Default for Limits {
    /// 5 MiB, 16 million pixels, ten seconds.
    fn default() -> Self {
        Self { bytes: 5 << 20, pixels: 16_000_000, time: Duration::from_secs(10) }
    }
}

/// The middle of a picture as two squares, each a JPEG of its own. What is transparent is white.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// [`SMALL`] pixels wide and high.
    pub small: Vec<u8>,
    /// [`LARGE`] pixels wide and high.
    pub large: Vec<u8>,
}

impl Picture {
    /// Makes one of a PNG, JPEG or WebP; of the first frame, where it is animated. It stands upright, as the
    /// camera held it.
    pub fn from_bytes(bytes: &[u8], limits: Limits) -> Result<Self, Refused> {
        if bytes.len() > limits.bytes {
            return Err(Refused::TooManyBytes);
        }
        let deadline = Deadline::after(limits.time);
        let (image, orientation) = decode::first_frame(bytes, limits.pixels, deadline)?;
        deadline.check()?;
        let mut square = Square::middle_of(&image);
        drop(image);
        square.turn(orientation);
        deadline.check()?;
        Ok(Self { small: square.jpeg(SMALL)?, large: square.jpeg(LARGE)? })
    }
}
