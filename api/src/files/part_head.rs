//! The head of a form's first part, without the control characters that a client may put into a file's name.
//!
//! A name loses them anyway, but they have no place in a head (RFC 9112, section 5.5), and the form's parser would
//! refuse the whole form for their sake.

use axum::body::Bytes;

const END: &[u8; 4] = b"\r\n\r\n";

/// Heads end sooner than this, or are the parser's to refuse.
const LONGEST: usize = 16 << 10;

/// Cleans the bytes of a form as they flow by, up to the end of the first part's head.
#[derive(Debug, Default)]
pub(super) struct FirstHead {
    seen: usize,
    end_matched: usize,
}

impl FirstHead {
    pub(super) fn clean(&mut self, bytes: Bytes) -> Bytes {
        if self.is_over() {
            return bytes;
        }
        let mut cleaned = Vec::with_capacity(bytes.len());
        let mut rest = bytes.iter();
        while !self.is_over()
            && let Some(byte) = rest.next()
        {
            self.seen += 1;
            self.end_matched = match (*byte, self.end_matched) {
                (byte, matched) if byte == END[matched] => matched + 1,
                (b'\r', _) => 1,
                _ => 0,
            };
            if !byte.is_ascii_control() || matches!(byte, b'\r' | b'\n' | b'\t') {
                cleaned.push(*byte);
            }
        }
        cleaned.extend_from_slice(rest.as_slice());
        cleaned.into()
    }

    fn is_over(&self) -> bool {
        self.end_matched == END.len() || self.seen >= LONGEST
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn clean(pieces: &[&[u8]]) -> Vec<u8> {
        let mut head = FirstHead::default();
        pieces.iter().flat_map(|piece| head.clean(Bytes::copy_from_slice(piece))).collect()
    }

    #[test]
    fn control_characters_leave_the_head_and_only_the_head() {
        let form =
            b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\x01\tb\x7f.docx\"\r\n\r\n\0\x01PK";
        let cleaned = b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\tb.docx\"\r\n\r\n\0\x01PK";
        assert_eq!(clean(&[form]), cleaned);
    }

    proptest! {
        #[test]
        fn it_is_the_same_in_pieces(form: Vec<u8>, at: prop::sample::Index) {
            let form = [b"a\x02\r\n\r".as_slice(), &form, b"\r\n\r\n\x03"].concat();
            let (first, second) = form.split_at(at.index(form.len()));
            prop_assert_eq!(clean(&[first, second]), clean(&[&form]));
        }
    }
}
