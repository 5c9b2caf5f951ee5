//! What a package says its parts are.

/// What the bytes of an entry are said to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Relationships {
        of_chart: bool,
    },
    Xml,
    /// XML that is no part of a package, and of which its rules are not asked.
    ForeignXml,
    Drawing,
    Html,
    /// Text without anything in it that acts.
    Text,
    /// Content of a format that is not known.
    Chunk,
    Object,
    Anything,
}

impl Said {
    /// What a media type says, in lower case and without parameters.
    pub(super) fn of_type(content_type: &str) -> Self {
        match content_type {
            "text/html" | "application/xhtml+xml" => Self::Html,
            "text/plain" => Self::Text,
            drawing if drawing == "image/svg+xml" || drawing.contains("vmldrawing") => Self::Drawing,
            xml if xml.ends_with("xml") => Self::Xml,
            _ => Self::Anything,
        }
    }
}
