//! `POST /api/password/change/`

use axum::extract::State;
use serde::Deserialize;
use shared::{
    audit::{self, Entry, Event},
    db::Tx,
    jobs::Job,
    people::{
        credentials::WithPassword,
        notices::AccountEvent,
        passwords::{NewPassword, Place},
        sessions::Origin,
    },
};
use utoipa::ToSchema;

use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Field, GivenSecret, Json, Owner},
    limits::log_in::{self, Claimed},
    message::Message,
};

/// Change the password.
///
/// It takes the one that holds now. Every other session of the account ends, and its owner is told by mail.
#[utoipa::path(
    post, path = "/api/password/change/", tag = "accounts", security(("bearer" = [])),
    request_body(content = ChangePassword, example = json!({
        "current_password": "correct horse battery staple", "password": "seven green lanterns by the canal"})),
    responses(
        (status = 200, body = Message),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 401, body = Problem, description = "`invalid_credentials`: the current password is wrong"),
        (status = 429, body = Problem, description = "`too_many_attempts`: it was wrong too often in this session"),
    )
)]
pub(crate) async fn change_password(
    owner: Owner,
    State(app): State<AppState>,
    Json(body): Json<ChangePassword>,
) -> Result<Json<Message>, ApiError> {
    let (current, password) = body.check()?;
    let account = app.prove(&owner, current).await?;
    let known = app.known_of_anybody().with_account(&app.db, &account.0.user).await?;
    let password_hash = app.passwords.hash(password, known).await?;

    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if !account.0.change(&mut tx, &password_hash, owner.session, now).await? {
        return Err(ApiError::InvalidCredentials);
    }
    Job::AccountNotice { user: owner.user.id, event: AccountEvent::PasswordChanged }.enqueue(&mut tx, now).await?;
    audit::record(&mut tx, &owner.asked, Entry::of(Event::PasswordChanged).on_person(owner.user.id), now).await?;
    tx.commit().await?;
    Ok(Json(Message::new("The password is changed.")))
}

/// The account of somebody who gave its password.
#[must_use]
pub(crate) struct Proved(WithPassword);

impl Proved {
    /// Begins what the password was given for: it must not have been changed or reset since, and is not until the transaction ends.
    pub(crate) async fn hold(&self, tx: &mut Tx) -> Result<(), ApiError> {
        if self.0.hold(tx).await? { Ok(()) } else { Err(ApiError::InvalidCredentials) }
    }
}

impl AppState {
    /// The owner's account, where they give its password: what changes how an account is proved asks for it.
    pub(crate) async fn prove(&self, owner: &Owner, password: GivenSecret) -> Result<Proved, ApiError> {
        let account = WithPassword::find(&self.db, owner.user.id).await?.ok_or(ApiError::InvalidToken)?;
        // Somebody with a session is known.
        let claimed = Claimed::in_session(owner.user.id, owner.session);
        let attempt = log_in::may_try(self, claimed, &Origin::default()).await?;
        match self.passwords.verify(password.0, Some(account.password_hash.clone()), Place::Known).await {
            Ok(true) => attempt.succeeded(self).await,
            Ok(false) => {
                attempt.failed(self, &owner.asked).await?;
                let entry = Entry::of(Event::PasswordRefused).refused("invalid_credentials").on_person(owner.user.id);
                self.tell(owner.asked.clone(), entry).await?;
                return Err(ApiError::InvalidCredentials);
            }
            Err(error) => {
                attempt.came_to_nothing(self).await;
                return Err(error.into());
            }
        }
        Ok(Proved(account))
    }
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ChangePassword {
    #[serde(default)]
    #[schema(value_type = String, required, format = Password)]
    current_password: Field<GivenSecret>,
    /// Judged by how hard it is to guess.
    #[serde(default)]
    #[schema(value_type = String, required, format = Password, min_length = 10, max_length = 128)]
    password: Field<NewPassword>,
}

impl ChangePassword {
    fn check(self) -> Result<(GivenSecret, NewPassword), Faults> {
        let mut faults = Faults::default();
        let current = self.current_password.required("current_password", &mut faults);
        let password = self.password.required("password", &mut faults);
        let (Some(current), Some(password)) = (current, password) else { return Err(faults) };
        Ok((current, password))
    }
}
