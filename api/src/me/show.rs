//! `GET /api/me/`

use axum::extract::State;
use serde::Serialize;
use shared::{
    clock::Millis,
    documents::room,
    people::{
        email::Email,
        names::Role,
        permissions::Permissions,
        profile::{DisplayName, Profile},
        users::User,
    },
    words::Language,
};
use utoipa::ToSchema;

use super::notify::NotifyView;
use crate::{
    accounts::UserView,
    app::AppState,
    error::ApiError,
    extract::{Json, Newcomer},
};

/// Who am I?
#[utoipa::path(
    get, path = "/api/me/", tag = "me", security(("bearer" = ["newcomer"])),
    responses((status = 200, body = MeView))
)]
pub(crate) async fn me(Newcomer(caller): Newcomer, State(app): State<AppState>) -> Result<Json<MeView>, ApiError> {
    MeView::of(&app, caller.user).await.map(Json)
}

/// One's own account, as a whole.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeView {
    #[serde(flatten)]
    user: UserView,
    /// What you want to be called.
    #[schema(value_type = Option<String>, max_length = 80)]
    display_name: Option<DisplayName>,
    /// The language that you chose: `en`, `de`, `fr`, `es` or `ar`.
    #[schema(value_type = Option<String>, pattern = "^(en|de|fr|es|ar)$")]
    language: Option<Language>,
    /// The address that takes the place of `email` once the link in its mail is opened.
    #[schema(value_type = Option<String>, format = Email)]
    pending_email: Option<Email>,
    /// What the account may beyond its role.
    #[schema(value_type = Vec<String>, example = json!(["documents", "people"]))]
    permissions: Permissions,
    /// It changes with the picture.
    #[schema(example = "https://files.example.com/api/me/picture/?v=2c26b46b68ffc68f")]
    picture_url: String,
    /// How much room there is for what you upload; null where there is no quota, and for clients.
    room: Option<RoomView>,
    second_factor: SecondFactorView,
    notify: NotifyView,
    #[schema(value_type = String, format = DateTime)]
    created_at: Millis,
}

/// The quota of which the least is left: of all documents, or of those that the account has uploaded. In bytes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RoomView {
    /// What is taken of it.
    used: u64,
    /// What it allows.
    most: u64,
}

/// What guards the account beside its password.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SecondFactorView {
    /// Whether an authenticator app is set up.
    pub(crate) totp: bool,
    /// How many passkeys there are.
    pub(crate) passkeys: i64,
    /// How many recovery codes are good.
    pub(crate) recovery_codes_left: i64,
}

impl MeView {
    /// The account as it stands now.
    pub(super) async fn of(app: &AppState, user: User) -> Result<Self, ApiError> {
        let profile = Profile::find(&app.db, user.id).await?.ok_or(ApiError::InvalidToken)?;
        let notify = profile.notify().into();
        let version = profile.picture.map(|mark| format!("?v={mark}")).unwrap_or_default();
        let permissions = user.permissions;
        let room = match user.role {
            Role::Ops => room::standing(&app.db, user.id, &app.settings.limits).await?,
            Role::Client => None,
        };
        Ok(Self {
            user: user.into(),
            display_name: profile.display_name,
            language: profile.language,
            pending_email: profile.pending_email,
            permissions,
            picture_url: format!("{}/api/me/picture/{version}", app.settings.serving.public_url),
            room: room.map(|(used, most)| RoomView { used, most }),
            second_factor: SecondFactorView {
                totp: profile.totp,
                passkeys: profile.passkeys,
                recovery_codes_left: profile.recovery_codes_left,
            },
            notify,
            created_at: profile.created_at,
        })
    }
}
