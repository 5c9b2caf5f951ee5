//! Telling files by their first bytes or by their names, and the EICAR test string.

use std::io::{self, Read};
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::cfb;

/// How many first bytes of a file are kept to tell what it is.
pub(super) const HEAD: usize = 4_096;

/// The EICAR test string backwards, lest this program be taken for it.
const EICAR_BACKWARDS: &[u8; 68] = b"*H+H$!ELIF-TSET-SURIVITNA-DRADNATS-RACIE$}7)CC7)^P(45XZP\\4[PA@%P!O5X";
static EICAR: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(&eicar()).into_owned());

/// The EICAR test string, put together at run time so that no file of this project holds it.
pub fn eicar() -> Vec<u8> {
    EICAR_BACKWARDS.iter().rev().copied().collect()
}

/// Names of files that do something when opened, beyond being shown.
const EXECUTABLE_EXTENSIONS: &[&str] = &[
    "appref-ms",
    "application",
    "bat",
    "chm",
    "cmd",
    "cpl",
    "desktop",
    "diagcab",
    "dll",
    "exe",
    "gadget",
    "hta",
    "inf",
    "iqy",
    "jar",
    "js",
    "jse",
    "library-ms",
    "lnk",
    "msc",
    "msi",
    "msp",
    "ocx",
    "pif",
    "ps1",
    "psm1",
    "reg",
    "scf",
    "scr",
    "sct",
    "search-ms",
    "settingcontent-ms",
    "sh",
    "slk",
    "sys",
    "url",
    "vbe",
    "vbs",
    "ws",
    "wsc",
    "wsf",
    "wsh",
    "xll",
];

/// What the first bytes of a file show it to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileType {
    Executable(&'static str),
    Zip,
    CompoundFile,
    Other,
}

impl FileType {
    /// Looks at the first bytes, of which there should be [`HEAD`] if the file is that long.
    pub(super) fn of(head: &[u8]) -> Self {
        match head {
            [b'P', b'K', 3, 4, ..] => Self::Zip,
            head if head.starts_with(&cfb::MAGIC) => Self::CompoundFile,
            [b'M', b'Z', ..] if is_dos_program(head) => Self::Executable("a Windows program"),
            [0x7F, b'E', b'L', b'F', 1 | 2, 1 | 2, ..] => Self::Executable("an ELF program"),
            [0xFE, 0xED, 0xFA, 0xCE | 0xCF, ..] | [0xCE | 0xCF, 0xFA, 0xED, 0xFE, ..] => {
                Self::Executable("a Mach-O program")
            }
            // A Java class begins with the same four bytes; then comes a version, here a small count.
            [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 1..=30, ..] => Self::Executable("a Mach-O program"),
            [0xCA, 0xFE, 0xBA, 0xBE, ..] => Self::Executable("a Java class"),
            [0x4C, 0, 0, 0, 1, 0x14, 2, 0, ..] => Self::Executable("a shortcut"),
            [b'#', b'!', b'/' | b' ', ..] => Self::Executable("a script"),
            _ => Self::Other,
        }
    }
}

/// Two bytes say too little: the PE header has to be where the DOS header says, or the usual stub has to follow.
fn is_dos_program(head: &[u8]) -> bool {
    let header = head.get(60..64).map(|place| u32::from_le_bytes([place[0], place[1], place[2], place[3]]));
    let header = header.and_then(|place| head.get(usize::try_from(place).ok()?..));
    header.is_some_and(|header| matches!(header, [b'P', b'E', 0, 0, ..] | [b'N', b'E', ..] | [b'L', b'E' | b'X', ..]))
        || memchr::memmem::find(head, b"This program ").is_some()
}

/// The extension, if it is that of a file that does something when opened.
pub(super) fn executable_extension(name: &str) -> Option<&'static str> {
    // Windows drops dots and blanks at the end of a name.
    let (_, extension) = name.trim_end_matches(['.', ' ']).rsplit_once('.')?;
    EXECUTABLE_EXTENSIONS.iter().find(|known| extension.eq_ignore_ascii_case(known)).copied()
}

/// Passes bytes through and looks at them on their way: the first ones, and the EICAR string anywhere.
pub(super) struct Watched<R> {
    reader: R,
    pub(super) head: Vec<u8>,
    /// The last bytes seen, in which the string may begin.
    tail: Vec<u8>,
    pub(super) has_eicar: bool,
}

impl<R: Read> Watched<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, head: Vec::new(), tail: Vec::new(), has_eicar: false }
    }

    /// Reads what is left.
    pub(super) fn drain(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        while self.read(buffer)? > 0 {}
        Ok(())
    }

    fn look(&mut self, bytes: &[u8]) {
        let missing = HEAD.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..missing]);
        if self.has_eicar {
            return;
        }
        let overlap = EICAR_BACKWARDS.len() - 1;
        self.tail.extend_from_slice(&bytes[..bytes.len().min(overlap)]);
        self.has_eicar = EICAR.find(&self.tail).is_some() || EICAR.find(bytes).is_some();
        if bytes.len() >= overlap {
            self.tail.clear();
            self.tail.extend_from_slice(&bytes[bytes.len() - overlap..]);
        } else {
            self.tail.drain(..self.tail.len().saturating_sub(overlap));
        }
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.look(&buffer[..read]);
        Ok(read)
    }
}
