//! The link that opens a document.

use aws_lc_rs::digest::{SHA256, digest};
use sealed::{Purpose, two_fields};
use uuid::Uuid;

use crate::ids::{FileId, LinkId, UserId};

/// Leave for one user to download one version of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// The file.
    pub file: FileId,
    /// The user.
    pub user: UserId,
    /// The link itself.
    pub link: LinkId,
    /// Which version of the file.
    pub version: i64,
    /// The epoch of the file's links when it was made: it is void in a later one.
    pub epoch: i64,
    /// Whether it has a row of its own, without which it is void.
    pub has_row: bool,
}

impl Download {
    /// A link as they were made before versions and epochs, of which there is one for each user and file.
    fn of_before(file: [u8; 16], user: [u8; 16]) -> Self {
        let mut link = [0; 16];
        link.copy_from_slice(&digest(&SHA256, &[file, user].concat()).as_ref()[..16]);
        Self {
            file: FileId(Uuid::from_bytes(file)),
            user: UserId(Uuid::from_bytes(user)),
            link: LinkId(Uuid::from_bytes(link)),
            version: 1,
            epoch: 0,
            has_row: false,
        }
    }
}

impl Purpose for Download {
    const TAG: u8 = 2;

    fn body(&self) -> Vec<u8> {
        let ids = [self.file.0.as_bytes(), self.user.0.as_bytes(), &self.link.0.as_bytes()[..]].concat();
        [&ids, &self.version.to_be_bytes()[..], &self.epoch.to_be_bytes(), &[self.has_row.into()]].concat()
    }

    fn from_body(body: &[u8]) -> Option<Self> {
        if let Some((file, user)) = two_fields(body) {
            return Some(Self::of_before(file, user));
        }
        let (file, rest) = body.split_first_chunk()?;
        let (user, rest) = rest.split_first_chunk()?;
        let (link, rest) = rest.split_first_chunk()?;
        let (version, rest) = rest.split_first_chunk()?;
        let (epoch, [has_row @ (0 | 1)]) = rest.split_first_chunk()? else { return None };
        Some(Self {
            file: FileId(Uuid::from_bytes(*file)),
            user: UserId(Uuid::from_bytes(*user)),
            link: LinkId(Uuid::from_bytes(*link)),
            version: i64::from_be_bytes(*version),
            epoch: i64::from_be_bytes(*epoch),
            has_row: *has_row == 1,
        })
    }
}
