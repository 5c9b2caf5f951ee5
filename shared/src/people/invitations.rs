//! Invitations: an account that is made for somebody, and is theirs once they open the link in their mail.

use std::time::Duration;

use super::{
    email::Email,
    groups,
    names::{Role, Username, UsernameTaken},
    oversight::{self, InHand, OversightError},
    permissions::Permissions,
    profile::{self, DisplayName},
    users::{CreateError, Made, NewUser, State, User},
};
use crate::{
    audit::{self, Asked, Entry, Event},
    clock::Millis,
    db::{Db, Tx},
    exec,
    ids::{GroupId, UserId},
    jobs::Job,
    sql, summary, user_columns,
    words::Language,
};

/// How long a link lives that accepts an invitation.
pub const LIFETIME: Duration = Duration::from_hours(24 * 7);

/// What stands where the hash of a password would: nothing is hashed to it.
const NO_PASSWORD: &str = "*";

/// Who is to be invited, and as what.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Where the mail goes.
    pub email: Email,
    /// What the account is for.
    pub role: Role,
    /// What it may beyond its role.
    pub permissions: Permissions,
    /// What its owner is called.
    pub display_name: Option<DisplayName>,
    /// The groups that it is in.
    pub groups: Vec<GroupId>,
    /// When it ends by itself, if it does.
    pub expires_at: Option<Millis>,
    /// The language in which its owner is spoken to.
    pub language: Option<Language>,
}

/// Somebody who was invited and has not accepted yet.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Invited {
    /// The account.
    #[sqlx(flatten)]
    pub user: User,
    /// How often they have been invited.
    pub invitations: i64,
}

impl Invitation {
    /// Invites somebody, in the name of whoever may: nobody grants what they do not have.
    pub async fn send(&self, tx: &mut Tx, asked: &Asked, id: UserId, now: Millis) -> Result<Made, OversightError> {
        if !oversight::may(tx, asked, now).await?.cover(self.permissions) {
            return Err(OversightError::PermissionMissing);
        }
        let made = self.prepare(tx, asked, id, now).await?;
        if let Made::Now(_) = made {
            send_prepared(tx, asked, id, now).await?;
        }
        Ok(made)
    }

    /// Makes the account of an invitation that is to be sent later, for an operator: until then there is no link to it.
    pub async fn prepare(&self, tx: &mut Tx, asked: &Asked, id: UserId, now: Millis) -> Result<Made, OversightError> {
        if self.role != Role::Ops && self.permissions != Permissions::NONE {
            return Err(OversightError::NotForClients);
        }
        if self.role != Role::Client && !self.groups.is_empty() {
            return Err(OversightError::NotForOps);
        }
        let made = User::create_as(tx, id, &self.account(), now).await.map_err(|error| match error {
            // Nobody else has a name that was made up at random.
            CreateError::UsernameTaken | CreateError::EmailTaken => OversightError::EmailTaken,
            CreateError::Database(error) => error.into(),
        })?;
        let Made::Now(mut user) = made else { return Ok(made) };
        exec!(tx, |c| sqlx::query(
            "UPDATE users SET invited_at = $2, expires_at = $3, display_name = $4, display_name_key = $5 WHERE id = $1"
        )
        .bind(id)
        .bind(now)
        .bind(self.expires_at)
        .bind(&self.display_name)
        .bind(self.display_name.as_ref().map(DisplayName::key)))?;
        (user.invited_at, user.expires_at) = (Some(now), self.expires_at);
        if !self.groups.is_empty() {
            groups::set(tx, asked, id, &self.groups, now).await?;
        }
        Ok(Made::Now(user))
    }

    fn account(&self) -> NewUser {
        NewUser {
            username: Username::stand_in(),
            email: self.email.clone(),
            password_hash: NO_PASSWORD.to_owned(),
            role: self.role,
            permissions: self.permissions,
            language: self.language,
            email_verified_at: None,
            waits_since: None,
        }
    }
}

/// Sends an invitation that was prepared, and says whether it had not been sent before.
pub async fn send_prepared(tx: &mut Tx, asked: &Asked, id: UserId, now: Millis) -> Result<bool, OversightError> {
    let counted = exec!(tx, |c| sqlx::query(
        "UPDATE users SET invitations = 1 WHERE id = $1 AND invitations = 0 AND invited_at IS NOT NULL"
    )
    .bind(id))?;
    if counted == 0 {
        return Ok(false);
    }
    audit::record(tx, asked, Entry::of(Event::AccountInvited).on_person(id), now).await?;
    Job::Invitation { user: id }.enqueue(tx, now).await?;
    Ok(true)
}

/// Takes back an invitation that was prepared and not sent.
pub async fn take_back(tx: &mut Tx, id: UserId) -> Result<(), sqlx::Error> {
    exec!(tx, |c| sqlx::query("DELETE FROM users WHERE id = $1 AND invitations = 0 AND invited_at IS NOT NULL")
        .bind(id))
    .map(|_| ())
}

/// What is there of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Known {
    /// The account.
    pub id: UserId,
    /// Whether it waits for an invitation that was prepared and not sent.
    pub is_prepared: bool,
}

/// What is there of an address, if anything.
pub async fn known(db: &Db, email: &Email) -> Result<Option<Known>, sqlx::Error> {
    sql!(db, |c| sqlx::query_as(
        "SELECT id, (invited_at IS NOT NULL AND invitations = 0) AS is_prepared FROM users WHERE email_key = $1"
    )
    .bind(email.key())
    .fetch_optional(c))
}

/// Invites somebody once more, who has not accepted yet: the links of before are over.
pub async fn send_again(tx: &mut Tx, asked: &Asked, id: UserId, now: Millis) -> Result<User, OversightError> {
    let person = InHand::take_as_a_peer(tx, asked, id, now).await?.person;
    if person.state(now) != State::Invited {
        return Err(OversightError::WrongState(person.state(now)));
    }
    count_and_send(tx, &person, &person.email, now).await?;
    audit::record(tx, asked, Entry::of(Event::AccountInvited).on_person(id).with("again", true), now).await?;
    Ok(person)
}

/// Invites somebody at another address in place of the one that they were invited at.
pub(super) async fn send_elsewhere(
    tx: &mut Tx,
    person: &User,
    email: &Email,
    now: Millis,
) -> Result<(), OversightError> {
    if email.key() == person.email.key() {
        return Ok(());
    }
    match count_and_send(tx, person, email, now).await {
        Err(OversightError::Database(sqlx::Error::Database(error))) if error.is_unique_violation() => {
            Err(OversightError::EmailTaken)
        }
        sent => sent,
    }
}

async fn count_and_send(tx: &mut Tx, person: &User, email: &Email, now: Millis) -> Result<(), OversightError> {
    let counted = exec!(tx, |c| sqlx::query(
        "UPDATE users SET email = $2, email_key = $3, invited_at = $4, invitations = invitations + 1
         WHERE id = $1 AND invited_at IS NOT NULL"
    )
    .bind(person.id)
    .bind(email)
    .bind(email.key())
    .bind(now))?;
    // They may have accepted in this moment.
    if counted == 0 {
        return Err(OversightError::WrongState(State::Active));
    }
    Job::Invitation { user: person.id }.enqueue(tx, now).await?;
    Ok(())
}

impl Invited {
    /// The account with this id, where its owner may still accept.
    pub async fn find(db: &Db, id: UserId, now: Millis) -> Result<Option<Self>, sqlx::Error> {
        let found: Option<Self> = sql!(db, |c| sqlx::query_as(concat!(
            "SELECT ",
            user_columns!(),
            ", invitations FROM users WHERE id = $1 AND invited_at IS NOT NULL"
        ))
        .bind(id)
        .fetch_optional(c))?;
        Ok(found.filter(|found| found.user.state(now) == State::Invited))
    }

    /// Makes the account its owner's, who reads the mail of its address. Says whether the invitation still stood: of two who
    /// accept it at once, one is told that it is over.
    pub async fn accept(
        &self,
        tx: &mut Tx,
        asked: Asked,
        username: &Username,
        password_hash: &str,
        display_name: Option<DisplayName>,
        now: Millis,
    ) -> Result<bool, UsernameTaken> {
        let accepted = exec!(tx, |c| {
            sqlx::query(
            "UPDATE users SET username = $3, username_key = $4, password_hash = $5, invited_at = NULL, email_verified_at = $6
             WHERE id = $1 AND invitations = $2 AND invited_at IS NOT NULL AND disabled_at IS NULL
               AND (expires_at IS NULL OR expires_at > $6)"
        )
        .bind(self.user.id)
        .bind(self.invitations)
        .bind(username)
        .bind(username.key())
        .bind(password_hash)
        .bind(now)
        });
        match accepted {
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => return Err(UsernameTaken::Taken),
            Ok(0) => return Ok(false),
            accepted => accepted?,
        };
        let entry = Entry::of(Event::AccountVerified).on_person(self.user.id).with("invitation", true);
        let entry = if self.user.role == Role::Client { entry.with("reason", summary::CLIENT_INVITED) } else { entry };
        audit::record(tx, &asked.of(self.user.id), entry, now).await?;
        if let Some(display_name) = display_name {
            let display_name = Some(Some(display_name));
            profile::Changes { display_name, ..profile::Changes::default() }.make(tx, self.user.id).await?;
        }
        Ok(true)
    }
}
