//! Tags of HTML, as they were read.

/// A tag, with names in lower case.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) closing: bool,
    /// Whether it is closed as in XML.
    pub(crate) self_closed: bool,
    pub(crate) attributes: Vec<Attribute>,
}

/// An attribute, whose references are resolved.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub(crate) name: String,
    pub(crate) value: String,
    /// Whether the value was longer than is kept.
    pub(crate) cut: bool,
}
