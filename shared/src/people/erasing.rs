//! Erasing an account: what is known of a person goes, and what hangs on the account by its id keeps the id alone.
//!
//! | of the person | what becomes of it |
//! | --- | --- |
//! | account, former addresses, sessions, devices, second factors, tokens, picture | gone, in one statement: the tables hang on the account |
//! | kept answers to their requests | gone |
//! | the audit trail | stays provable, with the id alone: names, addresses and programs stand apart, and are gone |
//! | documents that they uploaded, downloads that are on record | stay, with the id of an account that is gone |
//! | jobs | hold ids; where a mail server's words or a name stand in a job or in a scan, those go |

use super::{
    email::Email,
    last_of_its_kind::{self, LastError, Leaving},
    permissions::Permission,
    users::{State, User},
};
use crate::{
    audit::{self, Asked, Entry, Event},
    clock::Millis,
    db::Tx,
    documents::scans,
    exec, sql,
};

/// Begins to erase an account in a transaction that decides about it: whoever changes what somebody may comes before or after.
pub async fn begin(tx: &mut Tx) -> Result<(), sqlx::Error> {
    last_of_its_kind::one_at_a_time(tx).await
}

/// Erases an account, unless it is the last one that can look after people. The trail tells who asked for it.
pub async fn erase(tx: &mut Tx, user: &User, asked: &Asked, now: Millis) -> Result<(), LastError> {
    if user.permissions.allow(Permission::People) && user.state(now) == State::Active {
        last_of_its_kind::keep_one_without(tx, user.id, Leaving::Now, now).await?;
    }
    audit::record(tx, asked, Entry::of(Event::AccountErased).on_person(user.id), now).await?;
    let addresses = addresses(tx, user).await?;
    audit::erase_names(tx, &user.username, &addresses).await?;
    forget_words(tx, user).await?;
    exec!(tx, |c| sqlx::query("DELETE FROM idempotency_keys WHERE owner = $1").bind(user.id.to_string()))?;
    exec!(tx, |c| sqlx::query("DELETE FROM users WHERE id = $1").bind(user.id))?;
    Ok(())
}

/// All addresses by which the person may be named: the one that they have, the one that they want, and those that they had.
async fn addresses(tx: &mut Tx, user: &User) -> Result<Vec<Email>, sqlx::Error> {
    let others: Vec<(Email,)> = sql!(tx, |c| sqlx::query_as(
        "SELECT pending_email FROM users WHERE id = $1 AND pending_email IS NOT NULL
         UNION ALL SELECT email FROM former_emails WHERE user_id = $1"
    )
    .bind(user.id)
    .fetch_all(c))?;
    Ok(others.into_iter().map(|(email,)| email).chain([user.email.clone()]).collect())
}

/// Takes away what servers said of the person's mails, and their name where it stands in a text.
async fn forget_words(tx: &mut Tx, user: &User) -> Result<(), sqlx::Error> {
    exec!(tx, |c| sqlx::query(
        "UPDATE background_jobs SET last_error = NULL WHERE last_error IS NOT NULL AND payload LIKE $1"
    )
    .bind(format!("%\"user\":\"{}\"%", user.id)))?;
    exec!(tx, |c| sqlx::query(
        "UPDATE background_jobs SET last_error = 'cancelled' WHERE state = 'dead' AND last_error = $1"
    )
    .bind(format!("cancelled by {}", user.username)))?;
    scans::forget_who_cancelled(tx, user.username.as_str()).await
}
