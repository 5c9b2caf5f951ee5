//! Somebody must be left who can look after people: an ops account with the permission `people`.

use thiserror::Error;

use super::{names::Role, permissions::Permission};
use crate::{clock::Millis, db::Tx, exec, ids::UserId, sql};

/// How an account goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// At once: whoever is left must be able to act now.
    Now,
    /// At some time, by itself: whoever is left must have no end of their own.
    Later,
}

/// Why an account has to stay as it is.
#[derive(Debug, Error)]
pub enum LastError {
    /// Nobody would be left who can look after people.
    #[error("this is the last account of its kind")]
    LastOfItsKind,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Sees that somebody is left who can look after people once this account is gone, disabled, or stripped of the permission.
///
/// Of two who go at once, or strip each other, one waits here for the other, and then sees that nobody else is left.
pub async fn keep_one_without(tx: &mut Tx, leaving: UserId, how: Leaving, now: Millis) -> Result<(), LastError> {
    one_at_a_time(tx).await?;
    let (others,): (bool,) = sql!(tx, |c| sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM users
                        WHERE role = $1 AND permissions & $2 <> 0 AND id <> $3
                          AND disabled_at IS NULL AND email_verified_at IS NOT NULL
                          AND waits_since IS NULL AND invited_at IS NULL
                          AND (expires_at IS NULL OR ($4 AND expires_at > $5)))"
    )
    .bind(Role::Ops)
    .bind(Permission::People as i64)
    .bind(leaving)
    .bind(how == Leaving::Now)
    .bind(now)
    .fetch_one(c))?;
    if others { Ok(()) } else { Err(LastError::LastOfItsKind) }
}

/// Waits until nobody else changes what somebody may, and keeps them waiting until the transaction is over.
pub(super) async fn one_at_a_time(tx: &mut Tx) -> Result<(), sqlx::Error> {
    exec!(tx, |c| sqlx::query("UPDATE installation SET made_at = made_at WHERE one_row = 1")).map(|_| ())
}
