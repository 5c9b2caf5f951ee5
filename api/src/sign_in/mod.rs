//! Signing in: log in, stay logged in, log out.

pub(crate) mod access_tokens;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod refresh;

use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use shared::{clock::Millis, ids::SessionId, people::users::User};
use utoipa::ToSchema;

use crate::{AppState, accounts::UserView, error::ApiError};

/// The tokens of a session and whose it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionTokens {
    message: &'static str,
    /// The access token, for `Authorization: Bearer …`.
    access: String,
    /// The refresh token: good once, for the next pair.
    refresh: String,
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds until the access token expires.
    #[schema(example = 900)]
    expires_in: u64,
    user: UserView,
}

impl SessionTokens {
    /// The answer to whoever logged in or refreshed.
    pub(crate) fn new(
        app: &AppState,
        message: &'static str,
        session: SessionId,
        user: User,
        refresh: &SecretString,
        now: Millis,
    ) -> Result<Self, ApiError> {
        let ttl = app.settings.lifetimes.access_ttl;
        let access = app
            .access_tokens
            .issue(session, user.id, user.role, ttl, now)
            .map_err(|error| ApiError::Internal(error.into()))?;
        let refresh = refresh.expose_secret().to_owned();
        Ok(Self { message, access, refresh, token_type: "Bearer", expires_in: ttl.as_secs(), user: user.into() })
    }
}
