//! Documents that must be taken, however odd.

use super::{answer, expect};
use crate::Kind;
use crate::sample::{DocumentBuilder, Entry, Method, write_large};

fn docx() -> DocumentBuilder {
    DocumentBuilder::new(Kind::Docx)
}

#[test]
fn minimal_documents_are_taken_under_their_own_name_only() {
    for kind in Kind::ALL {
        let bytes = DocumentBuilder::new(kind).build();
        for named in Kind::ALL {
            let expected = if named == kind { kind.as_str() } else { "unsupported_file_type" };
            assert_eq!(answer(&bytes, &format!("a.{}", named.extension())), expected);
        }
        assert_eq!(answer(&bytes, &format!("A B.C.{}", kind.extension().to_uppercase())), kind.as_str());
        for name in ["a.zip", "a", "docx", "a.docx.", "a.docm", "a.dotx", ""] {
            assert_eq!(answer(&bytes, name), "unsupported_file_type", "{name}");
        }
    }
}

#[test]
fn oddities_within_the_rules_are_taken() {
    let main = "word/document.xml";
    let strict = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument";
    let transitional = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument";
    let mut stored = docx();
    for entry in &mut stored.zip.entries {
        entry.method = Method::Stored;
    }
    let mut described = docx();
    for entry in &mut described.zip.entries {
        entry.flags |= 1 << 3;
    }
    let mut zip64 = docx();
    zip64.zip.zip64 = true;
    let mut commented = docx();
    commented.zip.comment = vec![b'c'; 65_535];
    let mut trailing = docx();
    trailing.zip.trailing = b"\0\0more".to_vec();
    let utf16 = "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-16\"?><w:document xmlns:w=\"w\">grüße 𝔘</w:document>";
    let table = [
        ("strict", docx().edit("_rels/.rels", transitional, strict).build()),
        ("all stored", stored.build()),
        ("data descriptors", described.build()),
        ("zip64", zip64.build()),
        ("longest comment", commented.build()),
        ("bytes after the end", trailing.build()),
        ("absolute target", docx().edit("_rels/.rels", "\"word/", "\"/word/").build()),
        ("escaped target", docx().edit("_rels/.rels", "\"word/document", "\"./word/x/../docu%6Dent").build()),
        ("other case", docx().edit("_rels/.rels", "\"word/document", "\"WORD/Document").build()),
        ("parameter", docx().edit("[Content_Types].xml", ".main+xml\"", ".main+xml; charset=utf-8\"").build()),
        ("type in other case", docx().edit("[Content_Types].xml", ".main+xml", ".MAIN+XML").build()),
        (
            "type by default",
            docx()
                .edit("[Content_Types].xml", "PartName=\"/word/document.xml\"", "PartName=\"/other.xml\"")
                .edit(
                    "[Content_Types].xml",
                    "\"application/xml\"",
                    &format!("\"{}.main+xml\"", Kind::Docx.content_type()),
                )
                .build(),
        ),
        ("byte order mark", docx().edit(main, "<?xml", "\u{FEFF}<?xml").build()),
        (
            "UTF-16, little endian",
            docx().part(main, utf16.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()).build(),
        ),
        (
            "UTF-16, big endian",
            docx().part(main, utf16.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()).build(),
        ),
        ("Latin-1", docx().part(main, b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xFC</a>".to_vec()).build()),
        ("references", docx().text("&amp;&lt;&#228;&#xE4;&quot;").build()),
        ("folder entries", docx().entry(Entry::stored("word/", "")).entry(Entry::deflated("word/media/", "")).build()),
        (
            "empty entry said to be deflated",
            docx().entry(Entry { raw: Some(Vec::new()), ..Entry::deflated("e", "") }).build(),
        ),
        ("part that is not well-formed", docx().part("word/styles.xml", "<a>").build()),
        (
            "embedded document with macros",
            docx().embed("m.xlsm", DocumentBuilder::new(Kind::Xlsx).with_macros().build()).build(),
        ),
        ("no other name in the ZIP matters", docx().entry(Entry::stored("../../etc/passwd", "x")).build()),
        ("back slashes", {
            let mut document = docx();
            for entry in &mut document.zip.entries {
                entry.name = entry.name.replace('/', "\\");
            }
            document.build()
        }),
        ("main part twice, the same", {
            let mut document = docx();
            let main = document.zip.entries.last().cloned();
            document.zip.entries.extend(main);
            document.build()
        }),
    ];
    for (about, bytes) in table {
        expect(&[(about, bytes, "a.docx", "docx")]);
    }
}

#[test]
fn large_documents_are_taken() {
    for method in [Method::Stored, Method::Deflated] {
        let mut bytes = Vec::new();
        write_large(&mut bytes, Kind::Pptx, 12, method).unwrap();
        assert!(bytes.len() > 12 << 20);
        assert_eq!(answer(&bytes, "a.pptx"), "pptx", "{method:?}");
    }
}
