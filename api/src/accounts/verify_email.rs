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
use shared::{
    audit::{self, Entry, Event},
    jobs::Job,
    people::{notices::AccountEvent, spent, users::User},
    words::{Language, Text},
};

use super::{
    address_proof::{Proof, done_by},
    mail_link::{Followed, LinkPath, NotFollowed},
};
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
            Proof::find(&app, &link).await?;
            return Ok(Json(Message::new("This link is good.")).into_response());
        }
        confirm_now(&app, &link, &asked.0).await?;
        return Ok(Json(Message::new(VERIFIED)).into_response());
    }
    Ok(match Proof::find(&app, &link).await {
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
    match Proof::find(app, link).await? {
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

/// The language of a page for whoever has a link: the one that its account has chosen, else the one that the request asks for.
async fn spoken(app: &AppState, link: &LinkPath, asked_for: Language) -> Language {
    Proof::find(app, link).await.ok().and_then(|proof| proof.language()).unwrap_or(asked_for)
}
