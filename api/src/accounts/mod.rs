//! Accounts: sign up, prove the address, and come back to an account whose password is lost.

mod address_proof;
pub(crate) mod change_password;
pub(crate) mod forgot;
pub(crate) mod invitation;
mod mail_link;
pub(crate) mod resend;
pub(crate) mod reset_password;
pub(crate) mod signup;
pub(crate) mod unsubscribe;
pub(crate) mod verify_email;

use serde::Serialize;
use shared::{
    ids::UserId,
    people::{
        email::Email,
        known_of::KnownOf,
        names::{Role, Username},
        users::User,
    },
};
use utoipa::ToSchema;

use crate::app::AppState;

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

impl AppState {
    /// What is known of anybody who has or will have an account here.
    pub(crate) fn known_of_anybody(&self) -> KnownOf {
        KnownOf::anybody(&self.settings.serving.public_url)
    }
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        let email_verified = user.email_verified_at.is_some();
        Self { id: user.id, username: user.username, email: user.email, role: user.role, email_verified }
    }
}
