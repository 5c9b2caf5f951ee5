//! `POST /api/login/second-factor/`

use axum::{extract::State, response::Response};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use shared::{
    audit::{Entry, Event},
    people::{
        factors::{SecondFactors, tickets::HalfWay},
        sessions::{HeldBy, ProvedBy, Session},
        spent,
    },
    sealed::Ticket,
    words::Text,
};
use utoipa::ToSchema;

use super::{SignedInView, begin, half_way::TICKET_TTL, may_log_in, proof::Proof};
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Field, GivenSecret, Json, Object, Visitor},
    limits::log_in::{self, Claimed},
};

/// So many second factors may be tried with a ticket.
const ATTEMPTS: i64 = 5;

/// Go on with a log-in whose password was right.
///
/// `code` is one that the authenticator app shows, or a recovery code; `passkey` is what the browser answers to
/// `passkey_options`. A ticket is good once, and five wrong attempts end it. Each counts like a wrong password, over all
/// tickets.
#[utoipa::path(
    post, path = "/api/login/second-factor/", tag = "accounts",
    request_body(content = SecondFactor, example = json!({"ticket": "gAAAAA…", "code": "287082"})),
    responses(
        (status = 200, body = SignedInView),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 401, body = Problem, description = "`invalid_second_factor`, `invalid_ticket`"),
        (status = 403, body = Problem, description = "`cross_site_request`, where a cookie was asked for; \
            `email_not_verified`, `account_disabled`, `awaiting_approval`"),
        (status = 429, body = Problem, description = "`too_many_attempts`, with `Retry-After`: too many log-ins to this \
            account or from this address have failed"),
    )
)]
pub(crate) async fn second_factor(
    State(app): State<AppState>,
    visitor: Visitor,
    Json(body): Json<SecondFactor>,
) -> Result<Response, ApiError> {
    let (ticket, proof) = body.check()?;
    let now = app.clock.now();
    let ticket: Ticket = app.sealer.open(ticket.expose_secret(), now).map_err(|_| ApiError::InvalidTicket)?;
    if ticket.held_by != HeldBy::Tokens {
        visitor.may_have_cookie()?;
    }
    let user = HalfWay::find(&app.db, &ticket).await?.ok_or(ApiError::InvalidTicket)?.user;
    may_log_in(&user, app.clock.now())?;
    let known = Session::known_by(&app.db, user.id, &visitor.origin, now).await?;
    let attempt = log_in::may_try(&app, Claimed::of_account(user.id, known), &visitor.origin).await?;

    let mut tx = app.db.begin().await?;
    let id = ticket.id.as_bytes();
    if !spent::attempt(&mut tx, id, ATTEMPTS, now + TICKET_TTL).await? {
        attempt.came_to_nothing(&app).await;
        return Err(ApiError::InvalidTicket);
    }
    SecondFactors::hold(&mut tx, user.id).await?;
    // Behind the hold: the password may have been changed or reset since the ticket was looked at.
    if !HalfWay::still_holds(&mut tx, &ticket).await? {
        attempt.came_to_nothing(&app).await;
        return Err(ApiError::InvalidTicket);
    }
    let asked = visitor.asked.clone().of(user.id);
    if !proof.is_right(&app, &mut tx, &ticket, &asked, now).await? {
        tx.commit().await?;
        attempt.failed(&app, &asked).await?;
        let entry = Entry::of(Event::LoginSecondFactorRefused).refused("invalid_second_factor").on_person(user.id);
        app.tell(asked, entry).await?;
        return Ok(attempt.answer(ApiError::InvalidSecondFactor));
    }
    spent::end(&mut tx, id, ATTEMPTS).await?;
    let begun = begin(&app, tx, (user, ProvedBy::All), ticket.held_by, &visitor).await?;
    attempt.succeeded(&app).await;
    Ok(begun)
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SecondFactor {
    #[serde(default)]
    #[schema(value_type = String, required)]
    ticket: Field<GivenSecret>,
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
    fn check(self) -> Result<(SecretString, Proof), Faults> {
        let mut faults = Faults::default();
        let ticket = self.ticket.required("ticket", &mut faults);
        let code = self.code.optional("code", &mut faults);
        let passkey = self.passkey.optional("passkey", &mut faults);
        let proof = match (code, passkey) {
            (Some(code), None) => Some(Proof::Code(code)),
            (None, Some(json)) => Some(Proof::Passkey(json)),
            (None, None) if !faults.is_empty() => None,
            _ => {
                faults.add("code", Text::CodeOrPasskey);
                None
            }
        };
        let (Some(GivenSecret(ticket)), Some(proof), true) = (ticket, proof, faults.is_empty()) else {
            return Err(faults);
        };
        Ok((ticket, proof))
    }
}
