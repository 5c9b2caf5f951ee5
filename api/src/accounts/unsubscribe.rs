//! `GET` and `POST /api/unsubscribe/{token}/`: the link in mails about documents that turns them off.
//!
//! Mail programs send the POST of a click by themselves (RFC 8058), without a cookie or anything else of ours. A GET changes
//! nothing, whoever sends it: scanners of mails open links, too.

use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use shared::{
    audit::{self, Entry, Event},
    ids::UserId,
    people::profile::{Changes, Notify, Profile},
    sealed::Unsubscribe,
    words::Text,
};
use utoipa::IntoParams;

use super::mail_link::{Followed, NotFollowed, opened};
use crate::{
    app::AppState,
    error::ApiError,
    extract::{Asked, Json, Segments, Spoken},
    message::Message,
    pages::{self, OutcomePage, UnsubscribePage},
};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct UnsubscribePath {
    /// A Fernet token
    token: String,
}

/// See what the link turns off. Nothing changes.
#[utoipa::path(
    get, path = "/api/unsubscribe/{token}/", tag = "accounts",
    params(UnsubscribePath),
    responses((status = 200, response = inline(Followed)), (status = 400, response = inline(NotFollowed)))
)]
pub(crate) async fn look_at_unsubscribe(
    State(app): State<AppState>,
    headers: HeaderMap,
    Spoken(language): Spoken,
    Segments(path): Segments<UnsubscribePath>,
) -> Result<Response, ApiError> {
    let found = find(&app, &path).await;
    if pages::is_json_wanted(&headers) {
        found?;
        return Ok(Json(Message::new("This link is good.")).into_response());
    }
    Ok(match found {
        Ok(_) => UnsubscribePage::new(language).into_response(),
        Err(error) => OutcomePage::of_failure(language, error)?.into_response(),
    })
}

/// Get no more mails about documents.
///
/// Mail programs send this by themselves when somebody asks them to (RFC 8058). It can be taken back in the account.
#[utoipa::path(
    post, path = "/api/unsubscribe/{token}/", tag = "accounts",
    params(UnsubscribePath),
    responses((status = 200, response = inline(Followed)), (status = 400, response = inline(NotFollowed)))
)]
pub(crate) async fn unsubscribe(
    State(app): State<AppState>,
    headers: HeaderMap,
    Spoken(language): Spoken,
    asked: Asked,
    Segments(path): Segments<UnsubscribePath>,
) -> Result<Response, ApiError> {
    let done = turn_off(&app, &path, &asked.0).await;
    if pages::is_wanted(&headers) {
        return Ok(match done {
            Ok(()) => OutcomePage::of_success(&app, language, &Text::PageUnsubscribed).into_response(),
            Err(error) => OutcomePage::of_failure(language, error)?.into_response(),
        });
    }
    done?;
    Ok(Json(Message::new(DONE)).into_response())
}

const DONE: &str = "You get no more mails about documents.";

async fn turn_off(app: &AppState, path: &UnsubscribePath, asked: &audit::Asked) -> Result<(), ApiError> {
    let Unsubscribe { user, .. } = opened(app, &path.token)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    // Held, since the rest stays as it is, also where a request changes that at the same time.
    let notify = Profile::hold(&mut tx, user).await?.ok_or(ApiError::InvalidLink)?.notify();
    if !notify.documents {
        return Ok(());
    }
    let changes = Changes { notify: Some(Notify { documents: false, ..notify }), ..Changes::default() };
    changes.make(&mut tx, user).await?;
    let entry = Entry::of(Event::AccountChanged).on_person(user).with("unsubscribed", "documents");
    audit::record(&mut tx, asked, entry, now).await?;
    Ok(tx.commit().await?)
}

/// The account that a link is for, and of what it is told by mail.
async fn find(app: &AppState, path: &UnsubscribePath) -> Result<(UserId, Notify), ApiError> {
    let Unsubscribe { user, .. } = opened(app, &path.token)?;
    let profile = Profile::find(&app.db, user).await?.ok_or(ApiError::InvalidLink)?;
    Ok((user, profile.notify()))
}
