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
    AppState,
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
    let asked = Asked::in_request(&parts);
    let body: Option<Refresh> = read_json(Request::from_parts(parts, body)).await?;
    let now = app.clock.now();
    let mut faults = Faults::default();
    let given = body.map(|body| body.refresh).unwrap_or_default();
    let token = match (given, by_cookie) {
        (Field::Missing, Some(session)) => return carry_on(&app, session, now).await,
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

/// Carries on a session that lives in a cookie, which is set again with every answer to a request that used it.
async fn carry_on(app: &AppState, session: ByCookie, now: Millis) -> Result<Response, ApiError> {
    let carried = Session::carry_on(&app.db, session.session, app.session_lifetime(), now).await?;
    carried.ok_or(ApiError::InvalidToken)?;
    Ok(Json(SignedInView::with_cookie(app, "The session goes on.", session.caller.user)).into_response())
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
