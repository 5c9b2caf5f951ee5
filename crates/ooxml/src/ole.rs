//! What an OLE object carries (MS-CFB, MS-OLEDS, MS-OVBA).

use std::io::{Read, Seek};

use super::ReadError;
use super::cfb::{CompoundFile, DirectoryEntry, EntryKind};
use super::findings::{FindingKind, Report};
use super::limits::Budget;

/// How much of a link, or of what stands before an embedded file, is read.
pub(super) const MAX_PREAMBLE: u64 = 64 * 1024;
/// How much of an old workbook is searched for its list of sheets, which comes early.
const MAX_WORKBOOK: u64 = 1024 * 1024;

/// Class of Windows installer files, {000C1084-0000-0000-C000-000000000046} and two more alike.
const INSTALLER_CLASS_TAIL: [u8; 12] = [0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];
/// Class of monikers that are URLs, {79EAC9E0-BAF9-11CE-8C82-00AA004BA90B}.
const URL_MONIKER: [u8; 16] =
    [0xE0, 0xC9, 0xEA, 0x79, 0xF9, 0xBA, 0xCE, 0x11, 0x8C, 0x82, 0x00, 0xAA, 0x00, 0x4B, 0xA9, 0x0B];

/// Adds what the directory and the small streams of an object tell.
pub(super) fn scan_object<R: Read + Seek>(
    file: &mut CompoundFile<R>,
    budget: &Budget<'_>,
    name: &str,
    report: &mut Report,
) -> Result<(), ReadError> {
    for entry in file.entries().to_vec() {
        match (entry.kind, entry.name.to_ascii_uppercase().as_str()) {
            (EntryKind::Root, _) if is_installer(&entry) => {
                report.add(FindingKind::Executable, name, "an installer");
            }
            (EntryKind::Stream, "_VBA_PROJECT") => report.add(FindingKind::Macros, name, &entry.name),
            (EntryKind::Stream, "ENCRYPTEDPACKAGE") => report.add(FindingKind::EncryptedEmbedding, name, ""),
            (EntryKind::Stream, "\u{1}OLE") => {
                let link = read_start(file, &entry, budget, MAX_PREAMBLE)?;
                if let Some(at) = memchr::memmem::find(&link, &URL_MONIKER) {
                    report.add(FindingKind::RemoteObject, name, &utf16_text(&link[at + URL_MONIKER.len()..]));
                }
            }
            (EntryKind::Stream, "WORKBOOK" | "BOOK") => {
                let workbook = read_start(file, &entry, budget, MAX_WORKBOOK)?;
                if has_macro_sheet(&workbook) {
                    report.add(FindingKind::XlmMacrosheet, name, "in an Excel 97 workbook");
                }
            }
            _ => {}
        }
    }
    Ok(())
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

/// Whether an Excel 97 workbook lists a macro sheet (MS-XLS 2.4.28, `BoundSheet8` with `dt` 1).
fn has_macro_sheet(workbook: &[u8]) -> bool {
    let mut rest = workbook;
    while let [kind_low, kind_high, length_low, length_high, tail @ ..] = rest {
        let length = usize::from(u16::from_le_bytes([*length_low, *length_high]));
        if u16::from_le_bytes([*kind_low, *kind_high]) == 0x0085 && tail.get(5) == Some(&1) {
            return true;
        }
        rest = tail.get(length..).unwrap_or_default();
    }
    false
}

/// Where a wrapped file begins in the stream `\u{1}Ole10Native`, and the names it goes by.
#[derive(Debug, Default)]
pub(super) struct WrappedFile {
    /// What is shown to the user, the path it came from, and the path it is unpacked to.
    pub(super) names: Vec<String>,
    /// Offset of its first byte.
    pub(super) start: usize,
}

impl WrappedFile {
    /// Reads what the packager wrote before the file. If it is not of that form, the file is taken to follow the
    /// length.
    pub(super) fn parse(preamble: &[u8]) -> Self {
        Self::packaged(preamble).unwrap_or(Self { names: Vec::new(), start: preamble.len().min(4) })
    }

    fn packaged(preamble: &[u8]) -> Option<Self> {
        let mut rest = preamble.get(4..)?.strip_prefix(&[2, 0])?;
        let label = take_text(&mut rest)?;
        let source = take_text(&mut rest)?;
        // Four bytes of flags, then the length of the next text, which ends in a zero anyway.
        rest = rest.get(8..)?;
        let unpacked = take_text(&mut rest)?;
        rest = rest.get(4..)?;
        Some(Self { names: vec![label, source, unpacked], start: preamble.len() - rest.len() })
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
