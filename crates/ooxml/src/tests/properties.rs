//! Whatever the bytes: no panic, and nothing beyond the limits.

use std::io::Cursor;

use proptest::collection::vec;
use proptest::prelude::*;

use super::check;
use crate::sample::{DocumentBuilder, Entry, compound_file, wrapped_file};
use crate::{Kind, Limits, inspect};

/// Limits small enough to be met.
fn limits() -> Limits {
    Limits {
        max_entries: 30,
        max_directory_bytes: 4_096,
        max_total_bytes: 1 << 20,
        max_index_bytes: 16 << 10,
        max_xml_depth: 16,
        max_xml_token: 4_096,
        max_embedded_bytes: 256 << 10,
        max_findings: 5,
        ..Limits::default()
    }
}

fn survive(bytes: &[u8]) {
    for limits in [limits(), Limits::default()] {
        for name in ["a.docx", "a.xlsx", "a.zip"] {
            let _ = check(Cursor::new(bytes), name, &limits);
        }
        if let Ok(report) = inspect(Cursor::new(bytes), &limits) {
            assert!(report.findings.len() <= limits.max_findings);
            let short = |text: &str, most| text.chars().count() <= most && !text.contains(char::is_control);
            assert!(report.findings.iter().all(|finding| short(&finding.part, 200) && short(&finding.detail, 300)));
        }
    }
}

const FOOTER: &str = r#"<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><w:fldChar w:fldCharType="begin"/><w:instrText>DDE x</w:instrText><f>a|b!c</f></w:ftr>"#;

/// Content in other formats, with something of everything that is looked for in it.
const CHUNKS: [&str; 3] = [
    r"{\rtf1\uc1{\*\template C:\\a}{\field{\*\fldinst{\u68?DE}}{\fldrslt x}}{\object{\*\objdata 0105000002000000010000000000}\bin3 abc}",
    "<html><!-- --><base href='http://a'><style>@import url(a);</style><p style='mso-element:field-begin'>DDE<img src=a&#x2F;b srcset=a,b><title>a</title>",
    "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n\r\n--a\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<if=\r\nrame=20src=3D>\r\n--a\r\nContent-Transfer-Encoding: base64\r\n\r\nUEsDBA==\r\n--a--",
];

/// A document with something of everything. Stored, so that changes reach what is parsed.
fn rich(kind: Kind) -> Vec<u8> {
    let inner = DocumentBuilder::new(Kind::Xlsx).with_macros().build();
    let mut document = DocumentBuilder::new(kind)
        .embed("a.bin", wrapped_file("a.exe", b"MZ"))
        .embed("b.bin", compound_file(&[("Workbook", &[0x85; 40]), ("\u{1}Ole", b"x"), ("Package", &inner)]))
        .embed("c.xlsx", inner)
        .relationship("word/document.xml", "attachedTemplate", "https://example.org/", true)
        .part("word/footer.xml", FOOTER);
    for entry in &mut document.zip.entries {
        *entry = Entry::stored(&entry.name, entry.data.clone());
    }
    document.build()
}

#[derive(Debug, Clone)]
enum Change {
    Flip(usize, u8),
    Cut(usize),
    Remove(usize, usize),
    Repeat(usize, usize, usize),
    Insert(usize, Vec<u8>),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<usize>;
    let length = 0..2_000_usize;
    prop_oneof![
        8 => (at(), any::<u8>()).prop_map(|(at, bits)| Change::Flip(at, bits)),
        1 => at().prop_map(Change::Cut),
        1 => (at(), length.clone()).prop_map(|(at, length)| Change::Remove(at, length)),
        1 => (at(), length, at()).prop_map(|(from, length, to)| Change::Repeat(from, length, to)),
        1 => (at(), vec(any::<u8>(), 0..40)).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
    ]
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    let place = |at: usize| at % bytes.len().max(1);
    match change {
        _ if bytes.is_empty() => {}
        Change::Flip(at, bits) => {
            let at = place(*at);
            bytes[at] ^= bits;
        }
        Change::Cut(at) => bytes.truncate(place(*at)),
        Change::Remove(at, length) => {
            let at = place(*at);
            bytes.drain(at..bytes.len().min(at + length));
        }
        Change::Repeat(from, length, to) => {
            let (from, to) = (place(*from), place(*to));
            let piece = bytes[from..bytes.len().min(from + length)].to_vec();
            bytes.splice(to..to, piece);
        }
        Change::Insert(at, piece) => {
            let at = place(*at);
            bytes.splice(at..at, piece.iter().copied());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes(bytes in vec(any::<u8>(), 0..2_000), start in 0..3_usize) {
        let magic: [&[u8]; 3] = [b"", b"PK\x03\x04", &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]];
        survive(&[magic[start], &bytes].concat());
    }

    #[test]
    fn changed_documents(kind in 0..3_usize, changes in vec(change(), 1..20)) {
        let mut bytes = rich(Kind::ALL[kind]);
        for change in &changes {
            apply(&mut bytes, change);
        }
        survive(&bytes);
    }

    #[test]
    fn changed_chunks(chunk in 0..CHUNKS.len(), changes in vec(change(), 1..8), deflate in any::<bool>()) {
        let mut content = CHUNKS[chunk].as_bytes().to_vec();
        for change in &changes {
            apply(&mut content, change);
        }
        if deflate {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            std::io::Write::write_all(&mut encoder, &content).unwrap();
            content = encoder.finish().unwrap();
        }
        survive(&DocumentBuilder::new(Kind::Docx).part("word/a.htm", content.clone()).build());
        let chunk = DocumentBuilder::new(Kind::Docx).part("word/a.htm", content).override_type("word/a.htm", "text/html");
        survive(&chunk.build());
    }

    #[test]
    fn changed_parts(part in 0..10_usize, changes in vec(change(), 1..8)) {
        // The checksums are right here, so that what is changed gets read.
        let mut document = DocumentBuilder::new(Kind::Docx)
            .embed("a.bin", compound_file(&[("Workbook", &[0x85; 40]), ("\u{1}Ole", b"x")]))
            .embed("b.bin", wrapped_file("a.exe", b"MZ"))
            .part("word/footer.xml", FOOTER);
        let part = part % document.zip.entries.len();
        for change in &changes {
            apply(&mut document.zip.entries[part].data, change);
        }
        survive(&document.build());
    }
}
