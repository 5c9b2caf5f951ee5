//! Ids: one type per thing, so that no id is ever taken for another.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $new:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A fresh id.
            #[expect(clippy::new_without_default, reason = "a default that differs each time would surprise")]
            pub fn new() -> Self {
                Self($new)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            /// Takes the hyphenated form only, since one thing should have one address.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self(*uuid::fmt::Hyphenated::from_str(text)?.as_uuid()))
            }
        }
    };
}

id!(
    /// An account.
    UserId,
    Uuid::now_v7()
);
id!(
    /// A group of clients.
    GroupId,
    Uuid::now_v7()
);
id!(
    /// A log-in, from its first token to its end.
    SessionId,
    Uuid::now_v7()
);
id!(
    /// A token for programs.
    ApiTokenId,
    Uuid::now_v7()
);
id!(
    /// A passkey.
    PasskeyId,
    Uuid::now_v7()
);
id!(
    /// A document.
    FileId,
    Uuid::now_v7()
);
id!(
    /// That a document has come to somebody.
    NewsId,
    Uuid::now_v7()
);
id!(
    /// A link to download by, with a row of its own or without.
    LinkId,
    Uuid::now_v7()
);
id!(
    /// Something that was found in a document which was open until then.
    FindingId,
    Uuid::now_v7()
);
id!(
    /// A folder.
    FolderId,
    Uuid::now_v7()
);
id!(
    /// A document or a folder that was given to a client or to a group.
    ShareId,
    Uuid::now_v7()
);
id!(
    /// A document that arrives in parts.
    UploadId,
    Uuid::now_v7()
);
id!(
    /// An installation: one database and the one store that belongs to it.
    InstallationId,
    Uuid::new_v4()
);
id!(
    /// A job row.
    JobId,
    Uuid::now_v7()
);
id!(
    /// One running worker process.
    WorkerId,
    Uuid::now_v7()
);
id!(
    /// Stored bytes. Random, so that blobs spread evenly over the folders of the store. The id says whether they lie sealed, so
    /// that whoever opens them need not ask: it is of version 4 where they do not, and of version 8 (RFC 9562) where they do.
    BlobId,
    Uuid::new_v4()
);

impl BlobId {
    /// A fresh id for bytes that lie sealed or not.
    pub fn sealed(sealed: bool) -> Self {
        let plain = Self::new();
        if sealed { Self(uuid::Builder::from_custom_bytes(*plain.0.as_bytes()).into_uuid()) } else { plain }
    }

    /// Says whether the bytes lie sealed.
    pub fn is_sealed(self) -> bool {
        self.0.get_version_num() == 8
    }

    /// The first byte, by which stores and backups spread bytes over folders.
    pub fn shard(self) -> u8 {
        self.0.as_bytes()[0]
    }

    /// The lowest and the highest id of a shard.
    pub fn span_of(shard: u8) -> (Self, Self) {
        let (mut first, mut last) = ([0; 16], [0xff; 16]);
        (first[0], last[0]) = (shard, shard);
        (Self(Uuid::from_bytes(first)), Self(Uuid::from_bytes(last)))
    }
}

impl BlobId {
    /// The image of a page of a document with these bytes, counted from 1.
    pub fn preview(self, page: u16) -> storage::Key {
        if self.is_sealed() { storage::Key::SealedPreview(self.0, page) } else { storage::Key::Preview(self.0, page) }
    }
}

impl From<BlobId> for storage::Key {
    fn from(id: BlobId) -> Self {
        if id.is_sealed() { Self::Sealed(id.0) } else { Self::Document(id.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::{BlobId, FileId};

    #[test]
    fn an_id_has_one_spelling() {
        let id = FileId::new();
        assert_eq!(id.to_string().parse::<FileId>(), Ok(id));
        for other in [id.0.simple().to_string(), id.0.braced().to_string(), id.0.urn().to_string(), String::new()] {
            assert!(other.parse::<FileId>().is_err(), "{other}");
        }
    }

    #[test]
    fn every_id_lies_in_the_span_of_its_shard() {
        for shard in [0, 0x7f, 0xff] {
            let (first, last) = BlobId::span_of(shard);
            assert_eq!((first.shard(), last.shard()), (shard, shard));
        }
        let id = BlobId::new();
        let (first, last) = BlobId::span_of(id.shard());
        assert!(first <= id && id <= last);
        for sealed in [false, true] {
            let id = BlobId::sealed(sealed);
            assert_eq!(id.is_sealed(), sealed);
            assert_eq!(storage::Key::from(id).name(), format!("{:02x}/{id}", id.shard()));
            assert_eq!(id.to_string().parse(), Ok(id));
        }
    }
}
