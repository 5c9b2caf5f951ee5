//! Mails an account the link that proves its address.

use shared::{
    ids::{JobId, UserId},
    people::users::User,
    sealed::VerifyEmail,
};

use super::Failure;
use crate::{
    Context,
    mailer::letter::{Letter, Link, in_words},
};

pub(crate) async fn run(context: &Context, job: JobId, user: UserId) -> Result<(), Failure> {
    let waiting = User::find(&context.db, user).await?.filter(User::has_to_verify);
    let Some(user) = waiting else { return Ok(()) };

    let ttl = context.settings.lifetimes.verify_ttl;
    let token = context.sealer.seal(&VerifyEmail::new(user.id, &user.email), context.clock.now() + ttl);
    let letter = Letter {
        subject: "Verify your e-mail address",
        to: Some(&user.username),
        before: vec![format!(
            "somebody, we hope you, made an account at Strongroom with this address. Open this link to verify the address. \
             It works for {}:",
            in_words(ttl)
        )],
        link: Some(Link {
            label: "Verify my e-mail address",
            url: format!("{}/api/verify-email/{}/{token}/", context.settings.serving.public_url, user.id),
        }),
        after: vec!["If it was not you, do nothing: without this step the account cannot be used.".to_owned()],
    };
    Ok(context.mailer.send(letter.mail(job, &user.email)?).await?)
}
