//! What the links in mails have in common: how they are written, and that people get pages where programs get JSON.

use sealed::{OpenError, Purpose};
use serde::Deserialize;
use shared::ids::UserId;
use utoipa::{IntoParams, ToResponse};

use crate::{
    app::AppState,
    error::{ApiError, Problem},
    message::Message,
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct LinkPath {
    /// The account
    uid: String,
    /// A Fernet token
    pub(super) token: String,
}

impl LinkPath {
    /// The account that the link says it is for.
    pub(super) fn account(&self) -> Result<UserId, ApiError> {
        self.uid.parse().map_err(|_| ApiError::InvalidLink)
    }
}

/// What the token of a link in a mail says.
pub(super) fn opened<P: Purpose>(app: &AppState, token: &str) -> Result<P, ApiError> {
    app.sealer.open(token, app.clock.now()).map_err(|error| match error {
        OpenError::Expired => ApiError::ExpiredMailLink,
        OpenError::Invalid => ApiError::InvalidLink,
    })
}

/// The link is good, or did what it is for
#[derive(ToResponse)]
#[expect(dead_code, reason = "describes the answer to readers of the OpenAPI document")]
pub(super) enum Followed {
    Told(#[content("application/json")] Message),
    Page(#[content("text/html")] String),
}

/// `invalid_link`, `expired_link`; `invalid_input`, where a password is not taken; `username_taken`; `email_taken`, where an address that was
/// to become an account's is another's now
#[derive(ToResponse)]
#[expect(dead_code, reason = "describes the answer to readers of the OpenAPI document")]
pub(super) enum NotFollowed {
    Told(#[content("application/problem+json")] Problem),
    Page(#[content("text/html")] String),
}
