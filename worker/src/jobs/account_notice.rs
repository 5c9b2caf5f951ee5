//! Tells the owner of an account what happened to it, at the address that was theirs when it happened.

use shared::{
    ids::{JobId, UserId},
    jobs::Outcome,
    people::{
        email::Email,
        former_emails,
        notices::AccountEvent,
        sessions::{OwnSession, Session},
        users::User,
    },
    words::{Text, Why},
};

use super::Failure;
use crate::{context::Context, mailer::letter::Letter};

pub(crate) async fn run(context: &Context, job: JobId, user: UserId, event: AccountEvent) -> Result<Outcome, Failure> {
    let found = User::find(&context.db, user).await?;
    let told = found.filter(|user| user.email_verified_at.is_some() || !needs_proof(event));
    let Some(user) = told else { return Ok(Outcome::Nothing) };
    let mut more = Vec::new();
    if let AccountEvent::NewDevice { session } = event {
        more.extend(Session::find_own(&context.db, session).await?.map(|session| place(&session)));
    }
    more.push(if event == AccountEvent::EmailReplaced { Text::IfItWasYouWhoMoved } else { Text::IfItWasYou });
    let addresses = former_emails::since(&context.db, &user, job).await?;
    let Some(to) = address(event, &addresses) else { return Ok(Outcome::Nothing) };
    let language = context.language_of(&user);
    let letter = Letter { to: Some(&user.username), more, ..Letter::of(language, text(event)) };
    context.mailer.send(letter.mail(job, to)?).await?;
    Ok(Outcome::Done)
}

/// Where a mail goes, of the addresses that the account has had since: whoever has taken it over by another one does not get what
/// its owner is to hear.
fn address(event: AccountEvent, since: &[Email]) -> Option<&Email> {
    match event {
        // The first is the one that it took the place of.
        AccountEvent::EmailChanged => since.get(1).or(since.last()),
        // One from before these were noted.
        AccountEvent::EmailReplaced if since.len() < 2 => None,
        _ => since.first(),
    }
}

/// Says whether a mail goes only where the address is proved. Anybody can fail to log in, by a name that nobody has, too, or to
/// an account whose address may be a stranger's.
fn needs_proof(event: AccountEvent) -> bool {
    matches!(event, AccountEvent::LockedOut | AccountEvent::Approved)
}

/// What happened.
fn text(event: AccountEvent) -> Text {
    match event {
        AccountEvent::NewDevice { .. } => Text::NewDevice,
        AccountEvent::LockedOut => Text::LockedOut,
        AccountEvent::PasswordChanged | AccountEvent::PasswordReset => Text::PasswordChanged,
        AccountEvent::EmailChangeAsked => Text::EmailChangeAsked,
        AccountEvent::EmailChanged => Text::EmailChanged,
        AccountEvent::EmailReplaced => Text::EmailReplaced,
        AccountEvent::TotpAdded => Text::TotpAdded,
        AccountEvent::TotpRemoved => Text::TotpRemoved,
        AccountEvent::RecoveryCodesRenewed => Text::RecoveryCodesRenewed,
        AccountEvent::RecoveryCodeUsed => Text::RecoveryCodeUsed,
        AccountEvent::PasskeyAdded => Text::PasskeyAdded,
        AccountEvent::PasskeyRemoved => Text::PasskeyRemoved,
        AccountEvent::SecondFactorReset => Text::SecondFactorReset,
        AccountEvent::Approved => Text::Approved,
        AccountEvent::TokenMade => Text::TokenMade,
        AccountEvent::TokenRemoved => Text::TokenRemoved,
    }
}

/// From where a session began. What a program calls itself is anybody's to choose, so only words of ours are told of it.
fn place(session: &OwnSession) -> Text {
    let address = session.address.clone();
    Text::NewDevicePlace {
        client: session.client.as_deref().map_or(Text::UnknownClient.into(), browser),
        address: address.map_or(Text::UnknownAddress, |address| Text::KnownAddress { address }).into(),
        at: Text::moment(session.created_at).into(),
    }
}

/// The browser and the system that a program says it is.
fn browser(client: &str) -> Why {
    // Each calls itself by the names of those that come later in the list, too.
    let browsers =
        [("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari")];
    let systems = [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows")];
    let systems = systems.into_iter().chain([("Mac OS", "macOS"), ("Linux", "Linux")]);
    let found = browsers.into_iter().find(|(sign, _)| client.contains(sign));
    let Some((_, browser)) = found else { return Text::UnknownClient.into() };
    let system = systems.into_iter().find(|(sign, _)| client.contains(sign));
    system.map_or(browser.to_owned().into(), |(_, system)| Text::BrowserOn { browser, system }.into())
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
            let Why::Ours(text) = browser(client) else { panic!("{client}") };
            assert_eq!(text.to_string(), told);
        }
        assert_eq!(browser("buy at www.evil.example"), Text::UnknownClient.into());
        assert_eq!(browser("www.evil.example Firefox"), "Firefox".to_owned().into());
    }
}
