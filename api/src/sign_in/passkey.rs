//! `POST /api/login/passkey/`

use axum::{extract::State, response::Response};
use passkeys::{AuthenticationResponse, Refused, RelyingParty, UserHandle};
use serde::Deserialize;
use shared::{
    audit::{Entry, Event},
    ids::UserId,
    people::{
        factors::{SecondFactors, passkeys::Passkey},
        sessions::{HeldBy, ProvedBy, Session},
        spent,
        users::User,
    },
    sealed::Ceremony,
};
use utoipa::ToSchema;

use super::{Keep, SignedInView, begin, relying_party::log};
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Json, Object, Visitor},
    limits::log_in::{self, Claimed},
};

/// Log in by a passkey alone.
///
/// It has verified who used it, so it counts as both factors.
#[utoipa::path(
    post, path = "/api/login/passkey/", tag = "accounts",
    request_body = PasskeyLogin,
    responses(
        (status = 200, body = SignedInView),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 401, body = Problem, description = "`invalid_credentials`"),
        (status = 403, body = Problem, description = "`cross_site_request`, where a cookie is asked for from elsewhere; \
            `email_not_verified`, `account_disabled`, `awaiting_approval`, only by a passkey of that account"),
        (status = 404, body = Problem, description = "`not_found`: there are no passkeys at this address"),
        (status = 429, body = Problem, description = "`too_many_attempts`, with `Retry-After`: too many log-ins from this \
            address have failed"),
    )
)]
pub(crate) async fn log_in_by_passkey(
    State(app): State<AppState>,
    visitor: Visitor,
    Json(body): Json<PasskeyLogin>,
) -> Result<Response, ApiError> {
    let site = app.relying_party.as_ref().ok_or(ApiError::NotFound)?;
    let (json, held_by) = body.check()?;
    if held_by != HeldBy::Tokens
        && let Err(why) = visitor.may_have_cookie()
    {
        return Err(told(&app, &visitor, why).await);
    }
    let attempt = match log_in::may_try_nameless(&app, &visitor.origin).await {
        Ok(attempt) => attempt,
        Err(why) => return Err(told(&app, &visitor, why).await),
    };
    match let_in(&app, site, &visitor, &json, held_by).await {
        Ok((begun, user)) => {
            let known = Session::known_by(&app.db, user, &visitor.origin, app.clock.now()).await.unwrap_or_default();
            attempt.succeeded_as(&app, Claimed::of_account(user, known), &visitor.origin).await;
            Ok(begun)
        }
        Err(why @ ApiError::InvalidCredentials) => Ok(attempt.answer(told(&app, &visitor, why).await)),
        Err(why) => {
            attempt.came_to_nothing(&app).await;
            Err(told(&app, &visitor, why).await)
        }
    }
}

/// Records that somebody is not let in, and hands on why.
async fn told(app: &AppState, visitor: &Visitor, why: ApiError) -> ApiError {
    if why.status().is_server_error() {
        return why;
    }
    let entry = Entry::of(Event::LoginRefused).refused(why.code()).with("passkey", true);
    app.tell(visitor.asked.0.clone(), entry).await.err().unwrap_or(why)
}

/// Lets the owner of a passkey in, and says who that is.
async fn let_in(
    app: &AppState,
    site: &RelyingParty,
    visitor: &Visitor,
    json: &[u8],
    held_by: HeldBy,
) -> Result<(Response, UserId), ApiError> {
    let answer = AuthenticationResponse::from_json(json).map_err(refused)?;
    let now = app.clock.now();
    let challenge = app.sealer.find_challenge(Ceremony::LogIn, answer.challenge(), now);
    let challenge = challenge.ok_or(Refused::Challenge).map_err(refused)?;

    let mut tx = app.db.begin().await?;
    let known = Passkey::find(&mut tx, answer.credential_id()).await?;
    let known = known.ok_or(Refused::CredentialId).map_err(refused)?;
    SecondFactors::hold(&mut tx, known.user_id).await?;
    let user = UserHandle::ByPasskey(known.user_id.0.as_bytes());
    let signed = site.sign_in(&challenge.bytes, &answer, &known.credential(), user).map_err(refused)?;
    if !spent::spend(&mut tx, &challenge.bytes, challenge.expires_at).await? {
        return Err(refused(Refused::Challenge));
    }
    if !known.use_now(&mut tx, signed, now).await? {
        return Err(refused(Refused::Counter));
    }
    let user = User::find_in(&mut tx, known.user_id).await?.ok_or(ApiError::InvalidCredentials)?;
    let begun = begin(app, tx, (user, ProvedBy::All), held_by, visitor).await?;
    Ok((begun, known.user_id))
}

fn refused(why: Refused) -> ApiError {
    log(why);
    ApiError::InvalidCredentials
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct PasskeyLogin {
    /// What the browser answered (`AuthenticationResponseJSON`).
    #[serde(default)]
    #[schema(value_type = Object, required)]
    credential: Object,
    #[serde(flatten)]
    keep: Keep,
}

impl PasskeyLogin {
    fn check(self) -> Result<(Vec<u8>, HeldBy), Faults> {
        let mut faults = Faults::default();
        let credential = self.credential.required("credential", &mut faults);
        let held_by = self.keep.check(&mut faults);
        let (Some(credential), true) = (credential, faults.is_empty()) else { return Err(faults) };
        Ok((credential, held_by))
    }
}
