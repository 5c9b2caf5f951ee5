//! `POST /api/login/passkey/options/`

use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use shared::sealed::Ceremony;
use utoipa::ToSchema;

use super::relying_party::PATIENCE;
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::Json,
};

/// Ask for the options of a log-in by passkey.
///
/// They are for `navigator.credentials.get`, and good once, for five minutes.
#[utoipa::path(
    post, path = "/api/login/passkey/options/", tag = "accounts",
    responses(
        (status = 200, body = RequestOptions),
        (status = 404, body = Problem, description = "`not_found`: there are no passkeys at this address"),
    )
)]
pub(crate) async fn passkey_options(State(app): State<AppState>) -> Result<Json<RequestOptions>, ApiError> {
    let site = app.relying_party.as_ref().ok_or(ApiError::NotFound)?;
    let challenge = app.sealer.challenge(Ceremony::LogIn, app.clock.now() + PATIENCE);
    let challenge = challenge.map_err(|error| ApiError::Internal(error.into()))?;
    let options = serde_json::to_value(site.request_options(&challenge, &[]));
    options.map(|options| Json(RequestOptions(options))).map_err(|error| ApiError::Internal(error.into()))
}

/// What a browser is asked for (`PublicKeyCredentialRequestOptionsJSON`).
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object)]
pub(crate) struct RequestOptions(Value);
