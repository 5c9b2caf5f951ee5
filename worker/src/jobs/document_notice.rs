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
    context::Context,
    mailer::letter::{Letter, Listed},
};

/// So many documents are looked at by one query.
const AT_ONCE: usize = 1000;

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
    news::take(&context.db, user.id, job, now).await?;
    let waiting = Waiting::of(context, user.id, job, now).await?;
    if !waiting.seen.is_empty() {
        context.mailer.send(letter(context, &user, &waiting, now).mail(job, &user.email)?).await?;
        // Done once more from here on, it is the same mail, and not a lost one.
        news::told(&context.db, user.id, &waiting.seen, now).await?;
    }
    news::forget(&context.db, user.id, &waiting.gone).await?;
    news::await_opening(&context.db, user.id, &waiting.shut, now).await?;
    news::put_off(&context.db, user.id, &waiting.pending, now).await?;
    Ok(if waiting.seen.is_empty() { Outcome::Nothing } else { Outcome::Done })
}

/// The documents of which a client is to be told, who may be many.
#[derive(Default)]
struct Waiting {
    seen: Vec<FileId>,
    gone: Vec<FileId>,
    /// Those that are theirs, and shut.
    shut: Vec<FileId>,
    /// Those that are being scanned once more.
    pending: Vec<FileId>,
    /// The first of those that are seen.
    named: Vec<Coming>,
    /// What was said with those that are seen, each message once.
    said: Vec<Text>,
}

impl Waiting {
    async fn of(context: &Context, user: UserId, job: JobId, now: Millis) -> Result<Self, sqlx::Error> {
        let (mut waiting, mut after) = (Self::default(), None);
        loop {
            let page = visible::coming(&context.db, (user, job), after, AT_ONCE, now).await?;
            after = page.last().map(|last| last.id);
            let is_last = page.len() < AT_ONCE;
            for coming in page {
                waiting.take(coming);
            }
            if is_last {
                return Ok(waiting);
            }
        }
    }

    fn take(&mut self, coming: Coming) {
        if coming.is_pending() {
            self.pending.push(coming.id);
        } else if coming.is_seen() {
            self.seen.push(coming.id);
            let said = message(&coming).filter(|said| self.said.len() < MOST_MESSAGES && !self.said.contains(said));
            self.said.extend(said);
            if self.named.len() < MOST_NAMED {
                self.named.push(coming);
            }
        } else if coming.is_shut() {
            self.shut.push(coming.id);
        } else {
            self.gone.push(coming.id);
        }
    }
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

fn letter<'a>(context: &Context, user: &'a User, waiting: &Waiting, now: Millis) -> Letter<'a> {
    let listed = |coming: &Coming| Listed {
        name: coming.name.to_string(),
        url: format!("{}/files/{}", context.settings.serving.public_url, coming.id),
        note: (!coming.is_to_download()).then_some(Text::OnlyToLookAt),
    };
    let count = waiting.seen.len() as u64;
    let unnamed = count - waiting.named.len() as u64;
    let more = (unnamed > 0).then_some(Text::AndMoreDocuments { count: unnamed });
    Letter {
        to: Some(&user.username),
        more: more.into_iter().chain(waiting.said.iter().cloned()).collect(),
        documents: waiting.named.iter().map(listed).collect(),
        unsubscribe: Some(unsubscribe(context, user.id, now)),
        ..Letter::of(context.language_of(user), Text::NewDocuments { count })
    }
}

/// What was said with a document, if anything was.
fn message(coming: &Coming) -> Option<Text> {
    let message = coming.message.clone().filter(|message| !message.trim().is_empty())?;
    let by = coming.by.clone();
    Some(if by.is_empty() { Text::SaidBySomebody { message } } else { Text::SaidWithDocuments { by, message } })
}
