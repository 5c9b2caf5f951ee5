//! Erasing an account: what is known of a person goes, and what hangs on the account by its id keeps the id alone.
//!
//! | of the person | what becomes of it |
//! | --- | --- |
//! | account, sessions, devices, second factors, tokens, picture | gone, in one statement: the tables hang on the account |
//! | kept answers to their requests | gone |
//! | documents that they uploaded, downloads that are on record | stay, with the id of an account that is gone |
//! | jobs | hold ids; where a mail server's words or a name stand in a job or in a scan, those go |

use thiserror::Error;

use super::{names::Role, users::User};
use crate::{db::Tx, exec, sql};

/// Why an account is not erased.
#[derive(Debug, Error)]
pub enum EraseError {
    /// Nobody would be left who can look after the service.
    #[error("this is the last account of its kind")]
    LastOfItsKind,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Erases an account, unless it is the last ops account that can act.
pub async fn erase(tx: &mut Tx, user: &User) -> Result<(), EraseError> {
    if user.role == Role::Ops {
        keep_one_ops(tx, user).await?;
    }
    forget_words(tx, user).await?;
    exec!(tx, |c| sqlx::query("DELETE FROM idempotency_keys WHERE owner = $1").bind(user.id.to_string()))?;
    exec!(tx, |c| sqlx::query("DELETE FROM users WHERE id = $1").bind(user.id))?;
    Ok(())
}

/// Of two who go at once, one waits for the other here, and then sees that nobody else is left.
async fn keep_one_ops(tx: &mut Tx, user: &User) -> Result<(), EraseError> {
    exec!(tx, |c| sqlx::query("UPDATE installation SET made_at = made_at WHERE one_row = 1"))?;
    let (others,): (bool,) = sql!(tx, |c| sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM users
                        WHERE role = $1 AND id <> $2 AND disabled_at IS NULL AND email_verified_at IS NOT NULL)"
    )
    .bind(Role::Ops)
    .bind(user.id)
    .fetch_one(c))?;
    if others { Ok(()) } else { Err(EraseError::LastOfItsKind) }
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
    let detail = |error: String| serde_json::json!({ "error": error }).to_string();
    exec!(tx, |c| sqlx::query("UPDATE files SET scan_detail = $2 WHERE scan_status = 'failed' AND scan_detail = $1")
        .bind(detail(format!("the scan was cancelled by {}", user.username)))
        .bind(detail("the scan was cancelled".to_owned())))
    .map(|_| ())
}
