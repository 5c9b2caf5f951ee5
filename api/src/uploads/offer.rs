//! `OPTIONS /api/uploads/`

use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode},
};

use super::tus;
use crate::AppState;

/// Tell what of tus is spoken here.
///
/// `Tus-Extension` names the extensions, `Tus-Max-Size` the largest document, `Tus-Checksum-Algorithm` what a part may be
/// proved with.
#[utoipa::path(
    options, path = "/api/uploads/", tag = "uploads",
    responses((status = 204, description = "What is spoken, in headers")),
)]
pub(crate) async fn offer(State(app): State<AppState>) -> (StatusCode, [(HeaderName, HeaderValue); 3]) {
    let extensions = "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination";
    (
        StatusCode::NO_CONTENT,
        [
            (tus::EXTENSION, HeaderValue::from_static(extensions)),
            (tus::MAX_SIZE, HeaderValue::from(app.settings.limits.max_upload)),
            (tus::CHECKSUM_ALGORITHM, HeaderValue::from_static("sha1,sha256")),
        ],
    )
}
