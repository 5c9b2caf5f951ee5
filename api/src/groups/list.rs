//! `GET /api/ops/groups/`

use axum::extract::State;
use serde::{Deserialize, Serialize};
use shared::{
    db::page::Page,
    people::groups::{Group, GroupPlace},
};
use utoipa::{IntoParams, ToSchema};

use super::GroupView;
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Json, Ops, PageQuery, People, Query, Unknown, next_cursor, sought},
};

/// List groups by their names, a page at a time.
#[utoipa::path(
    get, path = "/api/ops/groups/", tag = "people", security(("bearer" = ["people"])),
    params(PageQuery, GroupsQuery),
    responses(
        (status = 200, body = GroupsPage),
        (status = 400, body = Problem, description = "`invalid_input`"),
    )
)]
pub(crate) async fn list_groups(
    _: Ops<People>,
    State(app): State<AppState>,
    Query(query): Query<GroupsQuery>,
) -> Result<Json<GroupsPage>, ApiError> {
    let (search, page) = query.check()?;
    let found = Group::list(&app.db, search.as_deref(), &page).await?;
    let next_cursor = next_cursor::<_, GroupPlace, 2>(&found, |last| last.into());
    Ok(Json(GroupsPage { groups: found.rows.into_iter().map(GroupView::from).collect(), next_cursor }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct GroupsQuery {
    #[serde(flatten)]
    #[param(ignore)]
    page: PageQuery,
    /// Only groups with this in their names.
    #[param(max_length = 254)]
    search: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    unknown: Unknown,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupsPage {
    groups: Vec<GroupView>,
    /// For the next page; null on the last one.
    next_cursor: Option<String>,
}

impl GroupsQuery {
    fn check(self) -> Result<(Option<String>, Page<GroupPlace>), Faults> {
        let mut faults = Faults::default();
        self.unknown.check(&mut faults);
        let page: Page<GroupPlace> = self.page.check(&mut faults);
        let search = sought("search", self.search, 254, &mut faults);
        if faults.is_empty() { Ok((search, page)) } else { Err(faults) }
    }
}
