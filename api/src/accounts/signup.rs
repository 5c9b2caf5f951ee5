//! `POST /api/signup/`

use axum::{Extension, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use shared::{
    audit::{self, Entry, Event},
    clock::Millis,
    ids::UserId,
    jobs::Job,
    people::{
        email::Email,
        names::{Role, Username},
        passwords::NewPassword,
        permissions::Permissions,
        users::{Made, NewUser, User},
    },
    settings::SignupWay,
};
use utoipa::ToSchema;

use super::UserView;
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Field, Json},
    http::spoken_to::SpokenTo,
    undecided::Undecided,
};

/// Make a client account.
///
/// A verification mail is on its way when this answers; it is sent by the worker, whatever dies in between. Where accounts
/// have to be approved, nobody logs in before. The account speaks the language of ours that `Accept-Language` wants first,
/// if it names one.
#[utoipa::path(
    post, path = "/api/signup/", tag = "accounts",
    request_body(content = Signup, example = json!({
        "username": "ann", "email": "ann@example.com", "password": "correct horse battery staple"})),
    responses(
        (status = 201, body = SignedUp),
        (status = 400, body = Problem, description = "`invalid_input`, `username_taken`, `email_taken`, \
            `email_domain_not_allowed`, `invalid_json`"),
        (status = 403, body = Problem, description = "`signup_closed`: accounts are for those who are invited"),
    )
)]
pub(crate) async fn signup(
    State(app): State<AppState>,
    Extension(spoken_to): Extension<SpokenTo>,
    asked: Asked,
    Json(body): Json<Signup>,
) -> Result<(StatusCode, Json<SignedUp>), ApiError> {
    let signup = &app.settings.signup;
    if signup.way == SignupWay::Invited {
        return Err(ApiError::SignupClosed);
    }
    let (username, email, password) = body.check()?;
    if !signup.takes(&email) {
        return Err(ApiError::EmailDomainNotAllowed);
    }
    let known = app.known_of_anybody().named(&username).reached_at(&email);
    let password_hash = app.passwords.hash(password, known).await?;

    let now = app.clock.now();
    let new = NewUser {
        username,
        email,
        password_hash,
        role: Role::Client,
        permissions: Permissions::NONE,
        // The mail to come is in it, too.
        language: spoken_to.asked_for(),
        email_verified_at: None,
        waits_since: (signup.way == SignupWay::Approval).then_some(now),
    };
    let (id, mut undecided) = (UserId::new(), Undecided::new());
    let user = loop {
        match make(&app, id, &new, &asked.0, now).await {
            Ok(user) => break user,
            Err(error) => undecided.hear(error).await?,
        }
    };

    let message = match signup.way {
        SignupWay::Approval => {
            "Open the link in the mail that is on its way to you. Then somebody has to approve the account."
        }
        SignupWay::Open | SignupWay::Invited => "Welcome. Open the link in the mail that is on its way to you.",
    };
    Ok((StatusCode::CREATED, Json(SignedUp { message, user: user.into() })))
}

/// Makes the account with its mail, unless both are there already.
async fn make(app: &AppState, id: UserId, new: &NewUser, asked: &audit::Asked, now: Millis) -> Result<User, ApiError> {
    let mut tx = app.db.begin().await?;
    match User::create_as(&mut tx, id, new, now).await? {
        Made::Before(user) => Ok(user),
        Made::Now(user) => {
            Job::VerifyEmail { user: id }.enqueue(&mut tx, now).await?;
            audit::record(&mut tx, asked, Entry::of(Event::AccountSignedUp).on_person(id), now).await?;
            tx.commit().await?;
            Ok(user)
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Signup {
    /// 3 to 32 ASCII letters, digits, `_`, `.` and `-`; unique without regard to case.
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 3, max_length = 32, pattern = "^[A-Za-z0-9_.-]+$")]
    username: Field<Username>,
    /// Unique without regard to case.
    #[serde(default)]
    #[schema(value_type = String, required, format = Email, max_length = 254)]
    email: Field<Email>,
    /// Judged by how hard it is to guess.
    #[serde(default)]
    #[schema(value_type = String, required, format = Password, min_length = 10, max_length = 128)]
    password: Field<NewPassword>,
}

impl Signup {
    fn check(self) -> Result<(Username, Email, NewPassword), Faults> {
        let mut faults = Faults::default();
        let username = self.username.required("username", &mut faults);
        let email = self.email.required("email", &mut faults);
        let password = self.password.required("password", &mut faults);
        let (Some(username), Some(email), Some(password)) = (username, email, password) else { return Err(faults) };
        Ok((username, email, password))
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignedUp {
    message: &'static str,
    user: UserView,
}
