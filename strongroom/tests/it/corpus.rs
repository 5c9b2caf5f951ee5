//! The corpus: real documents and hostile ones, each with the answer that it must get.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    app::HasId,
    stack::{Stack, stories},
};

stories!(the_corpus_gets_the_answers_that_it_is_labelled_with);

/// Of the files with one label, every so manieth is uploaded.
const STRIDE: usize = 10;

/// A line of `labels.csv`.
#[derive(Debug)]
struct Label {
    file: String,
    sha256: String,
    expected: String,
    kind: String,
    flags: String,
}

/// The fields of a line of CSV (RFC 4180); no field in the labels goes over several lines.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => fields.last_mut().unwrap().extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => fields.last_mut().unwrap().push(other),
        }
    }
    fields
}

fn labels(folder: &Path) -> Vec<Label> {
    let text = fs::read_to_string(folder.join("labels.csv")).unwrap();
    let lines = text.lines().skip(1).map(fields);
    let label = |line: Vec<String>| {
        let [file, sha256, expected, kind, flags, ..] = <[String; 6]>::try_from(line).unwrap();
        Label { file, sha256, expected, kind, flags }
    };
    lines.map(label).collect()
}

/// Every so manieth of each label, and all that were made to do harm.
fn chosen(labels: Vec<Label>) -> Vec<Label> {
    let mut seen = BTreeMap::<String, usize>::new();
    let mut keep = |label: &Label| {
        let count = seen.entry(label.expected.clone()).or_default();
        *count += 1;
        *count % STRIDE == 1 || label.file.contains("/hostile/")
    };
    labels.into_iter().filter(|label| keep(label)).collect()
}

async fn the_corpus_gets_the_answers_that_it_is_labelled_with(stack: &Stack) {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus"));
    if !folder.join("labels.csv").is_file() {
        println!("skipped: there is no corpus at {}", folder.display());
        return;
    }
    let app = stack.start().await;
    let ops = app.ops("otto").await;
    let mut wrong = Vec::new();
    let chosen = chosen(labels(&folder));
    assert!(chosen.len() > 50);
    for label in &chosen {
        let bytes = fs::read(folder.join(&label.file)).unwrap();
        let name = Path::new(&label.file).file_name().unwrap().to_str().unwrap();
        let reply = app.upload(&ops, name, bytes).await;
        let answer = reply.json();
        let got = if reply.status == 201 { "accept" } else { answer["code"].as_str().unwrap() };
        let expected = label.expected.strip_prefix("either:").unwrap_or(&label.expected);
        if !expected.split('|').any(|one| one == got) {
            wrong.push(format!("{}: {got}, not {}", label.file, label.expected));
        }
        if got != "accept" {
            continue;
        }
        assert_eq!(answer["file"]["sha256"], label.sha256, "{}", label.file);
        assert_eq!(answer["file"]["name"], name);
        assert_eq!(answer["file"]["kind"], label.kind);
        let scanned = app.scanned(&ops, &answer["file"].id()).await;
        let has = |flag: &str| label.flags.split(' ').any(|one| one == flag);
        let found = scanned["scan_status"].as_str().unwrap();
        if has("eicar") && found != "infected" {
            wrong.push(format!("{}: {found}, though it holds EICAR", label.file));
        }
        if label.flags.is_empty() && found != "clean" {
            wrong.push(format!("{}: {found}: {}", label.file, scanned["scan_detail"]));
        }
    }
    assert!(wrong.is_empty(), "{} of {} files: {wrong:#?}", wrong.len(), chosen.len());
}
