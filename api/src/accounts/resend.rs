//! `POST /api/verify-email/resend/`

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use shared::{
    ids::UserId,
    jobs::Job,
    users::{Email, User},
};
use utoipa::ToSchema;

use super::Message;
use crate::{
    AppState,
    error::{ApiError, Faults, Problem},
    extract::{Field, Json},
};

/// Ask for the verification mail once more.
///
/// The answer is the same whether or not the address is known, and an address gets one mail a minute at the most.
#[utoipa::path(
    post, path = "/api/verify-email/resend/", tag = "accounts",
    request_body(content = Resend, example = json!({"email": "ann@example.com"})),
    responses((status = 202, body = Message), (status = 400, body = Problem, description = "`invalid_input`"))
)]
pub(crate) async fn resend(
    State(app): State<AppState>,
    Json(body): Json<Resend>,
) -> Result<(StatusCode, Json<Message>), ApiError> {
    let mut faults = Faults::default();
    let email = body.email.required("email", &mut faults).ok_or(faults)?;

    let known = User::find_by_email(&app.db, &email).await?.filter(|user| user.email_verified_at.is_none());
    // An unknown address costs the same work: a job for nobody, which the worker drops.
    let user = known.map_or_else(UserId::new, |user| user.id);
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let key = format!("verify_email:{user}:{}", now.unix_seconds() / 60);
    Job::VerifyEmail { user }.enqueue_once(&mut tx, &key, now).await?;
    tx.commit().await?;

    let message = "If this address waits to be verified, a mail is on its way to it.";
    Ok((StatusCode::ACCEPTED, Json(Message::new(message))))
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Resend {
    #[serde(default)]
    #[schema(value_type = String, required, format = Email, max_length = 254)]
    email: Field<Email>,
}
