//! The checks held against labelled documents, where those are at hand.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use crate::ooxml::{Limits, Refusal, check};

/// One line of the labels.
pub(super) struct Label {
    pub(super) path: PathBuf,
    pub(super) file: String,
    pub(super) expected: Vec<String>,
    pub(super) flags: Vec<String>,
    pub(super) note: String,
}

/// The labels, or `None` where there is no such folder.
pub(super) fn labels() -> Option<Vec<Label>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let root = std::env::var_os("OOXML_CORPUS").map_or(root, PathBuf::from);
    let Ok(text) = std::fs::read_to_string(root.join("labels.csv")) else {
        eprintln!("skipped: no labelled documents in {}", root.display());
        return None;
    };
    let label = |line: &str| {
        let fields = split_csv(line);
        let expected = fields[2].strip_prefix("either:").unwrap_or(&fields[2]);
        Label {
            path: root.join(&fields[0]),
            file: fields[0].clone(),
            expected: expected.split('|').map(str::to_owned).collect(),
            flags: fields[4].split_whitespace().map(str::to_owned).collect(),
            note: fields[5].clone(),
        }
    };
    Some(text.lines().skip(1).map(label).collect())
}

/// Splits a line at its commas, but not within double quotes (RFC 4180).
fn split_csv(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => fields.last_mut().unwrap().extend(characters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => fields.last_mut().unwrap().push(other),
        }
    }
    fields
}

pub(super) fn answer(label: &Label) -> (&'static str, String) {
    let file = File::open(&label.path).unwrap();
    match check(file, &label.file, &Limits::default()) {
        Ok(_) => ("accept", String::new()),
        Err(refusal) => {
            let code = match &refusal {
                Refusal::UnsupportedFileType => "unsupported_file_type",
                Refusal::InvalidFile(_) => "invalid_file",
                Refusal::EncryptedFile => "encrypted_file",
                Refusal::MacrosNotAllowed => "macros_not_allowed",
                Refusal::Io(_) => "io",
            };
            (code, refusal.to_string())
        }
    }
}

#[test]
fn every_labelled_document_gets_its_answer() {
    let Some(labels) = labels() else { return };
    let mut counts = BTreeMap::new();
    let mut wrong = Vec::new();
    for label in &labels {
        let (answer, reason) = answer(label);
        *counts.entry(answer).or_insert(0) += 1;
        if !label.expected.iter().any(|expected| expected == answer) {
            wrong.push(format!("{}: {answer} ({reason}), not {:?}: {}", label.file, label.expected, label.note));
        }
    }
    eprintln!("{} documents: {counts:?}", labels.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
