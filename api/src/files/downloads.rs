//! `GET /api/files/{id}/downloads/`

use axum::extract::State;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use shared::{
    clock::Millis,
    documents::{downloads as records, downloads::Downloader, files::FileRow},
    ids::{FileId, UserId},
};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    AppState,
    error::{ApiError, Faults, Problem},
    extract::{Id, Json, Ops, Query},
};

/// List who has downloaded a document, a page at a time.
///
/// The first ones come first. What was downloaded stays on record when the document is found infected or removed.
#[utoipa::path(
    get, path = "/api/files/{id}/downloads/", tag = "files", security(("bearer" = ["ops"])),
    params(("id" = String, Path, format = Uuid), DownloadsQuery),
    responses(
        (status = 200, body = Downloads),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn downloads(
    _: Ops,
    State(app): State<AppState>,
    Id(id): Id<FileId>,
    Query(query): Query<DownloadsQuery>,
) -> Result<Json<Downloads>, ApiError> {
    let (limit, after) = query.check()?;
    let more_than_a_page = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let mut found = records::list(&app.db, id, after, more_than_a_page).await?;
    if found.is_empty() && FileRow::find(&app.db, id).await?.is_none() {
        return Err(ApiError::NotFound);
    }
    let more = found.len() > limit;
    found.truncate(limit);
    let next_cursor = found.last().filter(|_| more).map(cursor_after);
    Ok(Json(Downloads { downloads: found.into_iter().map(DownloadView::from).collect(), next_cursor }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DownloadsQuery {
    /// 1 to 200 accounts a page.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Downloads {
    downloads: Vec<DownloadView>,
    /// For the next page; null on the last one.
    next_cursor: Option<String>,
}

/// One account's downloads of a document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DownloadView {
    #[schema(value_type = String, format = Uuid)]
    user_id: UserId,
    /// Empty when the account is gone.
    username: String,
    /// Empty when the account is gone.
    email: String,
    #[schema(value_type = String, format = DateTime)]
    first_at: Millis,
    /// Within an hour of the last download.
    #[schema(value_type = String, format = DateTime)]
    last_at: Millis,
}

impl From<Downloader> for DownloadView {
    fn from(row: Downloader) -> Self {
        let Downloader { user_id, username, email, first_at, last_at } = row;
        Self { user_id, username, email, first_at, last_at }
    }
}

impl DownloadsQuery {
    fn check(self) -> Result<(usize, (Millis, UserId)), Faults> {
        let mut faults = Faults::default();
        let limit = self.limit.map_or(Some(50), |text| text.parse().ok().filter(|limit| (1..=200).contains(limit)));
        if limit.is_none() {
            faults.add("limit", "must be a whole number from 1 to 200");
        }
        let start = (Millis(i64::MIN), UserId(Uuid::nil()));
        let after = self.cursor.filter(|text| !text.is_empty()).map_or(Some(start), |text| read_cursor(&text));
        if after.is_none() {
            faults.add("cursor", "is none of ours");
        }
        match (limit, after) {
            (Some(limit), Some(after)) => Ok((limit, after)),
            _ => Err(faults),
        }
    }
}

fn cursor_after(row: &Downloader) -> String {
    // A pair of a number and an id always has a JSON form.
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(&(row.first_at.0, row.user_id)).unwrap_or_default())
}

fn read_cursor(text: &str) -> Option<(Millis, UserId)> {
    if text.len() > 200 {
        return None;
    }
    let (at, user): (i64, UserId) = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    Some((Millis(at), user))
}
