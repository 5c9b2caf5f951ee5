//! XML of parts. The first byte chooses what the others are: how a document is rewritten without changing what it says,
//! which must not change any answer, or its main part.

#![no_main]

use std::collections::BTreeSet;
use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use ooxml::checksums::Checksums;
use ooxml::sample::DocumentBuilder;
use ooxml::{FindingKind, Kind, Limits, Verdict, check, inspect};

const MAIN: &str = "word/document.xml";
const FIELD: &str = r#"<w:p><w:fldChar w:fldCharType="begin"/><w:instrText>DDE cmd</w:instrText><w:fldChar w:fldCharType="end"/></w:p>"#;
const SPLIT: &str = r#"<w:p><w:fldChar w:fldCharType="begin"/><w:instrText>D</w:instrText><w:instrText>DE cmd</w:instrText><w:fldChar w:fldCharType="end"/></w:p>"#;

fuzz_target!(|input: &[u8]| {
    let Some((&shape, data)) = input.split_first() else { return };
    match documents().get(usize::from(shape)) {
        Some(document) => assert_eq!(outcome(document), outcome(&document.clone().disguise(data))),
        None => {
            outcome(&DocumentBuilder::new(Kind::Docx).part(MAIN, data));
        }
    }
});

fn documents() -> Vec<DocumentBuilder> {
    let [docx, xlsx, pptx] = Kind::ALL.map(DocumentBuilder::new);
    vec![
        docx.clone().relationship(MAIN, "attachedTemplate", "https://example.org/a.dotm", true),
        docx.clone().body(r#"<w:p><w:fldSimple w:instr="DDE cmd"/></w:p>"#),
        docx.clone().body(FIELD),
        docx.clone().body(SPLIT),
        docx.clone().with_macros(),
        xlsx.clone().sheet(r#"<c><f>cmd|' /C calc'!A0</f></c><ddeLink ddeService="cmd" ddeTopic="/c calc"/>"#),
        pptx.clone().slide(r#"<a:hlinkClick action="ppaction://program"/>"#),
        docx,
        xlsx,
        pptx,
    ]
}

/// Whether the document is taken, its verdict, and what was found.
fn outcome(document: &DocumentBuilder) -> (bool, Option<Verdict>, BTreeSet<FindingKind>) {
    let (bytes, limits) = (document.build(), Limits { max_xml_token: 64 << 10, ..Limits::default() });
    let name = format!("a.{}", document.kind().extension());
    let taken = check(Cursor::new(&bytes), &Checksums::default(), &name, &limits).is_ok();
    let report = inspect(Cursor::new(&bytes), &limits).ok();
    let kinds = report.iter().flat_map(|report| &report.findings).map(|finding| finding.kind).collect();
    (taken, report.map(|report| report.verdict()), kinds)
}
