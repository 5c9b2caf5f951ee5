//! `GET` and `POST /api/invitation/{uid}/{token}/`: the link in the mail of somebody who was invited.
//!
//! No GET or HEAD uses the link up: mail scanners and browsers that look ahead open links by themselves.

use axum::{
    extract::{Request, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use shared::{
    audit,
    people::{invitations::Invited, names::Username, passwords::NewPassword, profile::DisplayName},
    sealed::Invitation,
    words::{Language, Text},
};
use utoipa::ToSchema;

use super::mail_link::{Followed, LinkPath, NotFollowed, opened};
use crate::{
    app::AppState,
    error::{ApiError, Faults},
    extract::{Asked, Field, Json, Segments, Spoken, is_form, read_bytes, read_json},
    message::Message,
    pages::{self, InvitationPage, OutcomePage, Sent},
};

/// Follow the link in the mail.
///
/// It changes nothing. Who names `text/html` gets a page with the form, all others a word whether the link is good.
#[utoipa::path(
    get, path = "/api/invitation/{uid}/{token}/", tag = "accounts",
    params(LinkPath),
    responses((status = 200, response = inline(Followed)), (status = 400, response = inline(NotFollowed)))
)]
pub(crate) async fn follow_invitation(
    State(app): State<AppState>,
    headers: HeaderMap,
    Spoken(language): Spoken,
    Segments(link): Segments<LinkPath>,
) -> Result<Response, ApiError> {
    let found = find(&app, &link).await;
    if pages::is_wanted(&headers) {
        return Ok(match found {
            Ok(invited) => InvitationPage::new(invited.user.language.unwrap_or(language)).into_response(),
            Err(error) => OutcomePage::of_failure(language, error)?.into_response(),
        });
    }
    found?;
    Ok(Json(Message::new("This link is good.")).into_response())
}

/// Accept an invitation.
///
/// The account is theirs from now on, with the role and the groups that they were invited to, and the address is proved.
#[utoipa::path(
    post, path = "/api/invitation/{uid}/{token}/", tag = "accounts",
    params(LinkPath),
    request_body(content((Accept = "application/json"), (Accept = "application/x-www-form-urlencoded"))),
    responses((status = 200, response = inline(Followed)), (status = 400, response = inline(NotFollowed)))
)]
pub(crate) async fn accept_invitation(
    State(app): State<AppState>,
    asked: Asked,
    Spoken(language): Spoken,
    Segments(link): Segments<LinkPath>,
    request: Request,
) -> Result<Response, ApiError> {
    let is_page = pages::is_wanted(request.headers());
    let language = if is_page { spoken(&app, &link, language).await } else { language };
    let Asked(asked) = asked;
    let body = read(request).await?;
    let sent = Sent::of(&body.username, &body.display_name);
    let done = accept_now(&app, &link, asked, body).await;
    if !is_page {
        done?;
        return Ok(Json(Message::new(DONE)).into_response());
    }
    match done {
        Ok(()) => Ok(OutcomePage::of_success(&app, language, &Text::PageInvitationAccepted).into_response()),
        Err(error) => InvitationPage::again(language, sent, error),
    }
}

const DONE: &str = "Welcome. You can log in now.";

async fn accept_now(app: &AppState, link: &LinkPath, asked: audit::Asked, body: Accept) -> Result<(), ApiError> {
    // Nothing else that is filled in helps where the link is over.
    let is_filled_in = !body.username.is_missing() && !body.password.is_missing();
    let invited = if is_filled_in { Some(find(app, link).await?) } else { None };
    let mut faults = Faults::default();
    let username = body.username.required("username", &mut faults);
    let password = body.password.required("password", &mut faults);
    let display_name = body.display_name.optional("display_name", &mut faults);
    let (Some(invited), Some(username), Some(password), true) = (invited, username, password, faults.is_empty()) else {
        return Err(faults.into());
    };
    let known = app.known_of_anybody().named(&username).called(display_name.as_ref());
    let known = known.with_account(&app.db, &invited.user).await?;
    let password_hash = app.passwords.hash(password, known).await?;

    let mut tx = app.db.begin().await?;
    if !invited.accept(&mut tx, asked, &username, &password_hash, display_name, app.clock.now()).await? {
        return Err(ApiError::InvalidLink);
    }
    tx.commit().await?;
    Ok(())
}

/// The language of a page for whoever has a link: the one that they were invited in, else the one that the request asks for.
async fn spoken(app: &AppState, link: &LinkPath, asked_for: Language) -> Language {
    find(app, link).await.ok().and_then(|invited| invited.user.language).unwrap_or(asked_for)
}

/// Whoever the link invites, as long as it is that of their last invitation.
async fn find(app: &AppState, link: &LinkPath) -> Result<Invited, ApiError> {
    let (uid, now) = (link.account()?, app.clock.now());
    let sealed: Invitation = opened(app, &link.token)?;
    let invited = if sealed.user == uid { Invited::find(&app.db, uid, now).await? } else { None };
    invited.filter(|invited| invited.invitations == sealed.number).ok_or(ApiError::InvalidLink)
}

/// Reads the body of a program, or of the form on our page.
async fn read(request: Request) -> Result<Accept, ApiError> {
    if !is_form(&request) {
        return read_json(request).await?.ok_or_else(|| ApiError::InvalidJson(Text::JsonEmpty.into()));
    }
    let bytes = read_bytes(request).await?;
    Ok(Accept {
        username: Field::in_form(&bytes, "username"),
        password: Field::in_form(&bytes, "password"),
        display_name: Field::in_form(&bytes, "display_name"),
    })
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Accept {
    /// 3 to 32 ASCII letters, digits, `_`, `.` and `-`; unique without regard to case.
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 3, max_length = 32, pattern = "^[A-Za-z0-9_.-]+$")]
    username: Field<Username>,
    /// Judged by how hard it is to guess.
    #[serde(default)]
    #[schema(value_type = String, required, format = Password, min_length = 10, max_length = 128)]
    password: Field<NewPassword>,
    /// What you want to be called.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 80)]
    display_name: Field<DisplayName>,
}
