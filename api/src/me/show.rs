//! `GET /api/me/`

use crate::{
    accounts::UserView,
    extract::{Json, SignedIn},
};

/// Who am I?
#[utoipa::path(
    get, path = "/api/me/", tag = "me", security(("bearer" = [])),
    responses((status = 200, body = UserView))
)]
pub(crate) async fn me(SignedIn(caller): SignedIn) -> Json<UserView> {
    Json(caller.user.into())
}
