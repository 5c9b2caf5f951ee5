//! `GET /api/ops/groups/{id}/members/`

use axum::extract::State;
use serde::Serialize;
use shared::{
    ids::GroupId,
    people::directory::{self, Column, Filter, PersonPlace, Sort},
    words::Text,
};
use utoipa::ToSchema;

use super::GroupView;
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Id, Json, Ops, PageQuery, People, Query, next_cursor},
    people::PersonView,
};

/// By what they are called.
const SORT: Sort = Sort { column: Column::Name, descending: false };

/// List who is in a group, a page at a time.
#[utoipa::path(
    get, path = "/api/ops/groups/{id}/members/", tag = "people", security(("bearer" = ["people"])),
    params(("id" = String, Path, format = Uuid), PageQuery),
    responses(
        (status = 200, body = MembersPage),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 404, body = Problem, description = "`not_found`"),
    )
)]
pub(crate) async fn members(
    _: Ops<People>,
    State(app): State<AppState>,
    id: Result<Id<GroupId>, ApiError>,
    Query(query): Query<PageQuery>,
) -> Result<Json<MembersPage>, ApiError> {
    let mut faults = Faults::default();
    let page = query.check::<PersonPlace, 2>(&mut faults);
    if page.after.as_ref().is_some_and(|after| !after.is_in(SORT)) {
        faults.add("cursor", Text::CursorOfAnotherList);
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let Id(id) = id?;
    GroupView::find(&app, id).await?;
    let (filter, now) = (Filter { group: Some(id), ..Filter::default() }, app.clock.now());
    let found = directory::list(&app.db, &filter, SORT, &page, now).await?;
    let next_cursor = next_cursor(&found, |last| PersonPlace::of(last, SORT));
    let people = found.rows.into_iter().map(|person| PersonView::of(person, now)).collect();
    Ok(Json(MembersPage { people, next_cursor }))
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MembersPage {
    people: Vec<PersonView>,
    /// For the next page; null on the last one.
    next_cursor: Option<String>,
}
