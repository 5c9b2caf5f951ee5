//! `PATCH /api/me/`

use axum::extract::State;
use serde::Deserialize;
use shared::{
    audit::{self, Entry, Event},
    people::{
        email::Email,
        names::{Role, Username},
        new_address,
        profile::{self, Changes, DisplayName, Profile},
        sessions::Credential,
        users::User,
    },
    words::Language,
};
use utoipa::ToSchema;

use super::{
    notify::{ChangeNotify, WantedNotify},
    show::MeView,
};
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Asked, Field, Json, SignedIn, given},
    limits,
};

/// Change my account.
///
/// What is left out stays. A new `email` counts only once the link that is mailed to it is opened, and stands in
/// `pending_email` until then; both addresses are told. The address that holds now withdraws one that waits.
#[utoipa::path(
    patch, path = "/api/me/", tag = "me", security(("bearer" = [])),
    request_body(content = Change, example = json!({"display_name": "Ann Lee", "language": "en"})),
    responses(
        (status = 200, body = MeView),
        (status = 400, body = Problem, description = "`invalid_input`, `username_taken`, `email_taken`, \
            `email_domain_not_allowed`"),
        (status = 403, body = Problem, description = "`scope_missing`: no token changes the address"),
    )
)]
pub(crate) async fn change_me(
    SignedIn(caller): SignedIn,
    asked: Asked,
    State(app): State<AppState>,
    Json(body): Json<Change>,
) -> Result<Json<MeView>, ApiError> {
    let mut wanted = body.check()?;
    let asked = asked.by(&caller);
    let is_session = matches!(caller.credential, Credential::Session(_));
    if wanted.email.is_some() && !is_session {
        return Err(ApiError::ScopeMissing);
    }
    let reader = caller.reader(app.clock.now());
    let user = caller.user;
    // Whoever signed up with an address that may does not go on with one that may not.
    let is_taken = |email: &Email| user.role == Role::Ops || app.settings.signup.takes(email);
    if wanted.email.as_ref().is_some_and(|email| email.key() != user.email.key() && !is_taken(email)) {
        return Err(ApiError::EmailDomainNotAllowed);
    }
    // Whoever is signed in could else have mail sent to anybody.
    if wanted.email.as_ref().is_some_and(|email| email.key() != user.email.key()) {
        limits::count_mail(&app, user.id).await?;
    }

    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if let Some(username) = &wanted.username {
        profile::rename(&mut tx, user.id, username).await?;
    }
    if !wanted.notify.is_empty() {
        // Held, since what is left out stays, also where another request changes that at the same time.
        let profile = Profile::hold(&mut tx, user.id).await?.ok_or(ApiError::InvalidToken)?;
        wanted.changes.notify = Some(wanted.notify.on(profile.notify()));
    }
    wanted.changes.make(&mut tx, user.id).await?;
    if let Some(email) = &wanted.email {
        // Whoever reads that mail can have the password reset: a session that ended meanwhile asks for nothing.
        if !reader.hold(&mut tx).await? {
            return Err(ApiError::InvalidToken);
        }
        new_address::ask(&mut tx, &user, email, now).await?;
    }
    let entry = Entry::of(Event::AccountChanged).on_person(user.id);
    let entry = entry.with("username", wanted.username.is_some()).with("email_asked", wanted.email.is_some());
    audit::record(&mut tx, &asked, entry, now).await?;
    tx.commit().await?;
    let user = User::find(&app.db, user.id).await?.ok_or(ApiError::InvalidToken)?;
    MeView::of(&app, user).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Change {
    /// 3 to 32 ASCII letters, digits, `_`, `.` and `-`; unique without regard to case.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 3, max_length = 32, pattern = "^[A-Za-z0-9_.-]+$")]
    username: Field<Username>,
    /// Unique without regard to case.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Email, max_length = 254)]
    email: Field<Email>,
    /// What you want to be called; null for nothing.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 80)]
    display_name: Option<Field<DisplayName>>,
    /// `en`, `de`, `fr`, `es` or `ar`; null for none.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, pattern = "^(en|de|fr|es|ar)$")]
    language: Option<Field<Language>>,
    /// Of what you want to be told by mail.
    #[serde(default)]
    #[schema(value_type = Option<ChangeNotify>)]
    notify: serde_json::Value,
}

/// What is wanted, and is as it must be.
struct Wanted {
    username: Option<Username>,
    email: Option<Email>,
    changes: Changes,
    notify: WantedNotify,
}

impl Change {
    fn check(self) -> Result<Wanted, Faults> {
        let mut faults = Faults::default();
        let username = self.username.optional("username", &mut faults);
        let email = self.email.optional("email", &mut faults);
        let display_name = self.display_name.map(|name| name.optional("display_name", &mut faults));
        let language = self.language.map(|language| language.optional("language", &mut faults));
        let notify = WantedNotify::read(self.notify, &mut faults);
        let changes = Changes { display_name, language, notify: None };
        if faults.is_empty() { Ok(Wanted { username, email, changes, notify }) } else { Err(faults) }
    }
}
