//! `POST /api/ops/groups/`

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use shared::{
    ids::GroupId,
    people::{groups::Group, profile::DisplayName},
};
use utoipa::ToSchema;

use super::{Description, GroupView};
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Field, Json, Ops, People},
};

/// Make a group, in which nobody is yet.
#[utoipa::path(
    post, path = "/api/ops/groups/", tag = "people", security(("bearer" = ["people"])),
    request_body(content = MakeGroup, example = json!({"name": "Board", "description": "Reads the minutes"})),
    responses(
        (status = 201, body = GroupView),
        (status = 400, body = Problem, description = "`invalid_input`"),
    )
)]
pub(crate) async fn make_group(
    ops: Ops<People>,
    asked: Asked,
    State(app): State<AppState>,
    Json(body): Json<MakeGroup>,
) -> Result<(StatusCode, Json<GroupView>), ApiError> {
    let mut faults = Faults::default();
    let name = body.name.required("name", &mut faults);
    let description = body.description.optional("description", &mut faults);
    let (Some(name), true) = (name, faults.is_empty()) else { return Err(faults.into()) };
    let description = description.map_or_else(String::new, |Description(text)| text);
    let mut tx = app.db.begin().await?;
    let group =
        Group::make(&mut tx, &asked.by(&ops.caller), GroupId::new(), name, description, app.clock.now()).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(group.into())))
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct MakeGroup {
    /// Unique without regard to case.
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 80)]
    name: Field<DisplayName>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 1000)]
    description: Field<Description>,
}
