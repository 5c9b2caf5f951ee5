//! `PATCH /api/uploads/{id}/`

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use shared::{documents::uploads::UploadState, words::Text};

use super::{
    checking,
    held::{Held, Sender, Spoken},
    receiving, tus,
};
use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
};

/// Send the next part of an upload (tus 1.0).
///
/// The answer to the last part tells whether the document is stored, or why not; where its check takes over half a minute, the
/// part is taken, and the upload's state tells the rest.
#[utoipa::path(
    patch, path = "/api/uploads/{id}/", tag = "uploads", security(("bearer" = ["ops"])),
    params(
        ("id" = String, Path, format = Uuid),
        ("Tus-Resumable" = String, Header, description = "`1.0.0`"),
        ("Upload-Offset" = i64, Header, description = "Where the part goes: as far as the upload has come"),
        ("Upload-Length" = Option<i64>, Header, description = "Bytes in all, where that was left open"),
        ("Upload-Checksum" = Option<String>, Header, description = "`sha1` or `sha256`, and the part's sum in Base64"),
        ("Upload-Token" = Option<String>, Header, description = "In place of a log-in"),
    ),
    request_body(content = String, content_type = "application/offset+octet-stream"),
    responses(
        (status = 204, description = "The part is kept; `Upload-Offset` says how far the upload has come"),
        (status = 400, body = Problem, description = "`invalid_input`; after the last part `unsupported_file_type`, `invalid_file`, `encrypted_file`, `macros_not_allowed`"),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 409, body = Problem, description = "`upload_offset_mismatch`"),
        (status = 412, body = Problem, description = "`tus_version_not_supported`"),
        (status = 413, body = Problem, description = "`file_too_large`, `quota_exceeded`"),
        (status = 423, body = Problem, description = "`upload_locked`: another part is arriving"),
        (status = 460, body = Problem, description = "`checksum_mismatch`: what came of the part is dropped"),
    )
)]
pub(crate) async fn send_part(
    Spoken(Held { upload, owner, asked }): Spoken,
    State(app): State<AppState>,
    request: Request,
) -> Result<Response, ApiError> {
    let headers = request.headers();
    if !is_part(headers) {
        return Err(ApiError::UnsupportedMediaType(tus::PART));
    }
    let offset = tus::number(headers, tus::OFFSET, "upload_offset", Text::NoUploadOffset)?;
    let offset = offset.ok_or_else(|| Faults::one("upload_offset", Text::NoUploadOffset))?;
    let sum = tus::checksum(headers)?;
    let length = tus::length(headers)?;
    let sender = Sender { owner, asked };
    match upload.state {
        UploadState::Receiving => {}
        // Asked for once more by a client that did not hear what became of its last part.
        UploadState::Checking if upload.received == offset => {
            let upload = checking::wait_for(&app, upload, sender).await?;
            return Ok(answer(upload.received, tus::date(upload.expires_at)));
        }
        UploadState::Checking => return Err(ApiError::UploadOffsetMismatch(upload.received.unsigned_abs())),
        UploadState::Stored | UploadState::Refused => return Err(ApiError::NotFound),
    }
    let upload = receiving::receive_at(&app, upload, offset, length, sender, request, sum).await?;
    Ok(answer(upload.received, tus::date(upload.expires_at)))
}

/// Says whether a body is a part.
pub(super) fn is_part(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|value| value == tus::PART)
}

fn answer(received: i64, expires: Option<axum::http::HeaderValue>) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(tus::OFFSET, received.into());
    headers.extend(expires.map(|value| (tus::EXPIRES, value)));
    (StatusCode::NO_CONTENT, headers).into_response()
}
