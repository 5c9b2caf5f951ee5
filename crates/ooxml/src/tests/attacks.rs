//! Tricks that hide a finding, each with its control: the same document without the trick, in which it is found.

use std::collections::BTreeSet;
use std::io::Cursor;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::sample::DocumentBuilder;
use crate::{FindingKind, Kind, Limits, Verdict, inspect};

const MAIN: &str = "word/document.xml";

fn docx() -> DocumentBuilder {
    DocumentBuilder::new(Kind::Docx)
}

/// A trick: what it is about, the document with it, and the control.
type Attack = (&'static str, DocumentBuilder, DocumentBuilder);

fn attributes() -> Vec<Attack> {
    let template = docx().relationship(MAIN, "attachedTemplate", "https://example.org/a.dotm", true);
    let object = docx().relationship(MAIN, "oleObject", "https://example.org/a", true);
    let rels = "word/_rels/document.xml.rels";
    let sheet = "application/vnd.ms-excel.macrosheet+xml";
    let macros = DocumentBuilder::new(Kind::Xlsx).part("xl/m.xml", "<a/>").override_type("xl/m.xml", sheet);
    let simple = docx().body(r#"<w:p><w:fldSimple w:instr="DDE cmd"/></w:p>"#);
    let field = docx().body(
        r#"<w:p><w:fldChar w:fldCharType="begin"/><w:instrText>DDE cmd</w:instrText><w:fldChar w:fldCharType="end"/></w:p>"#,
    );
    let split = |wrapped: &str| {
        let text = format!("<w:instrText>D</w:instrText>{wrapped}<w:instrText>DE");
        field.clone().edit(MAIN, "<w:instrText>DDE", &text)
    };
    let compatibility = r#"xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006""#;
    let end = r#"<w:fldChar w:fldCharType="end"/>"#;
    let link = DocumentBuilder::new(Kind::Xlsx).sheet(r#"<ddeLink ddeService="cmd" ddeTopic="/c calc"/>"#);
    let action = DocumentBuilder::new(Kind::Pptx).slide(r#"<a:hlinkClick action="ppaction://program"/>"#);
    let relate =
        |from: &DocumentBuilder, trick: &str| from.clone().edit(rels, "TargetMode", &format!("{trick} TargetMode"));
    vec![
        ("a prefix named as the mode", relate(&template, r#"xmlns:TargetMode="u""#), template.clone()),
        ("a foreign mode", relate(&template, r#"xmlns:x="u" x:TargetMode="Internal""#), template.clone()),
        ("a prefix named as the mode, of an object", relate(&object, r#"xmlns:TargetMode="u""#), object.clone()),
        ("a foreign target", relate(&object, r#"xmlns:x="u" x:Target="a.bin""#), object.clone()),
        ("a foreign type", relate(&template, r#"xmlns:x="u" x:Type="u/image""#), template.clone()),
        (
            "a type of a sheet behind a prefix",
            macros.clone().edit("[Content_Types].xml", "PartName", r#"xmlns:ContentType="u" PartName"#),
            macros,
        ),
        (
            "an instruction behind a prefix",
            simple.clone().edit(MAIN, "w:instr", r#"xmlns:instr="u" w:instr"#),
            simple.clone(),
        ),
        (
            "a foreign instruction",
            simple.clone().edit(MAIN, "w:instr", r#"xmlns:x="u" x:instr="PAGE" instr="PAGE" w:instr"#),
            simple,
        ),
        (
            "a foreign mark of a field",
            field.clone().edit(
                MAIN,
                r#"w:fldCharType="begin""#,
                r#"xmlns:x="u" x:fldCharType="end" w:fldCharType="begin""#,
            ),
            field.clone(),
        ),
        (
            "a foreign element that looks like the end of a field",
            field.clone().edit(
                MAIN,
                "DDE",
                r#"D</w:instrText><x:fldChar xmlns:x="u" x:fldCharType="end" fldCharType="end"/><w:instrText>DE"#,
            ),
            field.clone(),
        ),
        (
            "an end of a field for whom a namespace is known",
            split(&format!(
                r#"<mc:AlternateContent {compatibility} xmlns:x="u"><mc:Choice Requires="x">{end}</mc:Choice></mc:AlternateContent>"#
            )),
            split(""),
        ),
        (
            "an end of a field for whom a namespace is not known",
            split(&format!(
                r#"<mc:AlternateContent {compatibility} xmlns:x="u"><mc:Choice Requires="x"/><mc:Fallback>{end}</mc:Fallback></mc:AlternateContent>"#
            )),
            split(""),
        ),
        (
            "an end of a field within an element that may be ignored",
            split(&format!(r#"<x:x {compatibility} xmlns:x="u" mc:Ignorable="x">{end}</x:x>"#)),
            split(""),
        ),
        (
            "an instruction within an element whose content is processed",
            split(&format!(r#"<x:x {compatibility} xmlns:x="u" mc:Ignorable="x" mc:ProcessContent="x:x">{end}</x:x>"#)),
            split(""),
        ),
        (
            "a foreign service",
            link.clone().edit("xl/worksheets/sheet1.xml", "ddeService", r#"xmlns:ddeService="u" ddeService"#),
            link,
        ),
        (
            "a foreign action",
            action.clone().edit(
                "ppt/slides/slide1.xml",
                "action=",
                r#"xmlns:x="u" x:action="ppaction://noaction" action="#,
            ),
            action,
        ),
    ]
}

#[test]
fn no_trick_hides_a_finding() {
    for (about, attack, control) in attributes() {
        for (which, document) in [("control", control), ("attack", attack)] {
            let report = inspect(Cursor::new(document.build()), &Limits::default()).unwrap();
            assert_eq!(report.verdict(), Verdict::Infected, "{about}, {which}: {report:?}");
        }
    }
}

/// What may not be taken at all, though a foreign attribute says otherwise.
#[test]
fn no_trick_lets_macros_in() {
    let plain = Kind::Docx.content_type();
    let macros = docx().edit("[Content_Types].xml", plain, "application/vnd.ms-word.document.macroEnabled");
    let real = r#"ContentType="application/vnd.ms-word.document"#;
    let hide = |trick: &str| macros.clone().edit("[Content_Types].xml", real, &format!("{trick} {real}"));
    for (about, document) in [
        ("control", macros.clone()),
        ("a foreign type", hide(&format!(r#"xmlns:x="u" x:ContentType="{plain}.main+xml""#))),
        ("a prefix named as the type", hide(r#"xmlns:ContentType="u""#)),
    ] {
        assert_eq!(super::answer(&document.build(), "a.docx"), "macros_not_allowed", "{about}");
    }
}

/// What check and inspection make of a document: the answer to the upload, the verdict, and what was found.
fn outcome(document: &DocumentBuilder) -> (&'static str, Verdict, BTreeSet<FindingKind>) {
    let bytes = document.build();
    let name = format!("a.{}", document.kind().extension());
    let report = inspect(Cursor::new(&bytes), &Limits::default()).unwrap();
    let kinds = report.findings.iter().map(|finding| finding.kind).collect();
    (super::answer(&bytes, &name), report.verdict(), kinds)
}

/// Documents of all sorts, sound and condemned.
fn documents() -> Vec<DocumentBuilder> {
    let mut documents: Vec<_> = Kind::ALL.map(DocumentBuilder::new).into();
    documents.extend(Kind::ALL.map(|kind| DocumentBuilder::new(kind).with_macros()));
    documents.extend(attributes().into_iter().map(|(_, _, control)| control));
    documents.push(docx().body("<w:p><w:r><w:instrText>DDE alone</w:instrText></w:r></w:p>"));
    documents.push(docx().body(r#"<w:p><w:fldSimple w:instr=" PAGE "/><w:r><w:t>DDE a|b</w:t></w:r></w:p>"#));
    documents.push(DocumentBuilder::new(Kind::Xlsx).sheet("<c><f>cmd|' /C calc'!A0</f></c>"));
    documents.push(DocumentBuilder::new(Kind::Xlsx).sheet(r#"<c><f>IF(A1="a|b",'c|d'!A1)</f><v>a|b</v></c>"#));
    documents.push(docx().relationship(MAIN, "hyperlink", "https://example.org/?a=1&amp;b=2", true));
    documents.push(docx().relationship(MAIN, "image", "https://example.org/a.png", true));
    documents
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// How XML is written does not matter, only what it says.
    #[test]
    fn no_disguise_changes_a_verdict(which in any::<prop::sample::Index>(), choices in vec(any::<u8>(), 1..80)) {
        let documents = documents();
        let document = which.get(&documents);
        prop_assert_eq!(outcome(&document.clone().disguise(&choices)), outcome(document));
    }
}

#[test]
fn a_disguise_is_one() {
    let plain = docx();
    let disguised = plain.clone().disguise(&[7, 1, 9, 4, 3, 2, 8, 5, 6]);
    assert_ne!(plain.build(), disguised.build());
    assert_eq!(plain.build(), plain.clone().disguise(&[]).build());
}
