//! `GET /api/session/`

use axum::{
    Extension,
    extract::{FromRequestParts, State},
    http::request::Parts,
};
use serde::Serialize;
use shared::{
    people::{names::Role, permissions::Permission, sessions::Caller},
    words::Language,
};
use utoipa::ToSchema;

use crate::{
    accounts::UserView,
    app::AppState,
    error::ApiError,
    extract::{Json, Newcomer},
    http::spoken_to::SpokenTo,
};

/// Who is signed in, if anybody?
///
/// A page that starts asks this, and hears no 401.
#[utoipa::path(
    get, path = "/api/session/", tag = "accounts", security((), ("bearer" = ["newcomer"])),
    responses((status = 200, body = SessionView))
)]
pub(crate) async fn session(
    State(app): State<AppState>,
    Somebody(caller): Somebody,
    Extension(spoken_to): Extension<SpokenTo>,
) -> Json<SessionView> {
    let language = spoken_to.language(app.settings.serving.language);
    let Some(caller) = caller else {
        return Json(SessionView { user: None, may: Vec::new(), language });
    };
    let may = may(&app, &caller);
    Json(SessionView { user: Some(caller.user.into()), may, language })
}

/// What this account may do here.
fn may(app: &AppState, caller: &Caller) -> Vec<&'static str> {
    if caller.has_to_set_up {
        return vec!["set_up_second_factor"];
    }
    let role = caller.user.role;
    let own = match role {
        Role::Ops => &["upload", "manage"][..],
        Role::Client => &[],
    };
    let permissions = caller.user.permissions.iter().map(Permission::as_str).filter(|_| role == Role::Ops);
    own.iter().copied().chain(permissions).chain(app.may_download(role).then_some("download")).collect()
}

/// Whoever is signed in, or nobody: neither a token that is over nor one that is none is anybody's fault here.
pub(crate) struct Somebody(Option<Caller>);

impl FromRequestParts<AppState> for Somebody {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        match Newcomer::of(app, parts).await {
            Ok(Newcomer(caller)) => Ok(Self(Some(caller))),
            Err(ApiError::NotAuthenticated | ApiError::InvalidToken) => Ok(Self(None)),
            Err(fault) => Err(fault),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionView {
    /// Nobody where this is null.
    user: Option<UserView>,
    /// What the account may do here: `upload`, `manage`, `download`, and its permissions; or `set_up_second_factor`, before
    /// anything else.
    may: Vec<&'static str>,
    /// The language in which whoever asks is spoken to.
    #[schema(value_type = String, example = "en", pattern = "^(en|de|fr|es|ar)$")]
    language: Language,
}
