//! What others change of an account: at once, and everywhere at its next request.

use super::{
    credentials::WithPendingEmail,
    email::Email,
    erasing,
    factors::{self, SecondFactors},
    groups, invitations,
    last_of_its_kind::{self, Leaving},
    names::Role,
    new_address,
    notices::AccountEvent,
    oversight::{InHand, OversightError},
    permissions::{Permission, Permissions},
    profile::{self, DisplayName},
    sessions::Session,
    users::{State, User},
};
use crate::{
    audit::{self, Asked, Entry, Event},
    clock::Millis,
    db::Tx,
    exec,
    ids::{GroupId, UserId},
    jobs::Job,
};

/// What is to change; none leaves a thing as it is.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Whether the account is disabled.
    pub disabled: Option<bool>,
    /// When it ends by itself, or that it does not.
    pub expires_at: Option<Option<Millis>>,
    /// What it may beyond its role.
    pub permissions: Option<Permissions>,
    /// The groups that it is in.
    pub groups: Option<Vec<GroupId>>,
    /// What its owner is called, or nothing.
    pub display_name: Option<Option<DisplayName>>,
    /// The address that it is to have.
    pub email: Option<Email>,
}

/// Changes an account.
pub async fn change(
    tx: &mut Tx,
    asked: &Asked,
    id: UserId,
    wanted: Wanted,
    now: Millis,
) -> Result<User, OversightError> {
    let held = InHand::take(tx, asked, id, now).await?;
    wanted.may_be_done(&held)?;
    let before = held.person;
    let mut after = before.clone();
    if let Some(disabled) = wanted.disabled {
        after.disabled_at = disabled.then(|| before.disabled_at.unwrap_or(now));
    }
    after.expires_at = wanted.expires_at.unwrap_or(before.expires_at);
    after.permissions = wanted.permissions.unwrap_or(before.permissions);
    let entry = wanted.entry(&before, &after);
    keep_one(tx, &before, &after, now).await?;

    if before.disabled_at.is_none() && after.disabled_at.is_some() {
        User::disable(tx, id, now).await?;
        audit::record(tx, asked, Entry::of(Event::AccountDisabled).on_person(id), now).await?;
    } else if before.disabled_at.is_some() && after.disabled_at.is_none() {
        User::enable(tx, id).await?;
        audit::record(tx, asked, Entry::of(Event::AccountEnabled).on_person(id), now).await?;
    }
    if after.expires_at != before.expires_at {
        expire(tx, id, after.expires_at, now).await?;
    }
    if after.permissions != before.permissions {
        // Whoever may read an address that was asked for before was not asked about these.
        exec!(tx, |c| sqlx::query("UPDATE users SET permissions = $2, pending_email = NULL WHERE id = $1")
            .bind(id)
            .bind(after.permissions))?;
    }
    if let Some(groups) = &wanted.groups {
        groups::set(tx, asked, id, groups, now).await?;
    }
    if let Some(display_name) = wanted.display_name {
        profile::Changes { display_name: Some(display_name), ..profile::Changes::default() }.make(tx, id).await?;
    }
    if let Some(email) = &wanted.email {
        change_email(tx, &before, email, now).await?;
    }
    if let Some(entry) = entry {
        audit::record(tx, asked, entry, now).await?;
    }
    User::find_in(tx, id).await?.ok_or(OversightError::Unknown)
}

impl Wanted {
    /// Says whether whoever has the account in hand may do this to it.
    fn may_be_done(&self, held: &InHand) -> Result<(), OversightError> {
        let person = &held.person;
        let disables = self.disabled.is_some_and(|disabled| disabled != person.disabled_at.is_some());
        let expires = self.expires_at.is_some_and(|expires_at| expires_at != person.expires_at);
        let permissions = self.permissions.filter(|permissions| *permissions != person.permissions);
        if disables || expires || permissions.is_some() || self.email.is_some() {
            held.as_a_peer()?;
        }
        if let Some(permissions) = permissions {
            if person.role != Role::Ops {
                return Err(OversightError::NotForClients);
            }
            if !held.may.cover(permissions.differing(person.permissions)) {
                return Err(OversightError::PermissionMissing);
            }
        }
        if person.role == Role::Ops && self.groups.as_ref().is_some_and(|groups| !groups.is_empty()) {
            return Err(OversightError::NotForOps);
        }
        Ok(())
    }
}

impl Wanted {
    /// What the trail tells of this, if there is something beside what has an event of its own.
    fn entry(&self, before: &User, after: &User) -> Option<Entry> {
        let mut changed: Vec<&'static str> = Vec::new();
        changed.extend((after.expires_at != before.expires_at).then_some("expires_at"));
        changed.extend(self.display_name.is_some().then_some("display_name"));
        changed.extend(self.email.is_some().then_some("email"));
        let entry = Entry::of(Event::AccountChanged).on_person(before.id);
        let entry = changed.iter().fold(entry, |entry, what| entry.with(what, true));
        let permissions: Vec<_> = before.permissions.differing(after.permissions).iter().collect();
        let may = |permission: &Permission| after.permissions.allow(*permission);
        let entry = permissions.iter().fold(entry, |entry, one| entry.with(one.as_str(), may(one)));
        (!changed.is_empty() || !permissions.is_empty()).then_some(entry)
    }
}

/// Sees that somebody is left who can look after people, where this takes one away.
async fn keep_one(tx: &mut Tx, before: &User, after: &User, now: Millis) -> Result<(), OversightError> {
    let counts = |user: &User| {
        user.role == Role::Ops && user.permissions.allow(Permission::People) && user.state(now) == State::Active
    };
    if !counts(before) {
        return Ok(());
    }
    let how = if !counts(after) {
        Leaving::Now
    } else if after.expires_at.is_some() && after.expires_at != before.expires_at {
        Leaving::Later
    } else {
        return Ok(());
    };
    Ok(last_of_its_kind::keep_one_without(tx, before.id, how, now).await?)
}

/// Sets the end of an account. One that is over already begins anew: what was given out before stays over.
async fn expire(tx: &mut Tx, id: UserId, end: Option<Millis>, now: Millis) -> Result<(), sqlx::Error> {
    exec!(tx, |c| sqlx::query(
        "UPDATE users SET epoch = epoch + CASE WHEN expires_at <= $3 THEN 1 ELSE 0 END, expires_at = $2 WHERE id = $1"
    )
    .bind(id)
    .bind(end)
    .bind(now))
    .map(|_| ())
}

/// Whoever has yet to accept proves the address by doing so; everybody else proves it first.
async fn change_email(tx: &mut Tx, person: &User, email: &Email, now: Millis) -> Result<(), OversightError> {
    if person.invited_at.is_some() {
        return invitations::send_elsewhere(tx, person, email, now).await;
    }
    Ok(new_address::ask(tx, person, email, now).await?)
}

/// Erases an account, for somebody who may.
pub async fn erase(tx: &mut Tx, asked: &Asked, id: UserId, now: Millis) -> Result<User, OversightError> {
    let held = InHand::take_as_a_peer(tx, asked, id, now).await?;
    erasing::erase(tx, &held.person, asked, now).await?;
    Ok(held.person)
}

/// Ends all sessions of an account, and says whose.
pub async fn end_sessions(tx: &mut Tx, asked: &Asked, id: UserId, now: Millis) -> Result<User, OversightError> {
    let held = InHand::take(tx, asked, id, now).await?;
    // What was asked for in one of them ends with it.
    WithPendingEmail::withdraw(tx, id).await?;
    Session::end_all(tx, id, now).await?;
    audit::record(tx, asked, Entry::of(Event::SessionEnded).on_person(id).with("all", true), now).await?;
    Ok(held.person)
}

/// Takes away what somebody shows beside their password, which they have lost, and tells them.
pub async fn reset_second_factor(tx: &mut Tx, asked: &Asked, id: UserId, now: Millis) -> Result<User, OversightError> {
    let held = InHand::take_as_a_peer(tx, asked, id, now).await?;
    if SecondFactors::hold(tx, id).await?.any() {
        factors::forget(tx, id).await?;
        audit::record(tx, asked, Entry::of(Event::SecondFactorRemoved).on_person(id).with("all", true), now).await?;
        Job::AccountNotice { user: id, event: AccountEvent::SecondFactorReset }.enqueue(tx, now).await?;
    }
    Ok(held.person)
}

/// Mails somebody the link that proves their address once more: once a minute at the most.
pub async fn verify_again(tx: &mut Tx, asked: &Asked, id: UserId, now: Millis) -> Result<User, OversightError> {
    let person = InHand::take(tx, asked, id, now).await?.person;
    if !person.has_to_verify() {
        return Err(OversightError::WrongState(person.state(now)));
    }
    let mail = Job::VerifyEmail { user: id };
    mail.enqueue_once(tx, &format!("verify_email:{id}:{}", now.unix_seconds() / 60), now).await?;
    Ok(person)
}
