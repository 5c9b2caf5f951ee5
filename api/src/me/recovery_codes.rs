//! `POST /api/me/recovery-codes/`

use axum::extract::State;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use shared::{
    audit::{self, Entry, Event},
    jobs::Job,
    people::{
        factors::{SecondFactors, recovery_codes},
        notices::AccountEvent,
    },
};
use utoipa::ToSchema;

use super::given_password::GivenPassword;
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Json, Owner},
};

/// Ask for new recovery codes.
///
/// They are shown this once. The old ones are void.
#[utoipa::path(
    post, path = "/api/me/recovery-codes/", tag = "me", security(("bearer" = [])),
    request_body(content = GivenPassword, example = json!({"password": "correct horse battery staple"})),
    responses(
        (status = 200, body = RecoveryCodes),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 401, body = Problem, description = "`invalid_credentials`: the password is wrong"),
        (status = 409, body = Problem, description = "`no_second_factor`"),
        (status = 429, body = Problem, description = "`too_many_attempts`: the password was wrong too often"),
    )
)]
pub(crate) async fn renew_recovery_codes(
    owner: Owner,
    State(app): State<AppState>,
    Json(body): Json<GivenPassword>,
) -> Result<Json<RecoveryCodes>, ApiError> {
    let account = app.prove(&owner, body.check()?).await?;
    let (user, now) = (owner.user.id, app.clock.now());
    let mut tx = app.db.begin().await?;
    account.hold(&mut tx).await?;
    if !SecondFactors::hold(&mut tx, user).await?.any() {
        return Err(ApiError::NoSecondFactor);
    }
    let codes = recovery_codes::renew(&mut tx, user).await?;
    Job::AccountNotice { user, event: AccountEvent::RecoveryCodesRenewed }.enqueue(&mut tx, now).await?;
    audit::record(&mut tx, &owner.asked, Entry::of(Event::SecondFactorCodesRenewed).on_person(user), now).await?;
    tx.commit().await?;
    Ok(Json(codes.into()))
}

#[derive(Serialize, ToSchema)]
pub(crate) struct RecoveryCodes {
    /// Each stands in for a second factor once. Case, blanks and hyphens do not matter.
    #[schema(min_items = 10, max_items = 10, example = json!(["GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV"]))]
    recovery_codes: Vec<String>,
}

impl From<Vec<SecretString>> for RecoveryCodes {
    fn from(codes: Vec<SecretString>) -> Self {
        Self { recovery_codes: codes.iter().map(|code| code.expose_secret().to_owned()).collect() }
    }
}
