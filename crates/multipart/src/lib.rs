//! The parts of a form (`multipart/form-data`, RFC 7578), found in its bytes whatever the pieces in which they arrive
//! (RFC 2046, section 5.1.1).
//!
//! What a part holds is handed on in the pieces in which it arrived, neither gathered nor copied.

mod part;

use std::task::Poll;

use bytes::{Buf, Bytes};
use memchr::memmem::{self, Finder};
pub use part::Part;
use thiserror::Error;

/// The longest head of a part, and the most that may stand before the first one.
const LONGEST_HEAD: usize = 16 << 10;

const LINE_END: &[u8] = b"\r\n";
const HEAD_END: &[u8] = b"\r\n\r\n";

/// What is wrong with a form: a clause in plain English.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("{0}")]
pub struct Malformed(&'static str);

impl Malformed {
    /// What a form is that ends before its last boundary.
    pub const UNFINISHED: Self = Self("it ends before its last boundary");
}

/// Where in a form we are, and what has arrived of it but is not handed on.
#[derive(Debug)]
pub struct Parts {
    /// What stands between two parts: the end of a line, two dashes and the boundary.
    delimiter: Finder<'static>,
    rest: Bytes,
    place: Place,
    /// Bytes passed over before the first part.
    preamble: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before the first part.
    Preamble,
    /// In the bytes of a part.
    Data,
    /// Right behind a delimiter.
    Delimiter,
    /// Behind the last delimiter. What follows is nobody's.
    End,
}

impl Parts {
    /// Begins to look for parts, with this text between them.
    pub fn new(boundary: &str) -> Self {
        let delimiter = Finder::new(format!("\r\n--{boundary}").as_bytes()).into_owned();
        // The first delimiter may stand at the very start, with no end of a line before it.
        Self { delimiter, rest: Bytes::from_static(LINE_END), place: Place::Preamble, preamble: 0 }
    }

    /// Takes in what arrived next.
    pub fn feed(&mut self, bytes: Bytes) {
        self.rest = if self.rest.is_empty() { bytes } else { [&self.rest[..], &bytes].concat().into() };
    }

    /// The next bytes of the part we are in, or none where it ends. Pending when more has to arrive.
    pub fn poll_chunk(&mut self) -> Poll<Result<Option<Bytes>, Malformed>> {
        let in_part = match self.place {
            Place::Preamble => false,
            Place::Data => true,
            Place::Delimiter | Place::End => return Poll::Ready(Ok(None)),
        };
        let end = self.delimiter.find(&self.rest);
        let chunk = self.rest.split_to(end.unwrap_or_else(|| self.rest.len() - self.begun_delimiter()));
        if end.is_some() {
            self.rest.advance(self.delimiter.needle().len());
            self.place = Place::Delimiter;
        }
        if in_part && !chunk.is_empty() {
            return Poll::Ready(Ok(Some(chunk)));
        }
        self.preamble += chunk.len();
        if self.preamble > LONGEST_HEAD {
            return Poll::Ready(Err(Malformed("it does not begin with its boundary")));
        }
        if end.is_some() { Poll::Ready(Ok(None)) } else { Poll::Pending }
    }

    /// What the next part says about itself, or none behind the last one. The part before must have come to its end.
    pub fn poll_part(&mut self) -> Poll<Result<Option<Part>, Malformed>> {
        if self.place == Place::End {
            return Poll::Ready(Ok(None));
        }
        if self.rest.starts_with(b"--") {
            self.place = Place::End;
            return Poll::Ready(Ok(None));
        }
        // The end of the delimiter's line counts, so that a head without a line is found, too.
        let Some(end) = memmem::find(&self.rest, HEAD_END) else {
            return if self.rest.len() > LONGEST_HEAD {
                Poll::Ready(Err(Malformed("the head of a part is too long")))
            } else {
                Poll::Pending
            };
        };
        let head = self.rest.split_to(end + HEAD_END.len());
        let padding = memmem::find(&head, LINE_END).unwrap_or_default();
        if !head[..padding].iter().all(|byte| matches!(byte, b' ' | b'\t')) {
            return Poll::Ready(Err(Malformed("a boundary is followed by something else")));
        }
        self.place = Place::Data;
        Poll::Ready(Ok(Some(Part::from_head(&head[padding..]))))
    }

    /// How many of the last bytes may be the beginning of a delimiter.
    fn begun_delimiter(&self) -> usize {
        let delimiter = self.delimiter.needle();
        (1..delimiter.len()).rev().find(|&length| self.rest.ends_with(&delimiter[..length])).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All parts of a form that arrives in these pieces: what each says, and its bytes.
    fn parts<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<(Part, Vec<u8>)>, Malformed> {
        let mut pieces = pieces.into_iter();
        let mut form = Parts::new("xyz");
        let mut found = Vec::new();
        loop {
            let step = match form.place {
                Place::Preamble | Place::Data => form.poll_chunk().map_ok(|chunk| {
                    if let (Some(chunk), Some((_, bytes))) = (chunk, found.last_mut()) {
                        Vec::extend_from_slice(bytes, &chunk);
                    }
                }),
                Place::Delimiter => form.poll_part().map_ok(|part| found.extend(part.map(|part| (part, Vec::new())))),
                Place::End => return Ok(found),
            };
            match step {
                Poll::Ready(done) => done?,
                Poll::Pending => {
                    form.feed(Bytes::copy_from_slice(pieces.next().ok_or(Malformed("it ends too soon"))?));
                }
            }
        }
    }

    fn names(form: &str) -> Result<Vec<(String, String)>, Malformed> {
        let found = parts([form.as_bytes()])?;
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ok(found.into_iter().map(|(part, bytes)| (part.name.unwrap_or_default(), text(bytes))).collect())
    }

    #[test]
    fn parts_are_found_between_delimiters() {
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let head = |name: &str| format!("\r\nContent-Disposition: form-data; name={name}\r\n\r\n");
        let two = format!("--xyz{}1\r\n--xyz{}2\r\n--xyz--\r\n", head("a"), head("b"));
        assert_eq!(names(&two), Ok(vec![pair("a", "1"), pair("b", "2")]));
        let with_preamble = format!("for people\r\n--xyz \t{}1\r\n--xyz-- and more", head("a"));
        assert_eq!(names(&with_preamble), Ok(vec![pair("a", "1")]));
        let almost = format!("--xyz{}--xyz\r\n--xy\n--xyz\r\r\n--xyz--", head("a"));
        assert_eq!(names(&almost), Ok(vec![pair("a", "--xyz\r\n--xy\n--xyz\r")]));
        let empty = format!("--xyz{}\r\n--xyz--", head("a"));
        assert_eq!(names(&empty), Ok(vec![pair("a", "")]));
        assert_eq!(names("--xyz\r\n\r\nno head\r\n--xyz--"), Ok(vec![pair("", "no head")]));
        assert_eq!(names("--xyz--"), Ok(vec![]));
    }

    #[test]
    fn what_is_no_form_is_told() {
        assert_eq!(names(""), Err(Malformed("it ends too soon")));
        assert_eq!(names("--xyz\r\nContent-Disposition: x\r\n"), Err(Malformed("it ends too soon")));
        assert_eq!(names("--xyz\r\n\r\nabc\r\n--xy"), Err(Malformed("it ends too soon")));
        assert_eq!(names("--xyzz\r\n\r\nabc"), Err(Malformed("a boundary is followed by something else")));
        let long = "x".repeat(LONGEST_HEAD + 1);
        assert_eq!(names(&long), Err(Malformed("it does not begin with its boundary")));
        assert_eq!(names(&format!("--xyz\r\n{long}")), Err(Malformed("the head of a part is too long")));
    }

    #[test]
    fn what_a_part_holds_is_not_copied() {
        let mut form = Parts::new("xyz");
        form.feed(Bytes::from_static(b"--xyz\r\n\r\n"));
        assert!(form.poll_chunk().is_ready() && form.poll_part().is_ready());
        let piece = Bytes::from(vec![b'.'; 1 << 20]);
        form.feed(piece.clone());
        let Poll::Ready(Ok(Some(chunk))) = form.poll_chunk() else { panic!("no bytes") };
        assert_eq!((chunk.as_ptr(), chunk.len()), (piece.as_ptr(), piece.len()));
    }

    proptest! {
        #[test]
        fn it_is_the_same_in_pieces(
            data in "([\r\n\\-xyz]|--xyz|\r\n--xy){0,40}",
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        ) {
            let mut data = data;
            while format!("{data}\r\n").contains("\r\n--xyz") {
                data = data.replace("--xyz", "--xy");
            }
            let form = format!("--xyz\r\nContent-Disposition: form-data; name=a\r\n\r\n{data}\r\n--xyz--").into_bytes();
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(form.len())).collect();
            cuts.extend([0, form.len()]);
            cuts.sort_unstable();
            let found = parts(cuts.windows(2).map(|cut| &form[cut[0]..cut[1]])).unwrap();
            prop_assert_eq!(found.len(), 1);
            prop_assert_eq!(&found[0].1, data.as_bytes());
        }

        #[test]
        fn arbitrary_bytes(form in "([\r\n\\-xyz:; \"=]|--xyz|\r\n|\\PC){0,80}", at: prop::sample::Index) {
            let (first, second) = form.as_bytes().split_at(at.index(form.len() + 1));
            let whole = parts([form.as_bytes()]);
            prop_assert_eq!(format!("{:?}", parts([first, second])), format!("{whole:?}"));
        }
    }
}
