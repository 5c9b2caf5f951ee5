//! The image of a page as it goes out: as wide as it is wanted, and with the name of whoever looks over it.

use futures_util::TryStreamExt;
use pictures::{Limits, Page};
use shared::{ids::BlobId, people::profile::Profile, people::sessions::Caller, turns::Work};
use storage::{Blobs, Bytestream, Key, StorageError};

use crate::{AppState, error::ApiError};

/// The longest image of a page that is read. The worker keeps none that is longer.
const LONGEST: u64 = 64 << 20;

/// A page of some bytes, at this width. None where it is not in the store, though it should be.
pub(super) async fn made(
    app: &AppState,
    key: (BlobId, u16),
    width: u32,
    stamp: Option<String>,
) -> Result<Option<Vec<u8>>, ApiError> {
    let stored = match stored(&app.blobs, Key::Preview(key.0.0, key.1)).await {
        Err(StorageError::Missing) => return Ok(None),
        stored => stored?,
    };
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
    made.map(Some).map_err(|refused| ApiError::Internal(refused.into()))
}

async fn stored(blobs: &Blobs, key: Key) -> Result<Vec<u8>, StorageError> {
    let reader = blobs.read(key).await?;
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
