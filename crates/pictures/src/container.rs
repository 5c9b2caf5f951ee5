//! What the decoders do not look at before they begin: whether a file is whole, and how much work it hides.

use crate::refused::Refused;

/// How often a JPEG may go over its pixels. Encoders do so some ten times.
const MOST_SCANS: usize = 32;

/// The decoder fills up with grey what is missing of a JPEG, so it has to have its end.
pub(crate) fn check_jpeg(bytes: &[u8]) -> Result<(), Refused> {
    let mut rest = bytes;
    let mut scans = 0;
    loop {
        let (marker, behind) = next_marker(rest).ok_or(Refused::Invalid)?;
        rest = match marker {
            END_OF_IMAGE => return Ok(()),
            START_OF_IMAGE | TEMPORARY => behind,
            _ => {
                let length = behind.first_chunk().map(|length| usize::from(u16::from_be_bytes(*length)));
                behind.get(length.ok_or(Refused::Invalid)?..).ok_or(Refused::Invalid)?
            }
        };
        scans += usize::from(marker == START_OF_SCAN);
        if scans > MOST_SCANS {
            return Err(Refused::Invalid);
        }
    }
}

const TEMPORARY: u8 = 0x01;
const START_OF_IMAGE: u8 = 0xd8;
const END_OF_IMAGE: u8 = 0xd9;
const START_OF_SCAN: u8 = 0xda;

/// The next marker outside of the pixels' own, and what follows it.
fn next_marker(mut bytes: &[u8]) -> Option<(u8, &[u8])> {
    loop {
        let place = bytes.iter().position(|&byte| byte == 0xff)?;
        bytes = &bytes[place + 1..];
        match bytes.first()? {
            // An escaped byte, a filling byte, a place to start again.
            0x00 | 0xff | 0xd0..=0xd7 => {}
            marker => return Some((*marker, &bytes[1..])),
        }
    }
}

/// Each chunk of a WebP has to be there, and no frame may be larger than a picture: a frame's own header tells how much
/// the decoder takes for it, whatever the picture's says.
pub(crate) fn check_webp(bytes: &[u8], most_pixels: u64) -> Result<(), Refused> {
    let mut chunks = Chunk::at(bytes)?.content.get(4..).ok_or(Refused::Invalid)?;
    while !chunks.is_empty() {
        let chunk = Chunk::at(chunks)?;
        if chunk.name == *b"ANMF" {
            let mut of_frame = chunk.content.get(16..).ok_or(Refused::Invalid)?;
            while !of_frame.is_empty() {
                let chunk = Chunk::at(of_frame)?;
                chunk.check_pixels(most_pixels)?;
                of_frame = chunk.behind;
            }
        } else {
            chunk.check_pixels(most_pixels)?;
        }
        chunks = chunk.behind;
    }
    Ok(())
}

/// A part of a WebP, and what follows it.
struct Chunk<'a> {
    name: [u8; 4],
    content: &'a [u8],
    behind: &'a [u8],
}

impl<'a> Chunk<'a> {
    /// The one that begins here.
    fn at(bytes: &'a [u8]) -> Result<Self, Refused> {
        let (name, rest) = bytes.split_first_chunk().ok_or(Refused::Invalid)?;
        let (length, rest) = rest.split_first_chunk().ok_or(Refused::Invalid)?;
        let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| Refused::Invalid)?;
        let (content, behind) = rest.split_at_checked(length).ok_or(Refused::Invalid)?;
        // One of odd length is filled up; some encoders leave that out at the end.
        Ok(Self { name: *name, content, behind: behind.get(length % 2..).unwrap_or_default() })
    }

    /// Only the decoder of lossy frames makes room before it compares a frame with the picture.
    fn check_pixels(&self, most: u64) -> Result<(), Refused> {
        let &[_, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1, ..] = self.content else { return Ok(()) };
        // The two highest bits of each are for stretching.
        let [width, height] = [[w0, w1], [h0, h1]].map(|side| u64::from(u16::from_le_bytes(side) & 0x3fff));
        if self.name == *b"VP8 " && width * height > most { Err(Refused::TooManyPixels) } else { Ok(()) }
    }
}
