//! Markup that some readers take one way and others another way (ECMA-376 Part 3): whatever any of them would see is
//! found. Each trick stands with its control, the same without the trick.

use std::fmt::Write;
use std::io::Cursor;
use std::time::{Duration, Instant};

use crate::sample::DocumentBuilder;
use crate::{FindingKind, Kind, Limits, Report, Verdict, inspect};

const MAIN: &str = "word/document.xml";
const STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";

fn report(document: &DocumentBuilder) -> Report {
    inspect(Cursor::new(document.build()), &Limits::default()).unwrap()
}

/// A text document with the prefixes of markup compatibility, of a foreign namespace, which may be passed over, and of
/// the strict one.
fn docx(body: &str) -> DocumentBuilder {
    let declared = format!(
        r#"xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:f="urn:example:foreign" xmlns:s="{STRICT}" mc:Ignorable="f s" mc:ProcessContent="f:process" xmlns:w="#
    );
    DocumentBuilder::new(Kind::Docx).body(&format!("<w:p><w:r>{body}</w:r></w:p>")).edit(MAIN, "xmlns:w=", &declared)
}

fn mark(mark: &str) -> String {
    format!(r#"<w:fldChar w:fldCharType="{mark}"/>"#)
}

fn run(text: &str) -> String {
    format!("<w:instrText>{text}</w:instrText>")
}

fn field(instruction: &str) -> String {
    format!("{}{}{}<w:t>x</w:t>{}", mark("begin"), instruction, mark("separate"), mark("end"))
}

fn ignorable(content: &str) -> String {
    format!("<f:x>{content}</f:x>")
}

fn process(content: &str) -> String {
    format!("<f:process>{content}</f:process>")
}

fn chosen(content: &str) -> String {
    format!(r#"<mc:AlternateContent><mc:Choice Requires="f">{content}</mc:Choice></mc:AlternateContent>"#)
}

fn either(choice: &str, fallback: &str) -> String {
    format!(
        r#"<mc:AlternateContent><mc:Choice Requires="f">{choice}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"#
    )
}

fn text_box(content: &str) -> String {
    format!(
        r#"<w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent><w:p><w:r>{content}</w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict>"#
    )
}

fn deleted(content: &str) -> String {
    format!("<w:del><w:r>{content}</w:r></w:del>")
}

/// Ways to put something where some readers do not look.
const WRAPPERS: [fn(&str) -> String; 7] = [ignorable, process, chosen, text_box, choice, fallback, deep];

fn choice(content: &str) -> String {
    either(content, "")
}

fn fallback(content: &str) -> String {
    either("", content)
}

fn deep(content: &str) -> String {
    ignorable(&either(&text_box("<w:t>x</w:t>"), &process(&chosen(content))))
}

/// Runs a table of bodies and what is expected of each.
fn expect(table: &[(&str, String, Option<FindingKind>)]) {
    for (about, body, expected) in table {
        let report = report(&docx(body));
        let verdict = match expected {
            None => Verdict::Clean,
            Some(kind) if kind.is_blocking() => Verdict::Infected,
            Some(_) => Verdict::Unscannable,
        };
        assert_eq!(report.verdict(), verdict, "{about}: {report:?}");
        let found = report.findings.iter().any(|finding| Some(finding.kind) == *expected);
        assert!(found || expected.is_none(), "{about}: {report:?}");
    }
}

#[test]
fn what_some_readers_pass_over_hides_nothing() {
    let (begin, separate, end) = (mark("begin"), mark("separate"), mark("end"));
    let split = |wrapped: &str| format!("{begin}{}{wrapped}{}{separate}{end}", run("D"), run("DE cmd"));
    expect(&[("control", split(""), Some(FindingKind::Dde))]);
    for wrap in WRAPPERS {
        expect(&[
            ("an end", split(&wrap(&end)), Some(FindingKind::Dde)),
            ("an end and a beginning", split(&wrap(&format!("{end}{begin}"))), Some(FindingKind::Dde)),
            (
                "an end and another field",
                split(&wrap(&format!("{end}{begin}{}", run("PAGE ")))),
                Some(FindingKind::Dde),
            ),
            ("a beginning", split(&wrap(&begin)), Some(FindingKind::Dde)),
            ("a result", split(&wrap(&format!("{separate}<w:t>x</w:t>"))), Some(FindingKind::Dde)),
            ("other text", split(&wrap(&run("OC"))), Some(FindingKind::Dde)),
            ("text that is no instruction", split(&wrap("<w:t>OC</w:t>")), Some(FindingKind::Dde)),
            ("all of it", wrap(&split("")), Some(FindingKind::Dde)),
            (
                "its middle",
                format!("{begin}{}{}{}{end}", run("D"), wrap(&run("D")), run("E cmd")),
                Some(FindingKind::Dde),
            ),
            (
                "the text of a run",
                format!("{begin}<w:instrText>D{}DE cmd</w:instrText>{end}", wrap("OC")),
                Some(FindingKind::Dde),
            ),
        ]);
    }
    let transparent = |wrap: fn(&str) -> String| format!("{begin}<w:instrText>{}</w:instrText>{end}", wrap("DDE cmd"));
    for wrap in [process, chosen, choice, fallback] {
        expect(&[("the text of a run, which is all there is", transparent(wrap), Some(FindingKind::Dde))]);
    }
}

#[test]
fn alternatives_are_read_one_at_a_time() {
    let (begin, end) = (mark("begin"), mark("end"));
    let three = |texts: [&str; 3]| {
        format!(
            r#"{begin}{}<mc:AlternateContent><mc:Choice Requires="f">{}</mc:Choice><mc:Choice Requires="s">{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>{}{end}"#,
            run("D"),
            run(texts[0]),
            run(texts[1]),
            run(texts[2]),
            run("cmd"),
        )
    };
    // Of a field that is there for those alone who read more than the alternatives.
    let behind =
        |content: &str| format!("<mc:AlternateContent><mc:Fallback/>{content}</mc:AlternateContent>{}", run("PAGE"));
    let stray = |content: &str| {
        format!(
            r#"{begin}{}<mc:AlternateContent>{content}<mc:Choice Requires="f"/><mc:Fallback/></mc:AlternateContent>{}{end}"#,
            run("D"),
            run("DE cmd")
        )
    };
    expect(&[
        ("the first", three(["DE ", "OC ", "ATE "]), Some(FindingKind::Dde)),
        ("the second", three(["OC ", "DE ", "ATE "]), Some(FindingKind::Dde)),
        ("the last", three(["OC ", "ATE ", "DE "]), Some(FindingKind::Dde)),
        ("none", three(["OC ", "ATE ", "RAW "]), None),
        ("two together", three(["D", "E ", "RAW "]), None),
        (
            "one that need not be",
            format!("{begin}{}{}{end}", chosen(&run("PA")), run("DDE cmd")),
            Some(FindingKind::Dde),
        ),
        ("one of two must be", format!("{begin}{}{}{end}", either(&run("PA"), &run("RA")), run("DDE cmd")), None),
        ("an end beside them", stray(&end), Some(FindingKind::Dde)),
        ("a foreign element beside them", stray(&ignorable(&end)), Some(FindingKind::Dde)),
        (
            "an alternative alone",
            stray(&format!("<mc:AlternateContent>{end}</mc:AlternateContent>")),
            Some(FindingKind::Dde),
        ),
        ("a beginning behind them", behind(&begin), Some(FindingKind::Unreadable)),
        ("nothing behind them", behind("<w:bookmarkStart/>"), None),
        (
            "no alternative",
            format!("{begin}{}<mc:Fallback>{end}</mc:Fallback>{}", run("D"), run("DE cmd")),
            Some(FindingKind::Dde),
        ),
        (
            "text beside them",
            format!(
                "{begin}<w:instrText>D<mc:AlternateContent>OC<mc:Fallback>DE</mc:Fallback></mc:AlternateContent> cmd</w:instrText>"
            ),
            Some(FindingKind::Dde),
        ),
    ]);
}

/// Two ways to write the same namespace, of which older readers know one.
#[test]
fn strict_and_transitional_hide_nothing_from_each_other() {
    let (begin, end) = (mark("begin"), mark("end"));
    let split = |mark: &str| format!("{begin}{}{mark}{}{end}", run("D"), run("DE cmd"));
    let element = r#"<s:fldChar s:fldCharType="end"/>"#;
    let attribute = r#"<w:fldChar s:fldCharType="end"/>"#;
    let all = split("").replace("w:fldChar", "s:fldChar").replace("w:instrText", "s:instrText");
    expect(&[
        ("an end of the other kind", split(element), Some(FindingKind::Dde)),
        ("an end that an attribute of the other kind says", split(attribute), Some(FindingKind::Dde)),
        ("all of it of the other kind", all, Some(FindingKind::Dde)),
    ]);
}

#[test]
fn what_is_deleted_or_stands_in_a_note_hides_nothing() {
    let (begin, end) = (mark("begin"), mark("end"));
    let deleted =
        |text: &str| deleted(&format!("<w:delInstrText>{text}</w:delInstrText><w:delText>{text}</w:delText>"));
    let note = |content: &str| format!("<w:footnote><w:p><w:r>{content}</w:r></w:p></w:footnote>");
    expect(&[
        ("control", format!("{begin}{}{end}", deleted("DDE cmd")), Some(FindingKind::Dde)),
        (
            "deleted text within",
            format!("{begin}{}{}{}{end}", run("D"), deleted("OC"), run("DE cmd")),
            Some(FindingKind::Dde),
        ),
        (
            "a part of it deleted",
            format!("{begin}{}<w:delInstrText>DE</w:delInstrText>{}{end}", run("D"), run(" cmd")),
            Some(FindingKind::Dde),
        ),
        (
            "a field without an end",
            format!("{}{}", note(&format!("{begin}{}", run("DDE"))), note(&run("OC"))),
            Some(FindingKind::Dde),
        ),
    ]);
}

/// What Word writes all the time, and whoever builds on it.
#[test]
fn sound_documents_stay_clean() {
    let drawing = format!(
        r#"<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline xmlns:wp="urn:wp"><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="urn:wps"><wps:wsp xmlns:wps="urn:wps"><wps:txbx><w:txbxContent><w:p><w:r>{0}</w:r></w:p></w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback>{1}</mc:Fallback></mc:AlternateContent>"#,
        field(&run(" PAGE ")),
        text_box(&field(&run(" PAGE "))),
    );
    let link = |content: &str| {
        format!(
            "{}{}{}{content}{}",
            mark("begin"),
            run(r#" HYPERLINK "https://example.org/" "#),
            mark("separate"),
            mark("end")
        )
    };
    let condition = |content: &str| field(&format!("{}{content}{}", run(" IF "), run(" = 1 ")));
    let picture = |content: &str| field(&format!("{}{content}", run(r#" INCLUDEPICTURE "a.png" "#)));
    let changed = field(&format!("{}{}", deleted("<w:delInstrText> PAGE </w:delInstrText>"), run(" NUMPAGES ")));
    expect(&[
        ("text boxes", drawing.repeat(200), None),
        ("in the text of a link", link(&drawing).repeat(100), None),
        ("in a table of contents", link(&link(&drawing).repeat(100)), None),
        ("in a condition", condition(&drawing).repeat(100), None),
        ("in the field of a picture", picture(&drawing).repeat(100), None),
        ("fields that are deleted", deleted(&changed).repeat(100), None),
        ("fields that are deleted in parts", changed.repeat(100), None),
        ("within each other", (0..40).fold(drawing, |inner, _| ignorable(&text_box(&inner))), None),
    ]);
}

/// A limit on what is followed is no way past it.
#[test]
fn more_readings_than_are_followed_are_not_clean() {
    let maybe: String = (0..20).fold(String::new(), |mut text, number| {
        let _ = write!(text, "{}", chosen(&run(&format!("{number}"))));
        text
    });
    let many = |before: &str, after: &str| format!("{}{before}{maybe}{after}{}", mark("begin"), mark("end"));
    expect(&[
        ("too many", many("", ""), Some(FindingKind::Unreadable)),
        ("too many to be of matter", many(&run("PAGE "), ""), None),
        ("known before", many(&run("DDE "), ""), Some(FindingKind::Dde)),
    ]);
}

#[test]
fn formulas_are_read_in_every_way() {
    use FindingKind::{Dde, Unreadable};
    let sheet = |formula: &str| {
        DocumentBuilder::new(Kind::Xlsx).sheet(&format!("<f>{formula}</f>")).edit(
            "xl/worksheets/sheet1.xml",
            "<worksheet",
            r#"<worksheet xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:f="urn:example:foreign" mc:Ignorable="f" mc:ProcessContent="f:process""#,
        )
    };
    let mut table = vec![
        ("control".to_owned(), sheet("A1+cmd|'/c calc'!A0"), Some(Dde)),
        ("a formula in a formula".to_owned(), sheet("\"<f>\"</f>A1"), Some(Unreadable)),
        ("a formula in a formula, behind another".to_owned(), sheet("cmd|'/c <c><f>1</f></c>'!A0"), Some(Dde)),
    ];
    for (at, wrap) in [ignorable, process, chosen, choice, fallback].into_iter().enumerate() {
        for (about, formula, expected) in [
            ("quotes", format!("{}cmd|'/c calc'!A0{}", wrap("\""), wrap("\"")), Dde),
            ("one quote", format!("{}cmd|'/c calc'!A0", wrap("\"")), Dde),
            ("all of it", wrap("cmd|'/c calc'!A0"), Dde),
            ("the bar", format!("cmd{}'/c calc'!A0", wrap("|")), Dde),
        ] {
            table.push((format!("{about}, way {at}"), sheet(&formula), Some(expected)));
        }
        table.push((format!("a text, way {at}"), sheet(&format!("A1&amp;\"{}|\"", wrap("b"))), None));
    }
    for (about, document, expected) in table {
        let report = report(&document);
        let found = report.findings.iter().any(|finding| Some(finding.kind) == expected);
        assert_eq!(found, expected.is_some(), "{about}: {report:?}");
        assert_eq!(report.verdict() == Verdict::Clean, expected.is_none(), "{about}: {report:?}");
    }
}

/// A field that ends in many places, for some readers, is judged once.
#[test]
fn readings_cost_no_more_than_their_number() {
    let time = |before: &str| {
        let document = docx(&format!("{before}{}", ignorable(&mark("end")).repeat(5_000)));
        let begun = Instant::now();
        report(&document);
        begun.elapsed()
    };
    let long = format!("{}{}", mark("begin"), run(&format!("LINK {}", "x".repeat(3_900))));
    let (plain, open) = (time(""), time(&format!("{long}{}", chosen(&run("1")).repeat(3))));
    assert!(open < plain * 30 + Duration::from_secs(2), "{plain:?} where nothing is open, else {open:?}");
}

/// What a package says of its parts is said once and for everybody (ECMA-376 Part 2).
#[test]
fn packages_say_the_same_to_all() {
    let types = |declared: &str| docx("").edit("[Content_Types].xml", "<Override", &format!("{declared}<Override"));
    let mc = "http://schemas.openxmlformats.org/markup-compatibility/2006";
    let html = r#"<Override PartName="/word/a.htm" ContentType="text/html"/>"#;
    let text = html.replace("html", "plain");
    let chunk = |document: DocumentBuilder| {
        let document = document.part("word/a.htm", "<p><iframe src='http://e.example/'>");
        document.relationship(MAIN, "aFChunk", "a.htm", false)
    };
    let rel = r#"<Relationship Id="x" Type="u" Target="a"/>"#;
    let rels = |text: &str| docx("").edit("_rels/.rels", "</Relationships>", &format!("{text}</Relationships>"));
    let project = r#"<f:x xmlns:f="u"><Relationship Id="x" Type="u/vbaProject" Target="a"/></f:x></Relationships>"#;
    let hidden = docx("").relationship(MAIN, "image", "a.png", false);
    let hidden = hidden.edit("word/_rels/document.xml.rels", "</Relationships>", project);
    let either =
        format!(r#"<m:AlternateContent xmlns:m="{mc}"><m:Choice Requires="m">{{}}</m:Choice></m:AlternateContent>"#);
    let ignorable = r#"<f:x xmlns:f="urn:example:foreign">{}</f:x>"#;
    for (about, document, taken, verdict) in [
        ("control", chunk(types(html)), "docx", Verdict::Infected),
        ("control", rels(rel), "docx", Verdict::Clean),
        ("two types", chunk(types(&format!("{text}{html}"))), "invalid_file", Verdict::Unscannable),
        ("a type for some", chunk(types(&either.replace("{}", &text))), "invalid_file", Verdict::Unscannable),
        (
            "a type within a foreign element",
            chunk(types(&ignorable.replace("{}", &text))),
            "invalid_file",
            Verdict::Unscannable,
        ),
        ("macros within a foreign element", hidden, "macros_not_allowed", Verdict::Infected),
        ("a foreign element", types(&ignorable.replace("{}", "")), "docx", Verdict::Clean),
        ("a relationship for some", rels(&either.replace("{}", rel)), "invalid_file", Verdict::Unscannable),
        (
            "a relationship within a foreign element",
            rels(&ignorable.replace("{}", rel)),
            "invalid_file",
            Verdict::Unscannable,
        ),
    ] {
        assert_eq!(super::answer(&document.build(), "a.docx"), taken, "{about}");
        let found = report(&document);
        assert_eq!(found.verdict(), verdict, "{about}: {found:?}");
    }
}
