//! `OPTIONS /api/uploads/`

use axum::http::StatusCode;

/// Tell what of tus is spoken here.
///
/// `Tus-Extension` names the extensions, `Tus-Max-Size` the largest document, `Tus-Checksum-Algorithm` what a part may be
/// proved with. What surrounds all answers about uploads writes these headers, as other origins are answered before this.
#[utoipa::path(
    options, path = "/api/uploads/", tag = "uploads",
    responses((status = 204, description = "What is spoken, in headers")),
)]
pub(crate) async fn offer() -> StatusCode {
    StatusCode::NO_CONTENT
}
