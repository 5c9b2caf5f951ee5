//! Mails somebody who was invited the link by which they accept.

use shared::{
    ids::{JobId, UserId},
    people::invitations::{Invited, LIFETIME},
    sealed::Invitation,
};

use super::Failure;
use crate::{
    Context,
    mailer::letter::{Letter, Link, in_words},
};

pub(crate) async fn run(context: &Context, job: JobId, user: UserId) -> Result<(), Failure> {
    let now = context.clock.now();
    let Some(Invited { user, invitations }) = Invited::find(&context.db, user, now).await? else { return Ok(()) };
    let token = context.sealer.seal(&Invitation { user: user.id, number: invitations }, now + LIFETIME);
    let letter = Letter {
        subject: "You are invited",
        // The name that stands in for the one that they will choose is nobody's.
        to: None,
        before: vec![format!(
            "you are invited to Strongroom, where documents are handed over safely. Open this link to choose a user name and \
             a password. It works once, and for {}:",
            in_words(LIFETIME)
        )],
        link: Some(Link {
            label: "Accept the invitation",
            url: format!("{}/api/invitation/{}/{token}/", context.settings.serving.public_url, user.id),
        }),
        after: vec![
            "If you do not know what this is about, do nothing: without this step there is no account.".to_owned(),
        ],
    };
    Ok(context.mailer.send(letter.mail(job, &user.email)?).await?)
}
