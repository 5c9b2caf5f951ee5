//! What an attacker knows of somebody, and so is worth nothing in their password (OWASP ASVS 6.2.11).

use super::{email::Email, names::Username, profile::DisplayName, users::User};
use crate::{db::Db, sql};

/// What is known of somebody who chooses a password.
#[derive(Clone, Debug, Default)]
pub struct KnownOf(Vec<String>);

impl KnownOf {
    /// Of anybody here: where the service is.
    pub fn anybody(public_url: &str) -> Self {
        Self(vec![public_url.to_owned()])
    }

    /// And how their account is or will be called.
    #[must_use]
    pub fn named(mut self, username: &Username) -> Self {
        self.0.push(username.as_str().to_owned());
        self
    }

    /// And an address of theirs.
    #[must_use]
    pub fn reached_at(mut self, email: &Email) -> Self {
        self.0.push(email.as_str().to_owned());
        self
    }

    /// And what they want to be called.
    #[must_use]
    pub fn called(mut self, name: Option<&DisplayName>) -> Self {
        self.0.extend(name.map(ToString::to_string));
        self
    }

    /// And all that their account says of them.
    pub async fn with_account(self, db: &Db, user: &User) -> Result<Self, sqlx::Error> {
        let more: Option<(Option<DisplayName>, Option<Email>)> =
            sql!(db, |c| sqlx::query_as("SELECT display_name, pending_email FROM users WHERE id = $1")
                .bind(user.id)
                .fetch_optional(c))?;
        let (name, pending) = more.unwrap_or_default();
        let known = self.named(&user.username).reached_at(&user.email).called(name.as_ref());
        Ok(pending.iter().fold(known, Self::reached_at))
    }

    /// All of it.
    pub fn words(self) -> Vec<String> {
        self.0
    }
}
