//! Mails an account the link that proves its address.

use shared::{
    ids::{JobId, UserId},
    people::users::User,
    sealed::VerifyEmail,
    words::Text,
};

use super::Failure;
use crate::{context::Context, mailer::letter::Letter};

pub(crate) async fn run(context: &Context, job: JobId, user: UserId) -> Result<(), Failure> {
    let waiting = User::find(&context.db, user).await?.filter(User::has_to_verify);
    let Some(user) = waiting else { return Ok(()) };

    let ttl = context.settings.lifetimes.verify_ttl;
    let token = context.sealer.seal(&VerifyEmail::new(user.id, &user.email), context.clock.now() + ttl);
    let letter = Letter {
        to: Some(&user.username),
        link: Some(format!("{}/api/verify-email/{}/{token}/", context.settings.serving.public_url, user.id)),
        ..Letter::of(context.language_of(&user), Text::VerifyEmail { lifetime: Text::span(ttl).into() })
    };
    Ok(context.mailer.send(letter.mail(job, &user.email)?).await?)
}
