//! `DELETE /api/me/` and `POST /api/me/delete/`

use axum::{
    extract::{FromRequestParts, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use shared::people::{erasing, sessions::ByCookie, users::User};
use utoipa::ToSchema;

use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Field, GivenSecret, Owner, read_json},
    http::cookies,
};

/// Erase my account.
///
/// It takes the password. What is kept about the person goes at once, and every session and token ends. Documents that
/// they uploaded stay, without a name.
#[utoipa::path(
    delete, path = "/api/me/", tag = "me", security(("bearer" = [])),
    request_body(content = Erase, example = json!({"password": "correct horse battery staple"})),
    responses(
        (status = 204),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 401, body = Problem, description = "`invalid_credentials`: the password is wrong"),
        (status = 409, body = Problem, description = "`last_of_its_kind`: nobody else could look after people"),
    )
)]
pub(crate) async fn erase_me(State(app): State<AppState>, request: Request) -> Result<Response, ApiError> {
    erase(&app, request).await
}

/// Erase my account, for clients that send no body with DELETE.
#[utoipa::path(
    post, path = "/api/me/delete/", tag = "me", security(("bearer" = [])),
    request_body(content = Erase, example = json!({"password": "correct horse battery staple"})),
    responses(
        (status = 204),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 401, body = Problem, description = "`invalid_credentials`: the password is wrong"),
        (status = 409, body = Problem, description = "`last_of_its_kind`: nobody else could look after people"),
    )
)]
pub(crate) async fn erase_me_by_post(State(app): State<AppState>, request: Request) -> Result<Response, ApiError> {
    erase(&app, request).await
}

async fn erase(app: &AppState, request: Request) -> Result<Response, ApiError> {
    let (mut parts, body) = request.into_parts();
    let owner = Owner::from_request_parts(&mut parts, app).await?;
    let is_by_cookie = parts.extensions.get::<ByCookie>().is_some();
    let body: Option<Erase> = read_json(Request::from_parts(parts, body)).await?;
    let mut faults = Faults::default();
    let password = body.unwrap_or_default().password.required("password", &mut faults).ok_or(faults)?;
    let account = app.prove(&owner, password).await?;

    let mut tx = app.db.begin().await?;
    erasing::begin(&mut tx).await?;
    account.hold(&mut tx).await?;
    let user = User::find_in(&mut tx, owner.user.id).await?.ok_or(ApiError::InvalidToken)?;
    erasing::erase(&mut tx, &user, &owner.asked, app.clock.now()).await?;
    tx.commit().await?;
    tracing::info!(user = %owner.user.id, "an account was erased by its owner");
    let mut response = StatusCode::NO_CONTENT.into_response();
    if is_by_cookie {
        app.cookies.clear_session(response.headers_mut());
        response.headers_mut().insert(cookies::CLEAR_SITE_DATA, cookies::ALL_THAT_IS_STORED);
    }
    Ok(response)
}

#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct Erase {
    #[serde(default)]
    #[schema(value_type = String, required, format = Password)]
    password: Field<GivenSecret>,
}
