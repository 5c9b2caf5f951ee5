//! `GET /api/files/{id}/downloads/`

use axum::extract::State;
use serde::Serialize;
use shared::{
    clock::Millis,
    documents::{
        downloads::{self as records, DownloadPlace, Downloader},
        managed::{manages, manages_all},
        visible,
    },
    ids::{FileId, UserId},
};
use utoipa::ToSchema;

use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Id, Json, Ops, PageQuery, Query, next_cursor},
};

/// List who has downloaded a document, a page at a time.
///
/// The first ones come first, and those who got a part are among them; of what others uploaded it takes the permission `documents`. What was downloaded stays on record when the document is found infected or removed.
#[utoipa::path(
    get, path = "/api/files/{id}/downloads/", tag = "files", security(("bearer" = ["ops"])),
    params(("id" = String, Path, format = Uuid), PageQuery),
    responses(
        (status = 200, body = Downloads),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 403, body = Problem, description = "`permission_missing`"),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn downloads(
    Ops { caller, .. }: Ops,
    State(app): State<AppState>,
    Id(id): Id<FileId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Downloads>, ApiError> {
    let mut faults = Faults::default();
    let page = query.check(&mut faults);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let file = visible::find(&app.db, &caller.reader(app.clock.now()), id).await?;
    // Whose a document was that is gone, nobody knows any more.
    if !file.as_ref().map_or(manages_all(&caller.user), |file| manages(&caller.user, file.uploaded_by)) {
        return Err(if file.is_some() { ApiError::PermissionMissing } else { ApiError::NotFound });
    }
    let found = records::list(&app.db, id, &page).await?;
    if found.rows.is_empty() && file.is_none() {
        return Err(ApiError::NotFound);
    }
    let next_cursor = next_cursor(&found, |last| DownloadPlace::from(last));
    Ok(Json(Downloads { downloads: found.rows.into_iter().map(DownloadView::from).collect(), next_cursor }))
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
