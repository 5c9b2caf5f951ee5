//! `POST /api/login/`

use axum::{extract::State, response::Response};
use serde::Deserialize;
use shared::{
    audit::{Entry, Event},
    ids::UserId,
    people::{
        credentials,
        email::Email,
        names::Username,
        passwords::Place,
        sessions::{HeldBy, ProvedBy},
    },
};
use utoipa::ToSchema;

use super::{
    Keep, SignedInView, begin, half_way,
    names::{Key, find},
};
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Field, GivenSecret, Json, Visitor},
    limits::log_in::{self, Claimed},
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
            `email_not_verified`, `account_disabled`, `awaiting_approval`, only after the right password"),
        (status = 429, body = Problem, description = "`too_many_attempts`, with `Retry-After`: too many log-ins to this \
            account or from this address have failed"),
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

    let key = Key::of(&name);
    let found = find(&app.db, &key, &visitor.origin, app.clock.now()).await?;
    let account = found.as_ref().map(|found| found.user.id);
    let known = found.as_ref().and_then(|found| found.facts.known_by());
    let refused = |why| refused(&app, &visitor, &name, account, why);
    let attempt = match log_in::may_try(&app, Claimed::by_name(key.text(), account, known), &visitor.origin).await {
        Ok(attempt) => attempt,
        Err(why) => return Err(refused(why).await),
    };

    let place = if known.is_some() { Place::Known } else { Place::Unknown };
    let hash = found.as_ref().map(|found| found.password_hash.clone());
    let right = match app.passwords.verify(password.0, hash, place).await {
        Ok(right) => right,
        Err(error) => {
            attempt.came_to_nothing(&app).await;
            return Err(error.into());
        }
    };
    let Some(found) = found.filter(|_| right) else {
        attempt.failed(&app, &visitor.asked.0).await?;
        return Ok(attempt.answer(refused(ApiError::InvalidCredentials).await));
    };
    // A right password is half of it where there is a second factor: what failed before counts on.
    if let Err(due) = half_way::ask_if_due(&app, &found, held_by).await {
        attempt.came_to_nothing(&app).await;
        return Err(refused(due).await);
    }
    attempt.succeeded(&app).await;
    let mut tx = app.db.begin().await?;
    // It was compared with what was read before, and may have been changed or reset since.
    if !credentials::hold(&mut tx, found.user.id, &found.password_hash).await? {
        drop(tx);
        return Err(refused(ApiError::InvalidCredentials).await);
    }
    begin(&app, tx, (found.user, ProvedBy::Password), held_by, &visitor).await
}

/// Records that somebody is not let in, and hands on why. A name is kept only where it has the form of one: people type
/// passwords there, too.
async fn refused(app: &AppState, visitor: &Visitor, name: &str, account: Option<UserId>, why: ApiError) -> ApiError {
    if why.status().is_server_error() || matches!(why, ApiError::SecondFactorRequired(_)) {
        return why;
    }
    let mut entry = account.into_iter().fold(Entry::of(Event::LoginRefused).refused(why.code()), Entry::on_person);
    if name.parse::<Username>().is_ok() || name.parse::<Email>().is_ok() {
        entry = entry.named(name);
    }
    app.tell(visitor.asked.0.clone(), entry).await.err().unwrap_or(why)
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
        let response = busy.problem("id".to_owned(), shared::words::Language::En);
        assert_eq!((response.status(), busy.code()), (StatusCode::SERVICE_UNAVAILABLE, "unavailable"));
        assert_eq!(response.headers()[header::RETRY_AFTER], "6");
    }
}
