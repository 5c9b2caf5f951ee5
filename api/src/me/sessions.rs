//! `GET` and `DELETE /api/me/sessions/`, `DELETE /api/me/sessions/{id}/`

use axum::{extract::State, http::StatusCode};
use serde::Serialize;
use shared::{
    audit::{self, Entry, Event, Object},
    clock::Millis,
    ids::SessionId,
    people::{credentials::WithPendingEmail, sessions::Session},
};
use utoipa::ToSchema;

use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Id, Json, Owner},
};

/// Where am I logged in?
///
/// The session that was used last comes first; 200 are shown at the most.
#[utoipa::path(
    get, path = "/api/me/sessions/", tag = "me", security(("bearer" = [])),
    responses((status = 200, body = Sessions))
)]
pub(crate) async fn sessions(owner: Owner, State(app): State<AppState>) -> Result<Json<Sessions>, ApiError> {
    let live = Session::of_user(&app.db, owner.user.id, app.session_lifetime(), app.clock.now()).await?;
    let sessions = live.into_iter().map(|session| SessionLine {
        current: session.id == owner.session,
        id: session.id,
        created_at: session.created_at,
        last_seen_at: session.seen_at,
        address: session.address,
        client: session.client,
    });
    Ok(Json(Sessions { sessions: sessions.collect() }))
}

/// End one of my sessions.
#[utoipa::path(
    delete, path = "/api/me/sessions/{id}/", tag = "me", security(("bearer" = [])),
    params(("id" = String, Path, format = Uuid)),
    responses((status = 204), (status = 404, body = Problem, description = "`not_found`"))
)]
pub(crate) async fn end_session(
    owner: Owner,
    State(app): State<AppState>,
    id: Result<Id<SessionId>, ApiError>,
) -> Result<StatusCode, ApiError> {
    let Id(id) = id?;
    let mut tx = app.db.begin().await?;
    let now = app.clock.now();
    if !Session::end_of_user(&mut tx, owner.user.id, id, now).await? {
        return Err(ApiError::NotFound);
    }
    let entry = Entry::of(Event::SessionEnded).on_person(owner.user.id).on(Object::Session(id));
    audit::record(&mut tx, &owner.asked, entry, now).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End all of my sessions but this one.
///
/// An e-mail address that waits to be proved is forgotten, too: it may have been asked for in one of them.
#[utoipa::path(
    delete, path = "/api/me/sessions/", tag = "me", security(("bearer" = [])),
    responses((status = 204))
)]
pub(crate) async fn end_other_sessions(owner: Owner, State(app): State<AppState>) -> Result<StatusCode, ApiError> {
    let mut tx = app.db.begin().await?;
    let now = app.clock.now();
    // An address that was asked for may have been asked for in one of them. The account comes first, as where a password changes.
    WithPendingEmail::withdraw(&mut tx, owner.user.id).await?;
    Session::end_others(&mut tx, owner.user.id, owner.session, now).await?;
    let entry = Entry::of(Event::SessionEnded).on_person(owner.user.id).with("all_but", owner.session.0);
    audit::record(&mut tx, &owner.asked, entry, now).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Sessions {
    sessions: Vec<SessionLine>,
}

#[derive(Debug, Serialize, ToSchema)]
struct SessionLine {
    #[schema(value_type = String, format = Uuid)]
    id: SessionId,
    /// Whether it is the one that asks.
    current: bool,
    #[schema(value_type = String, format = DateTime)]
    created_at: Millis,
    /// To the minute.
    #[schema(value_type = String, format = DateTime)]
    last_seen_at: Millis,
    /// From where it began.
    address: Option<String>,
    /// What the program called itself.
    client: Option<String>,
}
