//! Accounts: sign up, verify, log in, stay logged in, log out.

pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod me;
pub(crate) mod refresh;
pub(crate) mod resend;
pub(crate) mod signup;
pub(crate) mod verify_email;

use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use shared::{
    clock::Millis,
    ids::{SessionId, UserId},
    users::{Email, Role, User, Username},
};
use utoipa::ToSchema;

use crate::{AppState, error::ApiError};

/// An account, as it is told to its owner.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UserView {
    #[schema(value_type = String, format = Uuid)]
    id: UserId,
    #[schema(value_type = String, example = "ann")]
    username: Username,
    #[schema(value_type = String, format = Email, example = "ann@example.com")]
    email: Email,
    #[schema(value_type = String, example = "client", pattern = "^(ops|client)$")]
    role: Role,
    /// Whether the e-mail address is proved.
    email_verified: bool,
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        let email_verified = user.email_verified_at.is_some();
        Self { id: user.id, username: user.username, email: user.email, role: user.role, email_verified }
    }
}

/// A plain word that all went well.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Message {
    message: &'static str,
}

impl Message {
    pub(crate) fn new(message: &'static str) -> Self {
        Self { message }
    }
}

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
        let ttl = app.settings.access_ttl;
        let access = app
            .access_tokens
            .issue(session, user.id, user.role, ttl, now)
            .map_err(|error| ApiError::Internal(error.into()))?;
        let refresh = refresh.expose_secret().to_owned();
        Ok(Self { message, access, refresh, token_type: "Bearer", expires_in: ttl.as_secs(), user: user.into() })
    }
}
