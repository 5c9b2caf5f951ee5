//! `GET` and `POST /api/verify-email/{uid}/{token}/`: the link in the verification mail.
//!
//! Mail scanners and browsers that look ahead open links by themselves, and would prove addresses whose owners never
//! asked. A GET therefore gets a page whose button does the work by POST. Only a program that names `application/json`,
//! as no scanner does, is taken at its word.

use axum::{
    extract::State,
    http::{HeaderMap, Method},
    response::{IntoResponse, Response},
};
use sealed::OpenError;
use shared::{ids::UserId, people::users::User, sealed::VerifyEmail};

use crate::{
    AppState,
    error::{ApiError, Problem},
    extract::{Json, Segments},
    message::Message,
    pages::{self, ConfirmPage, OutcomePage},
};

/// Follow the link in the mail.
///
/// Only an `Accept` that names `application/json` verifies at once. Every other GET changes nothing and answers a page
/// with a button. HEAD changes nothing either.
#[utoipa::path(
    get, path = "/api/verify-email/{uid}/{token}/", tag = "accounts",
    params(("uid" = String, Path, description = "The account"), ("token" = String, Path, description = "A Fernet token")),
    responses(
        (status = 200, description = "Verified, now or before by this link", content(
            (Message = "application/json"), (String = "text/html")
        )),
        (status = 400, description = "`invalid_link`, `expired_link`", content(
            (Problem = "application/problem+json"), (String = "text/html")
        )),
    )
)]
pub(crate) async fn follow(
    State(app): State<AppState>,
    method: Method,
    headers: HeaderMap,
    Segments((uid, token)): Segments<(String, String)>,
) -> Result<Response, ApiError> {
    if pages::is_json_wanted(&headers) {
        if method == Method::HEAD {
            find(&app, &uid, &token).await?;
            return Ok(Json(Message::new("This link is good.")).into_response());
        }
        confirm_now(&app, &uid, &token).await?;
        return Ok(Json(Message::new(VERIFIED)).into_response());
    }
    Ok(match find(&app, &uid, &token).await {
        Ok(_) => ConfirmPage.into_response(),
        Err(error) => OutcomePage::of_failure(error)?.into_response(),
    })
}

/// Press the button on the page behind the link.
#[utoipa::path(
    post, path = "/api/verify-email/{uid}/{token}/", tag = "accounts",
    params(("uid" = String, Path, description = "The account"), ("token" = String, Path, description = "A Fernet token")),
    responses(
        (status = 200, description = "Verified, now or before by this link", content(
            (Message = "application/json"), (String = "text/html")
        )),
        (status = 400, description = "`invalid_link`, `expired_link`", content(
            (Problem = "application/problem+json"), (String = "text/html")
        )),
    )
)]
pub(crate) async fn confirm(
    State(app): State<AppState>,
    headers: HeaderMap,
    Segments((uid, token)): Segments<(String, String)>,
) -> Result<Response, ApiError> {
    let confirmed = confirm_now(&app, &uid, &token).await;
    if pages::is_wanted(&headers) {
        return Ok(match confirmed {
            Ok(()) => OutcomePage::of_success("Your e-mail address is verified. You can log in now.").into_response(),
            Err(error) => OutcomePage::of_failure(error)?.into_response(),
        });
    }
    confirmed?;
    Ok(Json(Message::new(VERIFIED)).into_response())
}

const VERIFIED: &str = "The e-mail address is verified.";

async fn confirm_now(app: &AppState, uid: &str, token: &str) -> Result<(), ApiError> {
    let user = find(app, uid, token).await?;
    Ok(User::mark_verified(&app.db, user.id, app.clock.now()).await?)
}

/// The account that a link is for, as long as the link fits it: same account, same address, and in time.
async fn find(app: &AppState, uid: &str, token: &str) -> Result<User, ApiError> {
    let uid: UserId = uid.parse().map_err(|_| ApiError::InvalidLink)?;
    let sealed: VerifyEmail = app.sealer.open(token, app.clock.now()).map_err(|error| match error {
        OpenError::Expired => ApiError::ExpiredVerification,
        OpenError::Invalid => ApiError::InvalidLink,
    })?;
    let user = if sealed.user == uid { User::find(&app.db, uid).await? } else { None };
    user.filter(|user| sealed == VerifyEmail::new(user.id, &user.email)).ok_or(ApiError::InvalidLink)
}
