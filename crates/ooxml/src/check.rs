//! The check at upload: is it a sound document of the kind its name ends in?

use std::io::{self, Read, Seek, SeekFrom};

use super::archive::Archive;
use super::cfb::{self, CompoundFile};
use super::kind::MainType;
use super::limits::{BUFFER, Budget};
use super::package::{Main, Package};
use super::well_formed::check_well_formed;
use super::{Flaw, Kind, Limits, ReadError};
use crate::checksums::Checksums;

/// Why an upload is not taken. The names are those of the API's error codes.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// It is no document of the kind its name ends in, or the name ends in no kind at all.
    #[error("not a docx, xlsx or pptx file, or not the one its name says")]
    UnsupportedFileType,
    /// It is empty, damaged, misses its main part, is a bomb or over another limit.
    #[error("the file is not taken: {0}")]
    InvalidFile(Flaw),
    /// It is encrypted with a password (MS-OFFCRYPTO), so nobody can look inside.
    #[error("the file is encrypted")]
    EncryptedFile,
    /// Its type allows macros, or it has a VBA project.
    #[error("the file may carry macros")]
    MacrosNotAllowed,
    /// The bytes could not be read, or not in time (`TimedOut`). Says nothing about the document.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<ReadError> for Refusal {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Damaged(flaw) | ReadError::IllFormed(flaw) | ReadError::Bomb(flaw) | ReadError::Limit(flaw) => {
                Self::InvalidFile(flaw)
            }
            ReadError::TimedOut => Self::Io(io::ErrorKind::TimedOut.into()),
            ReadError::Io(error) => Self::Io(error),
        }
    }
}

/// Judges a whole file that was uploaded under `name`. Blocking; reads every byte once, but for those whose
/// `checksums` were taken as they arrived and tell all that reading them would.
///
/// A document is sound if it is a ZIP file (APPNOTE 6.3) whose main part, found by `_rels/.rels`, is declared in
/// `[Content_Types].xml` with the type of the kind that the name ends in, is well-formed XML without a DTD, and
/// whose entries all inflate, within `limits`, to the declared size and CRC.
///
/// Anything that may carry macros is [`Refusal::MacrosNotAllowed`] whatever its name. For the rest the name goes
/// first: damage under a name that is no Office document's is [`Refusal::UnsupportedFileType`].
pub fn check<R: Read + Seek>(
    mut reader: R,
    checksums: &Checksums,
    name: &str,
    limits: &Limits,
) -> Result<Kind, Refusal> {
    let named = Kind::from_extension(name);
    let verdict = match container(&mut reader)? {
        Container::Empty => return Err(Refusal::InvalidFile(Flaw::Empty)),
        Container::Compound => Err(judge_compound_file(reader)?),
        Container::Zip => judge_package(reader, checksums, named, limits),
        Container::Other => Err(Refusal::UnsupportedFileType),
    };
    match verdict {
        Err(Refusal::InvalidFile(_) | Refusal::EncryptedFile) if named.is_none() => Err(Refusal::UnsupportedFileType),
        verdict => verdict,
    }
}

enum Container {
    Empty,
    Compound,
    Zip,
    Other,
}

/// Tells the container by its first bytes. A ZIP file behind other bytes is not taken for one: what it is depends
/// on who reads it.
fn container(reader: &mut (impl Read + Seek)) -> io::Result<Container> {
    let mut magic = Vec::with_capacity(8);
    reader.seek(SeekFrom::Start(0))?;
    reader.take(8).read_to_end(&mut magic)?;
    Ok(match magic.as_slice() {
        [] => Container::Empty,
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..] => Container::Zip,
        magic if *magic == cfb::MAGIC => Container::Compound,
        _ => Container::Other,
    })
}

/// An encrypted document is a compound file (MS-CFB) with a stream `EncryptedPackage` (MS-OFFCRYPTO 2.3.4.4).
/// Every other compound file is of the old formats, however damaged.
fn judge_compound_file(reader: impl Read + Seek) -> io::Result<Refusal> {
    match CompoundFile::open(reader) {
        Ok(file) if file.has_stream("EncryptedPackage") => Ok(Refusal::EncryptedFile),
        Err(ReadError::Io(error)) => Err(error),
        Ok(_) | Err(_) => Ok(Refusal::UnsupportedFileType),
    }
}

fn judge_package<R: Read + Seek>(
    reader: R,
    checksums: &Checksums,
    named: Option<Kind>,
    limits: &Limits,
) -> Result<Kind, Refusal> {
    let budget = Budget::new(limits);
    let Some(package) = Package::of(Archive::open(reader, &budget)?.proved_by(checksums))? else {
        return Err(Refusal::UnsupportedFileType);
    };
    if package.may_carry_macros()? {
        return Err(Refusal::MacrosNotAllowed);
    }
    match package.main() {
        Some(Main { part, main_type: MainType::Plain(kind) }) if named == Some(*kind) => {
            check_entries(&package.archive, part)?;
            Ok(*kind)
        }
        // It declares a document and does not lead to it: damage rather than another type.
        None if package.types.declare_document() => Err(Refusal::InvalidFile(Flaw::NoWayToMainPart)),
        _ => Err(Refusal::UnsupportedFileType),
    }
}

/// Reads every entry to its end, and the main part as XML.
fn check_entries<R: Read + Seek>(archive: &Archive<'_, R>, main: &str) -> Result<(), ReadError> {
    if archive.find(main)?.is_none() {
        return Err(ReadError::Damaged(Flaw::MainPartMissing));
    }
    let mut buffer = vec![0; BUFFER];
    for entry in archive.entries() {
        let mut reader = archive.read(entry)?;
        if &*entry.part == main {
            check_well_formed(&mut reader, archive.limits())?;
        }
        reader.drain(&mut buffer)?;
    }
    Ok(())
}
