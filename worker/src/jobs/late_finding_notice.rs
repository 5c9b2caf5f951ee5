//! Tells somebody that something was found in a document which they have. It tells of their safety, so nobody turns it off.

use shared::{
    documents::late_findings::{Had, LateFinding},
    ids::{FindingId, JobId, UserId},
    jobs::Outcome,
    people::users::User,
    words::Text,
};

use super::Failure;
use crate::{context::Context, mailer::letter::Letter};

pub(crate) async fn run(context: &Context, job: JobId, id: FindingId, user: UserId) -> Result<Outcome, Failure> {
    let Some(finding) = LateFinding::find(&context.db, id).await? else { return Ok(Outcome::Nothing) };
    // A disabled account may have the document all the same; an address that is not proved may be a stranger's.
    let told = User::find(&context.db, user).await?.filter(|user| user.email_verified_at.is_some());
    let Some(user) = told else { return Ok(Outcome::Nothing) };
    let had = finding.had_by(&context.db, user.id).await?;
    let language = context.language_of(&user);
    let text = Text::LateFinding { name: finding.name.to_string(), at: Text::moment(finding.found_at).into() };
    let more = had.map(when).into_iter().chain([Text::LateFindingAdvice]).collect();
    let to = Some(&user.username);
    let letter = Letter { to, more, ..Letter::of(language, text) };
    context.mailer.send(letter.mail(job, &user.email)?).await?;
    Ok(Outcome::Done)
}

/// When they had it.
fn when(had: Had) -> Text {
    match had {
        Had::Downloaded(first, last) => {
            Text::LateFindingDownloaded { first: Text::moment(first).into(), last: Text::moment(last).into() }
        }
        Had::Link(at) => Text::LateFindingLink { at: Text::moment(at).into() },
        Had::Uploaded(at) => Text::LateFindingUploaded { at: Text::moment(at).into() },
    }
}
