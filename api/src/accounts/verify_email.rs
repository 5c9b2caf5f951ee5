//! `GET` and `POST /api/verify-email/{uid}/{token}/`: the link in the verification mail.
//!
//! Mail scanners and browsers that look ahead open links by themselves, and would prove addresses whose owners never
//! asked. A GET therefore gets a page whose button does the work by POST. Only a program that names `application/json`,
//! as no scanner does, is taken at its word.

use axum::{
    extract::State,
    http::{HeaderMap, Method},
    response::{IntoResponse, Response},
};
use sealed::{OpenError, Purpose};
use shared::{
    audit::{self, Entry, Event},
    clock::Millis,
    jobs::Job,
    people::{credentials::WithPendingEmail, email::Email, notices::AccountEvent, spent, users::User},
    sealed::{ChangeEmail, VerifyEmail},
    words::{Language, Text},
};

use super::mail_link::{Followed, LinkPath, NotFollowed};
use crate::{
    app::AppState,
    error::ApiError,
    extract::{Asked, Json, Segments, Spoken},
    message::Message,
    pages::{self, ConfirmPage, OutcomePage},
};

/// Follow the link in the mail.
///
/// Only an `Accept` that names `application/json` verifies at once. Every other GET changes nothing and answers a page
/// with a button. HEAD changes nothing either.
#[utoipa::path(
    get, path = "/api/verify-email/{uid}/{token}/", tag = "accounts",
    params(LinkPath),
    responses((status = 200, response = inline(Followed)), (status = 400, response = inline(NotFollowed)))
)]
pub(crate) async fn follow(
    State(app): State<AppState>,
    method: Method,
    headers: HeaderMap,
    Spoken(language): Spoken,
    asked: Asked,
    Segments(link): Segments<LinkPath>,
) -> Result<Response, ApiError> {
    if pages::is_json_wanted(&headers) {
        if method == Method::HEAD {
            find(&app, &link).await?;
            return Ok(Json(Message::new("This link is good.")).into_response());
        }
        confirm_now(&app, &link, &asked.0).await?;
        return Ok(Json(Message::new(VERIFIED)).into_response());
    }
    Ok(match find(&app, &link).await {
        Ok(proof) => ConfirmPage::new(proof.language().unwrap_or(language)).into_response(),
        Err(error) => OutcomePage::of_failure(language, error)?.into_response(),
    })
}

/// Press the button on the page behind the link.
#[utoipa::path(
    post, path = "/api/verify-email/{uid}/{token}/", tag = "accounts",
    params(LinkPath),
    responses((status = 200, response = inline(Followed)), (status = 400, response = inline(NotFollowed)))
)]
pub(crate) async fn confirm(
    State(app): State<AppState>,
    headers: HeaderMap,
    Spoken(language): Spoken,
    asked: Asked,
    Segments(link): Segments<LinkPath>,
) -> Result<Response, ApiError> {
    let is_page = pages::is_wanted(&headers);
    let language = if is_page { spoken(&app, &link, language).await } else { language };
    let confirmed = confirm_now(&app, &link, &asked.0).await;
    if is_page {
        return Ok(match confirmed {
            Ok(()) => OutcomePage::of_success(&app, language, &Text::PageVerified).into_response(),
            Err(error) => OutcomePage::of_failure(language, error)?.into_response(),
        });
    }
    confirmed?;
    Ok(Json(Message::new(VERIFIED)).into_response())
}

const VERIFIED: &str = "The e-mail address is verified.";

async fn confirm_now(app: &AppState, link: &LinkPath, asked: &audit::Asked) -> Result<(), ApiError> {
    let now = app.clock.now();
    match find(app, link).await? {
        Proof::First(user) => {
            let mut tx = app.db.begin().await?;
            if User::mark_verified(&mut tx, user.id, now).await? {
                audit::record(&mut tx, asked, Entry::of(Event::AccountVerified).on_person(user.id), now).await?;
            }
            Ok(tx.commit().await?)
        }
        Proof::Changed(account, link) => {
            let mut tx = app.db.begin().await?;
            if !account.confirm(&mut tx, now).await? {
                drop(tx);
                // Of several that come at once, one has changed it for all.
                let is_done = spent::is_spent(&app.db, &done_by(&link, &account.pending_email), now).await?;
                return if is_done { Ok(()) } else { Err(ApiError::InvalidLink) };
            }
            // Whoever follows the link again is told the same: a browser may ask twice.
            spent::spend(&mut tx, &done_by(&link, &account.pending_email), now + app.settings.lifetimes.verify_ttl)
                .await?;
            for event in [AccountEvent::EmailReplaced, AccountEvent::EmailChanged] {
                Job::AccountNotice { user: account.user.id, event }.enqueue(&mut tx, now).await?;
            }
            let entry = Entry::of(Event::AccountChanged).on_person(account.user.id).with("email", true);
            audit::record(&mut tx, asked, entry, now).await?;
            Ok(tx.commit().await?)
        }
        Proof::Before => Ok(()),
    }
}

/// What a link proves.
enum Proof {
    /// The address with which the account was made.
    First(User),
    /// The address to which it changes, by this link.
    Changed(WithPendingEmail, ChangeEmail),
    /// The address to which it has changed, by this very link.
    Before,
}

/// What is spent where a link has changed the address to this one.
fn done_by(link: &ChangeEmail, email: &Email) -> Vec<u8> {
    [link.body().as_slice(), email.key().as_bytes()].concat()
}

/// Says whether an account has the address that it has by this link.
async fn changed_before(app: &AppState, link: &ChangeEmail, now: Millis) -> Result<bool, ApiError> {
    let Some(user) = User::find(&app.db, link.user).await? else { return Ok(false) };
    Ok(spent::is_spent(&app.db, &done_by(link, &user.email), now).await?)
}

impl Proof {
    /// The language that the owner of the account has chosen.
    fn language(&self) -> Option<Language> {
        match self {
            Self::First(user) | Self::Changed(WithPendingEmail { user, .. }, _) => user.language,
            Self::Before => None,
        }
    }
}

/// The language of a page for whoever has a link: the one that its account has chosen, else the one that the request asks for.
async fn spoken(app: &AppState, link: &LinkPath, asked_for: Language) -> Language {
    find(app, link).await.ok().and_then(|proof| proof.language()).unwrap_or(asked_for)
}

/// The account that a link is for, as long as the link fits it: same account, same address, and in time.
async fn find(app: &AppState, link: &LinkPath) -> Result<Proof, ApiError> {
    let uid = link.account()?;
    let now = app.clock.now();
    let expired = |error| if error == OpenError::Expired { ApiError::ExpiredMailLink } else { ApiError::InvalidLink };
    let (proof, user) = match app.sealer.open::<VerifyEmail>(&link.token, now) {
        Ok(sealed) => {
            let user = User::find(&app.db, sealed.user).await?;
            let user =
                user.filter(|user| user.invited_at.is_none() && sealed == VerifyEmail::new(user.id, &user.email));
            (user.map(Proof::First), sealed.user)
        }
        Err(OpenError::Expired) => return Err(ApiError::ExpiredMailLink),
        Err(OpenError::Invalid) => {
            let sealed: ChangeEmail = app.sealer.open(&link.token, now).map_err(expired)?;
            let account = WithPendingEmail::find(&app.db, sealed.user).await?;
            let account = account.filter(|account| {
                sealed == ChangeEmail::new(account.user.id, &account.user.email, &account.pending_email)
            });
            let user = sealed.user;
            let proof = match account {
                Some(account) => Some(Proof::Changed(account, sealed)),
                None => changed_before(app, &sealed, now).await?.then_some(Proof::Before),
            };
            (proof, user)
        }
    };
    proof.filter(|_| user == uid).ok_or(ApiError::InvalidLink)
}
