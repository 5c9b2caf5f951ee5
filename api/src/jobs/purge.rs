//! `POST /api/ops/jobs/purge/`

use std::{str::FromStr, time::Duration};

use axum::extract::State;
use serde::{Deserialize, Serialize};
use shared::{
    jobs::board::{self, Finished},
    words::Text,
};
use utoipa::ToSchema;

use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Field, Json, Operate, Ops},
};

/// Delete old jobs that are over.
///
/// Those that were given up go only when they are asked for by the state `dead`.
#[utoipa::path(
    post, path = "/api/ops/jobs/purge/", tag = "jobs", security(("bearer" = ["operate"])),
    request_body(content = Purge, example = json!({"state": "dead", "older_than": "7d"})),
    responses(
        (status = 200, body = Purged, example = json!({"deleted": 3})),
        (status = 400, body = Problem, description = "`invalid_input`"),
    )
)]
pub(crate) async fn purge(
    Ops { caller, .. }: Ops<Operate>,
    asked: Asked,
    State(app): State<AppState>,
    Json(body): Json<Purge>,
) -> Result<Json<Purged>, ApiError> {
    let mut faults = Faults::default();
    let (state, age) = (body.state.required("state", &mut faults), body.older_than.required("older_than", &mut faults));
    let (Some(state), Some(Age(age))) = (state, age) else { return Err(faults.into()) };
    let now = app.clock.now();
    let deleted = board::purge(&app.db, state, now - age).await?;
    board::record_purge(&app.db, deleted, &asked.by(&caller), now).await?;
    tracing::warn!(?state, deleted, by = %caller.user.id, "jobs were purged");
    Ok(Json(Purged { deleted }))
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Purge {
    /// `done` or `dead`.
    #[serde(default)]
    #[schema(value_type = String, required, pattern = "^(done|dead)$")]
    state: Field<Finished>,
    /// How long ago they were over, such as `12h` or `7d`.
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 32)]
    older_than: Field<Age>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Purged {
    /// How many jobs were deleted.
    deleted: u64,
}

/// A length of time, written as in settings.
#[derive(Debug)]
struct Age(Duration);

impl FromStr for Age {
    type Err = Text;

    fn from_str(text: &str) -> Result<Self, Text> {
        if text.len() > 32 {
            return Err(Text::MustBeSpan);
        }
        humantime::parse_duration(text).map(Self).map_err(|_| Text::MustBeSpan)
    }
}
