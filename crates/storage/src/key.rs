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
}

impl Key {
    /// Where it is, below the folder of the store.
    pub fn path(self) -> String {
        match self {
            Self::Document(_) | Self::Sealed(_) => format!("{DOCUMENTS}/{}", self.name()),
            Self::Upload(_) => format!("{UPLOADS}/{}", self.name()),
        }
    }

    /// Where it is among those of its kind: of documents `ab/` and the id. Of files by the million, no folder gets too many.
    pub fn name(self) -> String {
        match self {
            Self::Document(id) | Self::Sealed(id) => format!("{}/{id}", shard_name(id.as_bytes()[0])),
            Self::Upload(id) => id.to_string(),
        }
    }
}

impl Key {
    /// The id.
    pub(crate) fn id(self) -> Uuid {
        let (Self::Document(id) | Self::Sealed(id) | Self::Upload(id)) = self;
        id
    }

    /// The id whose data key seals these bytes, if any.
    pub(crate) fn sealed(self) -> Option<Uuid> {
        match self {
            Self::Sealed(id) => Some(id),
            Self::Document(_) | Self::Upload(_) => None,
        }
    }
}

/// The folder of documents.
pub(crate) const DOCUMENTS: &str = "blobs";

/// The folder of what arrives in parts. Few are under way at once.
pub(crate) const UPLOADS: &str = "uploads";

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
}
