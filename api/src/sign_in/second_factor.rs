//! `POST /api/login/second-factor/`, and why a log-in by password may end there.

use std::time::Duration;

use axum::{extract::State, response::Response};
use passkeys::{AuthenticationResponse, Credential, UserHandle};
use serde::Deserialize;
use shared::{
    clock::Millis,
    db::Tx,
    ids::UserId,
    jobs::Job,
    people::{
        factors::{SecondFactors, passkeys::Passkey, recovery_codes, tickets::HalfWay, totp},
        notices::AccountEvent,
        sessions::HeldBy,
        spent,
        users::User,
    },
    sealed::Ticket,
};
use utoipa::ToSchema;

use super::{SignedInView, begin_in, may_log_in, passkey};
use crate::{
    AppState,
    error::{ApiError, Faults, Problem, SecondFactorDue},
    extract::{Field, GivenSecret, Json, Object, Visitor},
};

/// How long a ticket is good.
const TICKET_TTL: Duration = Duration::from_mins(5);

/// So many second factors may be tried with a ticket.
const ATTEMPTS: i64 = 5;

/// Go on with a log-in whose password was right.
///
/// `code` is one that the authenticator app shows, or a recovery code; `passkey` is what the browser answers to
/// `passkey_options`. A ticket is good once, and five wrong attempts end it.
#[utoipa::path(
    post, path = "/api/login/second-factor/", tag = "accounts",
    request_body(content = SecondFactor, example = json!({"ticket": "gAAAAA…", "code": "287082"})),
    responses(
        (status = 200, body = SignedInView),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 401, body = Problem, description = "`invalid_second_factor`, `invalid_ticket`"),
        (status = 403, body = Problem, description = "`cross_site_request`, where a cookie was asked for; \
            `email_not_verified`, `account_disabled`"),
    )
)]
pub(crate) async fn second_factor(
    State(app): State<AppState>,
    visitor: Visitor,
    Json(body): Json<SecondFactor>,
) -> Result<Response, ApiError> {
    let (ticket, proof) = body.check()?;
    let now = app.clock.now();
    let ticket: Ticket = app.sealer.open(&ticket, now).map_err(|_| ApiError::InvalidTicket)?;
    if ticket.held_by != HeldBy::Tokens {
        visitor.may_have_cookie()?;
    }
    let user = HalfWay::find(&app.db, &ticket).await?.ok_or(ApiError::InvalidTicket)?.user;
    may_log_in(&user)?;

    let mut tx = app.db.begin().await?;
    let id = ticket.id.as_bytes();
    if !spent::attempt(&mut tx, id, ATTEMPTS, now + TICKET_TTL).await? {
        return Err(ApiError::InvalidTicket);
    }
    SecondFactors::hold(&mut tx, user.id).await?;
    if !proof.is_right(&app, &mut tx, &ticket, now).await? {
        tx.commit().await?;
        return Err(ApiError::InvalidSecondFactor);
    }
    spent::end(&mut tx, id, ATTEMPTS).await?;
    begin_in(&app, tx, user, ticket.held_by, &visitor).await
}

/// Ends a log-in by password here, where the account has a second factor: it goes on with a ticket.
pub(crate) async fn ask_if_due(app: &AppState, user: &User, held_by: HeldBy) -> Result<(), ApiError> {
    may_log_in(user)?;
    let factors = SecondFactors::of(&app.db, user.id).await?;
    if !factors.any() {
        return Ok(());
    }
    let ticket = HalfWay::ticket(&app.db, user.id, held_by).await?.ok_or(ApiError::InvalidCredentials)?;
    let passkey_options = match &app.relying_party {
        Some(site) if factors.passkeys > 0 => {
            let has: Vec<Credential> =
                Passkey::of_user(&app.db, user.id).await?.iter().map(Passkey::credential).collect();
            let options = serde_json::to_value(site.request_options(&ticket.challenge(), &has));
            Some(options.map_err(|error| ApiError::Internal(error.into()))?)
        }
        _ => None,
    };
    let methods = [
        ("totp", factors.totp),
        ("passkey", passkey_options.is_some()),
        ("recovery_code", factors.recovery_codes_left > 0),
    ];
    Err(ApiError::SecondFactorRequired(Box::new(SecondFactorDue {
        ticket: app.sealer.seal(&ticket, app.clock.now() + TICKET_TTL),
        methods: methods.into_iter().filter(|(_, will_do)| *will_do).map(|(method, _)| method).collect(),
        passkey_options,
    })))
}

/// What somebody shows beside their password.
enum Proof {
    /// A code of the app, or a recovery code.
    Code(GivenSecret),
    /// What a browser answered.
    Passkey(Vec<u8>),
}

impl Proof {
    async fn is_right(&self, app: &AppState, tx: &mut Tx, ticket: &Ticket, now: Millis) -> Result<bool, ApiError> {
        let user = ticket.user;
        match self {
            Self::Code(code) => app.takes_code(tx, user, code, now).await,
            Self::Passkey(json) => {
                let answer = AuthenticationResponse::from_json(json).inspect_err(|refused| passkey::log(*refused));
                let (Some(site), Ok(answer)) = (&app.relying_party, answer) else { return Ok(false) };
                let known = Passkey::find(tx, answer.credential_id()).await?;
                let Some(known) = known.filter(|known| known.user_id == user) else { return Ok(false) };
                let handle = UserHandle::KnownBefore(user.0.as_bytes());
                let signed = site.sign_in(&ticket.challenge(), &answer, &known.credential(), handle);
                let Ok(signed) = signed.inspect_err(|refused| passkey::log(*refused)) else { return Ok(false) };
                Ok(known.use_now(tx, signed, now).await?)
            }
        }
    }
}

impl AppState {
    /// Takes a code of the app or a recovery code, and says whether it was right. It is used up by that, and the owner is told
    /// of the use of a recovery code.
    pub(crate) async fn takes_code(
        &self,
        tx: &mut Tx,
        user: UserId,
        code: &GivenSecret,
        now: Millis,
    ) -> Result<bool, ApiError> {
        if totp::take(tx, &self.sealer, user, &code.0, now).await? {
            return Ok(true);
        }
        let is_right = recovery_codes::take(tx, user, &code.0, now).await?;
        if is_right {
            Job::AccountNotice { user, event: AccountEvent::RecoveryCodeUsed }.enqueue(tx, now).await?;
        }
        Ok(is_right)
    }
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SecondFactor {
    #[serde(default)]
    #[schema(value_type = String, required)]
    ticket: Field<String>,
    /// What the authenticator app shows, or a recovery code.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    code: Field<GivenSecret>,
    /// What the browser answered (`AuthenticationResponseJSON`).
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    passkey: Object,
}

impl SecondFactor {
    fn check(self) -> Result<(String, Proof), Faults> {
        let mut faults = Faults::default();
        let ticket = self.ticket.required("ticket", &mut faults);
        let code = self.code.optional("code", &mut faults);
        let passkey = self.passkey.optional("passkey", &mut faults);
        let proof = match (code, passkey) {
            (Some(code), None) => Some(Proof::Code(code)),
            (None, Some(json)) => Some(Proof::Passkey(json)),
            (None, None) if !faults.is_empty() => None,
            _ => {
                faults.add("code", "or `passkey` must be there, and not both");
                None
            }
        };
        let (Some(ticket), Some(proof), true) = (ticket, proof, faults.is_empty()) else { return Err(faults) };
        Ok((ticket, proof))
    }
}
