//! A part's bytes as UTF-8, whatever their encoding (XML 1.0 section 4.3.3 and appendix F).

use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use crate::encoding::{is_allowed_name, keeps_ascii};
use crate::{Flaw, ReadError};

/// How much of a part is looked at to tell its encoding. Holds any XML declaration that is not padded.
const HEAD: u64 = 256;
const CHUNK: usize = 32 * 1024;
/// A text is handed on in pieces of about this size.
const PIECE: usize = 64 * 1024;
/// What is put between two pieces, so that the reader of the tags ends the first.
const MARK: &[u8] = b"<!---->";

const UNREADABLE: ReadError = ReadError::IllFormed(Flaw::Encoding);
const BROKEN_UTF_16: ReadError = ReadError::IllFormed(Flaw::Utf16Broken);
const TOO_LONG: ReadError = ReadError::Limit(Flaw::TokenTooLong);

/// A part as UTF-8, with a bound on what may be read for one token other than a text, and with long texts in pieces.
pub(super) struct Utf8<R> {
    source: BufReader<Chain<Cursor<Vec<u8>>, R>>,
    encoding: Encoding,
    decoded: Vec<u8>,
    position: usize,
    /// Bytes read of the token.
    length: usize,
    /// At how many bytes of it something is to be looked at before more is read.
    stop: usize,
    max_length: usize,
    /// How much is left of the mark that is being read; 0 if none is.
    mark: usize,
}

/// How the bytes are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Whether there was a byte order mark.
    Utf8 {
        marked: bool,
    },
    Utf16 {
        big_endian: bool,
        marked: bool,
    },
    /// Any other encoding in which markup is as in ASCII. For the rest it does not matter here.
    LikeAscii,
}

impl Encoding {
    fn of(head: &[u8]) -> Result<Self, ReadError> {
        Ok(match head {
            // UTF-32, and EBCDIC.
            [0, 0, 0xFE, 0xFF, ..] | [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0, b'<', ..] | [b'<', 0, 0, 0, ..] => {
                return Err(UNREADABLE);
            }
            [0x4C, 0x6F, 0xA7, 0x94, ..] => return Err(UNREADABLE),
            [0xFE, 0xFF, ..] => Self::Utf16 { big_endian: true, marked: true },
            [0xFF, 0xFE, ..] => Self::Utf16 { big_endian: false, marked: true },
            [0, b'<', 0, _, ..] => Self::Utf16 { big_endian: true, marked: false },
            [b'<', 0, _, 0, ..] => Self::Utf16 { big_endian: false, marked: false },
            [0xEF, 0xBB, 0xBF, ..] => Self::Utf8 { marked: true },
            _ if declared(head).is_some_and(|name| is_like_ascii(&name)) => Self::LikeAscii,
            _ => Self::Utf8 { marked: false },
        })
    }

    /// Length of the byte order mark.
    const fn mark(self) -> usize {
        match self {
            Self::Utf8 { marked: true } => 3,
            Self::Utf16 { marked: true, .. } => 2,
            _ => 0,
        }
    }

    /// Whether the part may declare to be in this encoding, or none.
    pub(super) fn fits(self, declared: Option<&str>) -> Result<(), ReadError> {
        let Some(name) = declared.map(str::to_ascii_lowercase) else {
            // Section 4.3.3: without mark and declaration it is UTF-8.
            let guessed = matches!(self, Self::Utf16 { marked: false, .. });
            return if guessed { Err(ReadError::IllFormed(Flaw::EncodingUndeclared)) } else { Ok(()) };
        };
        let fits = match self {
            Self::Utf8 { marked } => is_allowed_name(&name) && !(marked && name.ends_with("ascii")),
            Self::Utf16 { big_endian, .. } => match name.as_str() {
                "utf-16" | "iso-10646-ucs-2" | "ucs-2" => true,
                "utf-16be" => big_endian,
                "utf-16le" => !big_endian,
                _ => false,
            },
            Self::LikeAscii => is_like_ascii(&name),
        };
        let known = fits || name.starts_with("utf-8") || name.starts_with("utf-16") || is_like_ascii(&name);
        match (fits, known) {
            (true, _) => Ok(()),
            (false, true) => Err(ReadError::IllFormed(Flaw::EncodingOther)),
            (false, false) => Err(UNREADABLE),
        }
    }
}

/// The encoding that a declaration names, in lower case, as far as it can be told without parsing it.
fn declared(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (declaration, _) = head.strip_prefix("<?xml")?.split_once("?>")?;
    let (_, encoding) = declaration.split_once("encoding")?;
    let encoding = encoding.trim_start().strip_prefix('=')?.trim_start();
    let quote = encoding.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    encoding[1..].split_once(quote).map(|(name, _)| name.to_owned())
}

fn is_like_ascii(name: &str) -> bool {
    !is_allowed_name(name) && keeps_ascii(name)
}

impl<R: Read> Utf8<R> {
    pub(super) fn new(mut part: R, max_length: usize) -> Result<Self, ReadError> {
        let mut head = Vec::new();
        part.by_ref().take(HEAD).read_to_end(&mut head)?;
        let encoding = Encoding::of(&head)?;
        let mark = encoding.mark();
        // The reader of the tags would pass over a second mark, which is a character where no text may be.
        if mark > 0 && head[mark..].starts_with(&head[..mark]) {
            return Err(ReadError::IllFormed(Flaw::NotWellFormed));
        }
        let mut head = Cursor::new(head);
        head.set_position(mark as u64);
        let source = BufReader::with_capacity(CHUNK, head.chain(part));
        Ok(Self { source, encoding, decoded: Vec::new(), position: 0, length: 0, stop: 0, max_length, mark: 0 })
    }

    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }

    #[inline]
    pub(super) fn start_token(&mut self) {
        self.length = 0;
        self.stop = 0;
    }

    /// Whether a text was cut in two here, and what comes next is the mark between the pieces.
    #[inline]
    pub(super) fn is_cut(&self) -> bool {
        self.mark > 0
    }

    /// What can be had of the part without reading on, or a little more of it. Empty at its end.
    #[inline]
    fn available(&mut self) -> io::Result<&[u8]> {
        match self.encoding {
            Encoding::Utf8 { .. } => self.source.fill_buf(),
            encoding => self.decode(encoding),
        }
    }

    fn decode(&mut self, encoding: Encoding) -> io::Result<&[u8]> {
        if self.position == self.decoded.len() {
            self.decoded.clear();
            self.position = 0;
            match encoding {
                Encoding::Utf16 { big_endian, .. } => self.decode_utf16(big_endian)?,
                _ => self.decode_bytes()?,
            }
        }
        Ok(&self.decoded[self.position..])
    }

    fn decode_utf16(&mut self, big_endian: bool) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(CHUNK + 2);
        self.source.by_ref().take(CHUNK as u64).read_to_end(&mut bytes)?;
        let unit = |pair: &[u8]| {
            let pair = [pair[0], pair[1]];
            if big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
        };
        // A character outside the first plane takes two units: do not end between them.
        if bytes.len() == CHUNK && (0xD800..0xDC00).contains(&unit(&bytes[CHUNK - 2..])) {
            self.source.by_ref().take(2).read_to_end(&mut bytes)?;
        }
        if bytes.len() % 2 == 1 {
            return Err(BROKEN_UTF_16.into());
        }
        for character in char::decode_utf16(bytes.chunks_exact(2).map(unit)) {
            let character = character.map_err(|_| BROKEN_UTF_16)?;
            self.decoded.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
        Ok(())
    }

    fn decode_bytes(&mut self) -> io::Result<()> {
        let bytes = self.source.fill_buf()?;
        let length = bytes.len();
        for &byte in bytes {
            self.decoded.extend_from_slice(char::from(byte).encode_utf8(&mut [0; 4]).as_bytes());
        }
        self.source.consume(length);
        Ok(())
    }

    /// Looks at what is being read, then reads on: at the begin of a token, in a long text, and at the bound.
    fn look_and_read(&mut self) -> io::Result<&[u8]> {
        if self.mark > 0 {
            return Ok(&MARK[MARK.len() - self.mark..]);
        }
        if self.length > self.max_length {
            return Err(TOO_LONG.into());
        }
        if self.length == 0 {
            let is_text = !matches!(self.available()?.first(), None | Some(b'<' | b'&'));
            self.stop = if is_text { PIECE } else { self.max_length.saturating_add(1) };
            return self.available();
        }
        match self.rest_of_piece()? {
            Some(0) => {
                self.mark = MARK.len();
                Ok(MARK)
            }
            Some(rest) => Ok(&self.available()?[..rest]),
            None => self.available(),
        }
    }

    /// How many of the next bytes still belong to a piece that is long enough; `None` if the text may end within them by
    /// itself.
    fn rest_of_piece(&mut self) -> io::Result<Option<usize>> {
        // Not within a character, a line end, or what may become `]]>`, which no text may hold.
        let may_cut = |&byte: &u8| !matches!(byte, 0x80..0xC0 | b']' | b'>' | b'\n');
        let available = self.available()?;
        let at = available.iter().position(may_cut);
        Ok(at.filter(|&at| !matches!(available[at], b'<' | b'&')))
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for Utf8<R> {
    #[inline]
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.length < self.stop { self.available() } else { self.look_and_read() }
    }

    #[inline]
    fn consume(&mut self, bytes: usize) {
        if self.mark > 0 {
            self.mark = self.mark.saturating_sub(bytes);
            return;
        }
        // The `<` behind a text is passed over without being looked at again.
        if self.stop == 0 {
            self.stop = self.max_length.saturating_add(1);
        }
        self.length += bytes;
        match self.encoding {
            Encoding::Utf8 { .. } => self.source.consume(bytes),
            _ => self.position = (self.position + bytes).min(self.decoded.len()),
        }
    }
}
