//! Somebody must be left who can look after people: an ops account with the permission `people`.

use thiserror::Error;

use super::{
    names::Role,
    permissions::Permission,
    users::{State, may_act_in_its_time},
};
use crate::{
    clock::Millis,
    db::{Tx, statement::Statement},
    exec,
    ids::UserId,
};

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
    let others = Statement::new("SELECT u.id FROM users u WHERE u.role = ").bind(Role::Ops.as_str());
    let others = others.push(" AND u.permissions & ").bind(Permission::People as i64);
    let others = others.push(" <> 0 AND u.id <> ").bind(leaving.0).push(" AND ");
    let others = match how {
        Leaving::Now => State::Active.condition(others, "u", now),
        Leaving::Later => may_act_in_its_time(others, "u").push(" AND u.expires_at IS NULL"),
    };
    let found: Vec<(UserId,)> = others.push(" LIMIT 1").fetch_all_in(tx).await?;
    if found.is_empty() { Err(LastError::LastOfItsKind) } else { Ok(()) }
}

/// Waits until nobody else changes what somebody may, and keeps them waiting until the transaction is over.
pub(super) async fn one_at_a_time(tx: &mut Tx) -> Result<(), sqlx::Error> {
    exec!(tx, |c| sqlx::query("UPDATE installation SET made_at = made_at WHERE one_row = 1")).map(|_| ())
}
