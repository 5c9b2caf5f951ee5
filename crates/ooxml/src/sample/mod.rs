//! Office documents made in code, for tests: sound ones, and ones broken on purpose.
//!
//! ```text
//! let sound = DocumentBuilder::new(Kind::Docx).text("Hello").build();
//! let hostile = DocumentBuilder::new(Kind::Docx)
//!     .relationship("word/document.xml", "attachedTemplate", "https://example.org/t.dotm", true)
//!     .build();
//! ```

mod choices;
mod compound;
mod disguise;
mod large;
mod ways;
mod zip;

pub use compound::{compound_file, encrypted_document, wrapped_file};
pub use large::write_large;
pub use zip::{Entry, Method, ZipFile};

use super::Kind;
use super::relationships::relationships_of;

pub use super::eicar;

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// Builds a document part by part. A new builder holds a sound minimal document of its kind.
#[derive(Debug, Clone)]
pub struct DocumentBuilder {
    kind: Kind,
    /// The ZIP file to be; its entries can be changed at will before [`DocumentBuilder::build`].
    pub zip: ZipFile,
}

impl DocumentBuilder {
    /// A sound document with next to nothing in it.
    pub fn new(kind: Kind) -> Self {
        let main = main_part(kind);
        let types = format!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/{main}" ContentType="{}.main+xml"/></Types>"#,
            kind.content_type()
        );
        let mut builder = Self { kind, zip: ZipFile::default() }.part("[Content_Types].xml", types);
        builder = builder.relationship("", "officeDocument", main, false);
        match kind {
            Kind::Docx => builder.text("Hello"),
            Kind::Xlsx => builder
                .part(main, WORKBOOK)
                .part("xl/worksheets/sheet1.xml", SHEET)
                .override_type(
                    "xl/worksheets/sheet1.xml",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
                )
                .relationship(main, "worksheet", "worksheets/sheet1.xml", false),
            Kind::Pptx => builder.part(main, PRESENTATION),
        }
    }

    /// The kind that the document is of.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The name of the main part.
    pub fn main_part(&self) -> &'static str {
        main_part(self.kind)
    }

    /// Sets the one paragraph of a docx.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        self.body(&format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"))
    }

    /// Sets the body of a docx, as `WordprocessingML`.
    #[must_use]
    pub fn body(self, body: &str) -> Self {
        self.part(
            main_part(Kind::Docx),
            format!(r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#),
        )
    }

    /// Sets what is in the one sheet of a workbook, as `SpreadsheetML`.
    #[must_use]
    pub fn sheet(self, content: &str) -> Self {
        self.part(
            "xl/worksheets/sheet1.xml",
            format!(r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{content}</worksheet>"#),
        )
    }

    /// Sets what is in the first slide of a presentation, with the prefixes `p` and `a`.
    #[must_use]
    pub fn slide(self, content: &str) -> Self {
        self.part(
            "ppt/slides/slide1.xml",
            format!(r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">{content}</p:sld>"#),
        )
    }

    /// Adds a deflated part, or replaces the one of that name.
    #[must_use]
    pub fn part(self, name: &str, data: impl Into<Vec<u8>>) -> Self {
        self.entry(Entry::deflated(name, data))
    }

    /// Adds an entry as it is, or replaces the one of that name.
    #[must_use]
    pub fn entry(mut self, entry: Entry) -> Self {
        match self.zip.entries.iter_mut().find(|existing| existing.name == entry.name) {
            Some(existing) => *existing = entry,
            None => self.zip.entries.push(entry),
        }
        self
    }

    /// Takes a part out.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.zip.entries.retain(|entry| entry.name != name);
        self
    }

    /// Replaces text in a part.
    #[must_use]
    pub fn edit(mut self, name: &str, from: &str, to: &str) -> Self {
        for entry in self.zip.entries.iter_mut().filter(|entry| entry.name == name) {
            entry.data = String::from_utf8_lossy(&entry.data).replace(from, to).into_bytes();
        }
        self
    }

    /// Declares the content type of a part.
    #[must_use]
    pub fn override_type(self, part: &str, content_type: &str) -> Self {
        let declaration = format!(r#"<Override PartName="/{part}" ContentType="{content_type}"/></Types>"#);
        self.edit("[Content_Types].xml", "</Types>", &declaration)
    }

    /// Adds a relationship to a part, or to the package for the empty name. The kind is the last segment of a type of
    /// ECMA-376, or a whole URI.
    #[must_use]
    pub fn relationship(mut self, source: &str, kind: &str, target: &str, external: bool) -> Self {
        let part = relationships_of(source);
        if !self.zip.entries.iter().any(|entry| entry.name == part) {
            let empty = format!(
                r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="{PACKAGE}/relationships"></Relationships>"#
            );
            self = self.part(&part, empty);
        }
        let kind = if kind.contains(':') { kind.to_owned() } else { format!("{RELATIONSHIPS}/{kind}") };
        let mode = if external { r#" TargetMode="External""# } else { "" };
        let id = self.count(&part, "<Relationship ") + 1;
        let relationship =
            format!(r#"<Relationship Id="rId{id}" Type="{kind}" Target="{target}"{mode}/></Relationships>"#);
        self.edit(&part, "</Relationships>", &relationship)
    }

    fn count(&self, part: &str, text: &str) -> usize {
        let parts = self.zip.entries.iter().filter(|entry| entry.name == part);
        parts.map(|entry| String::from_utf8_lossy(&entry.data).matches(text).count()).sum()
    }

    /// Makes it a macro-enabled document with a VBA project.
    #[must_use]
    pub fn with_macros(self) -> Self {
        let main = self.main_part();
        let (folder, macro_type) = match self.kind {
            Kind::Docx => ("word", "application/vnd.ms-word.document.macroEnabled"),
            Kind::Xlsx => ("xl", "application/vnd.ms-excel.sheet.macroEnabled"),
            Kind::Pptx => ("ppt", "application/vnd.ms-powerpoint.presentation.macroEnabled"),
        };
        let plain = self.kind.content_type();
        self.edit("[Content_Types].xml", plain, macro_type)
            .part(&format!("{folder}/vbaProject.bin"), compound_file(&[("_VBA_PROJECT", b"project")]))
            .override_type(&format!("{folder}/vbaProject.bin"), "application/vnd.ms-office.vbaProject")
            .relationship(
                main,
                "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
                "vbaProject.bin",
                false,
            )
    }

    /// Embeds a file as an OLE object or package.
    #[must_use]
    pub fn embed(self, name: &str, data: impl Into<Vec<u8>>) -> Self {
        let main = self.main_part();
        let folder = main.split('/').next().unwrap_or_default().to_owned();
        let kind = if std::path::Path::new(name).extension().is_some_and(|extension| extension == "bin") {
            "oleObject"
        } else {
            "package"
        };
        self.part(&format!("{folder}/embeddings/{name}"), data)
            .override_type(&format!("{folder}/embeddings/{name}"), "application/octet-stream")
            .relationship(main, kind, &format!("embeddings/{name}"), false)
    }

    /// The bytes of the document.
    pub fn build(&self) -> Vec<u8> {
        self.zip.build()
    }
}

const fn main_part(kind: Kind) -> &'static str {
    match kind {
        Kind::Docx => "word/document.xml",
        Kind::Xlsx => "xl/workbook.xml",
        Kind::Pptx => "ppt/presentation.xml",
    }
}

const WORKBOOK: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const SHEET: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>"#;
const PRESENTATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>"#;
