//! Takes the one document, and its terms, out of a form as it arrives.

use std::time::Duration;

use axum::{
    extract::Request,
    http::{HeaderMap, header},
};
use multipart::Part;
use ooxml::checksums::Checksums;
use shared::{
    documents::{
        files::FileName,
        room::{self, RoomError},
        terms::Terms,
    },
    ids::UserId,
    words::{Text, Told},
};

use super::{given_terms::GivenTerms, intake};
use crate::{
    app::AppState,
    error::{ApiError, Faults},
    http::form::Form,
};

/// A client that pauses for so long is slow, and what has arrived need not wait in memory for the rest.
const LULL: Duration = Duration::from_millis(200);

/// What may stand around the file in a body: other parts, boundaries, heads.
const AROUND: u64 = 64 << 10;

/// Answers before the bytes are sent, where the client says beforehand that there will be too many, or more than there is
/// room for. Two who come at once are told apart later, when they take that room.
async fn refuse_announced_size(app: &AppState, headers: &HeaderMap, by: UserId) -> Result<(), ApiError> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    let Some(announced) = announced else { return Ok(()) };
    let limits = &app.settings.limits;
    if announced > limits.max_upload.saturating_add(AROUND) {
        return Err(ApiError::FileTooLarge(limits.max_upload));
    }
    let least = announced.saturating_sub(AROUND);
    if room::is_there(&app.db, by, least, limits).await? { Ok(()) } else { Err(RoomError::QuotaExceeded.into()) }
}

/// A document that has arrived, its name, and the terms that came with it.
pub(super) struct Received {
    pub(super) name: FileName,
    pub(super) spooled: intake::Arrived,
    pub(super) terms: Terms,
}

/// Takes in the one part `file`, and the fields before and after it. Whatever goes wrong, what was spooled is gone when this
/// returns.
pub(super) async fn receive(app: &AppState, request: Request, by: UserId) -> Result<Received, ApiError> {
    refuse_announced_size(app, request.headers(), by).await?;
    let mut form = Form::of(request)?;
    let (mut received, mut given) = (None, GivenTerms::default());
    let terms = match receive_parts(app, &mut form, &mut received, Some(&mut given)).await {
        Ok(()) => given.check(app).await,
        Err(error) => Err(error),
    };
    match (received, terms) {
        (Some((name, spooled)), Ok(terms)) => Ok(Received { name, spooled, terms }),
        (None, Ok(_)) => Err(Faults::one("file", Text::DocumentMissing).into()),
        (None, Err(error)) => Err(error),
        (Some((_, spooled)), Err(error)) => {
            spooled.discard().await;
            Err(error)
        }
    }
}

/// The same where no terms belong to the document: what else is in the form says nothing.
pub(crate) async fn receive_bare(
    app: &AppState,
    request: Request,
    by: UserId,
) -> Result<(FileName, intake::Arrived), ApiError> {
    refuse_announced_size(app, request.headers(), by).await?;
    let mut form = Form::of(request)?;
    let mut received = None;
    let whole = receive_parts(app, &mut form, &mut received, None).await;
    match (received, whole) {
        (Some(received), Ok(())) => Ok(received),
        (None, Ok(())) => Err(Faults::one("file", Text::DocumentMissing).into()),
        (received, Err(error)) => {
            if let Some((_, spooled)) = received {
                spooled.discard().await;
            }
            Err(error)
        }
    }
}

async fn receive_parts(
    app: &AppState,
    form: &mut Form,
    received: &mut Option<(FileName, intake::Arrived)>,
    mut given: Option<&mut GivenTerms>,
) -> Result<(), ApiError> {
    let mut around = 0;
    while let Some(part) = form.next_part().await? {
        let field = part.name.as_deref().and_then(GivenTerms::field);
        if let (Some(field), Some(given)) = (field, given.as_deref_mut()) {
            let text = String::from_utf8(read(form, &mut around).await?);
            match text {
                Ok(text) => given.take(field, &text),
                Err(_) => return Err(Faults::one(field, Text::MustBeString).into()),
            }
        } else if part.name.as_deref() != Some("file") {
            read(form, &mut around).await?;
        } else if received.is_some() {
            return Err(Faults::one("file", Text::GivenTwice).into());
        } else {
            *received = Some(receive_file(app, &part, form).await?);
        }
    }
    Ok(())
}

async fn receive_file(app: &AppState, part: &Part, form: &mut Form) -> Result<(FileName, intake::Arrived), ApiError> {
    let name = part.file_name.as_deref().unwrap_or_default().parse::<FileName>();
    let name = name.map_err(|error| Faults::one("file", error.text()))?;
    let mut spool = app.blobs.spool(Checksums::default()).await?;
    if let Err(error) = receive_bytes(form, &mut spool, app.settings.limits.max_upload).await {
        spool.discard().await;
        return Err(error);
    }
    Ok((name, spool.finish().await?))
}

async fn receive_bytes(form: &mut Form, spool: &mut intake::Arriving, max: u64) -> Result<(), ApiError> {
    loop {
        let soon = tokio::time::timeout(LULL, form.chunk()).await;
        let next = if let Ok(next) = soon {
            next?
        } else {
            spool.put_away().await?;
            form.chunk().await?
        };
        let Some(bytes) = next else { break };
        if spool.size() + bytes.len() as u64 > max {
            return Err(ApiError::FileTooLarge(max));
        }
        spool.write(bytes).await?;
    }
    Ok(())
}

/// Reads a part that is not the file. All of them together are small.
async fn read(form: &mut Form, around: &mut u64) -> Result<Vec<u8>, ApiError> {
    // An empty part costs its head, too.
    *around += 128;
    let mut read = Vec::new();
    while let Some(bytes) = form.chunk().await? {
        *around += bytes.len() as u64;
        if *around > AROUND {
            return Err(Faults::one("body", Text::OtherParts).into());
        }
        read.extend_from_slice(&bytes);
    }
    Ok(read)
}
