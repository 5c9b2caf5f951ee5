//! The link that proves the address to which an account changes.

use aws_lc_rs::digest::{Context, SHA256};
use sealed::{Purpose, two_fields};
use uuid::Uuid;

use crate::{ids::UserId, people::email::Email};

/// Proof that its holder reads the mail of the address that an account wants to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeEmail {
    /// The account.
    pub user: UserId,
    /// Marks both addresses, so that the link is over once either has changed.
    pub addresses: [u8; 16],
}

impl ChangeEmail {
    /// Proof for an account that has one address and wants to have another.
    pub fn new(user: UserId, old: &Email, new: &Email) -> Self {
        let mut digest = Context::new(&SHA256);
        digest.update(old.key().as_bytes());
        digest.update(&[0]);
        digest.update(new.key().as_bytes());
        let mut addresses = [0; 16];
        addresses.copy_from_slice(&digest.finish().as_ref()[..16]);
        Self { user, addresses }
    }
}

impl Purpose for ChangeEmail {
    const TAG: u8 = 4;

    fn body(&self) -> Vec<u8> {
        [self.user.0.as_bytes(), &self.addresses[..]].concat()
    }

    fn from_body(body: &[u8]) -> Option<Self> {
        let (user, addresses) = two_fields(body)?;
        Some(Self { user: UserId(Uuid::from_bytes(user)), addresses })
    }
}
