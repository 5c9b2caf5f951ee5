//! `POST /api/me/passkeys/`

use std::str::FromStr;

use axum::{extract::State, http::StatusCode};
use passkeys::{Refused, RegistrationResponse};
use serde::Deserialize;
use shared::{
    audit::{self, Entry, Event},
    jobs::Job,
    people::{
        factors::{
            SecondFactors,
            passkeys::{MOST, Passkey},
        },
        notices::AccountEvent,
        spent,
    },
    sealed::Ceremony,
    words::Text,
};
use utoipa::ToSchema;

use super::list::PasskeyView;
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Field, Json, Object, SettingUp},
    sign_in::relying_party,
};

/// Add a passkey.
///
/// From now on a log-in by password asks for a second factor, and one by passkey alone is possible.
#[utoipa::path(
    post, path = "/api/me/passkeys/", tag = "me", security(("bearer" = ["newcomer"])),
    request_body = AddPasskey,
    responses(
        (status = 201, body = PasskeyView),
        (status = 400, body = Problem, description = "`invalid_input`, `invalid_credential`"),
        (status = 404, body = Problem, description = "`not_found`: there are no passkeys at this address"),
        (status = 409, body = Problem, description = "`too_many_passkeys`"),
    )
)]
pub(crate) async fn add_passkey(
    SettingUp(owner): SettingUp,
    State(app): State<AppState>,
    Json(body): Json<AddPasskey>,
) -> Result<(StatusCode, Json<PasskeyView>), ApiError> {
    let site = app.relying_party.as_ref().ok_or(ApiError::NotFound)?;
    let (json, name) = body.check()?;
    let (user, now) = (owner.user.id, app.clock.now());
    let made = RegistrationResponse::from_json(&json).map_err(refused)?;
    // Whoever has a challenge of ours has given the password.
    let challenge = app.sealer.find_challenge(Ceremony::Register(user), made.challenge(), now);
    let challenge = challenge.ok_or(Refused::Challenge).map_err(refused)?;
    let credential = site.register(&challenge.bytes, made).map_err(refused)?;

    let mut tx = app.db.begin().await?;
    owner.hold(&mut tx).await?;
    if SecondFactors::hold(&mut tx, user).await?.passkeys >= i64::from(MOST) {
        return Err(ApiError::TooManyPasskeys);
    }
    if !spent::spend(&mut tx, &challenge.bytes, challenge.expires_at).await? {
        return Err(refused(Refused::Challenge));
    }
    let added = Passkey::add(&mut tx, user, credential, &name.0, now).await?;
    let added = added.ok_or(Refused::CredentialId).map_err(refused)?;
    Job::AccountNotice { user, event: AccountEvent::PasskeyAdded }.enqueue(&mut tx, now).await?;
    let entry = Entry::of(Event::SecondFactorAdded)
        .on_person(user)
        .on(audit::Object::Passkey(added.id))
        .with("kind", "passkey");
    audit::record(&mut tx, &owner.asked, entry, now).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added.into())))
}

fn refused(why: Refused) -> ApiError {
    relying_party::log(why);
    ApiError::InvalidCredential
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct AddPasskey {
    /// What the browser answered (`RegistrationResponseJSON`).
    #[serde(default)]
    #[schema(value_type = Object, required)]
    credential: Object,
    /// What to call it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 80)]
    name: Field<PasskeyName>,
}

impl AddPasskey {
    fn check(self) -> Result<(Vec<u8>, PasskeyName), Faults> {
        let mut faults = Faults::default();
        let credential = self.credential.required("credential", &mut faults);
        let name = self.name.optional("name", &mut faults).unwrap_or_else(|| PasskeyName("Passkey".to_owned()));
        let (Some(credential), true) = (credential, faults.is_empty()) else { return Err(faults) };
        Ok((credential, name))
    }
}

/// What its owner calls a passkey.
#[derive(Debug)]
struct PasskeyName(String);

impl FromStr for PasskeyName {
    type Err = Text;

    fn from_str(text: &str) -> Result<Self, Text> {
        let name = text.trim();
        if name.chars().any(char::is_control) {
            return Err(Text::NameCharacter);
        }
        let fits = (1..=80).contains(&name.chars().count());
        if fits { Ok(Self(name.to_owned())) } else { Err(Text::Length { least: 1, most: 80 }) }
    }
}
