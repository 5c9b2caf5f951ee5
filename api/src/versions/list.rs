//! `GET /api/files/{id}/versions/`

use axum::extract::State;
use serde::Serialize;
use shared::{
    documents::versions::{self, VersionPlace},
    ids::FileId,
};
use utoipa::ToSchema;

use super::VersionView;
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Id, Json, Ops, PageQuery, Query, next_cursor},
    files::is_managed,
};

/// List the versions of a document, the newest first, a page at a time.
///
/// Of what others uploaded it takes the permission `documents`.
#[utoipa::path(
    get, path = "/api/files/{id}/versions/", tag = "versions", security(("bearer" = ["ops"])),
    params(("id" = String, Path, format = Uuid), PageQuery),
    responses(
        (status = 200, body = Versions),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 403, body = Problem, description = "`permission_missing`"),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn list_versions(
    Ops { caller, .. }: Ops,
    State(app): State<AppState>,
    Id(id): Id<FileId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Versions>, ApiError> {
    let mut tx = app.db.begin().await?;
    is_managed(&mut tx, &caller.user, id).await?;
    drop(tx);
    let mut faults = Faults::default();
    let page = query.check(&mut faults);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let found = versions::list(&app.db, id, &page).await?;
    let next_cursor = next_cursor(&found, |last| VersionPlace::from(last));
    Ok(Json(Versions { versions: found.rows.into_iter().map(VersionView::from).collect(), next_cursor }))
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Versions {
    versions: Vec<VersionView>,
    /// For the next page; null on the last one.
    next_cursor: Option<String>,
}
