//! The link that opens several documents as a zip.

use sealed::{Purpose, two_fields};
use uuid::Uuid;

use crate::ids::{LinkId, UserId};

/// Leave for one user to download what stands in the row of a zip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZipDownload {
    /// The link, which is the zip.
    pub zip: LinkId,
    /// The user.
    pub user: UserId,
}

impl Purpose for ZipDownload {
    const TAG: u8 = 11;

    fn body(&self) -> Vec<u8> {
        [self.zip.0.as_bytes(), &self.user.0.as_bytes()[..]].concat()
    }

    fn from_body(body: &[u8]) -> Option<Self> {
        let (zip, user) = two_fields(body)?;
        Some(Self { zip: LinkId(Uuid::from_bytes(zip)), user: UserId(Uuid::from_bytes(user)) })
    }
}
