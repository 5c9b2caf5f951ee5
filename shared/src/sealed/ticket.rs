//! The ticket of half a log-in.

use aws_lc_rs::digest::{Context, SHA256, digest};
use sealed::Purpose;
use uuid::Uuid;

use crate::{ids::UserId, people::sessions::HeldBy};

/// Leave for somebody who has given the password of an account to go on with its second factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Tells it from all others: it is good once.
    pub id: Uuid,
    /// The account.
    pub user: UserId,
    /// Marks the password and the epoch that the account had, so that the ticket is over once either has changed.
    pub before: [u8; 16],
    /// By what the session is to be held.
    pub held_by: HeldBy,
}

impl Ticket {
    /// A ticket for an account that has this epoch, and this password by its hash.
    pub fn new(user: UserId, epoch: i64, password_hash: &str, held_by: HeldBy) -> Self {
        let mut digest = Context::new(&SHA256);
        digest.update(&epoch.to_be_bytes());
        digest.update(password_hash.as_bytes());
        let mut before = [0; 16];
        before.copy_from_slice(&digest.finish().as_ref()[..16]);
        Self { id: Uuid::new_v4(), user, before, held_by }
    }

    /// What a passkey signs for it, which is good as often as the ticket is.
    pub fn challenge(&self) -> passkeys::Challenge {
        let mut challenge = passkeys::Challenge::default();
        challenge.copy_from_slice(digest(&SHA256, &[b"ticket", &self.id.as_bytes()[..]].concat()).as_ref());
        challenge
    }

    /// Says whether the account is as it was when the ticket was made.
    pub fn still_holds(&self, epoch: i64, password_hash: &str) -> bool {
        self.before == Self::new(self.user, epoch, password_hash, self.held_by).before
    }
}

impl Purpose for Ticket {
    const TAG: u8 = 5;

    fn body(&self) -> Vec<u8> {
        let held_by = match self.held_by {
            HeldBy::Tokens => 0,
            HeldBy::Cookie { remembered: false } => 1,
            HeldBy::Cookie { remembered: true } => 2,
        };
        [self.id.as_bytes(), self.user.0.as_bytes(), &self.before, &[held_by][..]].concat()
    }

    fn from_body(body: &[u8]) -> Option<Self> {
        let (id, rest) = body.split_first_chunk()?;
        let (user, rest) = rest.split_first_chunk()?;
        let (before, [held_by]) = rest.split_first_chunk()? else { return None };
        let held_by = match held_by {
            0 => HeldBy::Tokens,
            1 => HeldBy::Cookie { remembered: false },
            2 => HeldBy::Cookie { remembered: true },
            _ => return None,
        };
        Some(Self { id: Uuid::from_bytes(*id), user: UserId(Uuid::from_bytes(*user)), before: *before, held_by })
    }
}
