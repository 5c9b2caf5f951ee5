//! `GET /api/session/`

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use serde::Serialize;
use shared::people::names::Role;
use utoipa::ToSchema;

use crate::{
    AppState,
    accounts::UserView,
    error::ApiError,
    extract::{Json, SignedIn},
};

/// Who is signed in, if anybody?
///
/// A page that starts asks this, and hears no 401.
#[utoipa::path(
    get, path = "/api/session/", tag = "accounts", security((), ("bearer" = [])),
    responses((status = 200, body = SessionView))
)]
pub(crate) async fn session(State(app): State<AppState>, Somebody(user): Somebody) -> Json<SessionView> {
    let may = user.as_ref().map(|user| may(&app, user.role)).unwrap_or_default();
    Json(SessionView { may, language: "en", user: user.map(UserView::from) })
}

/// What an account of this role may do here.
fn may(app: &AppState, role: Role) -> Vec<&'static str> {
    let own = match role {
        Role::Ops => &["upload", "manage"][..],
        Role::Client => &[],
    };
    own.iter().copied().chain(app.may_download(role).then_some("download")).collect()
}

/// Whoever is signed in, or nobody: neither a token that is over nor one that is none is anybody's fault here.
pub(crate) struct Somebody(Option<shared::people::users::User>);

impl FromRequestParts<AppState> for Somebody {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        match SignedIn::of(app, parts).await {
            Ok(SignedIn(caller)) => Ok(Self(Some(caller.user))),
            Err(ApiError::NotAuthenticated | ApiError::InvalidToken) => Ok(Self(None)),
            Err(fault) => Err(fault),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionView {
    /// Nobody where this is null.
    user: Option<UserView>,
    /// What the account may do here: `upload`, `manage`, `download`.
    may: Vec<&'static str>,
    /// The language in which it is spoken to.
    #[schema(example = "en")]
    language: &'static str,
}
