//! What inspections find.

use std::io::Cursor;

use crate::sample::{DocumentBuilder, Entry, compound_file, eicar, encrypted_document, wrapped_file};
use crate::{FindingKind, Kind, Limits, ReadError, Report, Verdict, inspect};

const MAIN: &str = "word/document.xml";

fn docx() -> DocumentBuilder {
    DocumentBuilder::new(Kind::Docx)
}

fn report(document: &DocumentBuilder) -> Report {
    inspect(Cursor::new(document.build()), &Limits::default()).unwrap()
}

fn kinds(document: &DocumentBuilder) -> Vec<FindingKind> {
    report(document).findings.iter().map(|finding| finding.kind).collect()
}

/// A field whose instruction is split over these runs.
fn field(runs: &[&str]) -> String {
    let runs = runs.join("</w:instrText></w:r><w:r><w:instrText>");
    format!(
        r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{runs}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>x</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#
    )
}

fn pe() -> Vec<u8> {
    [b"MZ".as_slice(), &[0; 58], &[64, 0, 0, 0], b"PE\0\0"].concat()
}

#[test]
fn sound_documents_are_clean() {
    for kind in Kind::ALL {
        let report = report(&DocumentBuilder::new(kind));
        assert_eq!(report.findings, []);
        assert_eq!(report.verdict(), Verdict::Clean);
    }
}

#[test]
fn the_test_string_is_found_anywhere() {
    let inner = DocumentBuilder::new(Kind::Xlsx).part("a.txt", eicar());
    let far = [vec![b'x'; (256 << 10) - 30], eicar()].concat();
    for document in [
        docx().part("a.txt", eicar()),
        docx().entry(Entry::stored("a.txt", far)),
        docx().text(&String::from_utf8(eicar()).unwrap()),
        docx().embed("a.xlsx", inner.build()),
        docx().embed("a.bin", wrapped_file("a.txt", &eicar())),
    ] {
        let report = report(&document);
        assert_eq!(report.verdict(), Verdict::Infected);
        assert!(report.findings.iter().any(|finding| finding.kind == FindingKind::Eicar), "{report:?}");
    }
}

#[test]
fn programs_are_found() {
    let installer = {
        let mut object = compound_file(&[("x", b"x")]);
        let root = 1024 + 80;
        object[root..root + 16].copy_from_slice(&[0x84, 0x10, 0x0C, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]);
        object
    };
    for document in [
        docx().part("word/media/image1.png", pe()),
        docx().part("a", b"\x7FELF\x02\x01\x01".to_vec()),
        docx().part("a", b"\xCF\xFA\xED\xFE\x07".to_vec()),
        docx().part("a", "#!/bin/sh\n"),
        docx().part("a", b"\x4C\0\0\0\x01\x14\x02\0\0\0".to_vec()),
        docx().part("word/embeddings/run.VBS", "x"),
        docx().embed("a.bin", wrapped_file("invoice.pdf", &pe())),
        docx().embed("a.bin", wrapped_file("invoice.pdf.js ", b"x")),
        docx().embed("a.bin", installer),
        docx().embed("a.docx", docx().part("x", pe()).build()),
        docx().embed("a.bin", wrapped_file("a.zip", &docx().part("x.exe", "x").build())),
    ] {
        let found = kinds(&document);
        assert!(found.contains(&FindingKind::Executable), "{found:?}");
        assert_eq!(report(&document).verdict(), Verdict::Infected);
    }
    assert_eq!(kinds(&docx().part("a", "MZ is a car registration")), []);
}

#[test]
fn embedded_macros_are_found() {
    let book = DocumentBuilder::new(Kind::Xlsx).with_macros().build();
    for document in [
        docx().embed("a.xlsm", book.clone()),
        docx().embed("a.bin", compound_file(&[("Package", &book)])),
        docx().embed("a.bin", compound_file(&[("_VBA_PROJECT", b"x")])),
        docx().embed("a.bin", wrapped_file("a.xlsm", &book)),
        docx().with_macros(),
    ] {
        let found = kinds(&document);
        assert!(found.contains(&FindingKind::Macros), "{found:?}");
    }
    let sheet = [0x85, 0, 8, 0, 0, 0, 0, 0, 2, 1, 1, b'a'];
    let bof = [9, 8, 2, 0, 0, 0];
    let old = compound_file(&[("Workbook", &[bof.as_slice(), &sheet].concat())]);
    assert!(kinds(&docx().embed("a.xls", old)).contains(&FindingKind::XlmMacrosheet));
    let sheet = "application/vnd.ms-excel.macrosheet+xml";
    let document = DocumentBuilder::new(Kind::Xlsx).part("xl/m.xml", "<a/>").override_type("xl/m.xml", sheet);
    assert_eq!(kinds(&document), [FindingKind::XlmMacrosheet]);
}

#[test]
fn external_relationships_are_judged_by_type_and_place() {
    use FindingKind::{
        ExternalOther, ExternalWorkbook, LinkedMedia, LinkedObject, LinkedTemplate, OddHyperlink, RemoteFrame,
        RemoteObject, RemoteSubdocument, RemoteTemplate,
    };
    let table = [
        ("attachedTemplate", "https://example.org/a.dotm", Some((RemoteTemplate, "remote"))),
        ("attachedTemplate", "\\\\server\\share\\a.dotm", Some((RemoteTemplate, "unc"))),
        ("attachedTemplate", "file://server/share/a.dotm", Some((RemoteTemplate, "unc"))),
        ("attachedTemplate", "file:%5C%5Cserver%5Ca.dotm", Some((RemoteTemplate, "unc"))),
        ("attachedTemplate", "file:///C:\\Templates\\a.dotx", Some((LinkedTemplate, "local"))),
        ("attachedTemplate", "Normal.dotm", Some((LinkedTemplate, "relative"))),
        ("oleObject", "mhtml:https://example.org/a!x-usc:b", Some((RemoteObject, "scheme mhtml"))),
        ("oleObject", "file:///C:\\a.xlsx", Some((LinkedObject, "local"))),
        ("frame", "http://example.org/", Some((RemoteFrame, "remote"))),
        ("subDocument", "http://example.org/a.docx", Some((RemoteSubdocument, "remote"))),
        ("aFChunk", "HTTPS://example.org/a.rtf", Some((RemoteSubdocument, "remote"))),
        ("image", "https://example.org/a.png", Some((LinkedMedia, "remote"))),
        ("externalLinkPath", "b.xlsx", Some((ExternalWorkbook, "relative"))),
        ("somethingElse", "https://example.org/", Some((ExternalOther, "remote"))),
        ("hyperlink", "https://example.org/", None),
        ("hyperlink", "mailto:a@example.org", None),
        ("hyperlink", "C:\\a.txt", None),
        ("hyperlink", "javascript:alert(1)", Some((OddHyperlink, "scheme javascript"))),
        ("hyperlink", "ms-msdt:/id", Some((OddHyperlink, "scheme ms-msdt"))),
    ];
    for (kind, target, expected) in table {
        let report = report(&docx().relationship(MAIN, kind, target, true));
        match expected {
            None => assert_eq!(report.findings, [], "{kind} {target}"),
            Some((finding, place)) => {
                assert_eq!(report.findings[0].kind, finding, "{kind} {target}");
                assert_eq!(report.findings[0].detail, format!("{kind} ({place}): {target}"));
            }
        }
    }
}

#[test]
fn the_source_of_a_chart_is_a_note() {
    let chart = "word/charts/chart1.xml";
    let document = docx()
        .part(chart, "<a/>")
        .override_type(chart, "application/vnd.openxmlformats-officedocument.drawingml.chart+xml")
        .relationship(chart, "oleObject", "https://example.org/a.xlsx", true);
    assert_eq!(kinds(&document), [FindingKind::ExternalWorkbook]);
}

#[test]
fn fields_that_start_programs_are_found() {
    let nested = format!(
        r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r>{}<w:r><w:instrText> AUTO c:\\x</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#,
        field(&["QUOTE 68 68 69"])
    );
    for body in [
        field(&[" DDE cmd /k"]),
        field(&["D", "DEA", "UTO ", "cmd"]),
        field(&["&#68;DE cmd"]),
        r#"<w:fldSimple w:instr="&#10; dde cmd"/>"#.to_owned(),
        nested,
        r#"<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>DDE never closed"#.to_owned(),
        r"<w:instrText>DDE alone</w:instrText>".to_owned(),
    ] {
        let found = kinds(&docx().body(&format!("<w:p>{body}</w:p>")));
        assert!(found.contains(&FindingKind::Dde), "{body}: {found:?}");
    }
    let harmless = field(&[" PAGE ", "DDE"]);
    assert_eq!(kinds(&docx().body(&harmless)), []);
    assert_eq!(kinds(&docx().text("DDE cmd")), []);
    assert_eq!(kinds(&docx().body(&field(&["INCLUDEPICTURE \"a.png\""]))), [FindingKind::IncludeField]);
    assert_eq!(
        kinds(&docx().body(&field(&[r#"LINK Excel.Sheet "https://example.org/a.xlsx""#]))),
        [FindingKind::RemoteObject]
    );
    assert_eq!(kinds(&docx().body(&field(&[r#"LINK Excel.Sheet "C:\\a.xlsx""#]))), [FindingKind::LinkedObject]);
}

#[test]
fn workbooks_that_start_programs_are_found() {
    let book = |sheet: &str| DocumentBuilder::new(Kind::Xlsx).sheet(sheet);
    assert_eq!(kinds(&book("<f>cmd|' /C calc'!A0</f>")), [FindingKind::Dde]);
    assert_eq!(kinds(&book("<f>IF(A1=\"a|b\",'c|d'!A1)</f><v>a|b</v>")), []);
    assert_eq!(kinds(&book(r#"<ddeLink ddeService="cmd" ddeTopic="/c calc"/>"#)), [FindingKind::Dde]);
}

#[test]
fn actions_that_start_programs_are_found() {
    let show = |action: &str| DocumentBuilder::new(Kind::Pptx).slide(&format!(r#"<a:hlinkHover action="{action}"/>"#));
    assert_eq!(kinds(&show("ppaction://program")), [FindingKind::RunsProgram]);
    assert_eq!(kinds(&show("ppaction://macro?name=x")), [FindingKind::Action]);
    assert_eq!(kinds(&show("ppaction://hlinkshowjump?jump=nextslide")), []);
}

#[test]
fn what_cannot_be_looked_into_is_told() {
    let bomb = docx().entry(Entry::deflated("a", vec![0; 11 << 20])).build();
    assert!(kinds(&docx().embed("a.docx", bomb)).contains(&FindingKind::Bomb));
    assert!(kinds(&docx().embed("a.docx", b"PK\x03\x04broken".to_vec())).contains(&FindingKind::Unreadable));
    assert!(kinds(&docx().embed("a.bin", encrypted_document())).contains(&FindingKind::EncryptedEmbedding));
    assert_eq!(kinds(&docx().part("word/styles.xml", "<a>")), [FindingKind::Unreadable]);
    assert_eq!(kinds(&docx().edit(MAIN, "<w:document", "<!DOCTYPE a><w:document")), [FindingKind::Dtd]);
    assert_eq!(kinds(&docx().entry(Entry::stored("../a", "x"))), [FindingKind::OddEntryName]);
    let nested = (0..10).fold(docx().build(), |inner, _| docx().embed("a.docx", inner).build());
    assert!(kinds(&docx().embed("a.docx", nested)).contains(&FindingKind::Unreadable));
    let damaged = docx().entry(Entry { crc: Some(1), ..Entry::stored("a", "x") }).build();
    assert!(matches!(inspect(Cursor::new(&damaged), &Limits::default()), Err(ReadError::Damaged(_))));
}

#[test]
fn reports_are_bounded_and_keep_what_condemns() {
    let links: String =
        (0..500).map(|number| field(&[&format!("INCLUDETEXT {number}\u{202E}{}", "x".repeat(4_000))])).collect();
    let document = docx().body(&format!("{links}{}", field(&["DDE cmd"])));
    let report = report(&document);
    assert_eq!(report.findings.len(), Limits::default().max_findings);
    assert!(report.truncated);
    assert_eq!(report.verdict(), Verdict::Infected);
    assert!(
        report
            .findings
            .iter()
            .all(|finding| finding.detail.chars().count() <= 300 && !finding.detail.contains('\u{202E}'))
    );
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["findings"][0]["kind"], "include_field");
}
