//! Accounts: sign up, prove the address, and come back to an account whose password is lost.

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
        names::{Role, Username},
        users::User,
    },
};
use utoipa::ToSchema;

use crate::AppState;

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
    /// What an attacker knows of somebody, and so is worth nothing in their password (OWASP ASVS 6.2.11).
    pub(crate) fn words_about(&self, username: &Username, email: &Email) -> Vec<String> {
        vec![username.as_str().to_owned(), email.as_str().to_owned(), self.settings.serving.public_url.clone()]
    }
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        let email_verified = user.email_verified_at.is_some();
        Self { id: user.id, username: user.username, email: user.email, role: user.role, email_verified }
    }
}
