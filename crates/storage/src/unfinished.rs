//! Uploads in parts that an S3 server was asked to begin, as a process writes them down until they end.

/// An upload in parts that a server was asked to begin. Until it ends it takes room there that no list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unfinished {
    /// The name of the object.
    pub(crate) name: String,
    /// What the server calls the upload.
    pub(crate) id: String,
}

impl Unfinished {
    /// As it is written down.
    pub(crate) fn to_text(&self) -> String {
        format!("{}\n{}\n", self.name, self.id)
    }

    /// What was written down; none of what was cut.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let (name, id) = (lines.next()?.to_owned(), lines.next()?.to_owned());
        lines.next().is_none().then_some(Self { name, id })
    }
}
