//! Bodies that are kept whole before anything is done with them: bounded in size, time, and in what all of them take.

use std::time::Duration;

use axum::extract::Request;
use bounded_http::serve::{GatherError, Gathered, Gathering};

use crate::error::ApiError;

/// How long a client may take over its body.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a body is not there.
#[derive(Debug)]
pub(crate) enum WholeBodyError {
    /// It is larger than it may be.
    TooLarge,
    /// The connection broke, or the body's own framing is wrong.
    CutShort,
    /// That is no fault of the body's own.
    Other(ApiError),
}

/// Reads a body of at most so many bytes. It counts for as long as it is held.
pub(crate) async fn read(mut request: Request, most: usize) -> Result<Gathered, WholeBodyError> {
    let room = request.extensions_mut().remove::<Gathering>();
    let room = room.ok_or_else(|| ApiError::Internal("a request came without room for its body".into()));
    let room = room.map_err(WholeBodyError::Other)?;
    let gathered = tokio::time::timeout(PATIENCE, room.gather(request.into_body(), most)).await;
    let gathered = gathered.map_err(|_| WholeBodyError::Other(ApiError::RequestTimeout))?;
    gathered.map_err(|error| match error {
        GatherError::TooLarge => WholeBodyError::TooLarge,
        GatherError::Broken => WholeBodyError::CutShort,
        GatherError::NoRoom => WholeBodyError::Other(ApiError::Unavailable(error.into())),
    })
}
