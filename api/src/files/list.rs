//! `GET /api/list-uploaded-files/`

use axum::extract::State;
use serde::{Deserialize, Serialize};
use shared::{
    db::page::Page,
    documents::{
        sorting::{FilePlace, Sort},
        visible::{self, Wanted},
    },
    words::{Text, Told},
};
use utoipa::{IntoParams, ToSchema};

use super::FileView;
use crate::{
    AppState,
    error::{ApiError, Faults, Problem},
    extract::{Json, PageQuery, Query, TokenHolder, next_cursor},
};

/// List documents, a page at a time.
///
/// Clients see the clean ones, ops all. A cursor holds while files come and go: nothing twice, nothing skipped.
#[utoipa::path(
    get, path = "/api/list-uploaded-files/", tag = "files", security(("bearer" = [])),
    params(PageQuery, ListQuery),
    responses(
        (status = 200, body = FilesPage),
        (status = 400, body = Problem, description = "`invalid_input`"),
    )
)]
pub(crate) async fn list(
    holder: TokenHolder,
    State(app): State<AppState>,
    query: Result<Query<ListQuery>, ApiError>,
) -> Result<Json<FilesPage>, ApiError> {
    let reader = &holder.reader;
    let (wanted, page) = match query.and_then(|Query(query)| Ok(query.check()?)) {
        Ok(good) => good,
        Err(faults) => return Err(holder.refusal(&app, faults).await),
    };
    // The query itself gives rows to a live session only: one trip to the database instead of two.
    let seen = visible::list(&app.db, reader, &wanted, &page).await?;
    if seen.rows.is_empty() {
        // Nothing to list, or nobody who may: the session tells which.
        holder.live(&app).await?;
    }
    let next_cursor = next_cursor(&seen, |last| FilePlace::of(last, wanted.sort));
    let files = seen.rows.into_iter().map(|file| FileView::for_role(file, reader.role)).collect();
    Ok(Json(FilesPage { files, next_cursor }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    #[serde(flatten)]
    #[param(ignore)]
    page: PageQuery,
    /// A part of the name, without regard to case.
    #[param(max_length = 255)]
    search: Option<String>,
    /// `uploaded_at`, `name` or `size`, with a `-` in front for the other way round.
    #[param(default = "-uploaded_at", pattern = "^-?(uploaded_at|name|size)$")]
    sort: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Page)]
pub(crate) struct FilesPage {
    files: Vec<FileView>,
    /// For the next page; null on the last one.
    next_cursor: Option<String>,
}

impl ListQuery {
    fn check(self) -> Result<(Wanted, Page<FilePlace>), Faults> {
        let mut faults = Faults::default();
        let page: Page<FilePlace> = self.page.check(&mut faults);
        let sort = self.sort.map_or(Ok(Sort::LATEST), |text| text.parse());
        match (&page.after, &sort) {
            (_, Err(fault)) => faults.add("sort", fault.text()),
            (Some(after), Ok(sort)) if !after.is_in(*sort) => faults.add("cursor", Text::CursorOfAnotherOrder),
            _ => {}
        }
        let search = self.search.filter(|text| !text.is_empty());
        if search.as_ref().is_some_and(|text| text.len() > 255 || text.contains('\0')) {
            faults.add("search", Text::FilterTooLong { most: 255 });
        }
        match sort {
            Ok(sort) if faults.is_empty() => Ok((Wanted { sort, search }, page)),
            _ => Err(faults),
        }
    }
}
