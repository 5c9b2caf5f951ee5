//! The image of a page as it goes out: as wide as it is wanted, and with the name of whoever looks over it.

use std::time::Duration;

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::TryStreamExt;
use pictures::{Limits, Page};
use shared::{ids::BlobId, people::profile::Profile, people::sessions::Caller, turns::Work};
use storage::{BlobReader, Bytestream, StorageError};
use tokio::{sync::OwnedSemaphorePermit, time::timeout};
use utoipa::ToSchema;

use crate::{app::AppState, error::ApiError};

/// How many pages there are.
pub(crate) const PREVIEW_PAGES: HeaderName = HeaderName::from_static("preview-pages");

/// How long whoever looks waits for room.
const PATIENCE: Duration = Duration::from_secs(5);

/// The longest image of a page that is read. The worker keeps none that is longer.
const LONGEST: u64 = 64 << 20;

/// A page of some bytes at this width, and the room that it takes until it has gone out. None where it is not in the store,
/// though it should be.
pub(super) async fn made(
    app: &AppState,
    key: (BlobId, u16),
    width: u32,
    stamp: Option<String>,
) -> Result<Option<(Vec<u8>, OwnedSemaphorePermit)>, ApiError> {
    let reader = match app.blobs.read(key.0.preview(key.1)).await {
        Err(StorageError::Missing) => return Ok(None),
        reader => reader?,
    };
    let room = room(app, reader.size()).await?;
    let stored = read(reader).await?;
    // One a core, since a page takes up to 50 MB for as long as this.
    let turn = app.turns.turn(Work::Long).await;
    let made = tokio::task::spawn_blocking(move || {
        let limits = Limits { bytes: stored.len(), ..Limits::default() };
        let mut page = Page::from_png(&stored, limits)?.at_width(width);
        if let Some(stamp) = stamp {
            page.stamp(&stamp);
        }
        let png = page.png();
        drop(turn);
        png
    });
    let made = made.await.map_err(|error| ApiError::Internal(error.into()))?;
    made.map(|png| Some((png, room))).map_err(|refused| ApiError::Internal(refused.into()))
}

/// Room for an image of so many bytes and for what is made of it, which may be as large again.
async fn room(app: &AppState, bytes: u64) -> Result<OwnedSemaphorePermit, ApiError> {
    let mebibytes = u32::try_from(2 * bytes.min(LONGEST) / (1 << 20) + 1).unwrap_or(u32::MAX);
    let room = app.room_for_pages.clone().acquire_many_owned(mebibytes);
    match timeout(PATIENCE, room).await {
        Ok(room) => room.map_err(|closed| ApiError::Internal(closed.into())),
        Err(_) => Err(ApiError::Busy(PATIENCE.as_secs())),
    }
}

async fn read(reader: BlobReader) -> Result<Vec<u8>, StorageError> {
    let size = reader.size().min(LONGEST);
    let mut bytes = Vec::new();
    match reader.range(0..size) {
        Bytestream::Whole(whole) => bytes.extend_from_slice(&whole),
        Bytestream::Pieces(pieces) => {
            let mut pieces = std::pin::pin!(pieces);
            while let Some(piece) = pieces.try_next().await? {
                bytes.extend_from_slice(&piece);
            }
        }
    }
    Ok(bytes)
}

/// What is drawn over a page: who looks, and when, to the minute in UTC. A name that cannot be drawn gives way to the address,
/// and that to the user name, which always can.
pub(super) async fn stamp(app: &AppState, caller: &Caller) -> Result<String, ApiError> {
    let profile = Profile::find(&app.db, caller.user.id).await?;
    let name = profile.and_then(|profile| profile.display_name).and_then(|name| pictures::drawable(&name.to_string()));
    let name = name.or_else(|| pictures::drawable(caller.user.email.as_str()));
    let name = name.unwrap_or_else(|| caller.user.username.to_string());
    let now = app.clock.now().to_string();
    let minute = now.get(..16).unwrap_or(&now).replace('T', " ");
    Ok(format!("{name} {minute} UTC"))
}

/// The image, or where there is none that the client has it. Without a tag it is for this one look.
pub(super) fn answer(png: Option<Vec<u8>>, pages: u16, etag: Option<String>) -> Response {
    let mut response = match png {
        Some(png) => ([(header::CONTENT_TYPE, "image/png")], png).into_response(),
        None => StatusCode::NOT_MODIFIED.into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(PREVIEW_PAGES, HeaderValue::from(pages));
    if etag.is_none() {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    }
    // Made of digits, letters and dashes.
    if let Some(etag) = etag.and_then(|etag| HeaderValue::from_str(&etag).ok()) {
        headers.insert(header::ETAG, etag);
    }
    response
}

/// The image of a page.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "describes the answer to readers of the OpenAPI document")]
pub(super) struct PageImage(Vec<u8>);
