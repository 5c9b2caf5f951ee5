//! Documents that must be refused, each with its answer.

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::time::{Duration, Instant};

use super::{answer, answer_within, check, expect};
use crate::sample::{DocumentBuilder, Entry, compound_file, encrypted_document};
use crate::{Kind, Limits, Refusal};

const UNSUPPORTED: &str = "unsupported_file_type";
const INVALID: &str = "invalid_file";
const MACROS: &str = "macros_not_allowed";
const MAIN: &str = "word/document.xml";
const TYPES: &str = "[Content_Types].xml";

fn docx() -> DocumentBuilder {
    DocumentBuilder::new(Kind::Docx)
}

#[test]
fn other_files() {
    let pe = [b"MZ".as_slice(), &[0; 58], &[64, 0, 0, 0], b"PE\0\0"].concat();
    expect(&[
        ("nothing", Vec::new(), "a.docx", INVALID),
        ("text", b"hello".to_vec(), "a.docx", UNSUPPORTED),
        ("one byte", b"P".to_vec(), "a.docx", UNSUPPORTED),
        ("program", pe.clone(), "a.docx", UNSUPPORTED),
        ("document behind a program", [pe, docx().build()].concat(), "a.docx", UNSUPPORTED),
        ("page", b"<!DOCTYPE html><html>".to_vec(), "a.xlsx", UNSUPPORTED),
        ("old format", compound_file(&[("WordDocument", b"x")]), "a.docx", UNSUPPORTED),
        ("broken old format", compound_file(&[("WordDocument", b"x")])[..600].to_vec(), "a.docx", UNSUPPORTED),
        ("encrypted", encrypted_document(), "a.docx", "encrypted_file"),
        ("encrypted, other name", encrypted_document(), "a.ppt", UNSUPPORTED),
        ("ZIP file", docx().without(TYPES).build(), "a.docx", UNSUPPORTED),
        (
            "ZIP file without entries",
            docx().without(TYPES).without(MAIN).without("_rels/.rels").build(),
            "a.docx",
            UNSUPPORTED,
        ),
    ]);
}

#[test]
fn other_types() {
    let plain = "document.main+xml";
    let retyped = |to: &str| {
        docx()
            .edit(TYPES, &format!("application/vnd.openxmlformats-officedocument.wordprocessingml.{plain}"), to)
            .build()
    };
    expect(&[
        ("template", docx().edit(TYPES, plain, "template.main+xml").build(), "a.docx", UNSUPPORTED),
        ("binary workbook", retyped("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), "a.xlsx", UNSUPPORTED),
        ("drawing", retyped("application/vnd.ms-visio.drawing.main+xml"), "a.docx", UNSUPPORTED),
        ("main part without a type", docx().edit(TYPES, "/word/document.xml", "/x.xml").build(), "a.docx", UNSUPPORTED),
        ("macro type, no project", retyped("application/vnd.ms-word.document.macroEnabled.main+xml"), "a.docx", MACROS),
        (
            "macro template type",
            retyped("application/vnd.ms-word.template.macroEnabledTemplate.main+xml"),
            "a.docx",
            MACROS,
        ),
        ("macro add-in type", retyped("application/vnd.ms-excel.addin.macroEnabled.main+xml"), "a.xlsx", MACROS),
        (
            "theme",
            docx().edit(TYPES, plain, "x").edit("_rels/.rels", "officeDocument\"", "other\"").build(),
            "a.docx",
            UNSUPPORTED,
        ),
    ]);
}

#[test]
fn macros_whatever_the_name() {
    for kind in Kind::ALL {
        let bytes = DocumentBuilder::new(kind).with_macros().build();
        for name in ["a.docx", "a.xlsx", "a.pptx", "a.docm", "a.zip", "a"] {
            assert_eq!(answer(&bytes, name), MACROS, "{kind:?} {name}");
        }
    }
    let vba = "http://schemas.microsoft.com/office/2006/relationships/vbaProject";
    expect(&[
        ("by name", docx().part("word/VbaProject.BIN", "x").build(), "a.docx", MACROS),
        ("by name with back slashes", docx().part("word\\vbaProject.bin", "x").build(), "a.docx", MACROS),
        (
            "by type",
            docx().part("word/a.b", "x").override_type("word/a.b", "application/vnd.ms-office.vbaProject").build(),
            "a.docx",
            MACROS,
        ),
        (
            "by relationship",
            docx().part("word/a.b", "x").relationship(MAIN, vba, "a.b", false).build(),
            "a.docx",
            MACROS,
        ),
        (
            "type said twice",
            docx().override_type(MAIN, "application/vnd.ms-word.document.macroEnabled.main+xml").build(),
            "a.docx",
            INVALID,
        ),
        (
            "second main part",
            docx()
                .relationship("", "officeDocument", "b.xml", false)
                .part("b.xml", "<a/>")
                .override_type("b.xml", "application/vnd.ms-word.document.macroEnabled.main+xml")
                .build(),
            "a.docx",
            MACROS,
        ),
    ]);
}

#[test]
fn missing_and_ill_formed_parts() {
    let mut table = vec![
        ("no main part", docx().without(MAIN).build()),
        ("no package relationships", docx().without("_rels/.rels").build()),
        ("external main part", docx().edit("_rels/.rels", "/>", " TargetMode=\"External\"/>").build()),
        ("broken content types", docx().part(TYPES, "<Types><Default").build()),
        ("content types with a DTD", docx().edit(TYPES, "<Types", "<!DOCTYPE a><Types").build()),
        ("broken relationships", docx().edit("_rels/.rels", "</Relationships>", "").build()),
        (
            "relationships with a DTD",
            docx().edit("_rels/.rels", "<Relationships", "<!DOCTYPE a><Relationships").build(),
        ),
    ];
    let ill_formed = [
        "",
        " ",
        "text",
        "<a>",
        "</a>",
        "<a></b>",
        "<a/><b/>",
        "<a/>text",
        "text<a/>",
        "<a b></a>",
        "<a b=c/>",
        "<a b='1' b='2'/>",
        "<a b='<'/>",
        "<a b='&x;'/>",
        "<a>&x;</a>",
        "<a>&</a>",
        "<a>\u{1}</a>",
        "<a>]]></a>",
        "<a><!-- -- --></a>",
        "<a/><?xml version='1.0'?>",
        "<1/>",
        "<a><![CDATA[x</a>",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        "<a>&#0;</a>",
        "<a/>&amp;",
        "<a",
        "<",
        "<![CDATA[x]]><a/>",
        "\0\0\0\0",
    ];
    table.extend(ill_formed.map(|xml| (xml, docx().part(MAIN, xml).build())));
    table.push(("not UTF-8", docx().part(MAIN, b"<a>\xFF</a>".to_vec()).build()));
    table.push(("half a UTF-16 character", docx().part(MAIN, b"\xFF\xFE<\0a\0/\0>\0\0".to_vec()).build()));
    for (about, bytes) in table {
        expect(&[(about, bytes, "a.docx", INVALID)]);
    }
}

#[test]
fn damage() {
    let sound = docx().build();
    let entry = || Entry::stored("media/a", "some bytes");
    let with = |entry: Entry| docx().entry(entry).build();
    let mut flipped = docx().entry(entry()).build();
    let at = flipped.windows(4).position(|bytes| bytes == b"some").unwrap();
    flipped[at] ^= 1;
    let mut wrong_count = docx();
    wrong_count.zip.count = Some(2);
    let table = [
        ("cut short", sound[..sound.len() - 30].to_vec()),
        ("only the start", sound[..100].to_vec()),
        ("four bytes", sound[..4].to_vec()),
        ("flipped bit", flipped),
        ("wrong CRC", with(Entry { crc: Some(1), ..entry() })),
        ("longer than declared", with(Entry { size: Some(3), ..Entry::deflated("a", "some bytes") })),
        ("shorter than declared", with(Entry { size: Some(30), ..Entry::deflated("a", "some bytes") })),
        ("stored with two sizes", with(Entry { size: Some(3), ..entry() })),
        ("beyond the end", with(Entry { size: Some(1 << 20), compressed_size: Some(1 << 20), ..entry() })),
        ("no deflate stream", with(Entry { raw: Some(vec![0xFF; 10]), ..Entry::deflated("a", "some bytes") })),
        ("unknown method", with(Entry { method_code: Some(12), ..entry() })),
        ("encrypted entry", with(Entry { flags: 1, ..entry() })),
        ("another name in the local header", with(Entry { local_name: Some("b".into()), ..entry() })),
        ("no local header", with(Entry { offset: Some(7), ..entry() })),
        ("wrong count", wrong_count.build()),
        ("two main parts of one name", {
            let mut document = docx();
            document.zip.entries.push(Entry::deflated("word/DOCUMENT.xml", "<other/>"));
            document.build()
        }),
    ];
    for (about, bytes) in table {
        expect(&[(about, bytes.clone(), "a.docx", INVALID), (about, bytes, "a.zip", UNSUPPORTED)]);
    }
}

#[test]
fn bombs() {
    let zeros = |name: &str, mebibytes: usize| Entry::deflated(name, vec![0; mebibytes << 20]);
    let small = Limits { max_total_bytes: 5 << 20, ..Limits::default() };
    assert_eq!(answer(&docx().entry(zeros("a", 9)).build(), "a.docx"), "docx", "below the size that counts");
    assert_eq!(answer(&docx().entry(zeros("a", 11)).build(), "a.docx"), INVALID, "ratio");
    let many = docx().entry(zeros("a", 2)).entry(zeros("b", 2)).entry(zeros("c", 2)).build();
    assert_eq!(answer_within(&many, "a.docx", &small), INVALID, "sum");
    let lies = docx().entry(Entry { size: Some(10), ..zeros("a", 20) }).build();
    assert_eq!(answer(&lies, "a.docx"), INVALID, "declared small");
    let mut overlapping = docx().entry(Entry::stored("a", "some bytes")).entry(Entry::stored("b", "others"));
    let at = docx().build().windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    overlapping.zip.entries[4].offset = Some(u32::try_from(at).unwrap());
    overlapping.zip.entries[4].local_name = None;
    assert_eq!(answer(&overlapping.build(), "a.docx"), INVALID, "shared bytes");
}

#[test]
fn limits_hold() {
    let base = Limits::default();
    let deep = format!("{}{}", "<a>".repeat(2_000), "</a>".repeat(2_000));
    let long = format!("<a b='{}'/>", "x".repeat(33 << 20));
    let cases = [
        ("entries", docx().build(), Limits { max_entries: 2, ..base.clone() }),
        ("directory", docx().build(), Limits { max_directory_bytes: 100, ..base.clone() }),
        ("content types", docx().build(), Limits { max_index_bytes: 100, ..base.clone() }),
        ("depth", docx().part(MAIN, deep).build(), base.clone()),
        ("token", docx().part(MAIN, long).build(), base.clone()),
    ];
    for (about, bytes, limits) in cases {
        assert_eq!(answer_within(&bytes, "a.docx", &limits), INVALID, "{about}");
    }
}

#[test]
fn many_attributes_cost_no_more_than_their_number() {
    let time = |count: usize| {
        let attributes = (0..count).map(|number| format!(" a{number}=''")).collect::<Vec<_>>().concat();
        let bytes = docx().part(MAIN, format!("<a{attributes}/>")).build();
        let begun = Instant::now();
        assert_eq!(answer(&bytes, "a.docx"), "docx");
        begun.elapsed()
    };
    // Their square would be a hundred times as much.
    let (few, many) = (time(20_000), time(200_000));
    assert!(many < few * 40 + Duration::from_secs(2), "{few:?} for a tenth of them, {many:?} for all");
}

/// A disk that fails after the first bytes.
struct Failing(Cursor<Vec<u8>>);

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.position() {
            0..8 => self.0.read(buffer),
            _ => Err(io::Error::from_raw_os_error(5)),
        }
    }
}

impl Seek for Failing {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.0.seek(position)
    }
}

#[test]
fn the_deadline_and_the_disk_are_not_the_fault_of_the_document() {
    let bytes = docx().build();
    let late = Limits { deadline: Some(Instant::now()), ..Limits::default() };
    let outcome = check(Cursor::new(&bytes), "a.docx", &late);
    assert!(matches!(outcome, Err(Refusal::Io(error)) if error.kind() == io::ErrorKind::TimedOut));

    let outcome = check(Failing(Cursor::new(bytes)), "a.docx", &Limits::default());
    assert!(matches!(outcome, Err(Refusal::Io(error)) if error.raw_os_error() == Some(5)));
}

/// Far from the edges of a stored entry, where its bytes are proved by the checksums of blocks.
#[test]
fn a_changed_byte_is_noticed_wherever_it_is() {
    let film: Vec<u8> = (0..1_000_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let sound = docx().entry(Entry::stored("word/media/film.bin", film.clone())).build();
    assert_eq!(answer(&sound, "a.docx"), "docx");
    let start = sound.windows(64).position(|window| *window == film[..64]).unwrap();
    for at in [0, 1, 500_000, 131_072 * 4 - start, 999_999] {
        let mut changed = sound.clone();
        changed[start + at] ^= 1;
        assert_eq!(answer(&changed, "a.docx"), INVALID, "byte {at}");
    }
}
