//! `PATCH /api/ops/people/{id}/`

use axum::extract::State;
use serde::Deserialize;
use shared::{
    ids::UserId,
    people::{
        changing::{self, Wanted},
        email::Email,
        permissions::Permission,
        profile::DisplayName,
        sessions::Credential,
    },
};
use utoipa::ToSchema;

use super::PersonView;
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Field, Flag, Id, Json, Listed, Moment, Ops, People, given},
};

/// Change somebody's account: at once, and everywhere.
///
/// What is left out stays. A new `email` counts only once the link that is mailed to it is opened; both addresses are told.
/// Nobody grants or takes away what they do not have, and nobody changes e-mail or permissions of, or disables, an account
/// with a permission that they lack.
#[utoipa::path(
    patch, path = "/api/ops/people/{id}/", tag = "people", security(("bearer" = ["people"])),
    params(("id" = String, Path, format = Uuid)),
    request_body(content = ChangePerson, example = json!({"disabled": true})),
    responses(
        (status = 200, body = PersonView),
        (status = 400, body = Problem, description = "`invalid_input`, `email_taken`"),
        (status = 403, body = Problem, description = "`scope_missing`: no token changes the address or permissions"),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 409, body = Problem, description = "`last_of_its_kind`: nobody else could look after people"),
    )
)]
pub(crate) async fn change_person(
    ops: Ops<People>,
    asked: Asked,
    State(app): State<AppState>,
    id: Result<Id<UserId>, ApiError>,
    Json(body): Json<ChangePerson>,
) -> Result<Json<PersonView>, ApiError> {
    let wanted = body.check()?;
    // Either would give somebody a session that outlives the token, with rights that it has.
    let is_for_no_token = wanted.email.is_some() || wanted.permissions.is_some();
    if is_for_no_token && matches!(ops.caller.credential, Credential::ApiToken(_)) {
        return Err(ApiError::ScopeMissing);
    }
    let Id(id) = id?;
    let mut tx = app.db.begin().await?;
    changing::change(&mut tx, &asked.by(&ops.caller), id, wanted, app.clock.now()).await?;
    tx.commit().await?;
    PersonView::find(&app, id).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ChangePerson {
    /// `true` ends all that was given out, for good.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    disabled: Flag,
    /// When the account ends by itself; null: it does not.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Field<Moment>>,
    /// For ops: `documents`, `people`, `audit`, `operate`.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    permissions: Listed,
    /// For clients: the ids of all groups that they are to be in.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    groups: Listed,
    /// Null for nothing.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 80)]
    display_name: Option<Field<DisplayName>>,
    /// Unique without regard to case.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Email, max_length = 254)]
    email: Field<Email>,
}

impl ChangePerson {
    fn check(self) -> Result<Wanted, Faults> {
        let mut faults = Faults::default();
        let disabled = self.disabled.optional("disabled", &mut faults);
        let expires_at = self.expires_at.map(|end| end.optional("expires_at", &mut faults).map(|Moment(end)| end));
        let permissions = self.permissions.optional::<Permission>("permissions", &mut faults);
        let groups = self.groups.optional("groups", &mut faults);
        let display_name = self.display_name.map(|name| name.optional("display_name", &mut faults));
        let email = self.email.optional("email", &mut faults);
        let permissions = permissions.map(|permissions| permissions.into_iter().collect());
        let wanted = Wanted { disabled, expires_at, permissions, groups, display_name, email };
        if faults.is_empty() { Ok(wanted) } else { Err(faults) }
    }
}
