//! `POST /api/logout/`

use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use shared::{
    people::sessions::{ByCookie, Session},
    words::Text,
};
use utoipa::ToSchema;

use crate::{
    AppState,
    error::{ApiError, Faults, Problem},
    extract::{Field, GivenSecret, SettingUp, read_json},
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
    let is_by_cookie = parts.extensions.get::<ByCookie>().is_some();
    let body: Option<Logout> = read_json(Request::from_parts(parts, body)).await?;
    let mut faults = Faults::default();
    let refresh = body.and_then(|body| body.refresh.optional("refresh", &mut faults));
    if !faults.is_empty() {
        return Err(faults.into());
    }

    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    match (by_access, refresh) {
        (Ok(owner), None) => Session::end(&mut tx, owner.session, now).await?,
        (Err(error), None) => return Err(error),
        (by_access, Some(token)) => {
            let by_refresh = Session::of_refresh_token(&mut tx, &token.0, app.session_lifetime(), now).await?;
            match (by_access, by_refresh) {
                (Ok(owner), Some((other, user))) if owner.user.id == user => {
                    Session::end(&mut tx, owner.session, now).await?;
                    Session::end(&mut tx, other, now).await?;
                }
                (Ok(_), _) => return Err(Faults::one("refresh", Text::OfAnotherAccount).into()),
                // Without a good access token the refresh token alone says whose session ends.
                (Err(_), Some((session, _))) => Session::end(&mut tx, session, now).await?,
                (Err(ApiError::NotAuthenticated | ApiError::InvalidToken), None) => return Err(ApiError::InvalidToken),
                (Err(error), None) => return Err(error),
            }
        }
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
