//! `HEAD /api/uploads/{id}/`

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
};
use shared::documents::uploads::UploadState;

use super::{
    held::{Held, Spoken},
    tus,
};
use crate::{
    app::AppState,
    error::{ApiError, Problem},
};

/// Ask how far an upload has come (tus 1.0).
///
/// `Upload-Offset` is where the next part goes on. One that was stored or refused is not there any more.
#[utoipa::path(
    head, path = "/api/uploads/{id}/", tag = "uploads", security(("bearer" = ["ops"])),
    params(
        ("id" = String, Path, format = Uuid),
        ("Tus-Resumable" = String, Header, description = "`1.0.0`"),
        ("Upload-Token" = Option<String>, Header, description = "In place of a log-in"),
    ),
    responses(
        (status = 200, description = "Where it stands, in headers"),
        (status = 404, body = Problem, description = "`not_found`"),
        (status = 412, body = Problem, description = "`tus_version_not_supported`"),
    )
)]
pub(crate) async fn upload_offset(
    Spoken(Held { upload, .. }): Spoken,
    State(_): State<AppState>,
) -> Result<HeaderMap, ApiError> {
    // What became of it is told by GET.
    if matches!(upload.state, UploadState::Stored | UploadState::Refused) {
        return Err(ApiError::NotFound);
    }
    let mut answer = HeaderMap::new();
    answer.insert(tus::OFFSET, upload.received.into());
    match upload.length {
        Some(length) => answer.insert(tus::LENGTH, length.into()),
        None => answer.insert(tus::DEFER_LENGTH, HeaderValue::from_static("1")),
    };
    answer.extend(tus::said(&upload).map(|value| (tus::METADATA, value)));
    answer.extend(tus::date(upload.expires_at).map(|value| (tus::EXPIRES, value)));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}
