//! Why there is no picture.

use thiserror::Error;

/// Why no picture was made.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Refused {
    /// It is no PNG, JPEG or WebP, or is broken or cut off.
    #[error("the bytes are no picture that can be read")]
    Invalid,
    /// It is longer than [`Limits::bytes`](crate::Limits::bytes).
    #[error("the picture has too many bytes")]
    TooManyBytes,
    /// It has more than [`Limits::pixels`](crate::Limits::pixels), or needs too much memory for them.
    #[error("the picture has too many pixels")]
    TooManyPixels,
    /// It took longer than [`Limits::time`](crate::Limits::time).
    #[error("the picture took too long")]
    TooSlow,
}
