//! `POST /api/me/tokens/`

use std::time::Duration;

use axum::{extract::State, http::StatusCode};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use shared::{
    audit::{self, Entry, Event, Object},
    clock::Millis,
    jobs::Job,
    people::{
        api_tokens::{self, ApiToken, NewApiToken, Scope, Scopes, UnknownScope},
        notices::AccountEvent,
        profile::DisplayName,
    },
    words::{Text, Told},
};
use utoipa::ToSchema;

use super::tokens::TokenView;
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Field, Json, Moment, Owner},
};

/// A year, the longest of them.
const LONGEST: Duration = Duration::from_hours(24 * 365);

/// Make a token for a program.
///
/// It acts for the account within its scopes, and never changes what the account is proved by. Its text is shown this once.
#[utoipa::path(
    post, path = "/api/me/tokens/", tag = "me", security(("bearer" = [])),
    request_body(content = Make, example = json!({
        "name": "Nightly upload", "scopes": ["read", "upload"], "expires_at": "2027-01-01T00:00:00Z"})),
    responses(
        (status = 201, body = Made),
        (status = 400, body = Problem, description = "`invalid_input`"),
    )
)]
pub(crate) async fn make_token(
    owner: Owner,
    State(app): State<AppState>,
    Json(body): Json<Make>,
) -> Result<(StatusCode, Json<Made>), ApiError> {
    let (now, role) = (app.clock.now(), owner.user.role);
    let new = body.check(now, |scope| scope.suits(role, app.may_download(role)))?;
    let mut tx = app.db.begin().await?;
    if ApiToken::count_live(&mut tx, owner.user.id, now).await? >= i64::from(api_tokens::MOST) {
        return Err(Faults::one("name", Text::TooManyTokens { most: api_tokens::MOST.into() }).into());
    }
    let session = (owner.session, app.session_lifetime());
    let made = ApiToken::make(&mut tx, &owner.user, session, &new, now).await?;
    let (made, secret) = made.ok_or(ApiError::InvalidToken)?;
    Job::AccountNotice { user: owner.user.id, event: AccountEvent::TokenMade }.enqueue(&mut tx, now).await?;
    let entry = Entry::of(Event::TokenMade).on_person(owner.user.id).on(Object::Token(made.id));
    audit::record(&mut tx, &owner.asked, entry, now).await?;
    tx.commit().await?;
    let token = secret.expose_secret().to_owned();
    Ok((StatusCode::CREATED, Json(Made { token, about: made.into() })))
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Make {
    /// What the token is for.
    #[serde(default)]
    #[schema(value_type = String, required, max_length = 80)]
    name: Field<DisplayName>,
    /// `read`, `upload`, `download`, `manage`: at least one, and none beyond the role.
    #[serde(default)]
    #[schema(value_type = Vec<String>, required)]
    scopes: serde_json::Value,
    /// In a year at the latest.
    #[serde(default)]
    #[schema(value_type = String, required, format = DateTime)]
    expires_at: Field<Moment>,
}

impl Make {
    fn check(self, now: Millis, suits: impl Fn(Scope) -> bool) -> Result<NewApiToken, Faults> {
        let mut faults = Faults::default();
        let name = self.name.required("name", &mut faults);
        let scopes = scopes(&self.scopes, suits).map_err(|fault| faults.add("scopes", fault)).ok();
        let expires_at = self.expires_at.required("expires_at", &mut faults).map(|Moment(at)| at);
        if expires_at.is_some_and(|at| at <= now || at > now + LONGEST) {
            faults.add("expires_at", Text::ExpiryRange);
        }
        match (name, scopes, expires_at) {
            (Some(name), Some(scopes), Some(expires_at)) if faults.is_empty() => {
                Ok(NewApiToken { name, scopes, expires_at })
            }
            _ => Err(faults),
        }
    }
}

fn scopes(given: &serde_json::Value, suits: impl Fn(Scope) -> bool) -> Result<Scopes, Text> {
    let names = match given {
        serde_json::Value::Null => return Err(Text::Missing),
        serde_json::Value::Array(names) => names,
        _ => return Err(Text::MustBeList),
    };
    let scope = |name: &serde_json::Value| {
        let scope: Result<Scope, UnknownScope> = name.as_str().unwrap_or_default().parse();
        let scope = scope.map_err(|fault| Text::Each { fault: fault.text().into() })?;
        if suits(scope) { Ok(scope) } else { Err(Text::NotForYourRole { what: scope.as_str() }) }
    };
    let scopes: Scopes = names.iter().map(scope).collect::<Result<_, Text>>()?;
    if scopes.is_empty() { Err(Text::MustHoldOne) } else { Ok(scopes) }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct Made {
    /// For `Authorization: Bearer …`. It is shown this once.
    #[schema(example = "srt_…")]
    token: String,
    #[serde(flatten)]
    about: TokenView,
}
