//! `GET /api/me/passkeys/`

use axum::extract::State;
use serde::Serialize;
use shared::{clock::Millis, ids::PasskeyId, people::factors::passkeys::Passkey};
use utoipa::ToSchema;

use crate::{
    AppState,
    error::ApiError,
    extract::{Json, SettingUp},
};

/// Which passkeys do I have?
#[utoipa::path(
    get, path = "/api/me/passkeys/", tag = "me", security(("bearer" = ["newcomer"])),
    responses((status = 200, body = Passkeys))
)]
pub(crate) async fn passkeys(
    SettingUp(owner): SettingUp,
    State(app): State<AppState>,
) -> Result<Json<Passkeys>, ApiError> {
    let passkeys = Passkey::of_user(&app.db, owner.user.id).await?;
    Ok(Json(Passkeys { passkeys: passkeys.into_iter().map(PasskeyView::from).collect() }))
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Passkeys {
    passkeys: Vec<PasskeyView>,
}

/// A passkey, as it is told to its owner.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PasskeyView {
    #[schema(value_type = String, format = Uuid)]
    id: PasskeyId,
    #[schema(example = "My telephone")]
    name: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Millis,
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Millis>,
}

impl From<Passkey> for PasskeyView {
    fn from(passkey: Passkey) -> Self {
        let Passkey { id, name, created_at, last_used_at, .. } = passkey;
        Self { id, name, created_at, last_used_at }
    }
}
