//! The link that accepts an invitation.

use sealed::{Purpose, two_fields};
use uuid::Uuid;

use crate::ids::UserId;

/// Leave for its holder, who reads the mail of somebody invited, to make the account theirs, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The account.
    pub user: UserId,
    /// How often they had been invited by then: the link of the last invitation is the one that works.
    pub number: i64,
}

impl Purpose for Invitation {
    const TAG: u8 = 9;

    fn body(&self) -> Vec<u8> {
        [&self.user.0.as_bytes()[..], &self.number.to_be_bytes()].concat()
    }

    fn from_body(body: &[u8]) -> Option<Self> {
        let (user, number) = two_fields(body)?;
        Some(Self { user: UserId(Uuid::from_bytes(user)), number: i64::from_be_bytes(number) })
    }
}
