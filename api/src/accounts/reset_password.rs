//! `GET` and `POST /api/password/reset/{uid}/{token}/`: the link in the mail of somebody who forgot their password.
//!
//! No GET or HEAD uses the link up: mail scanners and browsers that look ahead open links by themselves.

use axum::{
    extract::{Request, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use sealed::OpenError;
use serde::Deserialize;
use shared::{
    audit::{self, Entry, Event},
    jobs::Job,
    people::{credentials::WithPassword, notices::AccountEvent, passwords::NewPassword},
    sealed::ResetPassword,
    words::{Language, Text},
};
use utoipa::ToSchema;

use super::mail_link::{Followed, LinkPath, NotFollowed};
use crate::{
    app::AppState,
    error::{ApiError, Faults},
    extract::{Asked, Field, Json, Segments, Spoken, is_form, read_bytes, read_json},
    message::Message,
    pages::{self, OutcomePage, PasswordPage},
};

/// Follow the link in the mail.
///
/// It changes nothing. Who names `text/html` gets a page with the form, all others a word whether the link is good.
#[utoipa::path(
    get, path = "/api/password/reset/{uid}/{token}/", tag = "accounts",
    params(LinkPath),
    responses((status = 200, response = inline(Followed)), (status = 400, response = inline(NotFollowed)))
)]
pub(crate) async fn follow_reset(
    State(app): State<AppState>,
    headers: HeaderMap,
    Spoken(language): Spoken,
    Segments(link): Segments<LinkPath>,
) -> Result<Response, ApiError> {
    let found = find(&app, &link).await;
    if pages::is_wanted(&headers) {
        return Ok(match found {
            Ok(account) => PasswordPage::new(account.user.language.unwrap_or(language), None).into_response(),
            Err(error) => OutcomePage::of_failure(language, error)?.into_response(),
        });
    }
    found?;
    Ok(Json(Message::new("This link is good.")).into_response())
}

/// Set a new password.
///
/// Every session and every token of the account ends, the address counts as proved, and the owner is told by mail.
#[utoipa::path(
    post, path = "/api/password/reset/{uid}/{token}/", tag = "accounts",
    params(LinkPath),
    request_body(content((Reset = "application/json"), (Reset = "application/x-www-form-urlencoded"))),
    responses((status = 200, response = inline(Followed)), (status = 400, response = inline(NotFollowed)))
)]
pub(crate) async fn reset_password(
    State(app): State<AppState>,
    asked: Asked,
    Spoken(language): Spoken,
    Segments(link): Segments<LinkPath>,
    request: Request,
) -> Result<Response, ApiError> {
    let is_page = pages::is_wanted(request.headers());
    let language = if is_page { spoken(&app, &link, language).await } else { language };
    let done = reset_now(&app, &link, &asked.0, request).await;
    if !is_page {
        done?;
        return Ok(Json(Message::new(DONE)).into_response());
    }
    match done {
        Ok(()) => Ok(OutcomePage::of_success(&app, language, &Text::PagePasswordSet).into_response()),
        // Another password may do, and the link is still good.
        Err(ApiError::InvalidInput(faults)) => Ok(PasswordPage::new(language, Some(&faults)).into_response()),
        Err(error) => Ok(OutcomePage::of_failure(language, error)?.into_response()),
    }
}

const DONE: &str = "The new password is set. You can log in with it now.";

async fn reset_now(app: &AppState, link: &LinkPath, asked: &audit::Asked, request: Request) -> Result<(), ApiError> {
    let body = read(request).await?;
    // No other password helps where the link is over.
    let account = if body.password.is_missing() { None } else { Some(find(app, link).await?) };
    let mut faults = Faults::default();
    let password = body.password.required("password", &mut faults);
    let (Some(account), Some(password)) = (account, password) else { return Err(faults.into()) };
    let known = app.known_of_anybody().with_account(&app.db, &account.user).await?;
    let password_hash = app.passwords.hash(password, known).await?;

    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if !account.reset(&mut tx, &password_hash, now).await? {
        return Err(ApiError::InvalidLink);
    }
    Job::AccountNotice { user: account.user.id, event: AccountEvent::PasswordReset }.enqueue(&mut tx, now).await?;
    audit::record(&mut tx, asked, Entry::of(Event::PasswordReset).on_person(account.user.id), now).await?;
    tx.commit().await?;
    Ok(())
}

/// The language of a page for whoever has a link: the one that its account has chosen, else the one that the request asks for.
async fn spoken(app: &AppState, link: &LinkPath, asked_for: Language) -> Language {
    find(app, link).await.ok().and_then(|account| account.user.language).unwrap_or(asked_for)
}

/// The account that a link is for, as long as it stands as it did when the link was made.
async fn find(app: &AppState, link: &LinkPath) -> Result<WithPassword, ApiError> {
    let uid = link.account()?;
    let sealed: ResetPassword = app.sealer.open(&link.token, app.clock.now()).map_err(|error| match error {
        OpenError::Expired => ApiError::ExpiredMailLink,
        OpenError::Invalid => ApiError::InvalidLink,
    })?;
    let account = if sealed.user == uid { WithPassword::find(&app.db, uid).await? } else { None };
    let stands = account.filter(|account| {
        let WithPassword { user, password_hash } = account;
        user.has_a_password() && sealed == ResetPassword::new(user.id, password_hash, &user.email)
    });
    stands.ok_or(ApiError::InvalidLink)
}

/// Reads the body of a program, or of the form on our page.
async fn read(request: Request) -> Result<Reset, ApiError> {
    if !is_form(&request) {
        return read_json(request).await?.ok_or_else(|| ApiError::InvalidJson(Text::JsonEmpty.into()));
    }
    let bytes = read_bytes(request).await?;
    Ok(Reset { password: Field::in_form(&bytes, "password") })
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Reset {
    /// Judged by how hard it is to guess.
    #[serde(default)]
    #[schema(value_type = String, required, format = Password, min_length = 10, max_length = 128)]
    password: Field<NewPassword>,
}
