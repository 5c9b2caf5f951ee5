//! What the link in a verification mail proves: the address with which an account was made, or one to which it changes.

use sealed::{OpenError, Purpose};
use shared::{
    clock::Millis,
    people::{credentials::WithPendingEmail, email::Email, spent, users::User},
    sealed::{ChangeEmail, VerifyEmail},
    words::Language,
};

use super::mail_link::LinkPath;
use crate::{app::AppState, error::ApiError};

/// What a link proves.
pub(super) enum Proof {
    /// The address with which the account was made.
    First(User),
    /// The address to which it changes, by this link.
    Changed(WithPendingEmail, ChangeEmail),
    /// The address to which it has changed, by this very link.
    Before,
}

impl Proof {
    /// What a link proves, as long as it fits its account: same account, same address, and in time.
    pub(super) async fn find(app: &AppState, link: &LinkPath) -> Result<Self, ApiError> {
        let uid = link.account()?;
        let now = app.clock.now();
        let expired =
            |error| if error == OpenError::Expired { ApiError::ExpiredMailLink } else { ApiError::InvalidLink };
        let (proof, user) = match app.sealer.open::<VerifyEmail>(&link.token, now) {
            Ok(sealed) => {
                let user = User::find(&app.db, sealed.user).await?;
                let user =
                    user.filter(|user| user.invited_at.is_none() && sealed == VerifyEmail::new(user.id, &user.email));
                (user.map(Self::First), sealed.user)
            }
            Err(OpenError::Expired) => return Err(ApiError::ExpiredMailLink),
            Err(OpenError::Invalid) => {
                let sealed: ChangeEmail = app.sealer.open(&link.token, now).map_err(expired)?;
                let account = WithPendingEmail::find(&app.db, sealed.user).await?;
                let account = account.filter(|account| {
                    sealed == ChangeEmail::new(account.user.id, &account.user.email, &account.pending_email)
                });
                let user = sealed.user;
                let proof = match account {
                    Some(account) => Some(Self::Changed(account, sealed)),
                    None => changed_before(app, &sealed, now).await?.then_some(Self::Before),
                };
                (proof, user)
            }
        };
        proof.filter(|_| user == uid).ok_or(ApiError::InvalidLink)
    }

    /// The language that the owner of the account has chosen.
    pub(super) fn language(&self) -> Option<Language> {
        match self {
            Self::First(user) | Self::Changed(WithPendingEmail { user, .. }, _) => user.language,
            Self::Before => None,
        }
    }
}

/// What is spent where a link has changed the address to this one.
pub(super) fn done_by(link: &ChangeEmail, email: &Email) -> Vec<u8> {
    [link.body().as_slice(), email.key().as_bytes()].concat()
}

/// Says whether an account has the address that it has by this link.
async fn changed_before(app: &AppState, link: &ChangeEmail, now: Millis) -> Result<bool, ApiError> {
    let Some(user) = User::find(&app.db, link.user).await? else { return Ok(false) };
    Ok(spent::is_spent(&app.db, &done_by(link, &user.email), now).await?)
}
