//! `DELETE /api/me/totp/`, and `POST /api/me/totp/delete/` for those whose DELETE has no body

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use shared::{
    jobs::Job,
    people::{
        factors::{SecondFactors, recovery_codes, totp},
        notices::AccountEvent,
    },
};
use utoipa::ToSchema;

use crate::{
    AppState,
    error::{ApiError, Faults, Problem},
    extract::{Field, GivenSecret, Json, Owner},
};

/// Remove the authenticator app.
#[utoipa::path(
    delete, path = "/api/me/totp/", tag = "me", security(("bearer" = [])),
    request_body = RemoveTotp,
    responses(
        (status = 204),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 401, body = Problem, description = "`invalid_credentials`: the password is wrong; `invalid_second_factor`"),
        (status = 403, body = Problem, description = "`scope_missing`"),
        (status = 404, body = Problem, description = "`not_found`: there is none"),
        (status = 409, body = Problem, description = "`last_of_its_kind`: this account needs a second factor"),
    )
)]
pub(crate) async fn remove_totp(
    owner: Owner,
    State(app): State<AppState>,
    Json(body): Json<RemoveTotp>,
) -> Result<StatusCode, ApiError> {
    remove(&app, owner, body).await
}

/// Remove the authenticator app.
#[utoipa::path(
    post, path = "/api/me/totp/delete/", tag = "me", security(("bearer" = [])),
    request_body = RemoveTotp,
    responses(
        (status = 204),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 401, body = Problem, description = "`invalid_credentials`: the password is wrong; `invalid_second_factor`"),
        (status = 403, body = Problem, description = "`scope_missing`"),
        (status = 404, body = Problem, description = "`not_found`: there is none"),
        (status = 409, body = Problem, description = "`last_of_its_kind`: this account needs a second factor"),
    )
)]
pub(crate) async fn remove_totp_by_post(
    owner: Owner,
    State(app): State<AppState>,
    Json(body): Json<RemoveTotp>,
) -> Result<StatusCode, ApiError> {
    remove(&app, owner, body).await
}

async fn remove(app: &AppState, owner: Owner, body: RemoveTotp) -> Result<StatusCode, ApiError> {
    let (password, code) = body.check()?;
    app.prove(&owner, password).await?;
    let (user, now) = (owner.user.id, app.clock.now());
    let mut tx = app.db.begin().await?;
    let factors = SecondFactors::hold(&mut tx, user).await?;
    if !factors.totp {
        return Err(ApiError::NotFound);
    }
    if factors.is_the_last() && app.settings.rights.require_second_factor.includes(owner.user.role) {
        return Err(ApiError::LastFactor);
    }
    if !app.takes_code(&mut tx, user, &code, now).await? {
        return Err(ApiError::InvalidSecondFactor);
    }
    totp::remove(&mut tx, user).await?;
    if factors.is_the_last() {
        recovery_codes::forget(&mut tx, user).await?;
    }
    Job::AccountNotice { user, event: AccountEvent::TotpRemoved }.enqueue(&mut tx, now).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
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
