//! `DELETE /api/me/passkeys/{id}/`, and `POST /api/me/passkeys/{id}/delete/` for those whose DELETE has no body

use axum::{extract::State, http::StatusCode};
use shared::{
    audit::{self, Entry, Event, Object},
    ids::PasskeyId,
    jobs::Job,
    people::{
        factors::{SecondFactors, passkeys::Passkey, recovery_codes},
        notices::AccountEvent,
    },
};

use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Id, Json, Owner},
    me::given_password::GivenPassword,
};

/// Remove a passkey.
#[utoipa::path(
    delete, path = "/api/me/passkeys/{id}/", tag = "me", security(("bearer" = [])),
    params(("id" = String, Path, format = Uuid)),
    request_body = GivenPassword,
    responses(
        (status = 204),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 401, body = Problem, description = "`invalid_credentials`: the password is wrong"),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 409, body = Problem, description = "`last_of_its_kind`: this account needs a second factor"),
        (status = 429, body = Problem, description = "`too_many_attempts`: the password was wrong too often"),
    )
)]
pub(crate) async fn remove_passkey(
    owner: Owner,
    State(app): State<AppState>,
    id: Result<Id<PasskeyId>, ApiError>,
    Json(body): Json<GivenPassword>,
) -> Result<StatusCode, ApiError> {
    remove(&app, owner, id?.0, body).await
}

/// Remove a passkey.
#[utoipa::path(
    post, path = "/api/me/passkeys/{id}/delete/", tag = "me", security(("bearer" = [])),
    params(("id" = String, Path, format = Uuid)),
    request_body = GivenPassword,
    responses(
        (status = 204),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 401, body = Problem, description = "`invalid_credentials`: the password is wrong"),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 409, body = Problem, description = "`last_of_its_kind`: this account needs a second factor"),
        (status = 429, body = Problem, description = "`too_many_attempts`: the password was wrong too often"),
    )
)]
pub(crate) async fn remove_passkey_by_post(
    owner: Owner,
    State(app): State<AppState>,
    id: Result<Id<PasskeyId>, ApiError>,
    Json(body): Json<GivenPassword>,
) -> Result<StatusCode, ApiError> {
    remove(&app, owner, id?.0, body).await
}

async fn remove(app: &AppState, owner: Owner, id: PasskeyId, body: GivenPassword) -> Result<StatusCode, ApiError> {
    let account = app.prove(&owner, body.check()?).await?;
    let (user, now) = (owner.user.id, app.clock.now());
    let mut tx = app.db.begin().await?;
    account.hold(&mut tx).await?;
    let factors = SecondFactors::hold(&mut tx, user).await?;
    if !Passkey::remove(&mut tx, user, id).await? {
        return Err(ApiError::NotFound);
    }
    if factors.is_the_last() && app.settings.rights.require_second_factor.includes(owner.user.role) {
        return Err(ApiError::LastFactor);
    }
    if factors.is_the_last() {
        recovery_codes::forget(&mut tx, user).await?;
    }
    Job::AccountNotice { user, event: AccountEvent::PasskeyRemoved }.enqueue(&mut tx, now).await?;
    let entry = Entry::of(Event::SecondFactorRemoved).on_person(user).on(Object::Passkey(id)).with("kind", "passkey");
    audit::record(&mut tx, &owner.asked, entry, now).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
