//! `GET /api/me/`

use crate::{
    accounts::UserView,
    extract::{Json, SignedIn},
};

/// Who am I?
#[utoipa::path(
    get, path = "/api/me/", tag = "accounts", security(("bearer" = [])),
    responses((status = 200, body = UserView))
)]
pub(crate) async fn me(SignedIn(session): SignedIn) -> Json<UserView> {
    Json(session.user.into())
}
