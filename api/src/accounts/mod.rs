//! Accounts: sign up, and prove the address.

pub(crate) mod resend;
pub(crate) mod signup;
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
