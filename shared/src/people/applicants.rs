//! Those who signed up and wait until somebody approves them.

use super::{
    erasing,
    notices::AccountEvent,
    oversight::{InHand, OversightError},
    users::User,
};
use crate::{
    audit::{self, Asked, Entry, Event},
    clock::Millis,
    db::Tx,
    exec,
    ids::UserId,
    jobs::Job,
};

/// Approves an applicant, who is told. Doing it again changes nothing.
pub async fn approve(tx: &mut Tx, asked: &Asked, id: UserId, now: Millis) -> Result<User, OversightError> {
    let mut person = InHand::take(tx, asked, id, now).await?.person;
    if person.waits_since.take().is_some() {
        exec!(tx, |c| sqlx::query("UPDATE users SET waits_since = NULL WHERE id = $1").bind(id))?;
        audit::record(tx, asked, Entry::of(Event::AccountApproved).on_person(id), now).await?;
        Job::AccountNotice { user: id, event: AccountEvent::Approved }.enqueue(tx, now).await?;
    }
    Ok(person)
}

/// Refuses an applicant: the account is erased.
pub async fn refuse(tx: &mut Tx, asked: &Asked, id: UserId, now: Millis) -> Result<User, OversightError> {
    let person = InHand::take_as_a_peer(tx, asked, id, now).await?.person;
    if person.waits_since.is_none() {
        return Err(OversightError::WrongState(person.state(now)));
    }
    erasing::erase(tx, &person, asked, now).await?;
    Ok(person)
}
