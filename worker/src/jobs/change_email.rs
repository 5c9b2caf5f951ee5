//! Mails the address that an account wants to have the link that proves it.

use shared::{
    ids::{JobId, UserId},
    people::credentials::WithPendingEmail,
    sealed::ChangeEmail,
};

use super::Failure;
use crate::{
    Context,
    mailer::letter::{Letter, Link, in_words},
};

pub(crate) async fn run(context: &Context, job: JobId, user: UserId) -> Result<(), Failure> {
    let Some(WithPendingEmail { user, pending_email }) = WithPendingEmail::find(&context.db, user).await? else {
        return Ok(());
    };
    let ttl = context.settings.lifetimes.verify_ttl;
    let proof = ChangeEmail::new(user.id, &user.email, &pending_email);
    let token = context.sealer.seal(&proof, context.clock.now() + ttl);
    let letter = Letter {
        subject: "Verify your new e-mail address",
        to: Some(&user.username),
        before: vec![format!(
            "this address is to become the one of your account at Strongroom. Open this link to verify it. It works for {}:",
            in_words(ttl)
        )],
        link: Some(Link {
            label: "Verify my new e-mail address",
            url: format!("{}/api/verify-email/{}/{token}/", context.settings.serving.public_url, user.id),
        }),
        after: vec!["If it was not you, do nothing: without this step nothing changes.".to_owned()],
    };
    Ok(context.mailer.send(letter.mail(job, &pending_email)?).await?)
}
