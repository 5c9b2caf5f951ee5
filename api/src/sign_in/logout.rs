//! `POST /api/logout/`

use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use shared::{
    audit::{self, Entry, Event, Object},
    people::sessions::{ByCookie, Session},
    words::Text,
};
use utoipa::ToSchema;

use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Field, GivenSecret, SettingUp, read_json},
    http::cookies,
};

/// End a session.
///
/// Either token is enough, or the cookie, which is cleared. All tokens of the session stop working at once.
#[utoipa::path(
    post, path = "/api/logout/", tag = "accounts", security((), ("bearer" = ["newcomer"])),
    request_body(content = Option<Logout>, description = "May be left out: the access token's session ends"),
    responses(
        (status = 204),
        (status = 400, body = Problem, description = "`invalid_input`: the refresh token is of another account"),
    )
)]
pub(crate) async fn logout(State(app): State<AppState>, request: Request) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    let by_access = SettingUp::of(&app, &parts).await.map(|SettingUp(owner)| owner);
    let asked = Asked::in_request(&parts);
    let is_by_cookie = parts.extensions.get::<ByCookie>().is_some();
    let body: Option<Logout> = read_json(Request::from_parts(parts, body)).await?;
    let mut faults = Faults::default();
    let refresh = body.and_then(|body| body.refresh.optional("refresh", &mut faults));
    if !faults.is_empty() {
        return Err(faults.into());
    }

    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let ended = match (by_access, refresh) {
        (Ok(owner), None) => vec![(owner.session, owner.user.id)],
        (Err(error), None) => return Err(error),
        (by_access, Some(token)) => {
            let by_refresh = Session::of_refresh_token(&mut tx, &token.0, app.session_lifetime(), now).await?;
            match (by_access, by_refresh) {
                (Ok(owner), Some((other, user))) if owner.user.id == user => {
                    let mut both = vec![(owner.session, user), (other, user)];
                    both.dedup();
                    both
                }
                (Ok(_), _) => return Err(Faults::one("refresh", Text::OfAnotherAccount).into()),
                // Without a good access token the refresh token alone says whose session ends.
                (Err(_), Some(of_token)) => vec![of_token],
                (Err(ApiError::NotAuthenticated | ApiError::InvalidToken), None) => return Err(ApiError::InvalidToken),
                (Err(error), None) => return Err(error),
            }
        }
    };
    for (session, user) in ended {
        Session::end(&mut tx, session, now).await?;
        let entry = Entry::of(Event::SessionEnded).on_person(user).on(Object::Session(session));
        audit::record(&mut tx, &asked.clone().of(user), entry, now).await?;
    }
    tx.commit().await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    if is_by_cookie {
        app.cookies.clear_session(response.headers_mut());
        response.headers_mut().insert(cookies::CLEAR_SITE_DATA, cookies::ALL_THAT_IS_STORED);
    }
    Ok(response)
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Logout {
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    refresh: Field<GivenSecret>,
}
