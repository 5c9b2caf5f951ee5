//! Documents to upload: sound ones of each kind.

use ooxml::{
    Kind,
    sample::{DocumentBuilder, Entry, Method, write_large},
};

/// A sound document that says this.
pub(crate) fn docx(text: &str) -> Vec<u8> {
    DocumentBuilder::new(Kind::Docx).text(text).build()
}

/// A sound document with next to nothing in it.
pub(crate) fn minimal(kind: Kind) -> Vec<u8> {
    DocumentBuilder::new(kind).build()
}

/// A sound document with so many more bytes in it, which do not compress.
pub(crate) fn docx_with(bytes: usize) -> Vec<u8> {
    let padding: Vec<u8> = (0..bytes).map(|at| (at * 31 + at / 251).to_le_bytes()[0]).collect();
    DocumentBuilder::new(Kind::Docx).entry(Entry::stored("word/media/image1.bin", padding)).build()
}

/// A sound document of so many MiB.
pub(crate) fn large(mebibytes: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_large(&mut bytes, Kind::Docx, mebibytes, Method::Stored).unwrap();
    bytes
}
