//! `GET /api/me/tokens/`, `DELETE /api/me/tokens/{id}/`

use axum::{extract::State, http::StatusCode};
use serde::Serialize;
use shared::{
    audit::{self, Entry, Event, Object},
    clock::Millis,
    ids::ApiTokenId,
    jobs::Job,
    people::{
        api_tokens::{ApiToken, Scopes, TokenPlace},
        notices::AccountEvent,
        profile::DisplayName,
    },
};
use utoipa::ToSchema;

use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Id, Json, Owner, PageQuery, Query, next_cursor},
};

/// List my tokens for programs, the newest first, a page at a time.
#[utoipa::path(
    get, path = "/api/me/tokens/", tag = "me", security(("bearer" = [])), params(PageQuery),
    responses((status = 200, body = Tokens), (status = 400, body = Problem, description = "`invalid_input`"))
)]
pub(crate) async fn tokens(
    owner: Owner,
    State(app): State<AppState>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Tokens>, ApiError> {
    let mut faults = Faults::default();
    let page = query.check::<TokenPlace, 1>(&mut faults);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let found = ApiToken::list(&app.db, owner.user.id, &page, app.clock.now()).await?;
    let next_cursor = next_cursor::<_, TokenPlace, 1>(&found, |last| last.into());
    Ok(Json(Tokens { tokens: found.rows.into_iter().map(TokenView::from).collect(), next_cursor }))
}

/// Remove one of my tokens. It stops working at once.
#[utoipa::path(
    delete, path = "/api/me/tokens/{id}/", tag = "me", security(("bearer" = [])),
    params(("id" = String, Path, format = Uuid)),
    responses((status = 204), (status = 404, body = Problem, description = "`not_found`"))
)]
pub(crate) async fn remove_token(
    owner: Owner,
    State(app): State<AppState>,
    id: Result<Id<ApiTokenId>, ApiError>,
) -> Result<StatusCode, ApiError> {
    let Id(id) = id?;
    let mut tx = app.db.begin().await?;
    if !ApiToken::remove(&mut tx, owner.user.id, id).await? {
        return Err(ApiError::NotFound);
    }
    let event = AccountEvent::TokenRemoved;
    let now = app.clock.now();
    Job::AccountNotice { user: owner.user.id, event }.enqueue(&mut tx, now).await?;
    let entry = Entry::of(Event::TokenRemoved).on_person(owner.user.id).on(Object::Token(id));
    audit::record(&mut tx, &owner.asked, entry, now).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tokens {
    tokens: Vec<TokenView>,
    /// For the next page; null on the last one.
    next_cursor: Option<String>,
}

/// A token, without its text.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TokenView {
    #[schema(value_type = String, format = Uuid)]
    id: ApiTokenId,
    #[schema(value_type = String)]
    name: DisplayName,
    #[schema(value_type = Vec<String>)]
    scopes: Scopes,
    #[schema(value_type = String, format = DateTime)]
    created_at: Millis,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Millis,
    /// To the minute.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Millis>,
}

impl From<ApiToken> for TokenView {
    fn from(token: ApiToken) -> Self {
        let scopes = token.scopes();
        let ApiToken { id, name, created_at, expires_at, last_used_at, .. } = token;
        Self { id, name, scopes, created_at, expires_at, last_used_at }
    }
}
