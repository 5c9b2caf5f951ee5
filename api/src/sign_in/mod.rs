//! Signing in: log in, stay logged in, log out.

pub(crate) mod access_tokens;
mod begin;
mod half_way;
pub(crate) mod login;
pub(crate) mod logout;
mod names;
pub(crate) mod passkey;
pub(crate) mod passkey_options;
mod proof;
pub(crate) mod refresh;
pub(crate) mod relying_party;
pub(crate) mod second_factor;
pub(crate) mod seen;
pub(crate) mod session;

pub(crate) use begin::{Keep, begin, may_log_in};

use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use shared::{clock::Millis, ids::SessionId, people::users::User};
use utoipa::ToSchema;

use crate::{accounts::UserView, app::AppState, error::ApiError};

/// A session and whose it is. It comes with its tokens, unless it lives in a cookie.
#[derive(Serialize, ToSchema)]
pub(crate) struct SignedInView {
    message: &'static str,
    /// The access token, for `Authorization: Bearer …`.
    #[serde(skip_serializing_if = "Option::is_none")]
    access: Option<String>,
    /// The refresh token: good once, for the next pair.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Bearer")]
    token_type: Option<&'static str>,
    /// Seconds until the access token expires, or the session that nobody uses.
    #[schema(example = 900)]
    expires_in: u64,
    user: UserView,
}

impl SignedInView {
    /// The answer to whoever logged in or refreshed, and is to have tokens.
    pub(crate) fn with_tokens(
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
        Ok(Self {
            message,
            access: Some(access),
            refresh: Some(refresh.expose_secret().to_owned()),
            token_type: Some("Bearer"),
            expires_in: ttl.as_secs(),
            user: user.into(),
        })
    }

    /// The answer to whoever has a cookie.
    pub(crate) fn with_cookie(app: &AppState, message: &'static str, user: User) -> Self {
        let expires_in = app.settings.lifetimes.session_idle.min(app.settings.lifetimes.refresh_ttl).as_secs();
        Self { message, access: None, refresh: None, token_type: None, expires_in, user: user.into() }
    }
}
