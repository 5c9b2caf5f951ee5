//! `GET /api/ops/people/`

use std::str::FromStr;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use shared::{
    db::page::{Page, Rows},
    ids::GroupId,
    people::directory::{self, Filter, PersonPlace, Sort},
    words::{Text, Told},
};
use utoipa::{IntoParams, ToSchema};

use super::PersonView;
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Json, Ops, PageQuery, People, Query, Unknown, next_cursor, sought},
};

/// List people, a page at a time.
///
/// A cursor holds while people come and go: nobody twice, nobody skipped.
#[utoipa::path(
    get, path = "/api/ops/people/", tag = "people", security(("bearer" = ["people"])),
    params(PageQuery, PeopleQuery),
    responses(
        (status = 200, body = PeoplePage),
        (status = 400, body = Problem, description = "`invalid_input`"),
    )
)]
pub(crate) async fn list_people(
    _: Ops<People>,
    State(app): State<AppState>,
    Query(query): Query<PeopleQuery>,
) -> Result<Json<PeoplePage>, ApiError> {
    let now = app.clock.now();
    let Asked { filter, sort, page, total } = query.check()?;
    // A group that nobody could have an id of has nobody in it.
    let Some(filter) = filter else {
        return Ok(Json(PeoplePage { people: Vec::new(), next_cursor: None, total: total.then_some(0) }));
    };
    let found = directory::list(&app.db, &filter, sort, &page, now).await?;
    let next_cursor = next_cursor(&found, |last| PersonPlace::of(last, sort));
    let total = if total { Some(directory::count(&app.db, &filter, now).await?) } else { None };
    let Rows { rows, .. } = found;
    let people = rows.into_iter().map(|person| PersonView::of(person, now)).collect();
    Ok(Json(PeoplePage { people, next_cursor, total }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PeopleQuery {
    #[serde(flatten)]
    #[param(ignore)]
    page: PageQuery,
    /// Only people with this role.
    #[param(pattern = "^(ops|client)$")]
    role: Option<String>,
    /// Only people whose account stands so.
    #[param(pattern = "^(invited|unverified|waiting|active|disabled|expired)$", example = "waiting")]
    state: Option<String>,
    /// Only people in the group with this id.
    group: Option<String>,
    /// Only people with this in their user name, their display name or their address.
    #[param(max_length = 254)]
    search: Option<String>,
    /// `-created_at` (where nothing is said), `created_at`, `name`, `-name`, `email`, `-email`.
    #[param(pattern = "^-?(created_at|name|email)$", example = "name")]
    sort: Option<String>,
    /// `true`: count them, up to 10000.
    #[param(pattern = "^(true|false)$")]
    total: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    unknown: Unknown,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PeoplePage {
    people: Vec<PersonView>,
    /// For the next page; null on the last one.
    next_cursor: Option<String>,
    /// How many there are, where it was asked for; 10000 means so many or more.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<i64>,
}

/// What is asked for; no filter where nobody could be found.
struct Asked {
    filter: Option<Filter>,
    sort: Sort,
    page: Page<PersonPlace>,
    total: bool,
}

impl PeopleQuery {
    fn check(self) -> Result<Asked, Faults> {
        let mut faults = Faults::default();
        self.unknown.check(&mut faults);
        let page: Page<PersonPlace> = self.page.check(&mut faults);
        let sort = read("sort", self.sort, &mut faults).unwrap_or(Sort::NEWEST);
        if page.after.as_ref().is_some_and(|after| !after.is_in(sort)) {
            faults.add("cursor", Text::CursorOfAnotherList);
        }
        let role = read("role", self.role, &mut faults);
        let state = read("state", self.state, &mut faults);
        let total = match self.total.as_deref() {
            None | Some("" | "false") => false,
            Some("true") => true,
            Some(_) => {
                faults.add("total", Text::MustBeTruth);
                false
            }
        };
        let search = sought("search", self.search, 254, &mut faults);
        let group = self.group.filter(|text| !text.is_empty()).map(|text| text.parse::<GroupId>());
        if !faults.is_empty() {
            return Err(faults);
        }
        let filter = match group {
            Some(Err(_)) => None,
            Some(Ok(group)) => Some(Filter { role, state, group: Some(group), search }),
            None => Some(Filter { role, state, group: None, search }),
        };
        Ok(Asked { filter, sort, page, total })
    }
}

/// What a parameter names, where it is given and not empty.
fn read<T: FromStr>(name: &'static str, text: Option<String>, faults: &mut Faults) -> Option<T>
where
    T::Err: Told,
{
    let text = text.filter(|text| !text.is_empty())?;
    text.parse().map_err(|fault: T::Err| faults.add(name, fault.text())).ok()
}
