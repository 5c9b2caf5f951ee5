//! `POST /api/login/`

use axum::{extract::State, response::Response};
use serde::Deserialize;
use shared::{
    clock::Millis,
    db::Db,
    people::{
        email::Email,
        passwords::Place,
        sessions::{HeldBy, Origin, Session},
        users::User,
    },
    sql,
};
use sqlx::AssertSqlSafe;
use utoipa::ToSchema;

use super::{Keep, SignedInView, begin, half_way};
use crate::{
    AppState,
    error::{ApiError, Faults, Problem},
    extract::{Field, GivenSecret, Json, Visitor},
};

/// Log in with a user name or an e-mail address.
///
/// The answer and the time it takes are the same whether the account is unknown or the password is wrong.
#[utoipa::path(
    post, path = "/api/login/", tag = "accounts",
    request_body(content = Login, example = json!({
        "username": "ann", "password": "correct horse battery staple"})),
    responses(
        (status = 200, body = SignedInView),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 401, body = Problem, description = "`invalid_credentials`; `second_factor_required`, with `ticket`, \
            `methods` and, where a passkey will do, `passkey_options`"),
        (status = 403, body = Problem, description = "`cross_site_request`, where a cookie is asked for from elsewhere; \
            `email_not_verified`, `account_disabled`, only after the right password"),
    )
)]
pub(crate) async fn login(
    State(app): State<AppState>,
    visitor: Visitor,
    Json(body): Json<Login>,
) -> Result<Response, ApiError> {
    let (name, password, held_by) = body.check()?;
    if held_by != HeldBy::Tokens {
        visitor.may_have_cookie()?;
    }

    let found = find(&app.db, &name, &visitor.origin, app.clock.now()).await?;
    let place = if found.as_ref().is_some_and(|found| found.known) { Place::Known } else { Place::Unknown };
    let (user, hash) = found.map_or((None, None), |found| (Some(found.user), Some(found.password_hash)));
    let right = app.passwords.verify(password.0, hash, place).await?;
    let user = user.filter(|_| right).ok_or(ApiError::InvalidCredentials)?;

    half_way::ask_if_due(&app, &user, held_by).await?;
    begin(&app, user, held_by, &visitor).await
}

#[derive(sqlx::FromRow)]
struct WithHash {
    #[sqlx(flatten)]
    user: User,
    password_hash: String,
    /// Whether it has logged in from there, or with that device, before.
    known: bool,
}

/// The account of this user name, or of this e-mail address: no user name holds an `@`.
async fn find(db: &Db, name: &str, from: &Origin, now: Millis) -> Result<Option<WithHash>, sqlx::Error> {
    // The database could not even look for a NUL. One that names nobody is wrong soon enough.
    let name = name.replace('\0', "\u{fffd}");
    let (column, key) = if name.contains('@') {
        ("email_key", Email::key_of(&name))
    } else {
        ("username_key", name.to_ascii_lowercase())
    };
    let text = format!(
        "SELECT id, username, email, role, email_verified_at, disabled_at, password_hash,
                (EXISTS (SELECT 1 FROM sessions s
                         WHERE s.user_id = users.id AND s.network = $2 AND s.created_at > $3)
                 OR EXISTS (SELECT 1 FROM devices d WHERE d.token_hash = $4 AND d.user_id = users.id)) AS known
         FROM users WHERE {column} = $1"
    );
    sql!(db, |c| sqlx::query_as(AssertSqlSafe(text))
        .bind(&key)
        .bind(from.network())
        .bind(Session::known_since(now))
        .bind(from.device_hash())
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
    #[serde(flatten)]
    keep: Keep,
}

impl Login {
    fn check(self) -> Result<(String, GivenSecret, HeldBy), Faults> {
        let mut faults = Faults::default();
        let username = self.username.required("username", &mut faults);
        let password = self.password.required("password", &mut faults);
        let held_by = self.keep.check(&mut faults);
        let (Some(username), Some(password), true) = (username, password, faults.is_empty()) else {
            return Err(faults);
        };
        Ok((username, password, held_by))
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
