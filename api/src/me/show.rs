//! `GET /api/me/`

use crate::{
    accounts::UserView,
    error::Problem,
    extract::{Json, SignedIn},
};

/// Who am I?
#[utoipa::path(
    get, path = "/api/me/", tag = "accounts", security(("bearer" = [])),
    responses((status = 200, body = UserView), (status = 401, body = Problem, description = "`not_authenticated`, `invalid_token`"))
)]
pub(crate) async fn me(SignedIn(session): SignedIn) -> Json<UserView> {
    Json(session.user.into())
}
