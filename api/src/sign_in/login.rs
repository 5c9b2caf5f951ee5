//! `POST /api/login/`

use axum::extract::State;
use serde::Deserialize;
use shared::{
    clock::Millis,
    db::Db,
    people::{
        email::Email,
        names::Role,
        passwords::Place,
        sessions::{Network, Session},
        users::User,
    },
    sql,
};
use sqlx::AssertSqlSafe;
use utoipa::ToSchema;

use super::SessionTokens;
use crate::{
    AppState,
    error::{ApiError, Faults, Problem},
    extract::{CameFrom, Field, GivenSecret, Json},
};

/// Log in with a user name or an e-mail address.
///
/// The answer and the time it takes are the same whether the account is unknown or the password is wrong.
#[utoipa::path(
    post, path = "/api/login/", tag = "accounts",
    request_body(content = Login, example = json!({
        "username": "ann", "password": "correct horse battery staple"})),
    responses(
        (status = 200, body = SessionTokens),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 401, body = Problem, description = "`invalid_credentials`"),
        (status = 403, body = Problem, description = "`email_not_verified`, `account_disabled`; only after the right password"),
    )
)]
pub(crate) async fn login(
    State(app): State<AppState>,
    CameFrom(network): CameFrom,
    Json(body): Json<Login>,
) -> Result<Json<SessionTokens>, ApiError> {
    let (name, password) = body.check()?;

    let found = find(&app.db, &name, network.as_ref(), app.clock.now()).await?;
    let place = if found.as_ref().is_some_and(|found| found.known) { Place::Known } else { Place::Unknown };
    let (user, hash) = found.map_or((None, None), |found| (Some(found.user), Some(found.password_hash)));
    let right = app.passwords.verify(password.0, hash, place).await?;
    let user = user.filter(|_| right).ok_or(ApiError::InvalidCredentials)?;
    if user.disabled_at.is_some() {
        return Err(ApiError::AccountDisabled);
    }
    if user.email_verified_at.is_none() {
        return Err(ApiError::EmailNotVerified);
    }

    let now = app.clock.now();
    let begun = Session::begin(&app.db, &user, network.as_ref(), app.session_lifetime(), now).await?;
    let (session, refresh) = begun.ok_or(ApiError::AccountDisabled)?;
    let message = match user.role {
        Role::Ops => "Welcome. You can upload documents.",
        Role::Client => "Welcome. You can download documents.",
    };
    Ok(Json(SessionTokens::new(&app, message, session, user, &refresh, now)?))
}

#[derive(sqlx::FromRow)]
struct WithHash {
    #[sqlx(flatten)]
    user: User,
    password_hash: String,
    /// Whether it has logged in from there before.
    known: bool,
}

/// The account of this user name, or of this e-mail address: no user name holds an `@`.
async fn find(db: &Db, name: &str, from: Option<&Network>, now: Millis) -> Result<Option<WithHash>, sqlx::Error> {
    // The database could not even look for a NUL. One that names nobody is wrong soon enough.
    let name = name.replace('\0', "\u{fffd}");
    let (column, key) = if name.contains('@') {
        ("email_key", Email::key_of(&name))
    } else {
        ("username_key", name.to_ascii_lowercase())
    };
    let text = format!(
        "SELECT id, username, email, role, email_verified_at, disabled_at, password_hash,
                EXISTS (SELECT 1 FROM sessions s
                        WHERE s.user_id = users.id AND s.network = $2 AND s.created_at > $3) AS known
         FROM users WHERE {column} = $1"
    );
    sql!(db, |c| sqlx::query_as(AssertSqlSafe(text))
        .bind(&key)
        .bind(from)
        .bind(Session::known_since(now))
        .fetch_optional(c))
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Login {
    /// The user name, or the e-mail address.
    #[serde(default)]
    #[schema(value_type = String, required)]
    username: Field<String>,
    #[serde(default)]
    #[schema(value_type = String, required, format = Password)]
    password: Field<GivenSecret>,
}

impl Login {
    fn check(self) -> Result<(String, GivenSecret), Faults> {
        let mut faults = Faults::default();
        let username = self.username.required("username", &mut faults);
        let password = self.password.required("password", &mut faults);
        let (Some(username), Some(password)) = (username, password) else { return Err(faults) };
        Ok((username, password))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::{StatusCode, header};
    use shared::people::passwords::{Busy, LineError};

    use super::*;

    #[test]
    fn whoever_would_wait_too_long_is_told_when_to_come_again() {
        let busy = ApiError::from(LineError::from(Busy { wait: Duration::from_millis(5_400) }));
        let response = busy.problem("id".to_owned());
        assert_eq!((response.status(), busy.code()), (StatusCode::SERVICE_UNAVAILABLE, "unavailable"));
        assert_eq!(response.headers()[header::RETRY_AFTER], "6");
    }
}
