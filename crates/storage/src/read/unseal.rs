//! Opening the segments of a range as they come.

use std::{io, ops::Range, sync::Arc};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};

use crate::at_rest::{Cipher, Layout, SEGMENT, SealError, Span, stored_length};

/// Opens the segments of one range, in their order.
pub(super) struct Unseal {
    cipher: Arc<Cipher>,
    layout: Layout,
    next: u32,
    skip: usize,
    left: u64,
}

impl Unseal {
    /// For a range of the bytes, and where its segments are stored.
    pub(super) fn new(cipher: Arc<Cipher>, layout: Layout, range: &Range<u64>) -> (Self, Range<u64>) {
        let Span { first, stored, skip } = layout.span(range);
        (Self { cipher, layout, next: first, skip, left: range.end - range.start }, stored)
    }

    /// Opens the next segment into memory that has room for one, and says how many bytes at its beginning belong to the range.
    pub(super) fn open(&mut self, segment: &[u8], opened: &mut [u8]) -> io::Result<usize> {
        let length = self.cipher.open(&self.layout, self.next, segment, opened)?;
        self.next += 1;
        let skip = std::mem::take(&mut self.skip).min(length);
        if skip > 0 {
            opened.copy_within(skip..length, 0);
        }
        let length = usize::try_from(self.left).unwrap_or(usize::MAX).min(length - skip);
        self.left -= length as u64;
        Ok(length)
    }

    /// How many bytes the next segment has as it is stored, unless the file ends within it.
    pub(super) fn next_length(&self) -> usize {
        stored_length(self.next)
    }
}

/// Opens stored bytes as they come from elsewhere.
pub(super) fn unsealed(
    stored: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
    unseal: Unseal,
) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    let begin = (Box::pin(stored), unseal, Vec::with_capacity(2 * SEGMENT));
    stream::try_unfold(begin, |(mut stored, mut unseal, mut gathered)| async move {
        if unseal.left == 0 {
            return Ok(None);
        }
        while gathered.len() < unseal.next_length() {
            match stored.next().await.transpose()? {
                Some(bytes) => gathered.extend_from_slice(&bytes),
                // What is left is the last segment, or one that was cut, which does not open.
                None if gathered.is_empty() => return Err(SealError::Changed.into()),
                None => break,
            }
        }
        let stored_length = unseal.next_length().min(gathered.len());
        let mut opened = vec![0; stored_length];
        let length = unseal.open(&gathered[..stored_length], &mut opened)?;
        opened.truncate(length);
        gathered.drain(..stored_length);
        Ok(Some((Bytes::from(opened), (stored, unseal, gathered))))
    })
}
