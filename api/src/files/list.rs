//! `GET /api/list-uploaded-files/`

use axum::extract::State;
use serde::Serialize;
use shared::documents::visible;
use utoipa::ToSchema;

use super::{
    FileView,
    query::{Asked, ListQuery},
};
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Json, PageQuery, Query, TokenHolder, next_cursor},
};

/// List documents, a page at a time.
///
/// Clients see the clean ones that are for them, ops all but the trash. A cursor holds while files come and go: nothing twice,
/// nothing skipped.
#[utoipa::path(
    get, path = "/api/list-uploaded-files/", tag = "files", security(("bearer" = [])),
    params(PageQuery, ListQuery),
    responses(
        (status = 200, body = FilesPage),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 403, body = Problem, description = "`role_not_allowed`: a filter that is for ops"),
    )
)]
pub(crate) async fn list(
    holder: TokenHolder,
    State(app): State<AppState>,
    query: Result<Query<ListQuery>, ApiError>,
) -> Result<Json<FilesPage>, ApiError> {
    let reader = &holder.reader;
    let Asked { wanted, page, total, of_nobody } = match query.and_then(|Query(query)| query.check(reader.role)) {
        Ok(asked) => asked,
        Err(refusal) => return Err(holder.refusal(&app, refusal).await),
    };
    if of_nobody {
        holder.live(&app).await?;
        return Ok(Json(FilesPage { total: total.then_some(0), ..FilesPage::default() }));
    }
    // The query itself gives rows to a live session only: one trip to the database instead of two.
    let seen = visible::list(&app.db, reader, &wanted, &page).await?;
    if seen.rows.is_empty() {
        // Nothing to list, or nobody who may: the session tells which.
        holder.live(&app).await?;
    }
    let total = if total { Some(visible::count(&app.db, reader, &wanted.filter).await?) } else { None };
    let next_cursor = next_cursor(&seen, |last| last.place(wanted.sort));
    let files = seen.rows.into_iter().map(|file| FileView::listed(file, reader.now)).collect();
    Ok(Json(FilesPage { files, next_cursor, total }))
}

#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = Page)]
pub(crate) struct FilesPage {
    files: Vec<FileView>,
    /// For the next page; null on the last one.
    next_cursor: Option<String>,
    /// How many there are, where it was asked for; 10000 means so many or more.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<i64>,
}
