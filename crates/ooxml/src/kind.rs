//! The kinds of document the service takes, and what a content type says of a main part.

use serde::{Deserialize, Serialize};

/// A kind of Office document that may be uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "TEXT", rename_all = "lowercase"))]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// `WordprocessingML`, a text document.
    Docx,
    /// `SpreadsheetML`, a workbook.
    Xlsx,
    /// `PresentationML`, a presentation.
    Pptx,
}

impl Kind {
    /// Every kind, in the order of the documentation.
    pub const ALL: [Self; 3] = [Self::Docx, Self::Xlsx, Self::Pptx];

    /// The kind that a file name ends in, without regard to case; `None` for any other ending.
    #[must_use]
    pub fn from_extension(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        Self::ALL.into_iter().find(|kind| extension.eq_ignore_ascii_case(kind.extension()))
    }

    /// The file name extension, in lower case and without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pptx => "pptx",
        }
    }

    /// The name of the kind in the API and the database: the same word as the extension.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.extension()
    }

    /// The registered media type under which such a file is served.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        }
    }
}

/// What the content type of a main part declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MainType {
    /// A document without macros, of a kind that may be uploaded.
    Plain(Kind),
    /// A document, template, slide show or add-in that may carry macros.
    MacroEnabled,
    /// Anything else: templates, slide shows, binary workbooks, drawings, themes.
    Other,
}

impl MainType {
    /// Reads a content type that is already in lower case and without parameters.
    pub(super) fn of(content_type: &str) -> Self {
        if let Some(stem) = content_type.strip_suffix(".main+xml") {
            if let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.content_type() == stem) {
                return Self::Plain(kind);
            }
            // All such types (ECMA-376 knows none, MS-OFFMACRO names them) end in
            // `macroEnabled` or `macroEnabledTemplate`. The binary workbook type also holds
            // the word but has no `+xml`: it is macro-enabled only if it has a vbaProject.
            if stem.contains(".macroenabled") {
                return Self::MacroEnabled;
            }
        }
        Self::Other
    }
}
