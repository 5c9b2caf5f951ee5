//! Tests of the document checks.

mod attacks;
mod attacks_findings;
mod beside;
mod chunks;
mod corpus;
mod hostile;
mod inspection;
mod properties;
mod readings;
mod readings_chunks;
mod sound;
mod xml;

use std::io::{Cursor, Read, Seek};

use super::{Kind, Limits, Refusal};
use crate::checksums::Checksums;

/// The answer to an upload, as the API would name it.
fn answer(bytes: &[u8], name: &str) -> &'static str {
    answer_within(bytes, name, &Limits::default())
}

fn answer_within(bytes: &[u8], name: &str, limits: &Limits) -> &'static str {
    code(&check(Cursor::new(bytes), name, limits))
}

/// The check, by reading every byte and again by checksums that were taken before: the answers must be the same.
fn check<R: Read + Seek>(mut reader: R, name: &str, limits: &Limits) -> Result<Kind, Refusal> {
    let outcome = super::check(&mut reader, &Checksums::default(), name, limits);
    let mut bytes = Vec::new();
    if reader.rewind().and_then(|()| reader.read_to_end(&mut bytes)).is_ok() {
        let mut checksums = Checksums::default();
        checksums.update(&bytes);
        let again = super::check(Cursor::new(bytes), &checksums, name, limits);
        assert_eq!(format!("{outcome:?}"), format!("{again:?}"), "{name}");
    }
    outcome
}

fn code(outcome: &Result<super::Kind, Refusal>) -> &'static str {
    match outcome {
        Ok(kind) => kind.as_str(),
        Err(Refusal::UnsupportedFileType) => "unsupported_file_type",
        Err(Refusal::InvalidFile(_)) => "invalid_file",
        Err(Refusal::EncryptedFile) => "encrypted_file",
        Err(Refusal::MacrosNotAllowed) => "macros_not_allowed",
        Err(Refusal::Io(_)) => "io",
    }
}

/// Runs a table of documents: what it is about, its bytes, its name, the answer.
fn expect(table: &[(&str, Vec<u8>, &str, &str)]) {
    for (about, bytes, name, expected) in table {
        let outcome = check(Cursor::new(bytes), name, &Limits::default());
        assert_eq!(code(&outcome), *expected, "{about}: {outcome:?}");
    }
}
