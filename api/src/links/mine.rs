//! `GET /api/me/links/`, `DELETE /api/me/links/{id}/`

use axum::{extract::State, http::StatusCode};
use serde::Serialize;
use shared::{
    audit::{self, Entry, Event, Object},
    clock::Millis,
    documents::{
        links::{self, Link, LinkPlace, Listed},
        visible,
    },
    ids::{FileId, LinkId},
};
use utoipa::ToSchema;

use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Id, Json, PageQuery, Query, SignedIn, next_cursor},
};

/// List the links that I have made, as far as they have not ended and what they lead to is still mine to see.
#[utoipa::path(
    get, path = "/api/me/links/", tag = "links", security(("bearer" = [])),
    params(PageQuery),
    responses((status = 200, body = Links), (status = 400, body = Problem, description = "`invalid_input`"))
)]
pub(crate) async fn my_links(
    SignedIn(caller): SignedIn,
    State(app): State<AppState>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Links>, ApiError> {
    let mut faults = Faults::default();
    let page = query.check(&mut faults);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let now = app.clock.now();
    let found = links::of_user(&app.db, caller.user.id, now, &page).await?;
    let next_cursor = next_cursor(&found, |last| LinkPlace::from(last));
    let ids: Vec<FileId> = found.rows.iter().map(|row| row.link.file_id).collect();
    let seen = visible::find_all(&app.db, &caller.reader(now), &ids).await?;
    let view = |row: Listed| {
        let seen = seen.iter().find(|seen| seen.id == row.link.file_id)?;
        Some(LinkView::of(row, seen.name.to_string()))
    };
    Ok(Json(Links { links: found.rows.into_iter().filter_map(view).collect(), next_cursor }))
}

/// Revoke one of my links. It stops working at once.
#[utoipa::path(
    delete, path = "/api/me/links/{id}/", tag = "links", security(("bearer" = [])),
    params(("id" = String, Path, format = Uuid)),
    responses((status = 204), (status = 404, body = Problem, description = "`not_found`"))
)]
pub(crate) async fn revoke_my_link(
    SignedIn(caller): SignedIn,
    asked: Asked,
    State(app): State<AppState>,
    Id(id): Id<LinkId>,
) -> Result<StatusCode, ApiError> {
    let asked = asked.by(&caller);
    let mut tx = app.db.begin().await?;
    let file = Link::revoke(&mut tx, id, caller.user.id).await?.ok_or(ApiError::NotFound)?;
    let entry = Entry::of(Event::LinkRevoked).on_file(file).on(Object::Link(id));
    audit::record(&mut tx, &asked, entry, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Links {
    links: Vec<LinkView>,
    /// For the next page; null on the last one.
    next_cursor: Option<String>,
}

/// A link, without its address.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkView {
    #[schema(value_type = String, format = Uuid)]
    id: LinkId,
    file: LinkedFile,
    once: bool,
    has_password: bool,
    #[schema(value_type = String, format = DateTime)]
    created_at: Millis,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Millis,
    /// When all of the document was delivered by it.
    #[schema(value_type = Option<String>, format = DateTime)]
    delivered_at: Option<Millis>,
}

#[derive(Debug, Serialize, ToSchema)]
struct LinkedFile {
    #[schema(value_type = String, format = Uuid)]
    id: FileId,
    name: String,
}

impl LinkView {
    fn of(row: Listed, name: String) -> Self {
        let Listed { link, delivered_at, .. } = row;
        let has_password = link.password_hash.is_some();
        let Link { id, file_id, once, created_at, expires_at, .. } = link;
        Self { id, file: LinkedFile { id: file_id, name }, once, has_password, created_at, expires_at, delivered_at }
    }
}
