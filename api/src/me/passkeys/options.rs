//! `POST /api/me/passkeys/options/`

use axum::extract::State;
use passkeys::{Credential, User};
use serde::Serialize;
use serde_json::Value;
use shared::{people::factors::passkeys::Passkey, sealed::Ceremony};
use utoipa::ToSchema;

use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Json, SettingUp},
    me::given_password::GivenPassword,
    sign_in::relying_party,
};

/// Ask for the options of a new passkey.
///
/// They are for `navigator.credentials.create`, and good once, for five minutes.
#[utoipa::path(
    post, path = "/api/me/passkeys/options/", tag = "me", security(("bearer" = ["newcomer"])),
    request_body(content = GivenPassword, example = json!({"password": "correct horse battery staple"})),
    responses(
        (status = 200, body = CreationOptions),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 401, body = Problem, description = "`invalid_credentials`: the password is wrong"),
        (status = 404, body = Problem, description = "`not_found`: there are no passkeys at this address"),
        (status = 429, body = Problem, description = "`too_many_attempts`: the password was wrong too often"),
    )
)]
pub(crate) async fn creation_options(
    SettingUp(owner): SettingUp,
    State(app): State<AppState>,
    Json(body): Json<GivenPassword>,
) -> Result<Json<CreationOptions>, ApiError> {
    let site = app.relying_party.as_ref().ok_or(ApiError::NotFound)?;
    // Nothing is changed yet: whoever adds the passkey has to be signed in still.
    let _ = app.prove(&owner, body.check()?).await?;
    let (user, now) = (&owner.user, app.clock.now());
    let has: Vec<Credential> = Passkey::of_user(&app.db, user.id).await?.iter().map(Passkey::credential).collect();
    let challenge = app.sealer.challenge(Ceremony::Register(user.id), now + relying_party::PATIENCE);
    let challenge = challenge.map_err(|error| ApiError::Internal(error.into()))?;
    let name = user.username.as_str();
    let whom = User { handle: user.id.0.as_bytes(), name, display_name: name };
    let options = serde_json::to_value(site.creation_options(&challenge, whom, &has));
    options.map(|options| Json(CreationOptions(options))).map_err(|error| ApiError::Internal(error.into()))
}

/// What a browser is asked for (`PublicKeyCredentialCreationOptionsJSON`).
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object)]
pub(crate) struct CreationOptions(Value);
