//! Tests of the document checks.

mod corpus;
mod hostile;
mod inspection;
mod properties;
mod sound;

use std::io::Cursor;

use super::{Limits, Refusal, check};

/// The answer to an upload, as the API would name it.
fn answer(bytes: &[u8], name: &str) -> &'static str {
    answer_within(bytes, name, &Limits::default())
}

fn answer_within(bytes: &[u8], name: &str, limits: &Limits) -> &'static str {
    code(&check(Cursor::new(bytes), name, limits))
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
