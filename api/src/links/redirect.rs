//! Sending a client on to the bucket that holds a document, by an address that is good for a minute.

use std::time::Duration;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bounded_http::attachment;
use shared::ids::BlobId;
use storage::PublicBucket;

use crate::{app::AppState, error::ApiError};

/// For how long the address is good: long enough to begin.
const LASTS: Duration = Duration::from_mins(1);

/// The bucket, where the settings let clients go there.
pub(super) fn bucket(app: &AppState) -> Option<&PublicBucket> {
    app.public_bucket.as_ref()
}

/// An answer that leads to the bytes of a document of this name.
pub(super) async fn answer(
    bucket: &PublicBucket,
    blob: BlobId,
    name: &str,
    media_type: &str,
) -> Result<Response, ApiError> {
    let headers = vec![
        ("response-content-type".to_owned(), media_type.to_owned()),
        ("response-content-disposition".to_owned(), attachment::named(name)),
        ("response-cache-control".to_owned(), "private, no-store".to_owned()),
    ];
    let address = bucket.address_of(blob, LASTS, headers).await?;
    let location = HeaderValue::from_str(address.as_str()).map_err(|error| ApiError::Internal(error.into()))?;
    let headers = [
        (header::LOCATION, location),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // Whoever the bucket belongs to need not learn the link.
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    Ok((StatusCode::TEMPORARY_REDIRECT, headers).into_response())
}
