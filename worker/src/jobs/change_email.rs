//! Mails the address that an account wants to have the link that proves it.

use shared::{
    ids::{JobId, UserId},
    people::credentials::WithPendingEmail,
    sealed::ChangeEmail,
    words::Text,
};

use super::Failure;
use crate::{context::Context, mailer::letter::Letter};

pub(crate) async fn run(context: &Context, job: JobId, user: UserId) -> Result<(), Failure> {
    let Some(WithPendingEmail { user, pending_email }) = WithPendingEmail::find(&context.db, user).await? else {
        return Ok(());
    };
    let ttl = context.settings.lifetimes.verify_ttl;
    let proof = ChangeEmail::new(user.id, &user.email, &pending_email);
    let token = context.sealer.seal(&proof, context.clock.now() + ttl);
    let letter = Letter {
        to: Some(&user.username),
        link: Some(format!("{}/api/verify-email/{}/{token}/", context.settings.serving.public_url, user.id)),
        ..Letter::of(context.language_of(&user), Text::ChangeEmail { lifetime: Text::span(ttl).into() })
    };
    Ok(context.mailer.send(letter.mail(job, &pending_email)?).await?)
}
