//! Mails somebody who was invited the link by which they accept.

use shared::{
    ids::{JobId, UserId},
    people::invitations::{Invited, LIFETIME},
    sealed::Invitation,
    words::Text,
};

use super::Failure;
use crate::{context::Context, mailer::letter::Letter};

pub(crate) async fn run(context: &Context, job: JobId, user: UserId) -> Result<(), Failure> {
    let now = context.clock.now();
    let Some(Invited { user, invitations }) = Invited::find(&context.db, user, now).await? else { return Ok(()) };
    let token = context.sealer.seal(&Invitation { user: user.id, number: invitations }, now + LIFETIME);
    // The name that stands in for the one that they will choose is nobody's.
    let letter = Letter {
        link: Some(format!("{}/api/invitation/{}/{token}/", context.settings.serving.public_url, user.id)),
        ..Letter::of(context.language_of(&user), Text::Invitation { lifetime: Text::span(LIFETIME).into() })
    };
    Ok(context.mailer.send(letter.mail(job, &user.email)?).await?)
}
