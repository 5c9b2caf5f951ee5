//! `GET /api/list-uploaded-files/`

use axum::extract::State;
use serde::{Deserialize, Serialize};
use shared::{
    documents::files::{FileRow, search_key},
    people::{names::Role, sessions::Reader},
    sql,
};
use sqlx::AssertSqlSafe;
use utoipa::{IntoParams, ToSchema};

use super::{
    FileView,
    cursor::{Column, Cursor, Key, Sort},
};
use crate::{
    AppState,
    error::{ApiError, Faults, Problem},
    extract::{Json, Query, SignedIn, TokenHolder},
};

/// List documents, a page at a time.
///
/// Clients see the clean ones, ops all. A cursor holds while files come and go: nothing twice, nothing skipped.
#[utoipa::path(
    get, path = "/api/list-uploaded-files/", tag = "files", security(("bearer" = [])),
    params(ListQuery),
    responses(
        (status = 200, body = Page),
        (status = 400, body = Problem, description = "`invalid_input`"),
    )
)]
pub(crate) async fn list(
    holder: TokenHolder,
    State(app): State<AppState>,
    query: Result<Query<ListQuery>, ApiError>,
) -> Result<Json<Page>, ApiError> {
    let reader = &holder.0;
    let page = match query.and_then(|Query(query)| Ok(query.check()?)) {
        Ok(page) => page,
        Err(faults) => return Err(holder.refusal(&app, faults).await),
    };

    // The query itself gives rows to a live session only: one trip to the database instead of two.
    let mut files = fetch(&app, reader, &page).await?;
    if files.is_empty() {
        // Nothing to list, or nobody who may: the session tells which.
        SignedIn::live(&app, reader).await?;
    }

    let more = files.len() > page.limit;
    files.truncate(page.limit);
    let last = files.last().filter(|_| more);
    let next_cursor = last.map(|last| Cursor::after(last, page.sort).to_text());
    let files = files.into_iter().map(|file| FileView::for_role(file, reader.role)).collect();
    Ok(Json(Page { files, next_cursor }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// 1 to 200 files a page.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// A part of the name, without regard to case.
    #[param(max_length = 255)]
    search: Option<String>,
    /// `uploaded_at`, `name` or `size`, with a `-` in front for the other way round.
    #[param(default = "-uploaded_at", pattern = "^-?(uploaded_at|name|size)$")]
    sort: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page {
    files: Vec<FileView>,
    /// For the next page; null on the last one.
    next_cursor: Option<String>,
}

/// What a list is asked for, checked.
struct Wanted {
    limit: usize,
    sort: Sort,
    after: Option<Cursor>,
    /// A pattern for LIKE.
    search: Option<String>,
}

impl ListQuery {
    fn check(self) -> Result<Wanted, Faults> {
        let mut faults = Faults::default();
        let limit = self.limit.map_or(Some(50), |text| text.parse().ok().filter(|limit| (1..=200).contains(limit)));
        if limit.is_none() {
            faults.add("limit", "must be a whole number from 1 to 200");
        }
        let sort = Sort::from_name(self.sort.as_deref().unwrap_or("-uploaded_at"));
        if sort.is_none() {
            faults.add("sort", "must be uploaded_at, name or size, with or without a '-' in front");
        }
        let after = match (self.cursor.filter(|text| !text.is_empty()), sort) {
            (Some(text), Some(sort)) => {
                let after = Cursor::from_text(&text, sort);
                if after.is_none() {
                    faults.add("cursor", "is none of ours, or of a list in another order");
                }
                after
            }
            _ => None,
        };
        let search = self.search.filter(|text| !text.is_empty());
        if search.as_ref().is_some_and(|text| text.len() > 255 || text.contains('\0')) {
            faults.add("search", "must have at most 255 bytes and no NUL");
        }
        match (limit, sort) {
            (Some(limit), Some(sort)) if faults.is_empty() => {
                Ok(Wanted { limit, sort, after, search: search.map(|text| like_pattern(&text)) })
            }
            _ => Err(faults),
        }
    }
}

fn like_pattern(search: &str) -> String {
    let escaped = search_key(search).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// One row more than a page, to tell whether there is another page. None to those whose session is not live.
async fn fetch(app: &AppState, reader: &Reader, page: &Wanted) -> Result<Vec<FileRow>, sqlx::Error> {
    let text = AssertSqlSafe(page_sql(reader.role, page));
    let (number, name, id) = match page.after.as_ref().map(|cursor| (&cursor.key, cursor.id)) {
        Some((Key::Number(number), id)) => (Some(*number), None, Some(id)),
        Some((Key::Text(name), id)) => (None, Some(name.as_str()), Some(id)),
        None => (None, None, None),
    };
    sql!(app.db, |c| {
        let mut query = sqlx::query_as(text);
        query = query.bind(reader.session).bind(reader.user).bind(reader.role).bind(reader.now);
        if let Some(search) = &page.search {
            query = query.bind(search);
        }
        if let Some(number) = number {
            query = query.bind(number);
        }
        if let Some(name) = name {
            query = query.bind(name);
        }
        if let Some(id) = id {
            query = query.bind(id);
        }
        query.fetch_all(c)
    })
}

/// The query for one of the lists: made of fixed texts and the limit, so that each list has a plan and an index of its
/// own. A limit that Postgres does not know it takes for a tenth of the table, and then plans anew at each use.
fn page_sql(role: Role, page: &Wanted) -> String {
    let column = match page.sort.column {
        Column::UploadedAt => "uploaded_at",
        Column::Name => "name_key",
        Column::Size => "size",
    };
    let (direction, beyond) = if page.sort.descending { ("DESC", "<") } else { ("ASC", ">") };
    // What a scan found is for ops only, so it is not even fetched for others.
    let (visible, detail) = match role {
        Role::Client => ("f.scan_status = 'clean'", "CAST(NULL AS TEXT) AS scan_detail"),
        Role::Ops => ("TRUE", "f.scan_detail"),
    };
    let (search, next) = match page.search {
        Some(_) => ("AND f.name_key LIKE $5 ESCAPE '\\'", 6),
        None => ("", 5),
    };
    let after = match page.after {
        Some(_) => format!("AND (f.{column}, f.id) {beyond} (${next}, ${})", next + 1),
        None => String::new(),
    };
    let (is_live, limit) = (Reader::IS_LIVE, page.limit + 1);
    format!(
        "SELECT f.id, f.name, f.kind, f.size, f.sha256, f.scan_status, {detail}, f.uploaded_by,
                COALESCE(u.username, '') AS uploader, f.uploaded_at
         FROM files f LEFT JOIN users u ON u.id = f.uploaded_by
         WHERE {is_live} AND {visible} {search} {after}
         ORDER BY f.{column} {direction}, f.id {direction} LIMIT {limit}"
    )
}

#[cfg(test)]
mod tests {
    use super::like_pattern;

    #[test]
    fn a_search_is_taken_to_the_letter() {
        assert_eq!(like_pattern("100%_\\ ÄB"), "%100\\%\\_\\\\ äb%");
    }
}
