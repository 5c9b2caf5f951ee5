//! Check and inspection of a document. The first byte chooses what the others are: a whole file, or one part of an
//! otherwise sound document, whose checksums are then right so that the part is read.

#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use ooxml::checksums::Checksums;
use ooxml::sample::{DocumentBuilder, compound_file, wrapped_file};
use ooxml::{Kind, Limits, check, inspect};

fuzz_target!(|input: &[u8]| {
    let Some((&shape, data)) = input.split_first() else { return };
    let bytes = document(shape, data);
    // Small enough that bounds are met, and that none takes long.
    let limits = Limits {
        max_total_bytes: 4 << 20,
        ratio_counts_above: 64 << 10,
        max_xml_token: 16 << 10,
        max_xml_depth: 64,
        max_embedded_bytes: 1 << 20,
        max_findings: 10,
        ..Limits::default()
    };
    let (unknown, mut known) = (Checksums::default(), Checksums::default());
    known.update(&bytes);
    for kind in Kind::ALL {
        let _ = check(Cursor::new(&bytes), &unknown, kind.extension(), &limits);
        let name = format!("a.{}", kind.extension());
        let read = check(Cursor::new(&bytes), &unknown, &name, &limits);
        let proved = check(Cursor::new(&bytes), &known, &name, &limits);
        assert_eq!(format!("{read:?}"), format!("{proved:?}"));
    }
    if let Ok(report) = inspect(Cursor::new(&bytes), &limits) {
        assert!(report.findings.len() <= limits.max_findings);
    }
});

fn document(shape: u8, data: &[u8]) -> Vec<u8> {
    let docx = DocumentBuilder::new(Kind::Docx);
    let whole = match shape % 10 {
        0 => return data.to_vec(),
        1 => docx.part("word/document.xml", data),
        2 => docx.part("[Content_Types].xml", data),
        3 => docx.part("_rels/.rels", data),
        4 => docx.part("word/_rels/document.xml.rels", data),
        5 => docx.embed("a.bin", data),
        6 => docx.embed("a.bin", wrapped_file("a", data)),
        7 => docx.embed("a.bin", compound_file(&[("Workbook", data), ("\u{1}Ole", data), ("\u{1}Ole10Native", data)])),
        8 => docx.embed("a.xlsx", DocumentBuilder::new(Kind::Xlsx).part("xl/worksheets/sheet1.xml", data).build()),
        _ => docx.body(&String::from_utf8_lossy(data)),
    };
    whole.build()
}
