//! Keys: what is kept, and where that is. A place never depends on a name that somebody chose.

use uuid::Uuid;

/// What is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// The bytes of a document. The id should be wholly random, so that they spread evenly over the shards.
    Document(Uuid),
    /// The same, of a document whose bytes lie sealed.
    Sealed(Uuid),
    /// What has come so far of a document that arrives in parts.
    Upload(Uuid),
    /// The image of a page, counted from 1, of the document with these bytes.
    Preview(Uuid, u16),
    /// The same of a document whose bytes lie sealed: the image is sealed by the same data key.
    SealedPreview(Uuid, u16),
}

impl Key {
    /// Where it is, below the folder of the store.
    pub fn path(self) -> String {
        match self {
            Self::Document(_) | Self::Sealed(_) => format!("{DOCUMENTS}/{}", self.name()),
            Self::Upload(_) => format!("{UPLOADS}/{}", self.name()),
            Self::Preview(..) | Self::SealedPreview(..) => format!("{PREVIEWS}/{}", self.name()),
        }
    }

    /// Where it is among those of its kind: of documents `ab/` and the id. Of files by the million, no folder gets too many.
    pub fn name(self) -> String {
        match self {
            Self::Document(id) | Self::Sealed(id) => format!("{}/{id}", shard_name(id.as_bytes()[0])),
            Self::Upload(id) => id.to_string(),
            Self::Preview(id, page) | Self::SealedPreview(id, page) => {
                format!("{}/{id}-{page}", shard_name(id.as_bytes()[0]))
            }
        }
    }

    /// The preview that has this name in its shard, to be erased: the name does not say whether it lies sealed.
    pub(crate) fn preview_named(name: &str) -> Option<Self> {
        let (id, page) = name.rsplit_once('-')?;
        let key = Self::Preview(id.parse().ok()?, page.parse().ok()?);
        key.name().ends_with(&format!("/{name}")).then_some(key)
    }
}

impl Key {
    /// The id.
    pub(crate) fn id(self) -> Uuid {
        let (Self::Document(id)
        | Self::Sealed(id)
        | Self::Upload(id)
        | Self::Preview(id, _)
        | Self::SealedPreview(id, _)) = self;
        id
    }

    /// The id whose data key seals these bytes, if any.
    pub(crate) fn sealed(self) -> Option<Uuid> {
        match self {
            Self::Sealed(id) | Self::SealedPreview(id, _) => Some(id),
            Self::Document(_) | Self::Upload(_) | Self::Preview(..) => None,
        }
    }

    /// Says whether it can be made again, and so may take the place of one that is there.
    pub(crate) fn is_preview(self) -> bool {
        matches!(self, Self::Preview(..) | Self::SealedPreview(..))
    }
}

/// The folder of documents.
pub(crate) const DOCUMENTS: &str = "blobs";

/// The folder of previews. They are made again where they are lost.
pub(crate) const PREVIEWS: &str = "previews";

/// The folder of what arrives in parts. Few are under way at once.
pub(crate) const UPLOADS: &str = "uploads";

/// The folder of the previews of documents whose ids begin with the byte `shard`.
pub(crate) fn previews(shard: u8) -> String {
    format!("{PREVIEWS}/{}", shard_name(shard))
}

/// The folder, below that of the store, of the documents whose ids begin with the byte `shard`.
pub(crate) fn shard(shard: u8) -> String {
    format!("{DOCUMENTS}/{}", shard_name(shard))
}

fn shard_name(shard: u8) -> String {
    hex::encode([shard])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_lies_in_the_shard_of_its_first_byte() {
        let key = Key::Document(Uuid::from_u128(0x0a << 120));
        assert_eq!(key.path(), "blobs/0a/0a000000-0000-0000-0000-000000000000");
        assert_eq!(key.path(), format!("{}/{}", shard(0x0a), Uuid::from_u128(0x0a << 120)));
        assert!(key.path().ends_with(&key.name()));
    }

    #[test]
    fn the_name_of_a_preview_has_one_spelling() {
        let key = Key::Preview(Uuid::from_u128(0x0a << 120), 12);
        assert_eq!(key.path(), "previews/0a/0a000000-0000-0000-0000-000000000000-12");
        assert_eq!(Key::preview_named("0a000000-0000-0000-0000-000000000000-12"), Some(key));
        for other in
            ["0a000000-0000-0000-0000-000000000000-012", "0a000000-0000-0000-0000-000000000000", "12", "-1", ""]
        {
            assert_eq!(Key::preview_named(other), None, "{other}");
        }
    }
}
