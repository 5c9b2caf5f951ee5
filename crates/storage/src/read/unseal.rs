//! Opening the segments of a range as they come.

use std::{io, ops::Range, sync::Arc};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};

use crate::at_rest::{Cipher, HEADER, Layout, SEGMENT, SealError, Span};

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

    /// Opens whole segments where they lie, and says what of them belongs to the range.
    pub(super) fn open(&mut self, run: &mut Vec<u8>) -> io::Result<Range<usize>> {
        let header = if self.next == 0 { HEADER } else { 0 };
        let segments = (run.len() + header).div_ceil(SEGMENT);
        self.cipher.open_run(&self.layout, self.next, run)?;
        self.next += u32::try_from(segments).map_err(|_| SealError::Changed)?;
        let start = std::mem::take(&mut self.skip).min(run.len());
        let length = usize::try_from(self.left).unwrap_or(usize::MAX).min(run.len() - start);
        self.left -= length as u64;
        Ok(start..start + length)
    }

    /// How many bytes the next segment has as it is stored, unless the file ends within it.
    fn next_length(&self) -> usize {
        if self.next == 0 { SEGMENT - HEADER } else { SEGMENT }
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
        let length = unseal.next_length().min(gathered.len());
        let mut segment = gathered.split_off(length);
        std::mem::swap(&mut segment, &mut gathered);
        let within = unseal.open(&mut segment)?;
        Ok(Some((Bytes::from(segment).slice(within), (stored, unseal, gathered))))
    })
}
