//! The jobs, a file each. Doing one twice does no harm.

pub(crate) mod account_notice;
pub(crate) mod change_email;
pub(crate) mod checksums;
pub(crate) mod document_asked;
pub(crate) mod document_notice;
pub(crate) mod erase_blob;
pub(crate) mod forgot_password;
pub(crate) mod invitation;
pub(crate) mod late_finding;
pub(crate) mod late_finding_notice;
pub(crate) mod make_preview;
pub(crate) mod rescan;
pub(crate) mod resend_verification;
pub(crate) mod reset_password;
pub(crate) mod scan_file;
pub(crate) mod sweep;
pub(crate) mod verify_email;

use shared::{
    db::Fault,
    ids::UserId,
    jobs::Job,
    limits::{Ask, Key, Who},
    settings::Rate,
    strays::SweepError,
};
use storage::StorageError;
use thiserror::Error;

use crate::{context::Context, mailer::MailError, scan::ClamdError};

/// Why an attempt failed.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(sqlx::Error),
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Mail could not be handed over.
    #[error("{0}")]
    Mail(String),
    /// The other side will not have it; trying again will hardly help.
    #[error("{0}")]
    Refused(String),
    /// What the job cannot do without is away.
    #[error("{0}")]
    Away(String),
    /// Something in this process failed.
    #[error("{0}")]
    Internal(String),
}

/// Enqueues a mail that anybody can ask for in an account's name: as often as the limit says and, where there is one, once a
/// minute at the most. Done here, where nobody can measure whether there is such an account.
async fn enqueue_asked_for(context: &Context, user: UserId, mail: Job) -> Result<(), Failure> {
    let now = context.clock.now();
    let Some(rate) = context.settings.limits.mail else {
        let mut tx = context.db.begin().await?;
        mail.enqueue(&mut tx, now).await.map_err(sqlx::Error::from)?;
        return Ok(tx.commit().await.map_err(sqlx::Error::from)?);
    };
    let key = format!("{}:{user}:{}", mail.kind().name, now.unix_seconds() / 60);
    let mut tx = context.db.begin().await?;
    let enqueued = mail.enqueue_once(&mut tx, &key, now).await.map_err(sqlx::Error::from)?;
    // Done once more, it finds that the mail is due already.
    if enqueued && may_have_mail(context, user, rate).await {
        tx.commit().await.map_err(sqlx::Error::from)?;
    }
    Ok(())
}

/// Says whether an account may have one more of these mails, and counts it.
async fn may_have_mail(context: &Context, user: UserId, rate: Rate) -> bool {
    let verdicts = context.limits.take(&[Ask::one(Key::new("mail", Who::Account(user)), rate)]).await;
    verdicts.iter().all(|verdict| verdict.allowed)
}

/// A database that is full, read-only or away is waited for: its return is all that the job needs.
impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        match Fault::of(&error) {
            Fault::Full | Fault::ReadOnly | Fault::Busy | Fault::Away => Self::Away(format!("the database: {error}")),
            Fault::Taken | Fault::Other => Self::Database(error),
        }
    }
}

impl From<SweepError> for Failure {
    fn from(error: SweepError) -> Self {
        match error {
            SweepError::Storage(error) => error.into(),
            SweepError::Database(error) => error.into(),
            error @ (SweepError::TooMany(_) | SweepError::Installation(_)) => Self::Internal(error.to_string()),
        }
    }
}

impl From<ClamdError> for Failure {
    fn from(error: ClamdError) -> Self {
        match error {
            ClamdError::Document(error) => StorageError::from(error).into(),
            error => Self::Away(error.to_string()),
        }
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        Self::Internal(format!("a mail could not be written: {error}"))
    }
}

impl From<MailError> for Failure {
    fn from(error: MailError) -> Self {
        match error {
            MailError::Refused(reason) => Self::Refused(reason),
            other => Self::Mail(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_away_is_waited_for() {
        assert!(matches!(Failure::from(sqlx::Error::PoolTimedOut), Failure::Away(_)));
        assert!(matches!(Failure::from(sqlx::Error::RowNotFound), Failure::Database(_)));
    }
}
