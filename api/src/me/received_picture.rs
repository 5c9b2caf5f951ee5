//! A picture that comes in: as the body, or as the one part of a form. It is read whole within the room that all such
//! bodies share, and decoded while no other one is.

use std::task::Poll;

use axum::{
    body::Bytes,
    extract::Request,
    http::{HeaderMap, header},
};
use multipart::{Boundary, Malformed, NoBoundary, Parts};
use pictures::{Limits, Picture, Refused};
use shared::{turns::Work, words::Text};

use crate::{
    app::AppState,
    error::{ApiError, Faults},
    http::{
        form::FormError,
        whole_body::{self, WholeBodyError},
    },
};

/// What may stand around the picture in a form.
const AROUND: usize = 64 << 10;

/// Reads and decodes the picture of a request.
pub(super) async fn read(app: &AppState, request: Request) -> Result<Picture, ApiError> {
    let limits = Limits::default();
    let boundary = boundary(request.headers())?;
    let most = limits.bytes + if boundary.is_some() { AROUND } else { 0 };
    let body = whole_body::read(request, most).await.map_err(|error| match error {
        WholeBodyError::TooLarge => ApiError::FileTooLarge(limits.bytes as u64),
        WholeBodyError::CutShort => Faults::one("body", Text::BodyCutShort).into(),
        WholeBodyError::Other(error) => error,
    })?;
    // The room is taken until the last of these bytes is dropped.
    let body = Bytes::from_owner(body);
    let image = match boundary {
        Some(boundary) => file_of(body, &boundary)?,
        None => body,
    };
    decode(app, image, limits).await
}

/// What stands between the parts, where the body is a form.
fn boundary(headers: &HeaderMap) -> Result<Option<Boundary>, ApiError> {
    let mut types = headers.get_all(header::CONTENT_TYPE).into_iter();
    let (Some(given), None) = (types.next(), types.next()) else { return Ok(None) };
    match Boundary::of_content_type(given.as_bytes()) {
        Ok(boundary) => Ok(Some(boundary)),
        Err(NoBoundary::NotAForm) => Ok(None),
        Err(error) => Err(FormError::from(error).into()),
    }
}

/// The part `file` of a form that is here whole.
fn file_of(body: Bytes, boundary: &Boundary) -> Result<Bytes, ApiError> {
    let malformed = |error: Malformed| ApiError::from(FormError::from(error));
    let mut parts = Parts::new(boundary);
    parts.feed(body);
    let mut file = None;
    loop {
        let Poll::Ready(part) = parts.poll_part() else { return Err(malformed(Malformed::Unfinished)) };
        let Some(part) = part.map_err(malformed)? else { break };
        if part.name.as_deref() != Some("file") {
            continue;
        }
        if file.is_some() {
            return Err(Faults::one("file", Text::GivenTwice).into());
        }
        file = Some(content(&mut parts).map_err(malformed)?);
    }
    file.ok_or_else(|| Faults::one("file", Text::PictureMissing).into())
}

/// What the part holds that was found last. It is copied only where it comes in pieces.
fn content(parts: &mut Parts) -> Result<Bytes, Malformed> {
    let mut pieces = Vec::new();
    loop {
        let Poll::Ready(piece) = parts.poll_chunk() else { return Err(Malformed::Unfinished) };
        match piece? {
            Some(piece) => pieces.push(piece),
            None if pieces.len() == 1 => return Ok(pieces.remove(0)),
            None => return Ok(pieces.concat().into()),
        }
    }
}

/// Decodes one picture at a time, in a turn and on a blocking thread: some take 80 MiB and a second.
async fn decode(app: &AppState, image: Bytes, limits: Limits) -> Result<Picture, ApiError> {
    let alone = app.one_picture.clone().acquire_owned().await.map_err(|error| ApiError::Internal(error.into()))?;
    let turn = app.turns.turn(Work::Long).await;
    let made = tokio::task::spawn_blocking(move || {
        let made = Picture::from_bytes(&image, limits);
        drop((turn, alone));
        made
    });
    let made = made.await.map_err(|error| ApiError::Internal(error.into()))?;
    made.map_err(|refused| match refused {
        Refused::TooManyBytes => ApiError::FileTooLarge(limits.bytes as u64),
        Refused::Invalid => ApiError::InvalidImage(Text::PictureUnreadable),
        Refused::TooManyPixels => ApiError::InvalidImage(Text::PictureTooLarge),
        Refused::TooSlow => ApiError::InvalidImage(Text::PictureTooSlow),
    })
}
