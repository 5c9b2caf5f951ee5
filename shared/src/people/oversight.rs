//! Whoever looks after others: what they may, and whom they may touch.
//!
//! Nobody grants what they do not have, and nobody changes what an account with a permission which they lack is proved by,
//! or shuts it out. Such changes are made one after the other, and each looks at both accounts as they stand by then: of two
//! who take the right from each other, one has it no more when their turn comes.

use thiserror::Error;

use super::{
    credentials::EmailError,
    last_of_its_kind::{self, LastError},
    permissions::{Permission, Permissions},
    users::{State, User},
};
use crate::{
    audit::{Asked, By},
    clock::Millis,
    db::Tx,
    ids::UserId,
    jobs::JobError,
};

/// Why somebody is left as they are.
#[derive(Debug, Error)]
pub enum OversightError {
    /// There is no such account.
    #[error("there is no such account")]
    Unknown,
    /// Whoever asks lacks a permission.
    #[error("this takes a permission that is lacking")]
    PermissionMissing,
    /// Nobody would be left who can look after people.
    #[error("nobody would be left who can look after people")]
    LastOfItsKind,
    /// The account does not stand so that this could be done.
    #[error("the account is {}", .0.as_str())]
    WrongState(State),
    /// Permissions are for ops alone.
    #[error("only ops accounts have permissions")]
    NotForClients,
    /// Groups are of clients alone.
    #[error("only clients are in groups")]
    NotForOps,
    /// A group is not there.
    #[error("there is no such group")]
    UnknownGroup,
    /// The e-mail address is another account's.
    #[error("this e-mail address is taken")]
    EmailTaken,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Somebody who is being looked after, until the transaction is over.
#[derive(Debug)]
pub struct InHand {
    /// What whoever looks after them may.
    pub(super) may: Permissions,
    /// They, as they stand now.
    pub person: User,
}

/// What whoever asks may by now, once nobody else changes it. An operator at the machine may everything.
pub(super) async fn may(tx: &mut Tx, asked: &Asked, now: Millis) -> Result<Permissions, OversightError> {
    last_of_its_kind::one_at_a_time(tx).await?;
    let account = match asked.by {
        By::Operator => return Ok(Permissions::all()),
        By::Account(account) | By::Token(account, _) => User::find_in(tx, account).await?,
        By::Nobody | By::Worker => None,
    };
    let active = account.filter(|account| account.state(now) == State::Active);
    let permissions = active.map(|account| account.permissions);
    permissions.filter(|may| may.allow(Permission::People)).ok_or(OversightError::PermissionMissing)
}

impl InHand {
    /// Takes somebody in hand.
    pub async fn take(tx: &mut Tx, asked: &Asked, person: UserId, now: Millis) -> Result<Self, OversightError> {
        let may = may(tx, asked, now).await?;
        let person = User::find_in(tx, person).await?.ok_or(OversightError::Unknown)?;
        Ok(Self { may, person })
    }

    /// The same, for what only those may do who have each permission that the account has.
    pub async fn take_as_a_peer(
        tx: &mut Tx,
        asked: &Asked,
        person: UserId,
        now: Millis,
    ) -> Result<Self, OversightError> {
        let held = Self::take(tx, asked, person, now).await?;
        held.as_a_peer()?;
        Ok(held)
    }

    /// Whoever looks after them has each permission that they have.
    pub(super) fn as_a_peer(&self) -> Result<(), OversightError> {
        if self.may.cover(self.person.permissions) { Ok(()) } else { Err(OversightError::PermissionMissing) }
    }
}

impl From<LastError> for OversightError {
    fn from(error: LastError) -> Self {
        match error {
            LastError::LastOfItsKind => Self::LastOfItsKind,
            LastError::Database(error) => error.into(),
        }
    }
}

impl From<EmailError> for OversightError {
    fn from(error: EmailError) -> Self {
        match error {
            EmailError::Taken => Self::EmailTaken,
            EmailError::Database(error) => error.into(),
        }
    }
}

impl From<JobError> for OversightError {
    fn from(error: JobError) -> Self {
        sqlx::Error::from(error).into()
    }
}
