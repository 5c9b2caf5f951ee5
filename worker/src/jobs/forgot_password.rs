//! Sees whether an account may have the link that sets a new password.

use shared::{ids::UserId, jobs::Job, people::users::User};

use super::{Failure, may_have_mail};
use crate::Context;

/// Enqueues the mail, once a minute at the most and as often as the limit says. Done here, where nobody can measure whether there is such an account.
pub(crate) async fn run(context: &Context, user: UserId) -> Result<(), Failure> {
    let known = User::find(&context.db, user).await?.filter(|user| user.disabled_at.is_none());
    let Some(user) = known else { return Ok(()) };
    let now = context.clock.now();
    let key = format!("reset_password:{}:{}", user.id, now.unix_seconds() / 60);
    let mut tx = context.db.begin().await?;
    let enqueued =
        Job::ResetPassword { user: user.id }.enqueue_once(&mut tx, &key, now).await.map_err(sqlx::Error::from)?;
    // Done once more, it finds that the mail is due already.
    if enqueued && may_have_mail(context, user.id).await {
        tx.commit().await.map_err(sqlx::Error::from)?;
    }
    Ok(())
}
