//! The link that proves an e-mail address.

use aws_lc_rs::digest;
use sealed::{Purpose, two_fields};
use uuid::Uuid;

use crate::{ids::UserId, people::email::Email};

/// Proof that its holder reads the mail of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyEmail {
    /// The account.
    pub user: UserId,
    /// Marks the address that the mail went to, so that the proof does not hold for another one.
    pub address: [u8; 8],
}

impl VerifyEmail {
    /// Proof for an account at an address.
    pub fn new(user: UserId, email: &Email) -> Self {
        let mut address = [0; 8];
        address.copy_from_slice(&digest::digest(&digest::SHA256, email.key().as_bytes()).as_ref()[..8]);
        Self { user, address }
    }
}

impl Purpose for VerifyEmail {
    const TAG: u8 = 1;

    fn body(&self) -> Vec<u8> {
        [&self.user.0.as_bytes()[..], &self.address].concat()
    }

    fn from_body(body: &[u8]) -> Option<Self> {
        let (user, address) = two_fields(body)?;
        Some(Self { user: UserId(Uuid::from_bytes(user)), address })
    }
}
