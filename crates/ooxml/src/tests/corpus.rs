//! Check and inspection held against labelled documents, where those are at hand: `labels.csv` beside them gives for
//! each the answer expected (`either:a|b` for more than one) and flags for what an inspection may find.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use super::{check, code};
use crate::{Finding, FindingKind, Limits, Verdict, inspect};

/// One line of the labels.
struct Label {
    path: PathBuf,
    file: String,
    expected: Vec<String>,
    flags: BTreeSet<String>,
}

/// The labels, or `None` where there is no such folder. `OOXML_CORPUS` names another one.
fn labels() -> Option<Vec<Label>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
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

#[test]
fn every_labelled_document_gets_its_answer() {
    let Some(labels) = labels() else { return };
    let mut counts = BTreeMap::new();
    let mut wrong = Vec::new();
    for label in &labels {
        let outcome = check(File::open(&label.path).unwrap(), &label.file, &Limits::default());
        let answer = if outcome.is_ok() { "accept" } else { code(&outcome) };
        *counts.entry(answer).or_insert(0) += 1;
        let extension = outcome.as_ref().map_or("", |kind| kind.extension());
        if !label.expected.iter().any(|expected| expected == answer) || !label.file.to_lowercase().ends_with(extension)
        {
            wrong.push(format!("{}: {outcome:?}, expected {:?}", label.file, label.expected));
        }
    }
    eprintln!("{} documents: {counts:?}", labels.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The flag that a finding stands for.
fn flag(finding: &Finding) -> String {
    let (kind, detail) = (finding.kind, finding.detail.as_str());
    match detail.split_once(" (").and_then(|(kind, rest)| Some((kind, rest.split_once("): ")?.0))) {
        Some(("hyperlink", place)) => return format!("hyperlink:{}", place.trim_start_matches("scheme ")),
        Some((kind, place)) if !kind.contains(' ') => return format!("ext:{kind}:{}", place.replace(' ', "-")),
        _ => {}
    }
    let flag = match kind {
        FindingKind::Macros => "vba",
        FindingKind::OleObject => "ole_embedded",
        FindingKind::EmbeddedFile => "ole10native",
        FindingKind::EmbeddedPackage => "package_embedded",
        FindingKind::EncryptedEmbedding => "embedded_encrypted",
        FindingKind::ActiveX => "activex",
        FindingKind::LinkedObject => "ole_link",
        FindingKind::DataConnection => "connections",
        FindingKind::AltChunk => "altchunk",
        FindingKind::WebExtension => "webextension",
        FindingKind::IncludeField => "field_include",
        FindingKind::Dtd => "xml_doctype",
        FindingKind::Unreadable => "bad_xml_part",
        FindingKind::RunsProgram | FindingKind::Action => {
            let action = detail.trim_start_matches("ppaction://");
            return format!("ppaction_{}", action.split('?').next().unwrap_or_default());
        }
        FindingKind::XlmMacrosheet => "xlm_macrosheet",
        FindingKind::AttachedToolbars => "attached_toolbars",
        kind => return serde_json::to_value(kind).unwrap().as_str().unwrap().to_owned(),
    };
    flag.to_owned()
}

/// Flags that are no findings: they tell of the container, of signatures, or of files that are no packages.
fn is_no_finding(flag: &str) -> bool {
    const TRAITS: &str = "all_stored attached backslash_names big_sheet content_type_parameters doctype_in_content_types \
        doctype_in_main dup_entries main_by_default many_parts nonascii_entry_names odd_entry_name signed strict \
        trailing_bytes traversal_names vba_in_ole";
    TRAITS.split_whitespace().any(|known| known == flag)
}

#[test]
fn findings_agree_with_the_flags() {
    /// An attribute twice in one element: the inspection does not look for that, since the document is read all the
    /// same.
    const KNOWN: [&str; 5] = [
        // Excel writes VML that is no XML, and so it is read as markup.
        "files/phpspreadsheet/formscomments.xlsx: bad_xml_part",
        "files/poi/BrNotClosed.xlsx: bad_xml_part",
        "files/phpspreadsheet/double_attr_drawing.xlsx: bad_xml_part",
        // The label takes `file://localhost/…` and `file:////Users/…` for servers.
        "files/docling/powerpoint_with_image.pptx: ext:image:unc",
        "files/python-docx/shp-inline-shape-access.docx: ext:image:unc",
    ];
    let condemns = |flag: &String| {
        let remote = ["attachedTemplate", "oleObject", "frame", "subDocument", "aFChunk"].iter().any(|kind| {
            flag.starts_with(&format!("ext:{kind}:")) && !flag.ends_with("local") && !flag.ends_with("relative")
        });
        let word = ["eicar", "dde", "dde_formula", "embedded_macro", "xlm_macrosheet", "ppaction_program", "bomb"];
        remote || word.contains(&flag.as_str())
    };
    let is_unseen = |flag: &String| ["embedded_encrypted", "xml_doctype", "bad_xml_part"].contains(&flag.as_str());
    let Some(labels) = labels() else { return };
    let mut counts: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let mut verdicts = BTreeMap::new();
    let mut wrong = Vec::new();
    for label in &labels {
        let Ok(report) = inspect(File::open(&label.path).unwrap(), &Limits::default()) else { continue };
        // The flags tell of the document itself, but for files wrapped in its OLE objects.
        let outside = report
            .findings
            .iter()
            .filter(|finding| !finding.part.contains(" > ") || finding.kind == FindingKind::EmbeddedFile);
        let found: BTreeSet<String> = outside.map(flag).collect();
        for flag in found.union(&label.flags).filter(|flag| !is_no_finding(flag)) {
            let column = match (found.contains(flag), label.flags.contains(flag)) {
                (true, true) => 0,
                (true, false) => 1,
                _ => 2,
            };
            counts.entry(flag.clone()).or_default()[column] += 1;
            let case = format!("{}: {flag}", label.file);
            match column {
                1 => eprintln!("found, not flagged: {case}"),
                2 if !KNOWN.contains(&case.as_str()) => wrong.push(format!("flagged, not found: {case}")),
                _ => {}
            }
        }
        let accepted = label.expected.iter().any(|expected| expected == "accept");
        if accepted {
            *verdicts.entry(format!("{:?}", report.verdict())).or_insert(0) += 1;
        }
        if accepted && report.verdict() == Verdict::Unscannable {
            let (reason, flagged) = (report.first_unseen(), label.flags.iter().any(is_unseen));
            eprintln!("unscannable: {}: {reason:?}", label.file);
            if !flagged {
                wrong.push(format!("unscannable without reason: {}: {reason:?}", label.file));
            }
        }
        if accepted && report.verdict() == Verdict::Infected {
            eprintln!("infected: {}", label.file);
            if !label.flags.iter().any(condemns) {
                wrong.push(format!("infected without reason: {}: {:?}", label.file, report.findings));
            }
        }
    }
    eprintln!("verdicts on sound documents: {verdicts:?}");
    for (flag, [both, found, flagged]) in counts {
        eprintln!("{flag}: both {both}, found only {found}, flagged only {flagged}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
