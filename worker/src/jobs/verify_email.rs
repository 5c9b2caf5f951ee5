//! Mails an account the link that proves its address.

use std::time::Duration;

use askama::Template;
use shared::{
    ids::{JobId, UserId},
    sealed::VerifyEmail,
    users::User,
};

use super::Failure;
use crate::{Context, mailer::Mail};

#[derive(Template)]
#[template(path = "verify_email.txt")]
struct Text<'a> {
    username: &'a str,
    link: &'a str,
    lifetime: &'a str,
}

#[derive(Template)]
#[template(path = "verify_email.html")]
struct Html<'a> {
    username: &'a str,
    link: &'a str,
    lifetime: &'a str,
}

pub(crate) async fn run(context: &Context, job: JobId, user: UserId) -> Result<(), Failure> {
    let waiting = User::find(&context.db, user).await?.filter(|user| user.email_verified_at.is_none());
    let Some(user) = waiting else { return Ok(()) };

    let ttl = context.settings.verify_ttl;
    let token = context.sealer.seal(&VerifyEmail::new(user.id, &user.email), context.clock.now() + ttl);
    let link = format!("{}/api/verify-email/{}/{token}/", context.settings.public_url, user.id);
    let (username, lifetime) = (user.username.as_str(), in_words(ttl));
    let text = Text { username, link: &link, lifetime: &lifetime }.render();
    let html = Html { username, link: &link, lifetime: &lifetime }.render();
    let (text, html) = text.and_then(|text| Ok((text, html?))).map_err(|error| Failure::Internal(error.to_string()))?;

    let mail = Mail { job, to: &user.email, subject: "Verify your e-mail address", text, html };
    Ok(context.mailer.send(mail).await?)
}

/// A length of time in the largest unit that fits it.
fn in_words(span: Duration) -> String {
    let seconds = span.as_secs();
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    let (count, unit) = units
        .into_iter()
        .find(|(length, _)| seconds >= *length && seconds.is_multiple_of(*length))
        .map_or((seconds, "second"), |(length, unit)| (seconds / length, unit));
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_are_told_in_words() {
        for (seconds, words) in [(86_400, "1 day"), (5_400, "90 minutes"), (7_200, "2 hours"), (61, "61 seconds")] {
            assert_eq!(in_words(Duration::from_secs(seconds)), words);
        }
    }
}
