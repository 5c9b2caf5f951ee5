//! Tricks that hide a finding, each with its control: the same document without the trick, in which it is found.

use std::io::Cursor;

use crate::sample::DocumentBuilder;
use crate::{Kind, Limits, Verdict, inspect};

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
            field,
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
