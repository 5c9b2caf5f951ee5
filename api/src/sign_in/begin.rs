//! Where every way to log in ends: a session begins.

use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shared::{
    audit::{self, Entry, Event, Object},
    clock::Millis,
    db::Tx,
    jobs::Job,
    people::{
        names::Role,
        notices::AccountEvent,
        sessions::{HeldBy, ProvedBy, Session},
        users::{State, User},
    },
};
use utoipa::ToSchema;

use super::SignedInView;
use crate::{
    app::AppState,
    error::{ApiError, Faults},
    extract::{Flag, Json, Visitor},
};

/// How whoever logs in wants to keep the session.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct Keep {
    /// `true`: no tokens in the answer, but a cookie that no script can read. For pages of this service.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    cookie: Flag,
    /// With `cookie`: the cookie outlives the browser.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    remember: Flag,
}

impl Keep {
    /// By what the session is to be held.
    pub(crate) fn check(self, faults: &mut Faults) -> HeldBy {
        let cookie = self.cookie.check("cookie", faults);
        let remembered = self.remember.check("remember", faults);
        if cookie { HeldBy::Cookie { remembered } } else { HeldBy::Tokens }
    }
}

/// Says whether an account may be logged in to at all. Only whoever knows its password is told.
pub(crate) fn may_log_in(user: &User, now: Millis) -> Result<(), ApiError> {
    match user.state(now) {
        State::Active => Ok(()),
        State::Disabled | State::Expired => Err(ApiError::AccountDisabled),
        State::Invited | State::Unverified => Err(ApiError::EmailNotVerified),
        State::Waiting => Err(ApiError::AwaitingApproval),
    }
}

/// Begins a session for somebody who has proved who they are, in the transaction that holds the account since, and used up what
/// they proved it by.
///
/// The owner is told of a log-in from a device and a place from which there was none before.
pub(crate) async fn begin(
    app: &AppState,
    mut tx: Tx,
    (user, by): (User, ProvedBy),
    held_by: HeldBy,
    visitor: &Visitor,
) -> Result<Response, ApiError> {
    let is_by_cookie = matches!(held_by, HeldBy::Cookie { .. });
    if is_by_cookie {
        visitor.may_have_cookie()?;
    }
    let (now, lifetime) = (app.clock.now(), app.session_lifetime());
    may_log_in(&user, now)?;
    let begun = Session::begin(&mut tx, (&user, by), held_by, &visitor.origin, lifetime, now).await?;
    let Some(begun) = begun else {
        // It was disabled or has ended since, or has a second factor by now, for which whoever begins anew is asked.
        let now_so = User::find_in(&mut tx, user.id).await?.ok_or(ApiError::InvalidCredentials)?;
        may_log_in(&now_so, now)?;
        return Err(ApiError::InvalidCredentials);
    };
    // The browser's cookie is for one session, and the one before it shall not live on where nobody holds it.
    if let Some(before) = visitor.session.filter(|_| is_by_cookie) {
        Session::end(&mut tx, before, now).await?;
    }
    let asked = visitor.asked.clone().of(user.id);
    let entry = Entry::of(Event::LoginOk).on_person(user.id).on(Object::Session(begun.id)).with("cookie", is_by_cookie);
    audit::record(&mut tx, &asked, entry, now).await?;
    if begun.is_new_device {
        let event = AccountEvent::NewDevice { session: begun.id };
        Job::AccountNotice { user: user.id, event }.enqueue(&mut tx, now).await?;
    }
    tx.commit().await?;

    let message = match user.role {
        Role::Ops => "Welcome. You can upload documents.",
        Role::Client => "Welcome. You can download documents.",
    };
    let HeldBy::Cookie { remembered } = held_by else {
        let view = SignedInView::with_tokens(app, message, begun.id, user, &begun.secret, now)?;
        return Ok(Json(view).into_response());
    };
    let mut response = Json(SignedInView::with_cookie(app, message, user)).into_response();
    let keep_for = remembered.then_some(lifetime.unrefreshed.min(lifetime.longest));
    app.cookies.put_session(response.headers_mut(), &begun.secret, keep_for);
    if let Some(mark) = &begun.device {
        app.cookies.put_device(response.headers_mut(), mark);
    }
    Ok(response)
}
