//! `DELETE /api/me/totp/`, and `POST /api/me/totp/delete/` for those whose DELETE has no body

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use shared::{
    audit::{self, Entry, Event},
    jobs::Job,
    people::{
        factors::{SecondFactors, recovery_codes, totp},
        notices::AccountEvent,
        sessions::Session,
    },
};
use utoipa::ToSchema;

use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Field, GivenSecret, Json, Owner, Visitor},
    limits::log_in::{self, Claimed},
};

/// Remove the authenticator app.
#[utoipa::path(
    delete, path = "/api/me/totp/", tag = "me", security(("bearer" = [])),
    request_body = RemoveTotp,
    responses(
        (status = 204),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 401, body = Problem, description = "`invalid_credentials`: the password is wrong; `invalid_second_factor`"),
        (status = 404, body = Problem, description = "`not_found`: there is none"),
        (status = 409, body = Problem, description = "`last_of_its_kind`: this account needs a second factor"),
        (status = 429, body = Problem, description = "`too_many_attempts`: the password or the code was wrong too often"),
    )
)]
pub(crate) async fn remove_totp(
    owner: Owner,
    visitor: Visitor,
    State(app): State<AppState>,
    Json(body): Json<RemoveTotp>,
) -> Result<Response, ApiError> {
    remove(&app, owner, &visitor, body).await
}

/// Remove the authenticator app.
#[utoipa::path(
    post, path = "/api/me/totp/delete/", tag = "me", security(("bearer" = [])),
    request_body = RemoveTotp,
    responses(
        (status = 204),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 401, body = Problem, description = "`invalid_credentials`: the password is wrong; `invalid_second_factor`"),
        (status = 404, body = Problem, description = "`not_found`: there is none"),
        (status = 409, body = Problem, description = "`last_of_its_kind`: this account needs a second factor"),
        (status = 429, body = Problem, description = "`too_many_attempts`: the password or the code was wrong too often"),
    )
)]
pub(crate) async fn remove_totp_by_post(
    owner: Owner,
    visitor: Visitor,
    State(app): State<AppState>,
    Json(body): Json<RemoveTotp>,
) -> Result<Response, ApiError> {
    remove(&app, owner, &visitor, body).await
}

async fn remove(app: &AppState, owner: Owner, visitor: &Visitor, body: RemoveTotp) -> Result<Response, ApiError> {
    let (password, code) = body.check()?;
    let account = app.prove(&owner, password).await?;
    let (user, now) = (owner.user.id, app.clock.now());
    // A code is no easier to guess here than at a log-in.
    let known = Session::known_by(&app.db, user, &visitor.origin, now).await?;
    let attempt = log_in::may_try(app, Claimed::of_account(user, known), &visitor.origin).await?;
    let mut tx = app.db.begin().await?;
    account.hold(&mut tx).await?;
    let factors = SecondFactors::hold(&mut tx, user).await?;
    if !factors.totp {
        attempt.came_to_nothing(app).await;
        return Err(ApiError::NotFound);
    }
    if factors.is_the_last() && app.settings.rights.require_second_factor.includes(owner.user.role) {
        attempt.came_to_nothing(app).await;
        return Err(ApiError::LastFactor);
    }
    if !app.takes_code(&mut tx, user, &code, &owner.asked, now).await? {
        // The count has a job of its own to write, and so must not wait for this transaction.
        drop(tx);
        attempt.failed(app, &owner.asked).await?;
        let entry = Entry::of(Event::LoginSecondFactorRefused).refused("invalid_second_factor").on_person(user);
        app.tell(owner.asked, entry).await?;
        return Ok(attempt.answer(ApiError::InvalidSecondFactor));
    }
    totp::remove(&mut tx, user).await?;
    if factors.is_the_last() {
        recovery_codes::forget(&mut tx, user).await?;
    }
    Job::AccountNotice { user, event: AccountEvent::TotpRemoved }.enqueue(&mut tx, now).await?;
    let entry = Entry::of(Event::SecondFactorRemoved).on_person(user).with("kind", "totp");
    audit::record(&mut tx, &owner.asked, entry, now).await?;
    tx.commit().await?;
    attempt.succeeded(app).await;
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RemoveTotp {
    #[serde(default)]
    #[schema(value_type = String, required, format = Password)]
    password: Field<GivenSecret>,
    /// What the app shows, or a recovery code.
    #[serde(default)]
    #[schema(value_type = String, required)]
    code: Field<GivenSecret>,
}

impl RemoveTotp {
    fn check(self) -> Result<(GivenSecret, GivenSecret), Faults> {
        let mut faults = Faults::default();
        let password = self.password.required("password", &mut faults);
        let code = self.code.required("code", &mut faults);
        let (Some(password), Some(code)) = (password, code) else { return Err(faults) };
        Ok((password, code))
    }
}
