//! The link that opens a document.

use sealed::{Purpose, two_fields};
use uuid::Uuid;

use crate::ids::{FileId, UserId};

/// Leave for one user to download one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// The file.
    pub file: FileId,
    /// The user.
    pub user: UserId,
}

impl Purpose for Download {
    const TAG: u8 = 2;

    fn body(&self) -> Vec<u8> {
        [self.file.0.as_bytes(), &self.user.0.as_bytes()[..]].concat()
    }

    fn from_body(body: &[u8]) -> Option<Self> {
        let (file, user) = two_fields(body)?;
        Some(Self { file: FileId(Uuid::from_bytes(file)), user: UserId(Uuid::from_bytes(user)) })
    }
}
