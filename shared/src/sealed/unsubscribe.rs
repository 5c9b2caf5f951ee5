//! The link that ends mails about documents.

use sealed::{Purpose, two_fields};
use uuid::Uuid;

use crate::ids::UserId;

/// Leave to turn off, for one account, the mails in which this link stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsubscribe {
    /// The account.
    pub user: UserId,
    /// Which mails.
    pub mails: Mails,
}

/// Mails that can be turned off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mails {
    /// About documents.
    Documents,
}

impl Purpose for Unsubscribe {
    const TAG: u8 = 12;

    fn body(&self) -> Vec<u8> {
        let mails = match self.mails {
            Mails::Documents => 0,
        };
        [&self.user.0.as_bytes()[..], &[mails]].concat()
    }

    fn from_body(body: &[u8]) -> Option<Self> {
        let (user, [0]) = two_fields::<16, 1>(body)? else { return None };
        Some(Self { user: UserId(Uuid::from_bytes(user)), mails: Mails::Documents })
    }
}
