//! Content in other formats within a document: RTF, HTML and VML, messages, compressed streams. The first byte chooses
//! which of them the others are taken for.

#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use ooxml::sample::{DocumentBuilder, Entry};
use ooxml::{Kind, Limits, inspect};

fuzz_target!(|input: &[u8]| {
    let Some((&shape, data)) = input.split_first() else { return };
    let (name, start): (_, &[u8]) = match shape % 6 {
        0 => ("a.rtf", b"{\\rtf1"),
        1 => ("a.htm", b"<html>"),
        2 => ("a.vml", b"<xml>"),
        3 => ("a.mht", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n\r\n--a\r\n"),
        4 => ("a.gz", b"\x1F\x8B\x08\0"),
        _ => ("a.dat", b""),
    };
    let part = format!("word/{name}");
    let document = DocumentBuilder::new(Kind::Docx)
        .entry(Entry::stored(&part, [start, data].concat()))
        .relationship("word/document.xml", "aFChunk", name, false);
    // Small enough that bounds are met, and that none takes long.
    let limits =
        Limits { max_total_bytes: 4 << 20, max_embedded_bytes: 1 << 20, max_findings: 10, ..Limits::default() };
    let report = inspect(Cursor::new(document.build()), &limits);
    assert!(report.is_ok_and(|report| report.findings.len() <= limits.max_findings));
});
