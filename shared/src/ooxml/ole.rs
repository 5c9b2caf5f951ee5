//! What an OLE object carries (MS-CFB, MS-OLEDS, MS-OVBA).

use std::io::{self, Cursor, Read, Seek};

use super::cfb::{CompoundFile, DirectoryEntry, EntryKind};
use super::findings::{FindingKind, Report};
use super::signatures::{HEAD, executable_extension};
use super::{Limits, ReadError};

/// How much of a stream is read to find where an embedded file begins.
const MAX_PREAMBLE: u64 = 64 * 1024;
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
                let link = read_start(file, &entry, MAX_PREAMBLE)?;
                if let Some(at) = memchr::memmem::find(&link, &URL_MONIKER) {
                    report.add(FindingKind::RemoteObject, name, &utf16_text(&link[at + URL_MONIKER.len()..]));
                }
            }
            (EntryKind::Stream, "WORKBOOK" | "BOOK") => {
                let workbook = read_start(file, &entry, MAX_WORKBOOK)?;
                if has_macro_sheet(&workbook) {
                    report.add(FindingKind::XlmMacrosheet, name, "in an Excel 97 workbook");
                }
            }
            _ => {}
        }
    }
    Ok(())
}
