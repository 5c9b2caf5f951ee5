//! Accounts: who may do what.

use std::str::FromStr;

use serde::Serialize;
use thiserror::Error;

use super::{
    email::Email,
    names::{Role, Username},
    permissions::Permissions,
};
use crate::{
    clock::Millis,
    db::{Db, Tx, statement::Statement},
    exec,
    ids::UserId,
    sql,
    words::{Language, Text},
};

/// The columns of a [`User`], of a query on `users` alone or, with a name, on this table of several.
#[macro_export]
macro_rules! user_columns {
    () => {
        "id, username, email, role, permissions, language, email_verified_at, waits_since, invited_at, expires_at, disabled_at"
    };
    ($of:literal) => {
        concat!(
            $of, ".id, ", $of, ".username, ", $of, ".email, ", $of, ".role, ", $of, ".permissions, ", $of, ".language, ",
            $of, ".email_verified_at, ", $of, ".waits_since, ", $of, ".invited_at, ", $of, ".expires_at, ", $of, ".disabled_at"
        )
    };
}

/// An account, without its password.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// Its user name.
    pub username: Username,
    /// Where it gets its mail.
    pub email: Email,
    /// What it is for.
    pub role: Role,
    /// What it may beyond its role.
    pub permissions: Permissions,
    /// The language that its owner chose.
    pub language: Option<Language>,
    /// When its e-mail address was proved, if it was.
    pub email_verified_at: Option<Millis>,
    /// Since when it waits to be approved, if it does.
    pub waits_since: Option<Millis>,
    /// When its owner was invited, as long as they have not accepted.
    pub invited_at: Option<Millis>,
    /// When it ends by itself, if it does.
    pub expires_at: Option<Millis>,
    /// When it was disabled, if it was.
    pub disabled_at: Option<Millis>,
}

/// How an account stands. Only an active one may act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Its owner was invited and has not accepted yet.
    Invited,
    /// Its address is not proved yet.
    Unverified,
    /// Somebody has to approve it.
    Waiting,
    /// It may act.
    Active,
    /// Somebody disabled it.
    Disabled,
    /// Its time is over.
    Expired,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Invited, Self::Unverified, Self::Waiting, Self::Active, Self::Disabled, Self::Expired];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Unverified => "unverified",
            Self::Waiting => "waiting",
            Self::Active => "active",
            Self::Disabled => "disabled",
            Self::Expired => "expired",
        }
    }

    /// The condition that the account that goes by this name in the statement stands so at this time, just as [`User::state`]
    /// says it.
    pub(crate) fn condition(self, statement: Statement, of: &'static str, now: Millis) -> Statement {
        let statement = match self {
            Self::Disabled => return all(statement, of, &[".disabled_at IS NOT NULL"]),
            Self::Expired => return all(statement, of, &[".disabled_at IS NULL", ".expires_at <= "]).bind(now),
            Self::Invited => all(statement, of, &[".invited_at IS NOT NULL"]),
            Self::Unverified => all(statement, of, &[".invited_at IS NULL", ".email_verified_at IS NULL"]),
            Self::Waiting => {
                let waits = [".invited_at IS NULL", ".email_verified_at IS NOT NULL", ".waits_since IS NOT NULL"];
                all(statement, of, &waits)
            }
            Self::Active => has_come_in(statement, of),
        };
        is_enabled(statement.push(" AND "), of, now)
    }
}

/// The condition that the account of this name is proved, approved and accepted, whatever has become of it
/// since.
pub(crate) fn has_come_in(statement: Statement, of: &'static str) -> Statement {
    all(statement, of, &[".email_verified_at IS NOT NULL", ".waits_since IS NULL", ".invited_at IS NULL"])
}

/// The condition that the account of this name may act until its time is over.
pub(crate) fn may_act_in_its_time(statement: Statement, of: &'static str) -> Statement {
    all(has_come_in(statement, of).push(" AND "), of, &[".disabled_at IS NULL"])
}

/// The condition that the account of this name is neither disabled nor expired.
pub(crate) fn is_enabled(statement: Statement, of: &'static str, now: Millis) -> Statement {
    let statement = all(statement, of, &[".disabled_at IS NULL"]).push(" AND (").push(of);
    statement.push(".expires_at IS NULL OR ").push(of).push(".expires_at > ").bind(now).push(")")
}

/// The condition that all of this holds of the account of this name.
fn all(statement: Statement, of: &'static str, conditions: &[&'static str]) -> Statement {
    conditions.iter().enumerate().fold(statement, |statement, (at, condition)| {
        statement.push(if at == 0 { "" } else { " AND " }).push(of).push(condition)
    })
}

impl FromStr for State {
    type Err = Text;

    fn from_str(text: &str) -> Result<Self, Text> {
        let state = Self::ALL.into_iter().find(|state| state.as_str() == text);
        state.ok_or_else(|| Text::one_of(Self::ALL.map(Self::as_str)))
    }
}

/// An account that is about to be made.
#[derive(Debug)]
pub struct NewUser {
    /// Its user name.
    pub username: Username,
    /// Its e-mail address.
    pub email: Email,
    /// The Argon2id hash of its password, as a PHC string.
    pub password_hash: String,
    /// What it is for.
    pub role: Role,
    /// What it may beyond its role.
    pub permissions: Permissions,
    /// The language in which its owner is spoken to.
    pub language: Option<Language>,
    /// Set where the address needs no proof, as for accounts that an operator makes.
    pub email_verified_at: Option<Millis>,
    /// Set where somebody has to approve it.
    pub waits_since: Option<Millis>,
}

/// An account that was asked for.
#[derive(Debug)]
pub enum Made {
    /// It is made in this transaction.
    Now(User),
    /// An earlier transaction made it.
    Before(User),
}

/// Why an account could not be made.
#[derive(Debug, Error)]
pub enum CreateError {
    /// Somebody has this user name.
    #[error("this user name is taken")]
    UsernameTaken,
    /// Somebody has this e-mail address.
    #[error("this e-mail address is taken")]
    EmailTaken,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

impl User {
    /// How the account stands at this time.
    pub fn state(&self, now: Millis) -> State {
        if self.disabled_at.is_some() {
            State::Disabled
        } else if self.expires_at.is_some_and(|end| end <= now) {
            State::Expired
        } else if self.invited_at.is_some() {
            State::Invited
        } else if self.email_verified_at.is_none() {
            State::Unverified
        } else if self.waits_since.is_some() {
            State::Waiting
        } else {
            State::Active
        }
    }

    /// Says whether a verification mail would be of use. Whoever was invited proves the address by accepting.
    pub fn has_to_verify(&self) -> bool {
        self.email_verified_at.is_none() && self.invited_at.is_none()
    }

    /// Says whether there is a password, which whoever reads the account's mail may set anew.
    pub fn has_a_password(&self) -> bool {
        self.disabled_at.is_none() && self.invited_at.is_none()
    }

    /// Makes an account. Two that ask for one name at once get one account and one refusal.
    pub async fn create(tx: &mut Tx, new: NewUser, now: Millis) -> Result<Self, CreateError> {
        match Self::create_as(tx, UserId::new(), &new, now).await? {
            Made::Now(user) | Made::Before(user) => Ok(user),
        }
    }

    /// The same, under an id of the caller's: a transaction that may have been committed can be done once more, and finds
    /// the account that it made. One that is still under way is waited for.
    pub async fn create_as(tx: &mut Tx, id: UserId, new: &NewUser, now: Millis) -> Result<Made, CreateError> {
        let (username_key, email_key) = (new.username.key(), new.email.key());
        let made: Option<Self> = sql!(tx, |c| sqlx::query_as(concat!(
            "INSERT INTO users (id, username, username_key, email, email_key, password_hash, role,
                                    email_verified_at, created_at, permissions, language, waits_since)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                 ON CONFLICT DO NOTHING RETURNING ",
            user_columns!()
        ))
        .bind(id)
        .bind(&new.username)
        .bind(&username_key)
        .bind(&new.email)
        .bind(&email_key)
        .bind(&new.password_hash)
        .bind(new.role)
        .bind(new.email_verified_at)
        .bind(now)
        .bind(new.permissions)
        .bind(new.language)
        .bind(new.waits_since)
        .fetch_optional(c))?;
        if let Some(user) = made {
            return Ok(Made::Now(user));
        }
        match Self::find_in(tx, id).await? {
            Some(user) => Ok(Made::Before(user)),
            None => Err(Self::what_is_taken(tx, &username_key).await?),
        }
    }

    async fn what_is_taken(tx: &mut Tx, username_key: &str) -> Result<CreateError, sqlx::Error> {
        let (name_taken,): (bool,) =
            sql!(tx, |c| sqlx::query_as("SELECT EXISTS (SELECT 1 FROM users WHERE username_key = $1)")
                .bind(username_key)
                .fetch_one(c))?;
        Ok(if name_taken { CreateError::UsernameTaken } else { CreateError::EmailTaken })
    }

    /// The account with this id, if there is one.
    pub async fn find(db: &Db, id: UserId) -> Result<Option<Self>, sqlx::Error> {
        sql!(db, |c| sqlx::query_as(concat!("SELECT ", user_columns!(), " FROM users WHERE id = $1"))
            .bind(id)
            .fetch_optional(c))
    }

    /// The same inside a transaction.
    pub async fn find_in(tx: &mut Tx, id: UserId) -> Result<Option<Self>, sqlx::Error> {
        sql!(tx, |c| sqlx::query_as(concat!("SELECT ", user_columns!(), " FROM users WHERE id = $1"))
            .bind(id)
            .fetch_optional(c))
    }

    /// Keeps others from changing an account until the transaction ends. What is read of it behind this is as it stays.
    pub async fn hold(tx: &mut Tx, id: UserId) -> Result<(), sqlx::Error> {
        exec!(tx, |c| sqlx::query("UPDATE users SET epoch = epoch WHERE id = $1").bind(id)).map(|_| ())
    }

    /// The account with this e-mail address, if there is one.
    pub async fn find_by_email(db: &Db, email: &Email) -> Result<Option<Self>, sqlx::Error> {
        sql!(db, |c| sqlx::query_as(concat!("SELECT ", user_columns!(), " FROM users WHERE email_key = $1"))
            .bind(email.key())
            .fetch_optional(c))
    }

    /// Notes that the address is proved, and says whether it was not before. Proving it again changes nothing.
    pub async fn mark_verified(tx: &mut Tx, id: UserId, now: Millis) -> Result<bool, sqlx::Error> {
        let marked = exec!(tx, |c| sqlx::query(
            "UPDATE users SET email_verified_at = $2 WHERE id = $1 AND email_verified_at IS NULL"
        )
        .bind(id)
        .bind(now))?;
        Ok(marked == 1)
    }

    /// Disables an account, which ends its sessions for good: what it counts with each such change is in no session that
    /// began before. Says whether there was one that was not.
    pub async fn disable(tx: &mut Tx, id: UserId, now: Millis) -> Result<bool, sqlx::Error> {
        let disabled = exec!(tx, |c| sqlx::query(
            "UPDATE users SET disabled_at = $2, pending_email = NULL WHERE id = $1 AND disabled_at IS NULL"
        )
        .bind(id)
        .bind(now))?;
        Ok(disabled == 1)
    }

    /// Enables an account that was disabled. Its sessions stay over. Says whether there was one.
    pub async fn enable(tx: &mut Tx, id: UserId) -> Result<bool, sqlx::Error> {
        let enabled = exec!(tx, |c| sqlx::query(
            "UPDATE users SET disabled_at = NULL WHERE id = $1 AND disabled_at IS NOT NULL"
        )
        .bind(id))?;
        Ok(enabled == 1)
    }

    /// Says whether there is any account of this role.
    pub async fn any_with_role(db: &Db, role: Role) -> Result<bool, sqlx::Error> {
        let (any,): (bool,) = sql!(db, |c| sqlx::query_as("SELECT EXISTS (SELECT 1 FROM users WHERE role = $1)")
            .bind(role)
            .fetch_one(c))?;
        Ok(any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_names() {
        for good in ["ann", "Ann.Lee-2_x", &"a".repeat(32)] {
            assert!(good.parse::<Username>().is_ok(), "{good}");
        }
        for bad in ["", "an", &"a".repeat(33), "ann lee", "ann@lee", "änn", "ann\0", "ann\n", "а́нн"] {
            assert!(bad.parse::<Username>().is_err(), "{bad:?}");
        }
        assert_eq!("AnN".parse::<Username>().unwrap().key(), "ann");
    }

    #[test]
    fn how_an_account_stands_is_asked_under_any_name() {
        let told = |state: State| state.condition(Statement::new(""), "a", Millis(7)).text().to_owned();
        let enabled = "a.disabled_at IS NULL AND (a.expires_at IS NULL OR a.expires_at > $1)";
        let active = "a.email_verified_at IS NOT NULL AND a.waits_since IS NULL AND a.invited_at IS NULL";
        assert_eq!(told(State::Active), format!("{active} AND {enabled}"));
        assert_eq!(may_act_in_its_time(Statement::new(""), "a").text(), format!("{active} AND a.disabled_at IS NULL"));
        assert_eq!(told(State::Invited), format!("a.invited_at IS NOT NULL AND {enabled}"));
        assert_eq!(told(State::Disabled), "a.disabled_at IS NOT NULL");
        assert_eq!(told(State::Expired), "a.disabled_at IS NULL AND a.expires_at <= $1");
    }
}
