//! Mails an account the link that sets a new password.

use shared::{
    ids::{JobId, UserId},
    people::credentials::WithPassword,
    sealed::ResetPassword,
};

use super::Failure;
use crate::{
    Context,
    mailer::letter::{Letter, Link, in_words},
};

pub(crate) async fn run(context: &Context, job: JobId, user: UserId) -> Result<(), Failure> {
    let account = WithPassword::find(&context.db, user).await?.filter(|account| account.user.has_a_password());
    let Some(WithPassword { user, password_hash }) = account else { return Ok(()) };

    let ttl = context.settings.lifetimes.reset_ttl;
    let leave = ResetPassword::new(user.id, &password_hash, &user.email);
    let token = context.sealer.seal(&leave, context.clock.now() + ttl);
    let letter = Letter {
        subject: "Set a new password",
        to: Some(&user.username),
        before: vec![format!(
            "somebody, we hope you, asked for a new password for your account at Strongroom. Open this link to set one. It \
             works once, and for {}:",
            in_words(ttl)
        )],
        link: Some(Link {
            label: "Set a new password",
            url: format!("{}/api/password/reset/{}/{token}/", context.settings.serving.public_url, user.id),
        }),
        after: vec!["If it was not you, do nothing: your password stays as it is.".to_owned()],
    };
    Ok(context.mailer.send(letter.mail(job, &user.email)?).await?)
}
