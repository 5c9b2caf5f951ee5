//! The secret of an authenticator app, as it lies in its row.

use std::fmt;

use sealed::{Purpose, two_fields};
use uuid::Uuid;

use crate::ids::UserId;

/// What an app and this service both know of an account. Sealed, it is of no use in the row of another one.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret {
    /// The account.
    pub user: UserId,
    /// The secret itself.
    pub secret: [u8; TotpSecret::LENGTH],
}

impl TotpSecret {
    /// So many bytes it has: as many as SHA-1 (RFC 4226, section 4).
    pub const LENGTH: usize = 20;
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TotpSecret({})", self.user)
    }
}

impl Purpose for TotpSecret {
    const TAG: u8 = 8;

    fn body(&self) -> Vec<u8> {
        [self.user.0.as_bytes(), &self.secret[..]].concat()
    }

    fn from_body(body: &[u8]) -> Option<Self> {
        let (user, secret) = two_fields(body)?;
        Some(Self { user: UserId(Uuid::from_bytes(user)), secret })
    }
}
