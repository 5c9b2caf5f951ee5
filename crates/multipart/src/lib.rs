//! The parts of a form (`multipart/form-data`, RFC 7578), found in its bytes whatever the pieces in which they arrive
//! (RFC 2046, section 5.1.1).
//!
//! What a part holds is handed on in the pieces in which it arrived, neither gathered nor copied. Each byte is looked at
//! a fixed number of times, so that a form which arrives a byte at a time costs no more than its length.
//!
//! It is written by hand since the crate `multer` gathers every piece in a buffer of its own: 256 MiB in pieces of 64,
//! 256 and 512 KiB took it 0.54, 0.99 and 0.44 s, and take 0.09, 0.12 and 0.07 s here (the best of five, on two busy
//! cores).

mod boundary;
mod continuations;
mod encoded_word;
mod malformed;
mod parameters;
mod part;

use std::{mem, task::Poll};

pub use boundary::{Boundary, NoBoundary};
use bytes::{Buf, Bytes, BytesMut};
pub use malformed::Malformed;
use memchr::{
    memchr,
    memmem::{self, Finder},
    memrchr,
};
use part::LINE_END;
pub use part::Part;

/// The longest head of a part, and the most that may stand before the first one.
const LONGEST_HEAD: usize = 16 << 10;

const HEAD_END: &[u8] = b"\r\n\r\n";

/// Where in a form we are, and what has arrived of it but is not handed on.
#[derive(Debug)]
pub struct Parts {
    /// What stands between two parts: the end of a line, two dashes and the boundary. Only its first byte is a CR.
    delimiter: Bytes,
    finder: Finder<'static>,
    place: Place,
    /// What arrived last, as far as it is not looked at yet.
    rest: Bytes,
    /// How many bytes of a delimiter were the last ones before `rest`.
    begun: usize,
    /// What has arrived of a part's head, from the end of the delimiter on.
    head: BytesMut,
    /// Bytes passed over before the first part.
    preamble: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Before the first part.
    Preamble,
    /// In the bytes of a part.
    Data,
    /// Behind a delimiter.
    Head,
    /// Behind the last delimiter. What follows is nobody's.
    End,
}

impl Parts {
    /// Begins to look for parts, with this text between them.
    pub fn new(boundary: &Boundary) -> Self {
        let delimiter = Bytes::from(format!("\r\n--{}", boundary.as_str()));
        Self {
            finder: Finder::new(&delimiter).into_owned(),
            delimiter,
            place: Place::Preamble,
            rest: Bytes::new(),
            // The first delimiter may stand at the very start, with no end of a line before it.
            begun: LINE_END.len(),
            head: BytesMut::new(),
            preamble: 0,
        }
    }

    /// Takes in what arrived next. After a poll that was pending nothing is left of what came before, so that nothing
    /// has to be moved.
    pub fn feed(&mut self, bytes: Bytes) {
        self.rest = if self.rest.is_empty() { bytes } else { [&self.rest[..], &bytes].concat().into() };
    }

    /// The next bytes of the part we are in, or none where it ends. Pending when more has to arrive.
    pub fn poll_chunk(&mut self) -> Poll<Result<Option<Bytes>, Malformed>> {
        loop {
            let in_part = match self.place {
                Place::Preamble => false,
                Place::Data => true,
                Place::Head | Place::End => return Poll::Ready(Ok(None)),
            };
            let chunk = self.up_to_delimiter();
            if in_part && !chunk.is_empty() {
                return Poll::Ready(Ok(Some(chunk)));
            }
            self.preamble += chunk.len();
            if self.preamble > LONGEST_HEAD {
                return Poll::Ready(Err(Malformed::NotAtBoundary));
            }
            if self.rest.is_empty() && self.place != Place::Head {
                return Poll::Pending;
            }
        }
    }

    /// What the next part says about itself, or none behind the last one. What is left of the part before is passed
    /// over.
    pub fn poll_part(&mut self) -> Poll<Result<Option<Part>, Malformed>> {
        while matches!(self.place, Place::Preamble | Place::Data) {
            match self.poll_chunk() {
                Poll::Ready(passed) => passed?,
                Poll::Pending => return Poll::Pending,
            };
        }
        if self.place == Place::End {
            return Poll::Ready(Ok(None));
        }
        while !self.head.ends_with(HEAD_END) {
            if self.rest.is_empty() {
                return Poll::Pending;
            }
            self.gather_head();
            if self.head.as_ref() == b"--" {
                self.place = Place::End;
                return Poll::Ready(Ok(None));
            }
            if self.head.len() > LONGEST_HEAD {
                return Poll::Ready(Err(Malformed::HeadTooLong));
            }
        }
        self.place = Place::Data;
        let head = mem::take(&mut self.head);
        let (padding, lines) = head.split_at(memmem::find(&head, LINE_END).unwrap_or_default());
        if !padding.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
            return Poll::Ready(Err(Malformed::BehindBoundary));
        }
        Poll::Ready(Part::from_head(lines).map(Some))
    }

    /// Takes what stands before the next delimiter, as far as it is here, and the delimiter, if it is.
    fn up_to_delimiter(&mut self) -> Bytes {
        if self.begun > 0 {
            let missing = &self.delimiter[self.begun..];
            let common = missing.iter().zip(&self.rest).take_while(|(wanted, given)| wanted == given).count();
            if common == missing.len() {
                self.rest.advance(common);
                self.begun = 0;
                self.place = Place::Head;
            } else if common == self.rest.len() {
                self.rest = Bytes::new();
                self.begun += common;
            } else {
                // It was none, and none begins within it.
                return self.delimiter.slice(..mem::take(&mut self.begun));
            }
            return Bytes::new();
        }
        if let Some(end) = self.finder.find(&self.rest) {
            let chunk = self.rest.split_to(end);
            self.rest.advance(self.delimiter.len());
            self.place = Place::Head;
            return chunk;
        }
        self.begun = self.begun_at_the_end();
        let mut chunk = mem::take(&mut self.rest);
        chunk.truncate(chunk.len() - self.begun);
        chunk
    }

    /// How many of the last bytes may be the beginning of a delimiter.
    fn begun_at_the_end(&self) -> usize {
        let last = &self.rest[self.rest.len().saturating_sub(self.delimiter.len() - 1)..];
        let begun = memrchr(b'\r', last).map(|at| &last[at..]);
        begun.filter(|begun| self.delimiter.starts_with(begun)).map_or(0, <[u8]>::len)
    }

    /// Moves to the head what belongs to it: at first two bytes, by which the last delimiter is known, and then up to
    /// the end of a line. So the end of a head is found where it is gathered, and nothing is searched twice.
    fn gather_head(&mut self) {
        let wanted = match self.head.len() {
            gathered @ 0..2 => 2 - gathered,
            gathered => memchr(b'\n', &self.rest).map_or(self.rest.len(), |at| at + 1).min(LONGEST_HEAD + 1 - gathered),
        };
        let more = self.rest.split_to(wanted.min(self.rest.len()));
        self.head.extend_from_slice(&more);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn xyz() -> Boundary {
        Boundary::of_content_type(b"multipart/form-data; boundary=xyz").unwrap()
    }

    /// All parts of a form that arrives in these pieces: what each says, and its bytes.
    fn parts<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<(Part, Vec<u8>)>, Malformed> {
        let mut pieces = pieces.into_iter();
        let mut form = Parts::new(&xyz());
        let mut found = Vec::new();
        loop {
            let step = match form.place {
                Place::Preamble | Place::Data => form.poll_chunk().map_ok(|chunk| {
                    if let (Some(chunk), Some((_, bytes))) = (chunk, found.last_mut()) {
                        assert!(!chunk.is_empty());
                        Vec::extend_from_slice(bytes, &chunk);
                    }
                }),
                Place::Head => form.poll_part().map_ok(|part| found.extend(part.map(|part| (part, Vec::new())))),
                Place::End => return Ok(found),
            };
            match step {
                Poll::Ready(done) => done?,
                Poll::Pending => {
                    form.feed(Bytes::copy_from_slice(pieces.next().ok_or(Malformed::Unfinished)?));
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
        assert_eq!(names(""), Err(Malformed::Unfinished));
        assert_eq!(names("--xyz\r\nContent-Disposition: x\r\n"), Err(Malformed::Unfinished));
        assert_eq!(names("--xyz\r\n\r\nabc\r\n--xy"), Err(Malformed::Unfinished));
        assert_eq!(names("--xyzz\r\n\r\nabc"), Err(Malformed::BehindBoundary));
        let long = "x".repeat(LONGEST_HEAD + 1);
        assert_eq!(names(&long), Err(Malformed::NotAtBoundary));
        assert_eq!(names(&format!("--xyz\r\n{long}")), Err(Malformed::HeadTooLong));
    }

    #[test]
    fn what_a_part_holds_is_not_copied() {
        let mut form = Parts::new(&xyz());
        form.feed(Bytes::from_static(b"--xyz\r\n\r\n"));
        assert!(form.poll_chunk().is_ready() && form.poll_part().is_ready());
        let piece = Bytes::from(vec![b'.'; 1 << 20]);
        form.feed(piece.clone());
        let Poll::Ready(Ok(Some(chunk))) = form.poll_chunk() else { panic!("no bytes") };
        assert_eq!((chunk.as_ptr(), chunk.len()), (piece.as_ptr(), piece.len()));
    }

    #[test]
    fn a_form_that_arrives_a_byte_at_a_time_costs_its_length() {
        let head = format!("--xyz\r\nX: {}\r\n\r\n\r\n", "y".repeat(16_000));
        let heads = head.repeat(375);
        let almost = format!("--xyz\r\n\r\n{}", "\r\n--xy".repeat(200_000));
        let small = "--xyz\r\n\r\n\r\n".repeat(100_000);
        for form in [heads, almost, small] {
            let began = std::time::Instant::now();
            let found = parts(form.as_bytes().chunks(1).chain([&b"\r\n--xyz--"[..]])).unwrap();
            assert!(!found.is_empty());
            // It takes a second or two; a search that begins anew with every byte takes minutes.
            let took = began.elapsed();
            assert!(took < std::time::Duration::from_secs(30), "{} bytes took {took:?}", form.len());
        }
    }

    #[test]
    fn what_is_left_of_a_part_is_passed_over() {
        let mut form = Parts::new(&xyz());
        form.feed(Bytes::from_static(b"--xyz\r\n\r\nsome\r\n--xyz\r\n\r\nmore\r\n--xyz--"));
        assert_eq!(form.poll_part(), Poll::Ready(Ok(Some(Part::default()))));
        assert_eq!(form.poll_part(), Poll::Ready(Ok(Some(Part::default()))));
        assert_eq!(form.poll_part(), Poll::Ready(Ok(None)));
        assert_eq!(form.poll_chunk(), Poll::Ready(Ok(None)));
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
        fn pieces_never_change_what_is_found(
            form in "([\r\n\\-xyz:; \"=]|--xyz|\r\n|\r\n--xyz\r\n|\r\n\r\n|name|Content-Disposition: form-data; name=|\\PC){0,40}",
            length in 1_usize..9,
        ) {
            let form = ["--xyz\r\n", &form].concat();
            let whole = format!("{:?}", parts([form.as_bytes()]));
            prop_assert_eq!(format!("{:?}", parts(form.as_bytes().chunks(1))), whole.clone());
            prop_assert_eq!(format!("{:?}", parts(form.as_bytes().chunks(length))), whole);
        }
    }
}
