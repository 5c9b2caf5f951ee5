//! Where in the stream of requests a connection is, and whether the next head is good.

use super::{
    framing::Framing,
    head::{self, Fault, Seeker},
};

/// What arrives on a connection: one head after the other, each with its body.
#[derive(Debug)]
pub struct Requests {
    place: Place,
    largest_head: usize,
}

#[derive(Debug)]
enum Place {
    Head(Seeker),
    Body(Framing),
}

/// What of some bytes may be handed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// How many of them.
    pub bytes: usize,
    /// Heads that end in them.
    pub heads: usize,
}

impl Requests {
    /// Before the first head. None may have more bytes than this.
    pub fn new(largest_head: usize) -> Self {
        Self { place: Place::head(), largest_head }
    }

    /// Says whether the next byte belongs to a body.
    pub fn in_body(&self) -> bool {
        matches!(self.place, Place::Body(_))
    }

    /// Says whether a body is built in such a way that nobody knows where it ends. Nothing more is passed then.
    pub fn is_lost(&self) -> bool {
        matches!(self.place, Place::Body(Framing::Lost))
    }

    /// How many of the first bytes may be handed on: all up to a head that is not whole, or not good. What was not passed
    /// has to be given again, with what follows. A fault is told once nothing stands before it.
    pub fn pass(&mut self, bytes: &[u8]) -> Result<Passed, Fault> {
        let mut passed = Passed::default();
        while let Some(rest) = bytes.get(passed.bytes..).filter(|rest| !rest.is_empty()) {
            match &mut self.place {
                Place::Body(framing) => {
                    let (taken, ended) = framing.follow(rest);
                    passed.bytes += taken;
                    if ended {
                        self.place = Place::head();
                    } else if *framing == Framing::Lost {
                        break;
                    }
                }
                Place::Head(seeker) => match next_head(seeker, rest, self.largest_head) {
                    Ok(None) => break,
                    Ok(Some((length, framing))) => {
                        passed.bytes += length;
                        passed.heads += 1;
                        let is_empty = framing == Framing::length(0);
                        self.place = if is_empty { Place::head() } else { Place::Body(framing) };
                    }
                    Err(fault) if passed.bytes == 0 => return Err(fault),
                    Err(_) => {
                        self.place = Place::head();
                        break;
                    }
                },
            }
        }
        Ok(passed)
    }
}

impl Place {
    fn head() -> Self {
        Self::Head(Seeker::default())
    }
}

fn next_head(seeker: &mut Seeker, bytes: &[u8], largest: usize) -> Result<Option<(usize, Framing)>, Fault> {
    let end = seeker.end(bytes)?;
    if end.unwrap_or(bytes.len()) > largest {
        return Err(Fault::HeadTooLarge(largest));
    }
    end.map(|length| Ok((length, head::judge(&bytes[..length])?))).transpose()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::serve::Malformed;

    const GOOD: &[u8] =
        b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET /b HTTP/1.1\r\nHost: x\r\n\r\n\
        \r\nPOST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    const BAD: &[u8] = b"GET /d HTTP/1.1\r\n\r\n";

    proptest! {
        #[test]
        fn good_requests_pass_and_a_bad_one_does_not(cuts in proptest::collection::vec(0..GOOD.len() + BAD.len(), 0..8)) {
            let all = [GOOD, BAD].concat();
            let mut cuts = [cuts, vec![all.len()]].concat();
            cuts.sort_unstable();
            let (mut requests, mut at, mut heads, mut fault) = (Requests::new(1 << 10), 0, 0, None);
            for cut in cuts {
                while at < cut {
                    match requests.pass(&all[at..cut]) {
                        Ok(Passed { bytes: 0, .. }) => break,
                        Ok(passed) => (at, heads) = (at + passed.bytes, heads + passed.heads),
                        Err(found) => {
                            fault = Some(found);
                            break;
                        }
                    }
                }
            }
            prop_assert_eq!((at, heads, fault), (GOOD.len(), 3, Some(Fault::Malformed(Malformed::NoHost))));
        }
    }

    #[test]
    fn a_head_has_a_bound_before_it_has_an_end() {
        let head = format!("GET / HTTP/1.1\r\nHost: x\r\nA: {}\r\n\r\n", "x".repeat(100));
        assert_eq!(Requests::new(head.len()).pass(head.as_bytes()), Ok(Passed { bytes: head.len(), heads: 1 }));
        assert_eq!(Requests::new(head.len() - 1).pass(head.as_bytes()), Err(Fault::HeadTooLarge(head.len() - 1)));
        assert_eq!(Requests::new(80).pass(&head.as_bytes()[..81]), Err(Fault::HeadTooLarge(80)));
        assert_eq!(Requests::new(81).pass(&head.as_bytes()[..81]), Ok(Passed::default()));
    }
}
