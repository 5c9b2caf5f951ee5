//! `POST /api/ops/people/{id}/invite-again/`

use axum::extract::State;
use shared::{ids::UserId, people::invitations};

use super::PersonView;
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Asked, Id, Json, Ops, People},
};

/// Invite somebody once more who has not accepted.
///
/// The link of before is over.
#[utoipa::path(
    post, path = "/api/ops/people/{id}/invite-again/", tag = "people", security(("bearer" = ["people"])),
    params(("id" = String, Path, format = Uuid)),
    responses(
        (status = 200, body = PersonView),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 409, body = Problem, description = "`wrong_state`: they have accepted, or were never invited"),
    )
)]
pub(crate) async fn invite_again(
    ops: Ops<People>,
    asked: Asked,
    State(app): State<AppState>,
    id: Result<Id<UserId>, ApiError>,
) -> Result<Json<PersonView>, ApiError> {
    let Id(id) = id?;
    let mut tx = app.db.begin().await?;
    invitations::send_again(&mut tx, &asked.by(&ops.caller), id, app.clock.now()).await?;
    tx.commit().await?;
    PersonView::find(&app, id).await.map(Json)
}
