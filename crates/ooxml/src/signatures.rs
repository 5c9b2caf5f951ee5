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

/// Names of files that do something when opened, beyond being shown: on Windows those that Outlook blocks for that, and what
/// macOS and Linux start.
#[rustfmt::skip] // A page of single words says no more.
const EXECUTABLE_EXTENSIONS: &[&str] = &[
    "accde", "action", "ade", "adp", "apk", "app", "appimage", "appinstaller", "applescript", "application",
    "appref-ms", "appx", "appxbundle", "bas", "bash", "bat", "chm", "cmd", "com", "command", "cpl", "csh",
    "deb", "deskthemepack", "desktop", "diagcab", "diagcfg", "diagpkg", "dll", "exe", "fish", "fxp", "gadget",
    "grp", "hlp", "hta", "inf", "iqy", "jar", "jnlp", "job", "js", "jse", "ksh", "library-ms", "lnk", "mad",
    "maf", "mag", "mam", "maq", "mar", "mas", "mau", "mav", "maw", "mde", "mpkg", "msc", "msh", "msh1",
    "msh1xml", "msh2", "msh2xml", "mshxml", "msi", "msix", "msixbundle", "msp", "mst", "msu", "ocx", "osd",
    "pcd", "pif", "pkg", "pl", "prg", "printerexport", "ps1", "ps1xml", "ps2", "ps2xml", "psc1", "psc2",
    "psd1", "psm1", "py", "pyc", "pyo", "pyw", "pyz", "pyzw", "rdp", "reg", "rpm", "run", "scf", "scpt",
    "scptd", "scr", "sct", "search-ms", "settingcontent-ms", "sh", "shb", "shs", "slk", "sys", "terminal",
    "theme", "themepack", "url", "vb", "vbe", "vbs", "vsmacros", "vsw", "webpnp", "website", "wll", "workflow",
    "ws", "wsb", "wsc", "wsf", "wsh", "xbap", "xll", "xnk", "zsh",
];

/// Names of disk images, which the first bytes do not tell.
const DISK_IMAGES: &[&str] = &["dmg", "img", "iso", "udf", "vhd"];

/// What the first bytes of a file show it to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileType {
    Executable(&'static str),
    Zip,
    CompoundFile,
    /// Something in one compressed stream.
    Compressed(Compressed),
    /// An archive of a format that is not opened.
    Archive(&'static str),
    /// Something that only who has the key can read.
    Encrypted(&'static str),
    Rtf,
    Html,
    /// A web page in one file, or a mail (RFC 2557, RFC 5322).
    Mime,
    Xml,
    Other,
}

/// What wraps a compressed stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compressed {
    /// RFC 1952, also of pictures: `.emz`, `.wmz`, `.svgz`.
    Gzip,
    /// What Word saves beside web pages as `editdata.mso` and `oledata.mso`.
    ActiveMime,
}

impl FileType {
    /// Looks at the first bytes, of which there should be [`HEAD`] if the file is that long.
    pub(super) fn of(head: &[u8]) -> Self {
        match head {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..] => Self::Zip,
            head if head.starts_with(b"PK00PK\x03\x04") => Self::Zip,
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
            [0x1F, 0x8B, 8, flags, ..] if flags & 0xE0 == 0 => Self::Compressed(Compressed::Gzip),
            head if head.starts_with(b"ActiveMime") => Self::Compressed(Compressed::ActiveMime),
            head => archive(head).or_else(|| encrypted(head)).or_else(|| text(head)).unwrap_or(Self::Other),
        }
    }
}

/// Archives and disk images by their first bytes.
fn archive(head: &[u8]) -> Option<FileType> {
    const KNOWN: &[(usize, &[u8], &str)] = &[
        (0, b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
        (0, b"Rar!\x1A\x07", "a RAR archive"),
        (0, b"MSCF\0\0\0\0", "a cabinet"),
        (0, b"\xFD7zXZ\0", "an xz archive"),
        (0, b"\x28\xB5\x2F\xFD", "a Zstandard archive"),
        (4, b"1AY&SY", "a bzip2 archive"),
        (257, b"ustar", "a tar archive"),
        (7, b"**ACE**", "an ACE archive"),
        (2, b"-lh", "an LHA archive"),
        (0, b"xar!", "a XAR archive"),
        (0, b"!<arch>\n", "an ar archive"),
        (0, b"MSWIM\0\0\0", "a Windows image"),
        (0, b"vhdxfile", "a disk image"),
        (0, b"conectix", "a disk image"),
        // What compound files began with before 1993.
        (0, b"\x0E\x11\xFC\x0D\xD0\xCF\x11\x0E", "an early compound file"),
    ];
    let known = KNOWN.iter().find(|(at, magic, _)| head.get(*at..).is_some_and(|head| head.starts_with(magic)))?;
    Some(FileType::Archive(known.2))
}

fn encrypted(head: &[u8]) -> Option<FileType> {
    const KNOWN: &[(&[u8], &str)] = &[
        (b"-----BEGIN PGP MESSAGE", "a PGP message"),
        (b"Salted__", "a file encrypted by OpenSSL"),
        (b"AES\x02", "a file encrypted by AES Crypt"),
    ];
    let known = KNOWN.iter().find(|(magic, _)| head.starts_with(magic))?;
    Some(FileType::Encrypted(known.1))
}

/// Texts that programs read as more than text. Blanks before them do not matter, nor does UTF-16.
fn text(head: &[u8]) -> Option<FileType> {
    const PAGES: [&[u8]; 6] = [b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<iframe"];
    let has = |what: &[u8], head: &[u8]| memchr::memmem::find(head, what).is_some();
    let head: Vec<u8> = match head {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'<', 0, ..] | [0, b'<', ..] => {
            head.iter().filter(|&&byte| byte != 0).map(u8::to_ascii_lowercase).collect()
        }
        head => head.to_ascii_lowercase(),
    };
    let start = head.iter().position(|byte| !(byte.is_ascii_whitespace() || *byte >= 0xBB)).unwrap_or(head.len());
    let head = &head[start..];
    if head.starts_with(b"{\\rt") {
        Some(FileType::Rtf)
    } else if PAGES.iter().any(|page| head.starts_with(page)) || head.starts_with(b"<?xml") && has(b"<html", head) {
        Some(FileType::Html)
    } else if head.starts_with(b"<?xml") {
        Some(FileType::Xml)
    } else if has(b"mime-version:", head) && has(b"content-", head) {
        Some(FileType::Mime)
    } else {
        None
    }
}

/// The last place of a PE header that is believed. Letters, where a text begins so, say one that lies behind.
const LAST_HEADER: usize = 0x1000_0000;

/// Two bytes say too little: the PE header has to be where the DOS header says, or the usual stub has to follow. Where it would
/// lie behind what is known of the file, it is taken to be there.
fn is_dos_program(head: &[u8]) -> bool {
    let place = head.get(60..64).map(|place| u32::from_le_bytes([place[0], place[1], place[2], place[3]]));
    let place = place.and_then(|place| usize::try_from(place).ok());
    // A header lies at a multiple of four.
    if head.len() >= HEAD - 4 && place.is_some_and(|place| (HEAD - 4..LAST_HEADER).contains(&place) && place % 4 == 0) {
        return true;
    }
    let header = place.and_then(|place| head.get(place..));
    header.is_some_and(|header| matches!(header, [b'P', b'E', 0, 0, ..] | [b'N', b'E', ..] | [b'L', b'E' | b'X', ..]))
        || memchr::memmem::find(head, b"This program ").is_some()
}

/// The extension, if it is that of a file that does something when opened.
pub(super) fn executable_extension(name: &str) -> Option<&'static str> {
    // Windows drops dots and blanks at the end of a name.
    let (_, extension) = name.trim_end_matches(['.', ' ']).rsplit_once('.')?;
    EXECUTABLE_EXTENSIONS.iter().find(|known| extension.eq_ignore_ascii_case(known)).copied()
}

/// Whether a name is that of a disk image.
pub(super) fn is_disk_image(name: &str) -> bool {
    let extension = name.trim_end_matches(['.', ' ']).rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|extension| DISK_IMAGES.iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

/// Passes bytes through and looks at them on their way: the first ones, the EICAR string anywhere, and what a PDF file
/// says of its encryption.
pub(super) struct Watched<R> {
    reader: R,
    pub(super) head: Vec<u8>,
    /// The last bytes seen, in which the string may begin.
    tail: Vec<u8>,
    pub(super) has_eicar: bool,
    /// Whether it is a PDF file with an encryption dictionary (ISO 32000-1, 7.6.1).
    pub(super) is_encrypted_pdf: bool,
}

impl<R: Read> Watched<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, head: Vec::new(), tail: Vec::new(), has_eicar: false, is_encrypted_pdf: false }
    }

    /// Reads what is left.
    pub(super) fn drain(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        while self.read(buffer)? > 0 {}
        Ok(())
    }

    fn look(&mut self, bytes: &[u8]) {
        let missing = HEAD.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..missing]);
        let is_pdf = self.head.starts_with(b"%PDF-");
        if self.has_eicar && !is_pdf {
            return;
        }
        let overlap = EICAR_BACKWARDS.len() - 1;
        self.tail.extend_from_slice(&bytes[..bytes.len().min(overlap)]);
        self.has_eicar |= EICAR.find(&self.tail).is_some() || EICAR.find(bytes).is_some();
        let encrypts = |bytes: &[u8]| {
            let next = |at: usize| bytes.get(at + b"/Encrypt".len());
            memchr::memmem::find_iter(bytes, b"/Encrypt")
                .any(|at| next(at).is_some_and(|byte| !byte.is_ascii_alphabetic()))
        };
        self.is_encrypted_pdf |= is_pdf && (encrypts(&self.tail) || encrypts(bytes));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn program(header: u32) -> Vec<u8> {
        let mut head = vec![0; HEAD];
        head[..2].copy_from_slice(b"MZ");
        head[60..64].copy_from_slice(&header.to_le_bytes());
        head
    }

    #[test]
    fn a_program_may_have_its_header_behind_the_first_bytes() {
        let is_program = |head: &[u8]| matches!(FileType::of(head), FileType::Executable(_));
        for header in [0x1000, 0x1400, 0x0010_0000] {
            assert!(is_program(&program(header)), "{header:#x}");
        }
        // It lies at a multiple of four, and not behind the end of a file that is known whole.
        assert!(!is_program(&program(0x1401)));
        assert!(!is_program(&program(0x1400)[..200]));
        // A text may begin with the two letters.
        assert!(!is_program("MZ 4711 ".repeat(HEAD / 8).as_bytes()));
        let mut near = program(0x80);
        assert!(!is_program(&near));
        near[0x80..0x84].copy_from_slice(b"PE\0\0");
        assert!(is_program(&near));
    }

    #[test]
    fn names_of_programs_are_known_in_order() {
        assert!(EXECUTABLE_EXTENSIONS.is_sorted());
        for name in ["statement.com", "Start.JNLP", "a.b.pyw", "x.appinstaller ", "run.msh1xml."] {
            assert!(executable_extension(name).is_some(), "{name}");
        }
        assert_eq!(executable_extension("accounts.xlsx"), None);
    }
}
