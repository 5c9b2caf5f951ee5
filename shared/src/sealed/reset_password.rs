//! The link that sets a new password.

use aws_lc_rs::digest::{Context, SHA256};
use sealed::{Purpose, two_fields};
use uuid::Uuid;

use crate::{ids::UserId, people::email::Email};

/// Leave for its holder, who reads the mail of an account, to set its password anew, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResetPassword {
    /// The account.
    pub user: UserId,
    /// Marks the password and the address that the account had, so that the link is over once either has changed.
    pub before: [u8; 16],
}

impl ResetPassword {
    /// Leave for an account that has this password, by its hash, and this address.
    pub fn new(user: UserId, password_hash: &str, email: &Email) -> Self {
        let mut digest = Context::new(&SHA256);
        // A hash holds no zero byte, so the two cannot run into each other.
        digest.update(password_hash.as_bytes());
        digest.update(&[0]);
        digest.update(email.key().as_bytes());
        let mut before = [0; 16];
        before.copy_from_slice(&digest.finish().as_ref()[..16]);
        Self { user, before }
    }
}

impl Purpose for ResetPassword {
    const TAG: u8 = 3;

    fn body(&self) -> Vec<u8> {
        [self.user.0.as_bytes(), &self.before[..]].concat()
    }

    fn from_body(body: &[u8]) -> Option<Self> {
        let (user, before) = two_fields(body)?;
        Some(Self { user: UserId(Uuid::from_bytes(user)), before })
    }
}
