//! Those who signed up and wait until somebody approves them.

use super::{
    erasing,
    notices::AccountEvent,
    oversight::{By, InHand, OversightError},
    users::User,
};
use crate::{clock::Millis, db::Tx, exec, ids::UserId, jobs::Job};

/// Approves an applicant, who is told. Doing it again changes nothing.
pub async fn approve(tx: &mut Tx, by: By, id: UserId, now: Millis) -> Result<User, OversightError> {
    let mut person = InHand::take(tx, by, id, now).await?.person;
    if person.waits_since.take().is_some() {
        exec!(tx, |c| sqlx::query("UPDATE users SET waits_since = NULL WHERE id = $1").bind(id))?;
        Job::AccountNotice { user: id, event: AccountEvent::Approved }.enqueue(tx, now).await?;
    }
    Ok(person)
}

/// Refuses an applicant: the account is erased.
pub async fn refuse(tx: &mut Tx, by: By, id: UserId, now: Millis) -> Result<User, OversightError> {
    let person = InHand::take_as_a_peer(tx, by, id, now).await?.person;
    if person.waits_since.is_none() {
        return Err(OversightError::WrongState(person.state(now)));
    }
    erasing::erase(tx, &person, now).await?;
    Ok(person)
}
