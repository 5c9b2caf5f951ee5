//! `GET` and `HEAD /api/download/{token}/`

use axum::{
    Extension,
    extract::State,
    http::{Method, request::Parts},
    response::{IntoResponse, Response},
};
use bounded_http::serve::Peer;
use utoipa::ToSchema;

use super::following::by_token;
use crate::{
    app::AppState,
    error::{ApiError, Problem},
    extract::{Segments, Spoken},
    pages::{self, LinkPasswordPage},
};

/// Download a document by its link.
///
/// The account and the document are looked at again each time, and while the bytes go out: a link outlives neither. Ranges (one or several) and
/// conditional requests are served as RFC 9110 has them.
#[utoipa::path(
    method(get, head), path = "/api/download/{token}/", tag = "links",
    params(("token" = String, Path, description = "A Fernet token")),
    responses(
        (status = 200, description = "The bytes; for browsers the form that asks for the password", content(
            (String = "text/html"),
            (Bytes = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            (Bytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (Bytes = "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        )),
        (status = 206, description = "The ranges asked for; several come as `multipart/byteranges`", content(
            (Bytes = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            (Bytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (Bytes = "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
            (Bytes = "multipart/byteranges"),
        )),
        (status = 304, description = "The client has these bytes already"),
        (status = 400, body = Problem, description = "`invalid_link`"),
        (status = 401, body = Problem, description = "`link_password_required`; `not_authenticated`, `invalid_token`, where links \
            require a log-in"),
        (status = 403, body = Problem, description = "`account_not_allowed`, `file_quarantined`, `view_only`, `download_limit_reached`; where \
            links require a log-in, `second_factor_setup_required`"),
        (status = 409, body = Problem, description = "`scan_pending`, `link_in_use`"),
        (status = 410, body = Problem, description = "`expired_link`, `gone`"),
        (status = 412, body = Problem, description = "`precondition_failed`"),
        (status = 416, body = Problem, description = "`range_not_satisfiable`"),
    )
)]
pub(crate) async fn open(
    State(app): State<AppState>,
    Extension(peer): Extension<Peer>,
    Spoken(language): Spoken,
    parts: Parts,
    Segments(token): Segments<String>,
) -> Result<Response, ApiError> {
    let wants_page = parts.method == Method::GET && pages::is_wanted(&parts.headers);
    match by_token(&app, peer, parts, &token, None).await {
        Err(ApiError::LinkPasswordRequired) if wants_page => Ok(LinkPasswordPage::new(language, None).into_response()),
        answer => answer,
    }
}

/// What is in a file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "describes the answer to readers of the OpenAPI document")]
pub(super) struct Bytes(Vec<u8>);
