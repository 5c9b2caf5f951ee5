//! `GET /api/me/`

use crate::{
    accounts::UserView,
    extract::{Json, Newcomer},
};

/// Who am I?
#[utoipa::path(
    get, path = "/api/me/", tag = "me", security(("bearer" = ["newcomer"])),
    responses((status = 200, body = UserView))
)]
pub(crate) async fn me(Newcomer(caller): Newcomer) -> Json<UserView> {
    Json(caller.user.into())
}
