//! What an account is proved by: its password, and the address at which its owner reads mail. Both change in one place, so
//! that what hangs on them ends with them.

use thiserror::Error;

use super::{email::Email, former_emails, sessions::Session, users::User};
use crate::{
    clock::Millis,
    db::{Db, Tx},
    exec,
    ids::{SessionId, UserId},
    sql, user_columns,
};

/// An account and the hash of its password.
#[derive(sqlx::FromRow)]
pub struct WithPassword {
    /// The account.
    #[sqlx(flatten)]
    pub user: User,
    /// The Argon2id hash of its password, as a PHC string.
    pub password_hash: String,
}

/// An account that wants to have another address.
#[derive(Debug, sqlx::FromRow)]
pub struct WithPendingEmail {
    /// The account.
    #[sqlx(flatten)]
    pub user: User,
    /// The address, which is not proved yet.
    pub pending_email: Email,
}

/// The address is another account's.
#[derive(Debug, Error)]
pub enum EmailError {
    /// Somebody has this e-mail address.
    #[error("this e-mail address is taken")]
    Taken,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Keeps an account from being proved in another way until the transaction ends, and says whether its password is still the one
/// of this hash.
pub async fn hold(tx: &mut Tx, user: UserId, password_hash: &str) -> Result<bool, sqlx::Error> {
    let held = exec!(tx, |c| sqlx::query("UPDATE users SET epoch = epoch WHERE id = $1 AND password_hash = $2")
        .bind(user)
        .bind(password_hash))?;
    Ok(held == 1)
}

impl WithPassword {
    /// The account with this id, if there is one.
    pub async fn find(db: &Db, id: UserId) -> Result<Option<Self>, sqlx::Error> {
        sql!(db, |c| sqlx::query_as(concat!("SELECT ", user_columns!(), ", password_hash FROM users WHERE id = $1"))
            .bind(id)
            .fetch_optional(c))
    }

    /// Keeps the account from being proved in another way until the transaction ends, and says whether this is still its
    /// password: who gave one that was changed or reset meanwhile has proved nothing.
    pub async fn hold(&self, tx: &mut Tx) -> Result<bool, sqlx::Error> {
        hold(tx, self.user.id, &self.password_hash).await
    }

    /// Changes the password for somebody who knew it, and ends every session but theirs, and what was asked for before it. Says
    /// whether it was still the password that was read.
    pub async fn change(
        &self,
        tx: &mut Tx,
        password_hash: &str,
        kept: SessionId,
        now: Millis,
    ) -> Result<bool, sqlx::Error> {
        let changed = exec!(tx, |c| sqlx::query(
            "UPDATE users SET password_hash = $3, pending_email = NULL WHERE id = $1 AND password_hash = $2"
        )
        .bind(self.user.id)
        .bind(&self.password_hash)
        .bind(password_hash))?;
        Session::end_others(tx, self.user.id, kept, now).await?;
        Ok(changed == 1)
    }

    /// Sets the password for somebody who reads the account's mail, which proves the address, too. All that was given out
    /// ends: sessions, tokens, the link by which they came, and an address that was asked for. Says whether the password was still the one that was read:
    /// of two who use one link at once, one is told that it is over.
    pub async fn reset(&self, tx: &mut Tx, password_hash: &str, now: Millis) -> Result<bool, sqlx::Error> {
        let reset = exec!(tx, |c| {
            sqlx::query(
            "UPDATE users SET password_hash = $3, epoch = epoch + 1, email_verified_at = COALESCE(email_verified_at, $4),
                              pending_email = NULL
             WHERE id = $1 AND password_hash = $2 AND email_key = $5 AND disabled_at IS NULL AND invited_at IS NULL"
        )
        .bind(self.user.id)
        .bind(&self.password_hash)
        .bind(password_hash)
        .bind(now)
        .bind(self.user.email.key())
        })?;
        Ok(reset == 1)
    }
}

impl WithPendingEmail {
    /// The account with this id, if it wants to have another address.
    pub async fn find(db: &Db, id: UserId) -> Result<Option<Self>, sqlx::Error> {
        sql!(db, |c| sqlx::query_as(concat!(
            "SELECT ",
            user_columns!(),
            ", pending_email FROM users WHERE id = $1 AND pending_email IS NOT NULL AND disabled_at IS NULL"
        ))
        .bind(id)
        .fetch_optional(c))
    }

    /// Notes the address that an account wants to have, in place of one that it wanted before. It holds once it is proved.
    pub async fn ask(tx: &mut Tx, id: UserId, wanted: &Email) -> Result<(), EmailError> {
        let (taken,): (bool,) =
            sql!(tx, |c| sqlx::query_as("SELECT EXISTS (SELECT 1 FROM users WHERE email_key = $1 AND id <> $2)")
                .bind(wanted.key())
                .bind(id)
                .fetch_one(c))?;
        if taken {
            return Err(EmailError::Taken);
        }
        exec!(tx, |c| sqlx::query("UPDATE users SET pending_email = $2 WHERE id = $1").bind(id).bind(wanted))?;
        Ok(())
    }

    /// Forgets the address that an account wanted to have.
    pub async fn withdraw(tx: &mut Tx, id: UserId) -> Result<(), sqlx::Error> {
        exec!(tx, |c| sqlx::query("UPDATE users SET pending_email = NULL WHERE id = $1").bind(id)).map(|_| ())
    }

    /// Makes the address that is now proved the account's, and notes the one that held before. Says whether both addresses were
    /// still those that were read.
    pub async fn confirm(&self, tx: &mut Tx, now: Millis) -> Result<bool, EmailError> {
        let changed = exec!(tx, |c| sqlx::query(
            "UPDATE users SET email = $3, email_key = $4, email_verified_at = $5, pending_email = NULL
             WHERE id = $1 AND email_key = $2 AND pending_email = $3"
        )
        .bind(self.user.id)
        .bind(self.user.email.key())
        .bind(&self.pending_email)
        .bind(self.pending_email.key())
        .bind(now));
        let is_changed = match changed {
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => return Err(EmailError::Taken),
            changed => changed? == 1,
        };
        if is_changed {
            former_emails::note(tx, self.user.id, &self.user.email, now).await?;
        }
        Ok(is_changed)
    }
}
