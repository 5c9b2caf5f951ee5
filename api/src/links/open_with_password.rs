//! `POST /api/download/{token}/`

use axum::{
    Extension,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use bounded_http::serve::Peer;
use utoipa::ToSchema;

use super::{following::by_token, link_password, open::Bytes};
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Segments, Spoken},
    pages::{self, LinkPasswordPage},
};

/// Download a document by its link, with the password that the link asks for.
///
/// Ranges are served as for GET. Browsers that name `text/html` get a page with the form where the password is wrong.
#[utoipa::path(
    post, path = "/api/download/{token}/", tag = "links",
    params(("token" = String, Path, description = "A Fernet token")),
    request_body(content((Opening = "application/json"), (Opening = "application/x-www-form-urlencoded"))),
    responses(
        (status = 200, description = "The bytes", content(
            (Bytes = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            (Bytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (Bytes = "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        )),
        (status = 206, description = "The ranges asked for", content(
            (Bytes = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            (Bytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (Bytes = "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
            (Bytes = "multipart/byteranges"),
        )),
        (status = 304, description = "The client has these bytes already"),
        (status = 400, body = Problem, description = "`invalid_link`, `invalid_input`"),
        (status = 401, content((Problem = "application/problem+json"), (String = "text/html")), description =
            "`link_password_required`, `invalid_link_password`; where links require a log-in, `not_authenticated`, `invalid_token`"),
        (status = 403, body = Problem, description = "`account_not_allowed`, `file_quarantined`, `view_only`, \
            `download_limit_reached`; where links require a log-in, `second_factor_setup_required`"),
        (status = 409, body = Problem, description = "`scan_pending`, `link_in_use`"),
        (status = 410, body = Problem, description = "`expired_link`, `gone`"),
        (status = 412, body = Problem, description = "`precondition_failed`"),
        (status = 416, body = Problem, description = "`range_not_satisfiable`"),
        (status = 429, body = Problem, description = "`too_many_attempts`"),
    )
)]
pub(crate) async fn open_with_password(
    State(app): State<AppState>,
    Extension(peer): Extension<Peer>,
    Spoken(language): Spoken,
    Segments(token): Segments<String>,
    request: Request,
) -> Result<Response, ApiError> {
    let wants_page = pages::is_wanted(request.headers());
    let (parts, body) = request.into_parts();
    let given = link_password::read(Request::from_parts(parts.clone(), body)).await?;
    match by_token(&app, peer, parts, &token, given).await {
        Err(why @ (ApiError::LinkPasswordRequired | ApiError::InvalidLinkPassword)) if wants_page => {
            Ok(LinkPasswordPage::new(language, Some(&why)).into_response())
        }
        answer => answer,
    }
}

/// What opens a link that asks for a password.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body to readers of the OpenAPI document")]
pub(crate) struct Opening {
    /// Where the link asks for one.
    #[schema(min_length = 8, max_length = 128)]
    password: Option<String>,
}
