//! How large the head of a request may be.

use axum::extract::Request;

use crate::error::ApiError;

/// Bytes of the path, the query, and all names and values of headers together.
const MAX_HEAD: usize = 128 << 10;

/// Refuses larger heads. The buffer that heads arrive in sets no such bound: it is as large as suits bodies.
pub(crate) async fn bounded(request: Request) -> Result<Request, ApiError> {
    let line = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
    let headers: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if line + headers > MAX_HEAD { Err(ApiError::HeadTooLarge(MAX_HEAD)) } else { Ok(request) }
}
