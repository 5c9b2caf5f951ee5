//! Judging the bytes of an Office document (ECMA-376, transitional and strict).
//!
//! Two questions are asked of every document, by two functions:
//!
//! - [`check()`], at upload: is this a sound document of the kind its name ends in? It reads every byte, but
//!   looks into the few parts only that say what the document is.
//! - [`inspect()`], later, by the worker: does it carry anything that could harm who opens it? It looks into every
//!   part, and into packages and OLE objects within.
//!
//! Both take bytes that may be hostile. Whatever those are, neither panics, and memory and time stay within
//! [`Limits`]. Nothing is extracted by name, and nothing is fetched.
//!
//! # What condemns a document
//!
//! The line is drawn at what acts without being asked, or brings along what can act. What could not be looked into may
//! be either: such a document is not called clean. All else is kept as a note for those who handed the document in.
//!
//! | found | blocking | note |
//! | --- | --- | --- |
//! | test string | EICAR, in any entry, stream or embedded package | |
//! | programs | PE, ELF, Mach-O, scripts, shortcuts, installers, or a name like theirs, anywhere within | any other file wrapped in an OLE object |
//! | macros | VBA projects and Excel 4.0 macro sheets, also within embedded packages and OLE objects | tool bars; actions of slides |
//! | DDE | fields (split, nested or spelled in codes), links and formulas of workbooks | |
//! | actions of slides | those that start a program | those that call a macro or an object |
//! | templates, OLE objects, frames, subdocuments, `altChunk` | loaded from a server, a file server or by an odd scheme | on the same machine or beside the document; the `altChunk` and OLE object within |
//! | pictures, sounds, films, and what has an unknown type | on a file server, which is handed the user's credentials | elsewhere outside the document |
//! | workbooks, sources of charts, address lists | | outside the document, wherever |
//! | `INCLUDE…` fields | from a file server | from elsewhere |
//! | `DATABASE` fields, data connections, add-ins, `ActiveX`, embedded documents | | always |
//! | hyperlinks | | with a scheme other than those for pages, files, mail and calls |
//! | RTF within | objects that start on opening, and all of the above in its fields, template, pictures and objects | other objects |
//! | HTML within | scripts; frames, objects, style sheets, pages and templates from elsewhere; the fields that Word writes | pictures on the web |
//! | pages in one file within (MHT) | all of the above in any of its parts | |
//!
//! A path of the machine itself is `file:///…`, `file://localhost/…` (RFC 8089), or what Office for Mac writes,
//! `file:////Users/…`. All else with two or more slashes is a file server.
//!
//! What could not be looked into, and makes a document [`Verdict::Unscannable`]:
//!
//! | what | for instance |
//! | --- | --- |
//! | encrypted | entries of archives; documents of Office, old and new, of `OpenDocument`; PDF; PGP |
//! | of a format that is not opened | 7z, RAR, cabinets, tar, disk images; XML of Office 2003; an object or `altChunk` of no known form |
//! | damaged | archives, compound files whose chains break, XML that is not well-formed, `.rels` too |
//! | in an encoding that ECMA-376 Part 2 does not allow | UTF-7, UTF-32, EBCDIC |
//! | with a DTD | its entities may stand for anything |
//! | beyond a bound | elements, fields and embeddings too deep, an instruction too long, an embedding too large or of too many files, more ways to read it than are followed |
//! | to be read in two ways | markup that browsers and Word take apart differently; a field that another one works out; types and relationships said to some readers only |
//!
//! An embedded archive that inflates beyond the limits is blocking. VML, of which Office writes much that is no XML, is
//! read as markup. Names of entries that are odd are a note.
//!
//! What some readers pass over and others read (alternatives and ignored elements of ECMA-376 Part 3, text boxes, groups
//! of RTF, comments of HTML) is followed both ways: what any reader would see is found. Of documents in the old formats
//! within, text, fields and formulas are not read.
//!
//! Which kind is which is told by [`FindingKind::is_blocking`] and [`FindingKind::is_unseen`].

mod archive;
mod cfb;
mod check;
pub mod checksums;
mod content_types;
mod embedded;
mod encoding;
mod external;
mod fields;
mod findings;
mod flaw;
mod formulas;
mod html;
mod inspect;
mod kind;
mod limits;
mod markup;
mod mime;
mod ole;
mod open_element;
mod package;
mod parts;
mod place;
mod readings;
mod relationships;
mod rtf;
mod said;
#[cfg(any(test, feature = "samples"))]
pub mod sample;
mod signatures;
#[cfg(test)]
mod tests;
mod well_formed;
mod xml;

use std::io;

pub use check::{Refusal, check};
pub use findings::{Finding, FindingKind, Report, Verdict};
pub use flaw::Flaw;
pub use inspect::inspect;
pub use kind::Kind;
pub use limits::Limits;
pub use signatures::eicar;

/// Why a document could not be read to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The ZIP structure or the bytes of an entry are not what they should be.
    #[error("damaged: {0}")]
    Damaged(Flaw),
    /// A part that must be understood is not well-formed XML, or breaks a rule of ECMA-376 Part 2.
    #[error("ill-formed: {0}")]
    IllFormed(Flaw),
    /// It would cost more than the [`Limits`] allow.
    #[error("out of bounds: {0}")]
    Bomb(Flaw),
    /// A part has more of something than is read, though it may be sound.
    #[error("over a limit: {0}")]
    Limit(Flaw),
    /// The deadline has passed. This may be the machine's fault, not the document's.
    #[error("not read in time")]
    TimedOut,
    /// The bytes could not be had from where they are stored.
    #[error(transparent)]
    Io(io::Error),
}

/// Readers between us and the bytes speak `io::Error` only; a [`ReadError`] travels through them inside one.
impl From<ReadError> for io::Error {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Io(error) => error,
            other => Self::other(other),
        }
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        match error.downcast::<Self>() {
            Ok(ours) => ours,
            // These kinds come from the decoders, if no system call is behind them.
            Err(error)
                if error.raw_os_error().is_none()
                    && matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof) =>
            {
                Self::Damaged(Flaw::EntryNotInflated)
            }
            Err(error) => Self::Io(error),
        }
    }
}

/// The form in which part names are compared: no leading slash, slashes only, percent-decoded, ASCII in lower
/// case (ECMA-376 Part 2, part names are equivalent without regard to ASCII case).
///
/// Back slashes are against the standard but occur, and Excel takes them for slashes.
fn part_name(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let escaped = (byte == b'%').then(|| tail.get(..2)).flatten().and_then(hex_byte);
        bytes.push(match escaped.unwrap_or(byte) {
            b'\\' => b'/',
            other => other.to_ascii_lowercase(),
        });
        rest = if escaped.is_some() { &tail[2..] } else { tail };
    }
    let name = String::from_utf8_lossy(&bytes);
    name.trim_start_matches('/').to_owned()
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
    Some(digit(digits[0])? << 4 | digit(digits[1])?)
}
