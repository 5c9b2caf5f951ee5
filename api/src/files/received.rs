//! Takes the one document out of a form as it arrives.

use std::time::Duration;

use axum::{
    extract::Request,
    http::{HeaderMap, header},
};
use multipart::Part;
use ooxml::checksums::Checksums;
use shared::{
    documents::files::FileName,
    words::{Text, Told},
};

use super::intake;
use crate::{
    AppState,
    error::{ApiError, Faults},
    http::form::Form,
};

/// A client that pauses for so long is slow, and what has arrived need not wait in memory for the rest.
const LULL: Duration = Duration::from_millis(200);

/// What may stand around the file in a body: other parts, boundaries, heads.
const AROUND: u64 = 64 << 10;

/// Answers before the bytes are sent, where the client says beforehand that there will be too many.
fn refuse_announced_size(headers: &HeaderMap, max: u64) -> Result<(), ApiError> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|size| size > max.saturating_add(AROUND)) {
        return Err(ApiError::FileTooLarge(max));
    }
    Ok(())
}

/// Takes in the one part `file`. Whatever goes wrong, what was spooled is gone when this returns.
pub(super) async fn receive(app: &AppState, request: Request) -> Result<(FileName, intake::Arrived), ApiError> {
    refuse_announced_size(request.headers(), app.settings.limits.max_upload)?;
    let mut form = Form::of(request)?;
    let mut received = None;
    if let Err(error) = receive_parts(app, &mut form, &mut received).await {
        if let Some((_, spooled)) = received {
            spooled.discard().await;
        }
        return Err(error);
    }
    received.ok_or_else(|| Faults::one("file", Text::DocumentMissing).into())
}

async fn receive_parts(
    app: &AppState,
    form: &mut Form,
    received: &mut Option<(FileName, intake::Arrived)>,
) -> Result<(), ApiError> {
    let mut around = 0;
    while let Some(part) = form.next_part().await? {
        if part.name.as_deref() != Some("file") {
            skip(form, &mut around).await?;
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

/// Reads past a part that nobody asked for.
async fn skip(form: &mut Form, around: &mut u64) -> Result<(), ApiError> {
    // An empty part costs its head, too.
    *around += 1 << 10;
    while let Some(bytes) = form.chunk().await? {
        *around += bytes.len() as u64;
        if *around > AROUND {
            return Err(Faults::one("body", Text::OtherParts).into());
        }
    }
    Ok(())
}
