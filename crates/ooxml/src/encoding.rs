//! The encodings in which text is read. ECMA-376 Part 2 allows UTF-8 and UTF-16 only; in any other, what readers see may
//! not be what is looked at here.

use std::io::{self, Read};

/// How much of a part holds any XML declaration.
const DECLARATION: usize = 256;

/// Whether XML that begins so is in an encoding that ECMA-376 Part 2 allows. ASCII is UTF-8, too.
pub(super) fn is_allowed_xml(head: &[u8]) -> bool {
    is_xml_in(head, is_allowed_name)
}

/// Whether the markup of XML that begins so can be read, in a file that is no part of a package.
pub(super) fn is_readable_xml(head: &[u8]) -> bool {
    is_xml_in(head, keeps_ascii)
}

fn is_xml_in(head: &[u8], is_taken: impl Fn(&str) -> bool) -> bool {
    match head {
        // UTF-32 begins like UTF-16, or with zeros; EBCDIC has another `<?xm` (XML 1.0 appendix F).
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, ..] | [b'<', 0, 0, ..] | [0x4C, 0x6F, 0xA7, 0x94, ..] => false,
        [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [0, b'<', ..] | [b'<', 0, ..] => true,
        head => {
            let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
            let head = head[..head.len().min(DECLARATION)].to_ascii_lowercase();
            !head.contains(&0) && declared(&String::from_utf8_lossy(&head)).is_none_or(is_taken)
        }
    }
}

/// The encoding that an XML declaration in lower case names.
fn declared(head: &str) -> Option<&str> {
    let (declaration, _) = head.strip_prefix("<?xml")?.split_once("?>")?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start_matches([' ', '\t', '\r', '\n', '=', '"', '\'']);
    value.split(['"', '\'']).next()
}

/// Whether an encoding, named in lower case, is one that text of single bytes may be in without hiding anything.
pub(super) fn is_allowed_name(name: &str) -> bool {
    matches!(name.trim(), "utf-8" | "utf8" | "us-ascii" | "ascii")
}

/// Whether an encoding, named in lower case, keeps ASCII as it is, so that markup in it is seen.
pub(super) fn keeps_ascii(name: &str) -> bool {
    const FAMILIES: [&str; 5] = ["iso-8859-", "windows-125", "cp125", "koi8-", "x-mac"];
    let name = name.trim();
    is_allowed_name(name) || name == "macintosh" || FAMILIES.iter().any(|family| name.starts_with(family))
}

/// Text as bytes that keep ASCII: as it is, or out of UTF-16 where it begins with a byte order mark.
pub(super) struct Ascii<R> {
    reader: R,
    big_endian: Option<bool>,
    /// Decoded bytes that did not fit into the last buffer, last first.
    waiting: Vec<u8>,
    started: bool,
}

impl<R: Read> Ascii<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, big_endian: None, waiting: Vec::new(), started: false }
    }

    fn start(&mut self) -> io::Result<()> {
        self.started = true;
        let mut mark = Vec::with_capacity(2);
        self.reader.by_ref().take(2).read_to_end(&mut mark)?;
        match mark[..] {
            [0xFE, 0xFF] => self.big_endian = Some(true),
            [0xFF, 0xFE] => self.big_endian = Some(false),
            _ => self.waiting.extend(mark.iter().rev()),
        }
        Ok(())
    }
}

impl<R: Read> Read for Ascii<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.started {
            self.start()?;
        }
        if !self.waiting.is_empty() && !buffer.is_empty() {
            let length = buffer.len().min(self.waiting.len());
            buffer[..length].fill_with(|| self.waiting.pop().unwrap_or_default());
            return Ok(length);
        }
        let Some(big_endian) = self.big_endian else { return self.reader.read(buffer) };
        let mut units = Vec::with_capacity(buffer.len().next_multiple_of(2));
        self.reader.by_ref().take(buffer.len().next_multiple_of(2) as u64).read_to_end(&mut units)?;
        let mut length = 0;
        for unit in units.chunks(2) {
            let unit = match *unit {
                [high, low] if big_endian => [high, low],
                [low, high] => [high, low],
                _ => [0, 0],
            };
            // Only ASCII matters; what is not becomes a sign that is not either.
            buffer[length] = if unit[0] == 0 { unit[1] } else { 0xFF };
            length += 1;
        }
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::{Ascii, is_allowed_xml};

    #[test]
    fn only_the_encodings_of_the_standard_are_allowed() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        let utf32 = |text: &str| text.chars().flat_map(|one| u32::from(one).to_le_bytes()).collect::<Vec<_>>();
        for allowed in [
            b"<a/>".to_vec(),
            b"\xEF\xBB\xBF<a/>".to_vec(),
            b"<?xml version='1.0' encoding='UTF-8'?><a/>".to_vec(),
            b"<?xml version='1.0' encoding = \"us-ascii\" ?><a/>".to_vec(),
            utf16("<a/>"),
            utf16("\u{FEFF}<?xml version='1.0' encoding='UTF-16'?><a/>"),
        ] {
            assert!(is_allowed_xml(&allowed), "{allowed:?}");
        }
        for other in [
            b"<?xml version='1.0' encoding='UTF-7'?>+ADw-a/+AD4-".to_vec(),
            b"<?xml version='1.0' encoding='ISO-2022-JP'?><a/>".to_vec(),
            b"<?xml version='1.0' encoding='windows-1252'?><a/>".to_vec(),
            b"<?xml version='1.0' encoding='UTF-16'?><a/>".to_vec(),
            utf32("<a/>"),
            utf32("\u{FEFF}<a/>"),
            utf32("<a/>").iter().rev().copied().collect(),
            b"\x4C\x6F\xA7\x94\x93".to_vec(),
        ] {
            assert!(!is_allowed_xml(&other), "{other:?}");
        }
    }

    #[test]
    fn utf_16_is_read_as_ascii() {
        let units: Vec<u16> = "\u{FEFF}<p>\u{3042}</p>".encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        for (bytes, expected) in [
            (little, b"<p>\xFF</p>".to_vec()),
            (big, b"<p>\xFF</p>".to_vec()),
            (b"<p>".to_vec(), b"<p>".to_vec()),
            (b"<".to_vec(), b"<".to_vec()),
        ] {
            let mut read = Vec::new();
            Ascii::new(bytes.as_slice()).read_to_end(&mut read).unwrap();
            assert_eq!(read, expected);
        }
    }
}
