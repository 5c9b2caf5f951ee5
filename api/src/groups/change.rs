//! `PATCH /api/ops/groups/{id}/`

use axum::extract::State;
use serde::Deserialize;
use shared::{
    ids::GroupId,
    people::{groups::Changes, profile::DisplayName},
};
use utoipa::ToSchema;

use super::{Description, GroupView};
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Field, Id, Json, Ops, People},
};

/// Change a group. What is left out stays.
#[utoipa::path(
    patch, path = "/api/ops/groups/{id}/", tag = "people", security(("bearer" = ["people"])),
    params(("id" = String, Path, format = Uuid)),
    request_body(content = ChangeGroup, example = json!({"name": "Supervisory board"})),
    responses(
        (status = 200, body = GroupView),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn change_group(
    ops: Ops<People>,
    asked: Asked,
    State(app): State<AppState>,
    id: Result<Id<GroupId>, ApiError>,
    Json(body): Json<ChangeGroup>,
) -> Result<Json<GroupView>, ApiError> {
    let mut faults = Faults::default();
    let name = body.name.optional("name", &mut faults);
    let description = body.description.optional("description", &mut faults).map(|Description(text)| text);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let Id(id) = id?;
    let mut tx = app.db.begin().await?;
    if !(Changes { name, description }).make(&mut tx, &asked.by(&ops.caller), id, app.clock.now()).await? {
        return Err(ApiError::NotFound);
    }
    tx.commit().await?;
    GroupView::find(&app, id).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ChangeGroup {
    /// Unique without regard to case.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 80)]
    name: Field<DisplayName>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 1000)]
    description: Field<Description>,
}
