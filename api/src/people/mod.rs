//! People: who has an account, who is to have one, and who no longer.

pub(crate) mod approve;
pub(crate) mod change;
pub(crate) mod end_sessions;
pub(crate) mod erase;
pub(crate) mod invite;
pub(crate) mod invite_again;
pub(crate) mod list;
pub(crate) mod reject;
pub(crate) mod reset_second_factor;
pub(crate) mod show;
pub(crate) mod verify_again;

use serde::Serialize;
use shared::{
    clock::Millis,
    ids::{GroupId, UserId},
    people::{
        directory::{self, Entry, Factors, Person},
        email::Email,
        names::{Role, Username},
        permissions::Permissions,
        profile::DisplayName,
        users::State,
    },
    words::Language,
};
use utoipa::ToSchema;

use crate::{app::AppState, error::ApiError, me::show::SecondFactorView};

/// Somebody, as they are told to those who look after people.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonView {
    #[schema(value_type = String, format = Uuid)]
    id: UserId,
    /// None as long as they have not accepted an invitation.
    #[schema(value_type = Option<String>, example = "ann")]
    username: Option<Username>,
    #[schema(value_type = String, format = Email, example = "ann@example.com")]
    email: Email,
    /// The address that takes the place of `email` once the link in its mail is opened.
    #[schema(value_type = Option<String>, format = Email)]
    pending_email: Option<Email>,
    #[schema(value_type = Option<String>, max_length = 80)]
    display_name: Option<DisplayName>,
    #[schema(value_type = String, example = "client", pattern = "^(ops|client)$")]
    role: Role,
    /// What the account may beyond its role.
    #[schema(value_type = Vec<String>, example = json!([]))]
    permissions: Permissions,
    #[schema(value_type = String, example = "active", pattern = "^(invited|unverified|waiting|active|disabled|expired)$")]
    state: State,
    /// The groups that they are in.
    groups: Vec<GroupName>,
    #[schema(value_type = Option<String>, pattern = "^(en|de|fr|es|ar)$")]
    language: Option<Language>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Millis,
    #[schema(value_type = Option<String>, format = DateTime)]
    last_login_at: Option<Millis>,
    /// When the account ends by itself.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Millis>,
    second_factor: SecondFactorView,
}

/// A group that somebody is in.
#[derive(Debug, Serialize, ToSchema)]
struct GroupName {
    #[schema(value_type = String, format = Uuid)]
    id: GroupId,
    #[schema(value_type = String)]
    name: DisplayName,
}

impl PersonView {
    /// Somebody as they stand at this time.
    pub(crate) fn of(person: Person, now: Millis) -> Self {
        let Person { entry, factors: Factors { totp, passkeys, recovery_codes_left }, groups } = person;
        let Entry { user, display_name, language, pending_email, created_at, last_login_at, .. } = entry;
        let state = user.state(now);
        Self {
            id: user.id,
            username: user.invited_at.is_none().then_some(user.username),
            email: user.email,
            pending_email,
            display_name,
            role: user.role,
            permissions: user.permissions,
            state,
            groups: groups.into_iter().map(|group| GroupName { id: group.id, name: group.name }).collect(),
            language,
            created_at,
            last_login_at,
            expires_at: user.expires_at,
            second_factor: SecondFactorView { totp, passkeys, recovery_codes_left },
        }
    }

    /// The person with this id, as they stand now.
    async fn find(app: &AppState, id: UserId) -> Result<Self, ApiError> {
        let person = directory::find(&app.db, id).await?.ok_or(ApiError::NotFound)?;
        Ok(Self::of(person, app.clock.now()))
    }
}
