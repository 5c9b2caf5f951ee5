//! `POST /api/token/refresh/`

use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use secrecy::SecretString;
use serde::Deserialize;
use shared::{
    audit::{self, Entry, Event, Object},
    clock::Millis,
    people::sessions::{self, ByCookie, RefreshError, Session},
};
use utoipa::ToSchema;

use super::SignedInView;
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Field, GivenSecret, Json, read_json},
    undecided::Undecided,
};

/// Change a refresh token for a new pair.
///
/// A refresh token is good once. One that comes a second time is in two hands, so it ends its whole session.
///
/// A session that lives in a cookie needs none: it is carried on, and its cookie is set again.
#[utoipa::path(
    post, path = "/api/token/refresh/", tag = "accounts",
    request_body(content = Option<Refresh>, description = "May be left out where a cookie holds the session"),
    responses(
        (status = 200, body = SignedInView),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 401, body = Problem, description = "`invalid_token`"),
        (status = 403, body = Problem, description = "`cross_site_request`"),
    )
)]
pub(crate) async fn refresh(State(app): State<AppState>, mut request: Request) -> Result<Response, ApiError> {
    let by_cookie: Option<ByCookie> = request.extensions_mut().remove();
    let (parts, body) = request.into_parts();
    let (asked, headers) = (Asked::in_request(&parts), parts.headers.clone());
    let body: Option<Refresh> = read_json(Request::from_parts(parts, body)).await?;
    let now = app.clock.now();
    let mut faults = Faults::default();
    let given = body.map(|body| body.refresh).unwrap_or_default();
    let token = match (given, by_cookie) {
        (Field::Missing, Some(session)) => {
            let secret = app.cookies.session_in(&headers).ok_or(ApiError::InvalidToken)?;
            return carry_on(&app, session, &secret, now).await;
        }
        (given, _) => given.required("refresh", &mut faults).ok_or(faults)?,
    };

    // A change that happened, and that its client never heard of, would look like a token that came twice.
    let (fresh, mut undecided) = (sessions::fresh_token()?, Undecided::new());
    let session = loop {
        match change(&app, &token.0, &fresh, &asked.0, now).await {
            Ok(session) => break session,
            Err(error) => undecided.hear(error).await?,
        }
    };
    let view = SignedInView::with_tokens(&app, "Here is the next pair.", session.id, session.user, &fresh, now)?;
    Ok(Json(view).into_response())
}

/// Carries on a session that lives in a cookie, and sets the cookie again: a browser that is to keep it would else forget it
/// when the session would have ended.
async fn carry_on(app: &AppState, session: ByCookie, secret: &SecretString, now: Millis) -> Result<Response, ApiError> {
    let carried = Session::carry_on(&app.db, session.session, app.session_lifetime(), now).await?;
    let ends_at = carried.ok_or(ApiError::InvalidToken)?;
    let view = SignedInView::with_cookie(app, "The session goes on.", session.caller.user);
    let mut response = Json(view).into_response();
    let keep_for = session.remembered.then(|| ends_at.since(now));
    app.cookies.put_session(response.headers_mut(), secret, keep_for);
    Ok(response)
}

/// Takes the token in for the fresh one, unless that is done already.
async fn change(
    app: &AppState,
    token: &SecretString,
    fresh: &SecretString,
    asked: &audit::Asked,
    now: Millis,
) -> Result<Session, ApiError> {
    let mut tx = app.db.begin().await?;
    match Session::refresh(&mut tx, token, fresh, app.session_lifetime(), now).await {
        Ok(session) => {
            tx.commit().await?;
            Ok(session)
        }
        Err(RefreshError::Reused(session)) => {
            let entry = Entry::of(Event::SessionReused).refused("invalid_token").on(Object::Session(session));
            audit::record(&mut tx, asked, entry, now).await?;
            tx.commit().await?;
            tracing::warn!(%session, "a refresh token came twice; its session is ended");
            Err(ApiError::InvalidToken)
        }
        Err(RefreshError::NotGood) => Err(ApiError::InvalidToken),
        Err(RefreshError::Database(error)) => Err(error.into()),
    }
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Refresh {
    #[serde(default)]
    #[schema(value_type = String, required)]
    refresh: Field<GivenSecret>,
}
