//! `POST /api/token/refresh/`

use axum::extract::State;
use secrecy::SecretString;
use serde::Deserialize;
use shared::{
    clock::Millis,
    people::sessions::{self, RefreshError, Session},
};
use utoipa::ToSchema;

use super::SessionTokens;
use crate::{
    AppState,
    error::{ApiError, Faults, Problem},
    extract::{Field, GivenSecret, Json},
    undecided::Undecided,
};

/// Change a refresh token for a new pair.
///
/// A refresh token is good once. One that comes a second time is in two hands, so it ends its whole session.
#[utoipa::path(
    post, path = "/api/token/refresh/", tag = "accounts",
    request_body = Refresh,
    responses(
        (status = 200, body = SessionTokens),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 401, body = Problem, description = "`invalid_token`"),
    )
)]
pub(crate) async fn refresh(
    State(app): State<AppState>,
    Json(body): Json<Refresh>,
) -> Result<Json<SessionTokens>, ApiError> {
    let mut faults = Faults::default();
    let token = body.refresh.required("refresh", &mut faults).ok_or(faults)?;

    let now = app.clock.now();
    // A change that happened, and that its client never heard of, would look like a token that came twice.
    let (fresh, mut undecided) = (sessions::fresh_token()?, Undecided::new());
    let session = loop {
        match change(&app, &token.0, &fresh, now).await {
            Ok(session) => break session,
            Err(error) => undecided.hear(error).await?,
        }
    };
    Ok(Json(SessionTokens::new(&app, "Here is the next pair.", session.id, session.user, &fresh, now)?))
}

/// Takes the token in for the fresh one, unless that is done already.
async fn change(app: &AppState, token: &SecretString, fresh: &SecretString, now: Millis) -> Result<Session, ApiError> {
    let mut tx = app.db.begin().await?;
    match Session::refresh(&mut tx, token, fresh, app.session_lifetime(), now).await {
        Ok(session) => {
            tx.commit().await?;
            Ok(session)
        }
        Err(RefreshError::Reused(session)) => {
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
