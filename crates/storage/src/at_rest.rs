//! Bytes at rest, sealed in segments, so that any range can be opened alone.
//!
//! The construction is Tink's streaming AEAD AES256-GCM-HKDF with segments of 64 KiB (STREAM, Hoang, Reyhanitabar, Rogaway
//! and Vizár, 2015), and Tink opens what is sealed here. Each file has a salt of its own, from which the key of its segments
//! comes by HKDF-SHA256 (RFC 5869). The nonce of a segment tells its number and whether it is the last, so that a file that
//! was cut, or whose segments were changed, swapped or moved, does not open. No crate of Tink for Rust is kept up; this is
//! its arithmetic over the AES-GCM of aws-lc.

use std::{fmt, io, ops::Range, sync::Arc};

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf::{HKDF_SHA256, Salt},
    rand,
};
use secrecy::{ExposeSecret, SecretBox};
use thiserror::Error;

/// Bytes of a segment as it is stored, with its tag; the first one holds the header, too.
pub(crate) const SEGMENT: usize = 64 << 10;

const TAG: usize = 16;
const SALT: usize = 32;
const PREFIX: usize = 7;

/// A byte that tells the length of the header, the salt, and what all nonces begin with.
pub(crate) const HEADER: usize = 1 + SALT + PREFIX;

/// How much of the bytes themselves the first segment holds, and each of the others.
const IN_FIRST: u64 = (SEGMENT - HEADER - TAG) as u64;
const IN_OTHER: u64 = (SEGMENT - TAG) as u64;

/// Why sealed bytes do not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SealError {
    /// The bytes were changed, cut or put in another order, or are sealed with another key.
    #[error("the sealed bytes were changed, or another key sealed them")]
    Changed,
    /// Nothing is known of the key that sealed these bytes.
    #[error("the data key of these bytes is not known")]
    Unknown,
    /// The key is known, but not the storage key that wraps it.
    #[error("the data key of these bytes is wrapped by a storage key that is not there; was it retired too early?")]
    Retired,
    /// The system gave no randomness, or there are more bytes than one key may seal.
    #[error("these bytes cannot be sealed")]
    Unsealable,
}

impl From<SealError> for io::Error {
    fn from(error: SealError) -> Self {
        Self::new(io::ErrorKind::InvalidData, error)
    }
}

/// The key that seals one document.
#[derive(Clone)]
pub struct DataKey(Arc<SecretBox<[u8; 32]>>);

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey")
    }
}

impl DataKey {
    /// A fresh one.
    pub fn generate() -> Result<Self, SealError> {
        let mut key = Box::new([0; 32]);
        rand::fill(key.as_mut_slice()).map_err(|_| SealError::Unsealable)?;
        Ok(Self(Arc::new(SecretBox::new(key))))
    }

    /// The one that has these bytes.
    pub fn of(bytes: [u8; 32]) -> Self {
        Self(Arc::new(SecretBox::new(Box::new(bytes))))
    }

    /// Its bytes, to be wrapped.
    pub fn bytes(&self) -> &[u8; 32] {
        self.0.expose_secret()
    }
}

/// Seals and opens the segments of one file.
pub(crate) struct Cipher {
    key: LessSafeKey,
    prefix: [u8; PREFIX],
}

impl fmt::Debug for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cipher")
    }
}

impl Cipher {
    /// The cipher of a file that begins with this header.
    pub(crate) fn of(key: &DataKey, header: &[u8]) -> Result<Self, SealError> {
        let salt = header.get(1..=SALT).ok_or(SealError::Changed)?;
        let prefix = header.get(1 + SALT..HEADER).and_then(|prefix| prefix.try_into().ok());
        let prefix = prefix.filter(|_| usize::from(header[0]) == HEADER).ok_or(SealError::Changed)?;
        let derived = Salt::new(HKDF_SHA256, salt).extract(key.bytes());
        let derived = derived.expand(&[], &AES_256_GCM).map(UnboundKey::from);
        Ok(Self { key: LessSafeKey::new(derived.map_err(|_| SealError::Unsealable)?), prefix })
    }

    fn nonce(&self, number: u32, is_last: bool) -> Nonce {
        let mut nonce = [0; NONCE_LEN];
        nonce[..PREFIX].copy_from_slice(&self.prefix);
        nonce[PREFIX..PREFIX + 4].copy_from_slice(&number.to_be_bytes());
        nonce[PREFIX + 4] = u8::from(is_last);
        Nonce::assume_unique_for_key(nonce)
    }

    /// Opens one segment into memory that has room for it, and says how many bytes were in it.
    pub(crate) fn open(
        &self,
        layout: &Layout,
        number: u32,
        segment: &[u8],
        opened: &mut [u8],
    ) -> Result<usize, SealError> {
        let is_last = number.checked_add(1) == Some(layout.segments);
        // No segment but the last may be short, and after the last there is none.
        let is_whole = number < layout.segments && (is_last || segment.len() == stored_length(number));
        let parts = segment.len().checked_sub(TAG).and_then(|length| segment.split_at_checked(length));
        let (bytes, tag) = parts.filter(|_| is_whole).ok_or(SealError::Changed)?;
        let opened = opened.get_mut(..bytes.len()).ok_or(SealError::Unsealable)?;
        let open = self.key.open_separate_gather(self.nonce(number, is_last), Aad::empty(), bytes, tag, opened);
        if open.is_err() {
            opened.fill(0);
            return Err(SealError::Changed);
        }
        Ok(bytes.len())
    }
}

/// How many bytes a segment that is not the last one has as it is stored, without the header.
pub(crate) fn stored_length(number: u32) -> usize {
    SEGMENT - from_header(number)
}

/// How much of a segment the header of the file takes.
fn from_header(number: u32) -> usize {
    if number == 0 { HEADER } else { 0 }
}

/// Where what is in a sealed file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    stored: u64,
    segments: u32,
}

/// The segments that hold a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// The number of the first one.
    pub(crate) first: u32,
    /// Where they are in the file, without its header.
    pub(crate) stored: Range<u64>,
    /// What is before the range in what they hold.
    pub(crate) skip: usize,
}

impl Layout {
    /// Of a file of this size. None where no sealed file has that size.
    pub(crate) fn of(stored: u64) -> Option<Self> {
        let segments = stored.div_ceil(SEGMENT as u64);
        let in_last = stored.checked_sub(segments.saturating_sub(1) * SEGMENT as u64)?;
        let least = if segments == 1 { HEADER + TAG } else { TAG + 1 };
        (segments > 0 && in_last >= least as u64).then_some(())?;
        Some(Self { stored, segments: u32::try_from(segments).ok()? })
    }

    /// How many bytes are sealed in it.
    pub(crate) fn size(&self) -> u64 {
        self.stored - HEADER as u64 - u64::from(self.segments) * TAG as u64
    }

    /// The segments that hold a range of the bytes, which lies within them; at least one.
    pub(crate) fn span(&self, range: &Range<u64>) -> Span {
        let number = |at: u64| at.checked_sub(IN_FIRST).map_or(0, |beyond| 1 + beyond / IN_OTHER);
        let first = number(range.start).min(u64::from(self.segments - 1));
        let last = number(range.end.saturating_sub(1).max(range.start)).min(u64::from(self.segments - 1));
        let begins = if first == 0 { 0 } else { IN_FIRST + (first - 1) * IN_OTHER };
        let start = (first * SEGMENT as u64).max(HEADER as u64);
        let end = ((last + 1) * SEGMENT as u64).min(self.stored);
        Span {
            first: u32::try_from(first).unwrap_or(u32::MAX),
            stored: start..end,
            skip: usize::try_from(range.start - begins).unwrap_or(usize::MAX),
        }
    }
}

/// Seals bytes as they come.
#[derive(Debug)]
pub(crate) struct Sealing {
    cipher: Cipher,
    number: u32,
    /// What of the next segment is there. It is sealed once more comes, or the end.
    segment: Vec<u8>,
}

impl Sealing {
    /// Begins a file, and puts its header out.
    pub(crate) fn begin(key: &DataKey, out: &mut Vec<u8>) -> Result<Self, SealError> {
        let mut header = [0; HEADER];
        rand::fill(&mut header).map_err(|_| SealError::Unsealable)?;
        header[0] = u8::try_from(HEADER).unwrap_or_default();
        let cipher = Cipher::of(key, &header)?;
        out.extend_from_slice(&header);
        Ok(Self { cipher, number: 0, segment: Vec::with_capacity(SEGMENT) })
    }

    /// Takes the next bytes, and puts out the segments that are full.
    pub(crate) fn take(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) -> Result<(), SealError> {
        while !bytes.is_empty() {
            let room = stored_length(self.number) - TAG - self.segment.len();
            if room == 0 {
                self.seal(false, out)?;
                continue;
            }
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.segment.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    /// Puts out the last segment.
    pub(crate) fn finish(mut self, out: &mut Vec<u8>) -> Result<(), SealError> {
        self.seal(true, out)
    }

    fn seal(&mut self, is_last: bool, out: &mut Vec<u8>) -> Result<(), SealError> {
        let nonce = self.cipher.nonce(self.number, is_last);
        let tag = self.cipher.key.seal_in_place_separate_tag(nonce, Aad::empty(), &mut self.segment);
        out.extend_from_slice(&self.segment);
        out.extend_from_slice(tag.map_err(|_| SealError::Unsealable)?.as_ref());
        self.segment.clear();
        self.number = self.number.checked_add(1).ok_or(SealError::Unsealable)?;
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(crate) fn sealed(key: &DataKey, pieces: &[&[u8]]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut sealing = Sealing::begin(key, &mut out).unwrap();
        for piece in pieces {
            sealing.take(piece, &mut out).unwrap();
        }
        sealing.finish(&mut out).unwrap();
        out
    }

    pub(crate) fn opened(key: &DataKey, stored: &[u8], range: Range<u64>) -> Result<Vec<u8>, SealError> {
        let layout = Layout::of(stored.len() as u64).ok_or(SealError::Changed)?;
        let cipher = Cipher::of(key, stored)?;
        let span = layout.span(&range);
        let at = |place: u64| usize::try_from(place).unwrap();
        let (mut left, mut number, mut open) =
            (&stored[at(span.stored.start)..at(span.stored.end)], span.first, Vec::new());
        while !left.is_empty() {
            let (segment, others) = left.split_at(stored_length(number).min(left.len()));
            let begins = open.len();
            open.resize(begins + SEGMENT, 0);
            let length = cipher.open(&layout, number, segment, &mut open[begins..])?;
            open.truncate(begins + length);
            (left, number) = (others, number + 1);
        }
        Ok(open[span.skip..span.skip + at(range.end - range.start)].to_vec())
    }

    fn bytes(length: usize) -> Vec<u8> {
        (0..length).map(|at| u8::try_from(at * 7 % 251).unwrap()).collect()
    }

    const BORDERS: [usize; 11] = [0, 1, 65_479, 65_480, 65_481, 130_999, 131_000, 131_001, 196_520, 200_000, 400_000];

    #[test]
    fn what_is_sealed_opens_whole() {
        let key = DataKey::generate().unwrap();
        for length in BORDERS {
            let plain = bytes(length);
            let stored = sealed(&key, &[&plain[..length / 3], &plain[length / 3..]]);
            assert_eq!(Layout::of(stored.len() as u64).unwrap().size(), length as u64, "{length}");
            assert!(opened(&key, &stored, 0..length as u64).unwrap() == plain, "{length}");
        }
        assert_eq!(Layout::of(55), None);
        assert_eq!(Layout::of(SEGMENT as u64 + 16), None, "a last segment that would be empty");
    }

    #[test]
    fn nothing_opens_that_was_changed_cut_swapped_or_sealed_by_another() {
        let key = DataKey::generate().unwrap();
        let plain = bytes(300_000);
        let stored = sealed(&key, &[&plain]);
        let all = 0..300_000;
        let refused = |stored: &[u8]| {
            let length = Layout::of(stored.len() as u64).map_or(0, |layout| layout.size());
            opened(&key, stored, 0..length) == Err(SealError::Changed)
        };
        for at in [0, 5, 39, 40, 70_000, stored.len() - 1] {
            let mut changed = stored.clone();
            changed[at] ^= 1;
            assert!(refused(&changed), "{at}");
        }
        for length in [0, 39, 55, 56, SEGMENT, 2 * SEGMENT, stored.len() - 1] {
            assert!(refused(&stored[..length]), "{length}");
        }
        let mut swapped = stored.clone();
        swapped[SEGMENT..3 * SEGMENT].rotate_left(SEGMENT);
        assert!(refused(&swapped));
        let other = DataKey::generate().unwrap();
        assert_eq!(opened(&other, &stored, all.clone()), Err(SealError::Changed));
        let mut foreign = sealed(&key, &[&plain]);
        foreign[SEGMENT..2 * SEGMENT].copy_from_slice(&stored[SEGMENT..2 * SEGMENT]);
        assert!(refused(&foreign), "a segment of another file under the same key");
    }

    proptest! {
        /// Whatever becomes of a stored file: each segment that opens is the one that was sealed in its place.
        #[test]
        fn no_other_bytes_open_than_were_sealed(
            length in 0usize..200_000,
            edits in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0usize..70_000, 0u8..4, any::<u8>()), 1..4),
        ) {
            let (key, plain) = (DataKey::of([7; 32]), bytes(length));
            let before = sealed(&key, &[&plain]);
            let mut stored = before.clone();
            for (from, to, length, edit, byte) in edits {
                let (from, to) = (from.index(stored.len() + 1), to.index(stored.len() + 1));
                let end = (from + length).min(stored.len());
                match edit {
                    0 => stored.truncate(from),
                    1 => drop(stored.drain(from..end)),
                    2 => {
                        let part = stored[from..end].to_vec();
                        drop(stored.splice(to..to, part));
                    }
                    _ => stored[from..end].fill(byte),
                }
                if stored.is_empty() {
                    break;
                }
            }
            let size = Layout::of(stored.len() as u64).map_or(0, |layout| layout.size());
            match opened(&key, &stored, 0..size) {
                Ok(open) => prop_assert!(stored == before && open == plain),
                Err(error) => prop_assert_eq!(error, SealError::Changed),
            }
        }

        #[test]
        fn a_range_is_the_same_slice_of_the_whole(length in 0usize..300_000, from in 0.0..1.0f64, to in 0.0..1.0f64) {
            let key = DataKey::of([7; 32]);
            let plain = bytes(length);
            let place = |part: f64| {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "small and positive")]
                let place = (part * length as f64) as usize;
                place
            };
            let (from, to) = (place(from).min(place(to)), place(from).max(place(to)));
            let stored = sealed(&key, &[&plain]);
            prop_assert!(opened(&key, &stored, from as u64..to as u64).unwrap() == plain[from..to]);
        }
    }
}
