//! Tells a client of the documents that have come to them, all in one mail.

use std::time::Duration;

use shared::{
    clock::Millis,
    documents::{
        news,
        visible::{self, Coming},
    },
    ids::{FileId, JobId, UserId},
    jobs::Outcome,
    people::{
        profile::Profile,
        users::{State, User},
    },
    sealed::{Mails, Unsubscribe},
    words::Text,
};

use super::Failure;
use crate::{
    Context,
    mailer::letter::{Letter, Listed},
};

/// So many documents are named in one mail.
const MOST_NAMED: usize = 50;

/// So many messages of those who shared them stand in it.
const MOST_MESSAGES: usize = 10;

/// How long the link is good by which such mails are turned off.
const UNSUBSCRIBE_TTL: Duration = Duration::from_hours(24 * 365);

pub(crate) async fn run(context: &Context, job: JobId, user: UserId) -> Result<Outcome, Failure> {
    let now = context.clock.now();
    let Some(user) = wants_them(context, user, now).await? else {
        news::forget_all(&context.db, user).await?;
        return Ok(Outcome::Nothing);
    };
    let waiting = visible::coming(&context.db, user.id, now).await?;
    let (pending, rest): (Vec<Coming>, Vec<Coming>) = waiting.into_iter().partition(Coming::is_pending);
    let (seen, gone): (Vec<Coming>, Vec<Coming>) = rest.into_iter().partition(|coming| coming.is_seen);
    if !seen.is_empty() {
        context.mailer.send(letter(context, &user, &seen, now).mail(job, &user.email)?).await?;
        // Done once more from here on, it is the same mail, and not a lost one.
        news::told(&context.db, user.id, &ids(&seen), now).await?;
    }
    news::forget(&context.db, user.id, &ids(&gone)).await?;
    if !pending.is_empty() {
        news::put_off(&context.db, user.id, &ids(&pending), now).await?;
    }
    Ok(if seen.is_empty() { Outcome::Nothing } else { Outcome::Done })
}

fn ids(documents: &[Coming]) -> Vec<FileId> {
    documents.iter().map(|coming| coming.id).collect()
}

/// The account, where it may act and its owner wants to hear of documents.
pub(super) async fn wants_them(context: &Context, user: UserId, now: Millis) -> Result<Option<User>, Failure> {
    let found = User::find(&context.db, user).await?.filter(|user| user.state(now) == State::Active);
    let Some(user) = found else { return Ok(None) };
    let profile = Profile::find(&context.db, user.id).await?;
    Ok(profile.is_some_and(|profile| profile.notify().documents).then_some(user))
}

/// The address by which somebody turns mails about documents off.
pub(super) fn unsubscribe(context: &Context, user: UserId, now: Millis) -> String {
    let token = context.sealer.seal(&Unsubscribe { user, mails: Mails::Documents }, now + UNSUBSCRIBE_TTL);
    format!("{}/api/unsubscribe/{token}/", context.settings.serving.public_url)
}

fn letter<'a>(context: &Context, user: &'a User, seen: &[Coming], now: Millis) -> Letter<'a> {
    let listed = |coming: &Coming| Listed {
        name: coming.name.to_string(),
        url: format!("{}/files/{}", context.settings.serving.public_url, coming.id),
        note: (!coming.is_to_download).then_some(Text::OnlyToLookAt),
    };
    let unnamed = seen.len().saturating_sub(MOST_NAMED);
    let more = (unnamed > 0).then_some(Text::AndMoreDocuments { count: unnamed as u64 });
    Letter {
        language: context.language_of(user),
        to: Some(&user.username),
        text: Text::NewDocuments { count: seen.len() as u64 },
        more: more.into_iter().chain(messages(seen)).collect(),
        link: None,
        documents: seen.iter().take(MOST_NAMED).map(listed).collect(),
        unsubscribe: Some(unsubscribe(context, user.id, now)),
    }
}

/// What was said with the documents, each message once.
fn messages(seen: &[Coming]) -> Vec<Text> {
    let mut said: Vec<Text> = Vec::new();
    for coming in seen {
        let Some(message) = coming.message.clone().filter(|message| !message.trim().is_empty()) else { continue };
        let text = if coming.by.is_empty() {
            Text::SaidBySomebody { message }
        } else {
            Text::SaidWithDocuments { by: coming.by.clone(), message }
        };
        if said.len() < MOST_MESSAGES && !said.contains(&text) {
            said.push(text);
        }
    }
    said
}
