//! Where a request's body ends and the next head begins (RFC 9112, sections 6 and 7).
//!
//! It only follows. What cannot be followed is not handed on, since whoever reads the body might find another end to it.

/// What is left of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// So many bytes.
    Length(u64),
    /// Chunks, until an empty one.
    Chunks(Step),
    /// It is not as it should be, so nobody knows where it ends, and nothing that follows belongs to it or is a request.
    Lost,
}

/// Where in a chunked body we are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Size {
        size: u64,
        has_digit: bool,
    },
    /// Behind the size: white space, or an extension.
    Extension {
        size: u64,
    },
    SizeEnd {
        size: u64,
    },
    Data {
        left: u64,
    },
    DataReturn,
    DataEnd,
    /// At the start of a line behind the last chunk.
    Trailer,
    InTrailer,
    TrailerEnd,
    LastEnd,
}

impl Framing {
    pub(super) fn length(length: u64) -> Self {
        Self::Length(length)
    }

    pub(super) fn chunked() -> Self {
        Self::Chunks(Step::Size { size: 0, has_digit: false })
    }

    /// How many of these bytes belong to the body, and whether it ends with them.
    pub(super) fn follow(&mut self, bytes: &[u8]) -> (usize, bool) {
        match self {
            Self::Lost => (0, false),
            Self::Length(left) => {
                let taken = usize::try_from(*left).map_or(bytes.len(), |left| left.min(bytes.len()));
                *left -= taken as u64;
                (taken, *left == 0)
            }
            Self::Chunks(step) => {
                let mut at = 0;
                while at < bytes.len() {
                    let Some((taken, next)) = step.clone().next(&bytes[at..]) else {
                        *self = Self::Lost;
                        return (at, false);
                    };
                    at += taken;
                    match next {
                        Some(next) => *step = next,
                        None => return (at, true),
                    }
                }
                (at, false)
            }
        }
    }
}

impl Step {
    /// Takes at least one byte. Gives none where the body is malformed, and no next step where it has ended.
    fn next(self, bytes: &[u8]) -> Option<(usize, Option<Self>)> {
        let first = *bytes.first()?;
        let next = match (self, first) {
            (Self::Size { size, .. }, digit) if digit.is_ascii_hexdigit() => {
                let value = u64::from(char::from(digit).to_digit(16)?);
                Self::Size { size: size.checked_mul(16)?.checked_add(value)?, has_digit: true }
            }
            (Self::Size { has_digit: false, .. }, _) => return None,
            (Self::Size { size, .. } | Self::Extension { size }, b'\r') => Self::SizeEnd { size },
            (Self::Size { size, .. }, b' ' | b'\t' | b';') => Self::Extension { size },
            (Self::Extension { size }, other) if other != b'\n' => Self::Extension { size },
            (Self::SizeEnd { size: 0 } | Self::TrailerEnd, b'\n') => Self::Trailer,
            (Self::SizeEnd { size }, b'\n') => Self::Data { left: size },
            (Self::Data { left }, _) => {
                let taken = usize::try_from(left).map_or(bytes.len(), |left| left.min(bytes.len()));
                let left = left - taken as u64;
                return Some((taken, Some(if left == 0 { Self::DataReturn } else { Self::Data { left } })));
            }
            (Self::DataReturn, b'\r') => Self::DataEnd,
            (Self::DataEnd, b'\n') => Self::Size { size: 0, has_digit: false },
            (Self::Trailer, b'\r') => Self::LastEnd,
            (Self::InTrailer, b'\r') => Self::TrailerEnd,
            (Self::Trailer | Self::InTrailer, _) => Self::InTrailer,
            (Self::LastEnd, b'\n') => return Some((1, None)),
            _ => return None,
        };
        Some((1, Some(next)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CHUNKED: &[u8] = b"5\r\nhello\r\n00A;x=\"y\" \r\n0123456789\r\n0\r\nA: b\r\nC: d\r\n\r\n";

    proptest! {
        #[test]
        fn a_body_ends_where_it_ends_however_it_arrives(cuts in proptest::collection::vec(0..CHUNKED.len() + 4, 0..6)) {
            let with_next = [CHUNKED, b"GET "].concat();
            let mut cuts = [cuts, vec![0, with_next.len()]].concat();
            cuts.sort_unstable();
            for mut framing in [Framing::chunked(), Framing::length(CHUNKED.len() as u64)] {
                let mut taken = 0;
                for cut in cuts.windows(2) {
                    let (here, ended) = framing.follow(&with_next[cut[0]..cut[1]]);
                    taken += here;
                    if ended {
                        break;
                    }
                    prop_assert_eq!(here, cut[1] - cut[0]);
                }
                prop_assert_eq!(taken, CHUNKED.len());
            }
        }

        #[test]
        fn any_bytes_can_be_followed(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut framing = Framing::chunked();
            let (taken, ended) = framing.follow(&bytes);
            prop_assert!(taken <= bytes.len() && (ended || framing == Framing::Lost || taken == bytes.len()));
        }
    }

    #[test]
    fn nothing_follows_a_malformed_body() {
        for bytes in ["x", "\r\n", "5\nhello", "5\r\nhello!", "ffffffffffffffff0\r\n", "5 \n", "1\r\na\n"] {
            let mut framing = Framing::chunked();
            let (taken, ended) = framing.follow(bytes.as_bytes());
            assert_eq!((&framing, ended), (&Framing::Lost, false), "{bytes:?}");
            assert!(taken < bytes.len(), "{bytes:?}");
            assert_eq!(framing.follow(b"0\r\n\r\n"), (0, false), "{bytes:?}");
        }
    }
}
