//! `POST /api/verify-email/resend/`

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use shared::{
    ids::UserId,
    jobs::Job,
    people::{email::Email, users::User},
};
use utoipa::ToSchema;

use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Field, Json},
    message::Message,
};

/// Ask for the verification mail once more.
///
/// The answer is the same whether or not the address is known, and an address gets no more mails than the limit says, one a
/// minute at the most.
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

    let known = User::find_by_email(&app.db, &email).await?;
    // The same work for every address, known or not, asked for once or often: one row, which the worker takes away when
    // it has seen whether there is a mail to be sent.
    let user = known.map_or_else(UserId::new, |user| user.id);
    let mut tx = app.db.begin().await?;
    Job::ResendVerification { user }.enqueue(&mut tx, app.clock.now()).await?;
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
