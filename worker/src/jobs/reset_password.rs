//! Mails an account the link that sets a new password.

use shared::{
    ids::{JobId, UserId},
    people::credentials::WithPassword,
    sealed::ResetPassword,
    words::Text,
};

use super::Failure;
use crate::{context::Context, mailer::letter::Letter};

pub(crate) async fn run(context: &Context, job: JobId, user: UserId) -> Result<(), Failure> {
    let account = WithPassword::find(&context.db, user).await?.filter(|account| account.user.has_a_password());
    let Some(WithPassword { user, password_hash }) = account else { return Ok(()) };

    let ttl = context.settings.lifetimes.reset_ttl;
    let leave = ResetPassword::new(user.id, &password_hash, &user.email);
    let token = context.sealer.seal(&leave, context.clock.now() + ttl);
    let letter = Letter {
        to: Some(&user.username),
        link: Some(format!("{}/api/password/reset/{}/{token}/", context.settings.serving.public_url, user.id)),
        ..Letter::of(context.language_of(&user), Text::ResetPassword { lifetime: Text::span(ttl).into() })
    };
    Ok(context.mailer.send(letter.mail(job, &user.email)?).await?)
}
