//! `GET /api/me/passkeys/`

use axum::extract::State;
use serde::Serialize;
use shared::{
    clock::Millis,
    ids::PasskeyId,
    people::factors::passkeys::{Passkey, PasskeyPlace},
};
use utoipa::ToSchema;

use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Json, PageQuery, Query, SettingUp, next_cursor},
};

/// Which passkeys do I have? The oldest comes first, a page at a time.
#[utoipa::path(
    get, path = "/api/me/passkeys/", tag = "me", security(("bearer" = ["newcomer"])), params(PageQuery),
    responses((status = 200, body = Passkeys), (status = 400, body = Problem, description = "`invalid_input`"))
)]
pub(crate) async fn passkeys(
    SettingUp(owner): SettingUp,
    State(app): State<AppState>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Passkeys>, ApiError> {
    let mut faults = Faults::default();
    let page = query.check::<PasskeyPlace, 1>(&mut faults);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let found = Passkey::list(&app.db, owner.user.id, &page).await?;
    let next_cursor = next_cursor::<_, PasskeyPlace, 1>(&found, |last| last.into());
    Ok(Json(Passkeys { passkeys: found.rows.into_iter().map(PasskeyView::from).collect(), next_cursor }))
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Passkeys {
    passkeys: Vec<PasskeyView>,
    /// For the next page; null on the last one.
    next_cursor: Option<String>,
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
