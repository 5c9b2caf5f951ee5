//! `POST /api/ops/people/`

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use shared::{
    audit,
    clock::Millis,
    ids::{GroupId, UserId},
    people::{
        email::Email, invitations::Invitation, names::Role, permissions::Permission, profile::DisplayName,
        sessions::Credential, users::Made,
    },
    words::{Language, Text},
};
use utoipa::ToSchema;

use super::PersonView;
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Field, Json, Listed, Moment, Ops, People},
    undecided::Undecided,
};

/// Invite somebody.
///
/// They get a mail with a link, good for seven days, by which they choose a user name and a password. Nobody grants what
/// they do not have.
#[utoipa::path(
    post, path = "/api/ops/people/", tag = "people", security(("bearer" = ["people"])),
    request_body(content = Invite, example = json!({
        "email": "ann@example.com", "role": "client", "display_name": "Ann Lee", "language": "en"})),
    responses(
        (status = 201, body = PersonView),
        (status = 400, body = Problem, description = "`invalid_input`, `email_taken`"),
        (status = 403, body = Problem, description = "`scope_missing`: no token invites ops"),
    )
)]
pub(crate) async fn invite(
    ops: Ops<People>,
    asked: Asked,
    State(app): State<AppState>,
    Json(body): Json<Invite>,
) -> Result<(StatusCode, Json<PersonView>), ApiError> {
    let now = app.clock.now();
    let invitation = body.check(now)?;
    // Whoever accepts has a session of their own, which outlives any token.
    if invitation.role == Role::Ops && matches!(ops.caller.credential, Credential::ApiToken(_)) {
        return Err(ApiError::ScopeMissing);
    }
    let asked = asked.by(&ops.caller);
    let (id, mut undecided) = (UserId::new(), Undecided::new());
    while let Err(error) = send(&app, &asked, id, &invitation, now).await {
        undecided.hear(error).await?;
    }
    Ok((StatusCode::CREATED, Json(PersonView::find(&app, id).await?)))
}

/// Makes the account with its mail, unless both are there already.
async fn send(
    app: &AppState,
    asked: &audit::Asked,
    id: UserId,
    invitation: &Invitation,
    now: Millis,
) -> Result<(), ApiError> {
    let mut tx = app.db.begin().await?;
    if let Made::Now(_) = invitation.send(&mut tx, asked, id, now).await? {
        tx.commit().await?;
    }
    Ok(())
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Invite {
    /// Where the mail goes; unique without regard to case.
    #[serde(default)]
    #[schema(value_type = String, required, format = Email, max_length = 254)]
    email: Field<Email>,
    /// `client` or `ops`.
    #[serde(default)]
    #[schema(value_type = String, required, pattern = "^(ops|client)$")]
    role: Field<Role>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 80)]
    display_name: Field<DisplayName>,
    /// For ops: `documents`, `people`, `audit`, `operate`.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    permissions: Listed,
    /// For clients: the ids of the groups that they are in.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    groups: Listed,
    /// When the account ends by itself.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Field<Moment>,
    /// `en`, `de`, `fr`, `es` or `ar`.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^(en|de|fr|es|ar)$")]
    language: Field<Language>,
}

impl Invite {
    fn check(self, now: Millis) -> Result<Invitation, Faults> {
        let mut faults = Faults::default();
        let email = self.email.required("email", &mut faults);
        let role = self.role.required("role", &mut faults);
        let display_name = self.display_name.optional("display_name", &mut faults);
        let permissions = self.permissions.optional::<Permission>("permissions", &mut faults).unwrap_or_default();
        let groups = self.groups.optional::<GroupId>("groups", &mut faults).unwrap_or_default();
        let expires_at = self.expires_at.optional("expires_at", &mut faults).map(|Moment(end)| end);
        if expires_at.is_some_and(|end| end <= now) {
            faults.add("expires_at", Text::MustBeFuture);
        }
        let language = self.language.optional("language", &mut faults);
        let (Some(email), Some(role), true) = (email, role, faults.is_empty()) else { return Err(faults) };
        let permissions = permissions.into_iter().collect();
        Ok(Invitation { email, role, permissions, display_name, groups, expires_at, language })
    }
}
