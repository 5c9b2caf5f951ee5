//! An account is to have another e-mail address: by its owner's wish, or by that of somebody who looks after people.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    credentials::{EmailError, WithPendingEmail},
    email::Email,
    notices::AccountEvent,
    users::User,
};
use crate::{
    clock::Millis,
    db::Tx,
    jobs::{Job, JobError},
    sealed::ChangeEmail,
};

/// Asks for another address, or withdraws what was asked for. It holds once the link that is mailed to it is opened; the one
/// that holds now is told.
pub async fn ask(tx: &mut Tx, user: &User, wanted: &Email, now: Millis) -> Result<(), EmailError> {
    if wanted.key() == user.email.key() {
        return Ok(WithPendingEmail::withdraw(tx, user.id).await?);
    }
    WithPendingEmail::ask(tx, user.id, wanted).await?;
    enqueue_mails(tx, user, wanted, now).await.map_err(sqlx::Error::from)?;
    Ok(())
}

/// An address gets one mail a minute, however often it is asked for.
async fn enqueue_mails(tx: &mut Tx, user: &User, wanted: &Email, now: Millis) -> Result<(), JobError> {
    let mark = URL_SAFE_NO_PAD.encode(ChangeEmail::new(user.id, &user.email, wanted).addresses);
    let key = format!("change_email:{}:{mark}:{}", user.id, now.unix_seconds() / 60);
    if (Job::ChangeEmail { user: user.id }).enqueue_once(tx, &key, now).await? {
        Job::AccountNotice { user: user.id, event: AccountEvent::EmailChangeAsked }.enqueue(tx, now).await?;
    }
    Ok(())
}
