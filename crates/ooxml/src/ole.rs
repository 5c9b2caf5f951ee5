//! What an OLE object carries (MS-CFB, MS-OLEDS, MS-OVBA).

use std::io::{self, Read, Seek};

use super::cfb::{CompoundFile, DirectoryEntry, EntryKind};
use super::findings::{FindingKind, Report};
use super::limits::Budget;
use super::place::Place;
use super::{Flaw, ReadError};

/// How much of a link, or of what stands before an embedded file, is read.
pub(super) const MAX_PREAMBLE: u64 = 64 * 1024;
/// Class of Windows installer files, {000C1084-0000-0000-C000-000000000046} and two more alike.
const INSTALLER_CLASS_TAIL: [u8; 12] = [0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];
/// Class of monikers that are URLs, {79EAC9E0-BAF9-11CE-8C82-00AA004BA90B}.
const URL_MONIKER: [u8; 16] =
    [0xE0, 0xC9, 0xEA, 0x79, 0xF9, 0xBA, 0xCE, 0x11, 0x8C, 0x82, 0x00, 0xAA, 0x00, 0x4B, 0xA9, 0x0B];

/// Class of monikers that are files, {00000303-0000-0000-C000-000000000046}.
const FILE_MONIKER: [u8; 16] = [3, 3, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];

/// Adds what the directory and the small streams of an object tell.
pub(super) fn scan_object<R: Read + Seek>(
    file: &mut CompoundFile<R>,
    budget: &Budget<'_>,
    name: &str,
    report: &mut Report,
) -> Result<(), ReadError> {
    for entry in file.entries().to_vec() {
        if entry.kind == EntryKind::Root && is_installer(&entry) {
            report.add(FindingKind::Executable, name, "an installer");
        }
        if entry.kind != EntryKind::Stream {
            continue;
        }
        match entry.name.to_ascii_uppercase().as_str() {
            "_VBA_PROJECT" => report.add(FindingKind::Macros, name, &entry.name),
            "ENCRYPTEDPACKAGE" | "ENCRYPTEDSUMMARY" | "\u{9}DRMCONTENT" => {
                report.add(FindingKind::EncryptedEmbedding, name, "an encrypted document");
            }
            "\u{1}OLE" => judge_link(&read_start(file, &entry, budget, MAX_PREAMBLE)?, entry.size, name, report),
            "WORKBOOK" | "BOOK" => judge_workbook(budget.metered(file.stream(&entry)?), name, report)?,
            "WORDDOCUMENT" | "CURRENT USER" if is_encrypted(&read_start(file, &entry, budget, 16)?) => {
                report.add(FindingKind::EncryptedEmbedding, name, "an encrypted document");
            }
            _ => {}
        }
    }
    Ok(())
}

/// Adds what the link of an object tells (MS-OLEDS 2.3.3, the `OLEStream` structure).
fn judge_link(link: &[u8], size: u64, part: &str, report: &mut Report) {
    if let Some(at) = memchr::memmem::find(link, &URL_MONIKER) {
        report.add(FindingKind::RemoteObject, part, &utf16_text(&link[at + URL_MONIKER.len()..]));
    }
    for at in memchr::memmem::find_iter(link, &FILE_MONIKER) {
        let path = ansi_path(&link[at + FILE_MONIKER.len()..]);
        let foreign = Place::of(&path).is_foreign();
        let kind = if foreign { FindingKind::RemoteObject } else { FindingKind::LinkedObject };
        report.add(kind, part, &path);
    }
    if size > MAX_PREAMBLE {
        report.unreadable(part, "the link of an object is too long");
    }
}

/// The path after a file moniker's class: two bytes, its length, then its bytes in some code page (MS-OSHARED 2.3.7.8).
fn ansi_path(bytes: &[u8]) -> String {
    let path = bytes.get(6..).unwrap_or_default();
    let length = bytes.get(2..6).map_or(0, |length| u32::from_le_bytes([length[0], length[1], length[2], length[3]]));
    let path = &path[..path.len().min(usize::try_from(length).unwrap_or(usize::MAX))];
    super::archive::decode_name(path.split(|&byte| byte == 0).next().unwrap_or_default())
}

/// Whether this is the beginning of a Word 97 document or a PowerPoint 97 user record that is encrypted (MS-DOC 2.5.2,
/// `fEncrypted`; MS-PPT 2.3.2, `headerToken`).
fn is_encrypted(start: &[u8]) -> bool {
    let of_word = matches!(start, [0xEC, 0xA5, _, _, _, _, _, _, _, _, _, flags, ..] if flags & 1 != 0);
    let of_slides = start.get(2..4) == Some(&[0xF6, 0x0F]) && start.get(12..16) == Some(&[0xDF, 0xC4, 0xD1, 0xF3]);
    of_word || of_slides
}

/// Installers, patches and transforms differ in the first bytes of their class only (0x84, 0x86, 0x82).
fn is_installer(root: &DirectoryEntry) -> bool {
    matches!(root.class_id[0], 0x82 | 0x84 | 0x86)
        && root.class_id[1..4] == [0x10, 0x0C, 0]
        && root.class_id[4..] == INSTALLER_CLASS_TAIL
}

fn read_start<R: Read + Seek>(
    file: &mut CompoundFile<R>,
    entry: &DirectoryEntry,
    budget: &Budget<'_>,
    length: u64,
) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    budget.metered(file.stream(entry)?).take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The text after a URL moniker's class: its length in bytes, then UTF-16 (MS-OSHARED 2.3.7.6).
fn utf16_text(bytes: &[u8]) -> String {
    let units = bytes.get(4..).unwrap_or_default().chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    char::decode_utf16(units.take_while(|&unit| unit != 0)).map_while(Result::ok).collect()
}

/// Adds what the first substream of an Excel 97 workbook tells, which lists the sheets (MS-XLS 2.1.7.20.3).
fn judge_workbook(mut workbook: impl Read, part: &str, report: &mut Report) -> Result<(), ReadError> {
    const END: u16 = 0x000A;
    const ENCRYPTED: u16 = 0x002F;
    const SHEET: u16 = 0x0085;
    loop {
        let mut record = Vec::with_capacity(10);
        workbook.by_ref().take(4).read_to_end(&mut record)?;
        let [kind_low, kind_high, length_low, length_high] = record[..] else {
            report.unreadable(part, "an Excel 97 workbook breaks off");
            return Ok(());
        };
        let length = u64::from(u16::from_le_bytes([length_low, length_high]));
        record.clear();
        workbook.by_ref().take(length.min(6)).read_to_end(&mut record)?;
        io::copy(&mut workbook.by_ref().take(length.saturating_sub(6)), &mut io::sink())?;
        match u16::from_le_bytes([kind_low, kind_high]) {
            END => return Ok(()),
            ENCRYPTED => report.add(FindingKind::EncryptedEmbedding, part, "an encrypted workbook"),
            // MS-XLS 2.4.28, `BoundSheet8`, where `dt` is 1.
            SHEET if record.get(5) == Some(&1) => {
                report.add(FindingKind::XlmMacrosheet, part, "in an Excel 97 workbook");
            }
            _ => {}
        }
    }
}

/// Where a wrapped file begins in the stream `\u{1}Ole10Native`, and the names it goes by.
#[derive(Debug, Default)]
pub(super) struct WrappedFile {
    /// What is shown to the user, the path it came from, and the path it is unpacked to.
    pub(super) names: Vec<String>,
    /// Offset of its first byte.
    pub(super) start: usize,
    /// How many bytes it has, if that is told. Its names follow once more.
    pub(super) size: Option<u32>,
    /// Whether it says to be of that form but could not be read, so that where it begins is a guess.
    pub(super) unclear: bool,
}

impl WrappedFile {
    /// Reads what the packager wrote before the file. If it is not of that form, the file is taken to follow the
    /// length.
    pub(super) fn parse(preamble: &[u8]) -> Self {
        Self::packaged(preamble).unwrap_or_else(|| Self {
            names: Vec::new(),
            start: preamble.len().min(4),
            size: None,
            unclear: preamble.get(4..6) == Some(&[2, 0]),
        })
    }

    fn packaged(preamble: &[u8]) -> Option<Self> {
        let mut rest = preamble.get(4..)?.strip_prefix(&[2, 0])?;
        let label = take_text(&mut rest)?;
        let source = take_text(&mut rest)?;
        // Four bytes of flags, then the length of the next text, by which some readers find its end, and others by the zero.
        let length = rest.get(4..8).map(|length| u32::from_le_bytes([length[0], length[1], length[2], length[3]]))?;
        rest = rest.get(8..)?;
        let with_text = rest.len();
        let unpacked = take_text(&mut rest)?;
        let unclear = u32::try_from(with_text - rest.len()).ok() != Some(length);
        let size = rest.first_chunk().copied().map(u32::from_le_bytes);
        rest = rest.get(4..)?;
        Some(Self { names: vec![label, source, unpacked], start: preamble.len() - rest.len(), size, unclear })
    }

    /// The names that may follow the file once more: three texts in UTF-16, each behind the number of its units.
    pub(super) fn wide_names(behind: &[u8]) -> Vec<String> {
        let mut rest = behind;
        let mut names = Vec::new();
        for _ in 0..3 {
            let Some((count, text)) = rest.split_first_chunk() else { break };
            let bytes = usize::try_from(u32::from_le_bytes(*count)).unwrap_or(usize::MAX).saturating_mul(2);
            let Some((text, next)) = text.split_at_checked(bytes) else { break };
            let units = text.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
            let units = units.take_while(|&unit| unit != 0);
            names.push(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect());
            rest = next;
        }
        names
    }
}

/// Takes a text that ends in a zero. Its code page is unknown: UTF-8 if it can be, else Latin-1, since only ASCII
/// matters.
fn take_text(rest: &mut &[u8]) -> Option<String> {
    let end = memchr::memchr(0, rest)?;
    let text = super::archive::decode_name(&rest[..end]);
    *rest = &rest[end + 1..];
    Some(text)
}

/// An object as it stands in RTF (MS-OLEDS 2.2), up to where its data begin.
#[derive(Debug)]
pub(super) enum LegacyObject {
    /// It stands elsewhere.
    Linked {
        /// A path or address.
        topic: String,
    },
    /// Its data follow.
    Embedded {
        /// How many bytes there are said to be.
        size: u32,
    },
}

impl LegacyObject {
    /// Reads the head of an object. Fails if it is not of that form: other readers may make something of it.
    pub(super) fn read(object: &mut dyn Read) -> Result<Self, ReadError> {
        let _version = take_number(object)?;
        let form = take_number(object)?;
        let _class = take_name(object)?;
        let topic = take_name(object)?;
        let _item = take_name(object)?;
        match form {
            1 => Ok(Self::Linked { topic }),
            2 => Ok(Self::Embedded { size: take_number(object)? }),
            _ => Err(UNKNOWN_OBJECT),
        }
    }
}

const UNKNOWN_OBJECT: ReadError = ReadError::Damaged(Flaw::UnknownRtfObject);
const MAX_NAME: u32 = 4_096;

fn take_number(object: &mut dyn Read) -> Result<u32, ReadError> {
    let mut bytes = Vec::with_capacity(4);
    object.take(4).read_to_end(&mut bytes)?;
    bytes.try_into().map(u32::from_le_bytes).map_err(|_| UNKNOWN_OBJECT)
}

fn take_name(object: &mut dyn Read) -> Result<String, ReadError> {
    let length = take_number(object)?;
    let mut bytes = Vec::new();
    if length > MAX_NAME
        || object.take(u64::from(length)).read_to_end(&mut bytes)? < usize::try_from(length).unwrap_or(0)
    {
        return Err(UNKNOWN_OBJECT);
    }
    Ok(super::archive::decode_name(bytes.split(|&byte| byte == 0).next().unwrap_or_default()))
}
