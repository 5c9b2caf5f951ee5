//! What a zip is to hold.

/// A file that is to stand in a zip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name; see [`names`](crate::names).
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// CRC-32 of its bytes.
    pub crc32: u32,
    /// When it was last changed, in seconds since 1970. The zip tells it in UTC, to two seconds.
    pub modified: i64,
}
