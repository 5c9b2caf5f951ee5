//! Sees whether an account may have its verification mail once more.

use shared::{ids::UserId, jobs::Job, people::users::User};

use super::{Failure, may_have_mail};
use crate::Context;

/// Enqueues the mail, once a minute at the most and as often as the limit says. Done here, where nobody can measure whether there is such an account.
pub(crate) async fn run(context: &Context, user: UserId) -> Result<(), Failure> {
    let waiting = User::find(&context.db, user).await?.filter(|user| user.email_verified_at.is_none());
    let Some(user) = waiting else { return Ok(()) };
    let now = context.clock.now();
    let key = format!("verify_email:{}:{}", user.id, now.unix_seconds() / 60);
    let mut tx = context.db.begin().await?;
    let enqueued =
        Job::VerifyEmail { user: user.id }.enqueue_once(&mut tx, &key, now).await.map_err(sqlx::Error::from)?;
    // Done once more, it finds that the mail is due already.
    if enqueued && may_have_mail(context, user.id).await {
        tx.commit().await.map_err(sqlx::Error::from)?;
    }
    Ok(())
}
