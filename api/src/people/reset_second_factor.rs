//! `POST /api/ops/people/{id}/reset-second-factor/`

use axum::extract::State;
use shared::{ids::UserId, people::changing};

use super::PersonView;
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Asked, Id, Json, Ops, People},
};

/// Take away the second factors of somebody who has lost them.
///
/// The authenticator app, the passkeys and the recovery codes go, and the owner is told by mail.
#[utoipa::path(
    post, path = "/api/ops/people/{id}/reset-second-factor/", tag = "people", security(("bearer" = ["people"])),
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 200, body = PersonView),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn reset_second_factor(
    ops: Ops<People>,
    asked: Asked,
    State(app): State<AppState>,
    id: Result<Id<UserId>, ApiError>,
) -> Result<Json<PersonView>, ApiError> {
    let Id(id) = id?;
    let mut tx = app.db.begin().await?;
    changing::reset_second_factor(&mut tx, &asked.by(&ops.caller), id, app.clock.now()).await?;
    tx.commit().await?;
    PersonView::find(&app, id).await.map(Json)
}
