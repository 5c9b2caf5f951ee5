//! Tells the owner of an account what happened to it.

use shared::{
    ids::{JobId, UserId},
    jobs::Outcome,
    people::{
        notices::AccountEvent,
        sessions::{OwnSession, Session},
        users::User,
    },
};

use super::Failure;
use crate::{Context, mailer::letter::Letter};

pub(crate) async fn run(context: &Context, job: JobId, user: UserId, event: AccountEvent) -> Result<Outcome, Failure> {
    let found = User::find(&context.db, user).await?;
    let told = found.filter(|user| user.email_verified_at.is_some() || !needs_proof(event));
    let Some(user) = told else { return Ok(Outcome::Nothing) };
    let (subject, what) = words(event);
    let mut before = vec![what.to_owned()];
    if let AccountEvent::NewDevice { session } = event {
        before.extend(Session::find_own(&context.db, session).await?.map(|session| place(&session)));
    }
    let after = "If it was you, all is well. If it was not, set a new password at once by \"forgot password\", which ends all \
                 sessions, and tell whoever runs this service.";
    let letter = Letter { subject, to: Some(&user.username), before, link: None, after: vec![after.to_owned()] };
    context.mailer.send(letter.mail(job, &user.email)?).await?;
    Ok(Outcome::Done)
}

/// Says whether a mail goes only where the address is proved. Anybody can fail to log in, by a name that nobody has, too, or to
/// an account whose address may be a stranger's.
fn needs_proof(event: AccountEvent) -> bool {
    matches!(event, AccountEvent::LockedOut | AccountEvent::Approved)
}

/// The subject of the mail, and what happened.
fn words(event: AccountEvent) -> (&'static str, &'static str) {
    match event {
        AccountEvent::NewDevice { .. } => (
            "A log-in from a new device",
            "somebody logged in to your account at Strongroom from a device that had not been there before.",
        ),
        AccountEvent::LockedOut => (
            "Too many failed log-ins",
            "so many log-ins to your account at Strongroom failed that no more are taken for a while. You can still log in \
             from where you have logged in before.",
        ),
        AccountEvent::PasswordChanged | AccountEvent::PasswordReset => {
            ("Your password was changed", "the password of your account at Strongroom was changed.")
        }
        AccountEvent::EmailChangeAsked => (
            "Your e-mail address is to change",
            "another e-mail address was asked for, for your account at Strongroom. It counts once it is verified; until then \
             this one does.",
        ),
        AccountEvent::EmailChanged => {
            ("Your e-mail address was changed", "this is now the e-mail address of your account at Strongroom.")
        }
        AccountEvent::TotpAdded => {
            ("An authenticator app was set up", "an authenticator app was set up for your account at Strongroom.")
        }
        AccountEvent::TotpRemoved => {
            ("Your authenticator app was removed", "the authenticator app of your account at Strongroom was removed.")
        }
        AccountEvent::RecoveryCodesRenewed => (
            "New recovery codes",
            "new recovery codes were made for your account at Strongroom. The old ones no longer work.",
        ),
        AccountEvent::RecoveryCodeUsed => {
            ("A recovery code was used", "a recovery code of your account at Strongroom was used to log in.")
        }
        AccountEvent::PasskeyAdded => ("A passkey was added", "a passkey was added to your account at Strongroom."),
        AccountEvent::PasskeyRemoved => {
            ("A passkey was removed", "a passkey was removed from your account at Strongroom.")
        }
        AccountEvent::SecondFactorReset => (
            "Your second factors were removed",
            "somebody who looks after the accounts at Strongroom removed the authenticator app, the passkeys and the \
             recovery codes of yours.",
        ),
        AccountEvent::Approved => {
            ("Your account was approved", "your account at Strongroom was approved. You can log in to it now.")
        }
        AccountEvent::TokenMade => {
            ("An API token was made", "a token for programs was made for your account at Strongroom.")
        }
        AccountEvent::TokenRemoved => {
            ("An API token was removed", "a token for programs was removed from your account at Strongroom.")
        }
    }
}

/// From where a session began. What a program calls itself is anybody's to choose, so only words of ours are told of it.
fn place(session: &OwnSession) -> String {
    let client = session.client.as_deref().and_then(browser).unwrap_or("a program that we do not know".to_owned());
    let address = session.address.as_deref().unwrap_or("an unknown address");
    format!("It was {client}, at the address {address}, on {}.", session.created_at)
}

/// The browser and the system that a program says it is.
fn browser(client: &str) -> Option<String> {
    // Each calls itself by the names of those that come later in the list, too.
    let browsers =
        [("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari")];
    let systems = [("Android", "Android"), ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Windows", "Windows")];
    let systems = systems.into_iter().chain([("Mac OS", "macOS"), ("Linux", "Linux")]);
    let (_, browser) = browsers.into_iter().find(|(sign, _)| client.contains(sign))?;
    let system = systems.into_iter().find(|(sign, _)| client.contains(sign));
    Some(system.map_or_else(|| browser.to_owned(), |(_, system)| format!("{browser} on {system}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_told_in_words_of_ours() {
        for (client, told) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) AppleWebKit/605.1 Version/26.0 Safari/605.1",
                "Safari on macOS",
            ),
        ] {
            assert_eq!(browser(client).as_deref(), Some(told));
        }
        assert_eq!(browser("buy at www.evil.example"), None);
        assert_eq!(browser("www.evil.example Firefox").as_deref(), Some("Firefox"));
    }
}
