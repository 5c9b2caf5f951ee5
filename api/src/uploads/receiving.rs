//! A part as it arrives: written beside what has come before, and told of once it is on the disk.
//!
//! What has come of a part that breaks off is kept, unless the part was to be proved by a sum. A long part is told of
//! while it arrives, so that whatever dies costs its last stretch only.

use std::time::{Duration, Instant};

use axum::{
    body::BodyDataStream,
    extract::Request,
    http::{HeaderMap, header},
};
use bounded_http::serve;
use futures_util::StreamExt;
use ooxml::checksums::Checksums;
use shared::{
    documents::uploads::{Upload, UploadState},
    words::Text,
};
use storage::{Growing, Part, PartSum, Progress, Spool, StorageError};
use tokio::task::JoinHandle;

use super::{checking, held::Sender};
use crate::{
    app::AppState,
    error::{ApiError, Faults},
};

/// A client that pauses for so long is slow, and what has arrived need not wait in memory for the rest.
const LULL: Duration = Duration::from_millis(200);

/// How long a client may pause in the middle of a part.
const PATIENCE: Duration = Duration::from_secs(30);

/// After so many bytes, or so long, a part is told of while it arrives.
const SAVED_EVERY: u64 = 32 << 20;
const SAVED_AFTER: Duration = Duration::from_secs(5);

/// So much room is taken at once for what arrives without a length.
const TAKEN_AHEAD: u64 = 8 << 20;

/// The sum that a part must have.
type Sum = Option<(PartSum, Vec<u8>)>;

/// Refuses a document that will be larger than any may be.
pub(super) fn check_length(app: &AppState, length: i64) -> Result<(), ApiError> {
    let most = app.settings.limits.max_upload;
    if length.unsigned_abs() > most { Err(ApiError::FileTooLarge(most)) } else { Ok(()) }
}

/// Takes the first part, with which the upload began.
pub(super) async fn receive(
    app: &AppState,
    upload: Upload,
    sender: Sender,
    request: Request,
    sum: Sum,
) -> Result<Upload, ApiError> {
    receive_at(app, upload, 0, None, sender, request, sum).await
}

/// Takes a part that goes where `offset` says, to its end, also when the client leaves; the last one is followed by the
/// check of the whole. A length is told with it where it was left open.
pub(super) async fn receive_at(
    app: &AppState,
    upload: Upload,
    offset: i64,
    length: Option<i64>,
    sender: Sender,
    request: Request,
    sum: Sum,
) -> Result<Upload, ApiError> {
    let taking = app.clone();
    let (upload, whole) = app
        .to_its_end(async move {
            let (upload, growing) = locked(&taking, upload, offset).await?;
            let upload = with_length(&taking, upload, length).await?;
            take_part(&taking, upload, growing, sender, request, sum).await
        })
        .await?;
    match whole {
        Some(whole) => checking::outcome(upload, whole).await,
        None => Ok(upload),
    }
}

/// The upload and its bytes, which nobody else writes to from now on.
async fn locked(app: &AppState, upload: Upload, offset: i64) -> Result<(Upload, Growing), ApiError> {
    let growing = match app.blobs.grow(upload.blob.0, upload.received == 0).await {
        Err(StorageError::Missing) => return Err(ApiError::NotFound),
        taken => taken?.ok_or(ApiError::UploadLocked)?,
    };
    // Whoever had it before may have gone on, or ended it.
    let Some(upload) = Upload::find(&app.db, upload.id, app.clock.now()).await? else {
        growing.remove().await?;
        return Err(ApiError::NotFound);
    };
    if upload.state != UploadState::Receiving || upload.received != offset {
        return Err(ApiError::UploadOffsetMismatch(upload.received.unsigned_abs()));
    }
    let growing = growing.cut(upload.received.unsigned_abs()).await?;
    Ok((upload, growing))
}

/// The upload, whose length is told now where it was left open.
async fn with_length(app: &AppState, mut upload: Upload, length: Option<i64>) -> Result<Upload, ApiError> {
    let Some(length) = length.filter(|length| upload.length != Some(*length)) else { return Ok(upload) };
    check_length(app, length)?;
    let mut tx = app.db.begin().await?;
    if !upload.set_length(&mut tx, length, &app.settings.limits).await? {
        return Err(Faults::one("upload_length", Text::NoUploadLength).into());
    }
    tx.commit().await?;
    upload.length = Some(length);
    Ok(upload)
}

/// The check of an upload that is here whole.
type Whole = JoinHandle<Result<Upload, ApiError>>;

async fn take_part(
    app: &AppState,
    upload: Upload,
    growing: Growing,
    sender: Sender,
    request: Request,
    sum: Sum,
) -> Result<(Upload, Option<Whole>), ApiError> {
    let most = upload.length.map_or(app.settings.limits.max_upload, i64::unsigned_abs);
    let at_least = growing.size().saturating_add(announced(request.headers()).unwrap_or(0));
    if at_least > most {
        return Err(ApiError::FileTooLarge(most));
    }
    let mut room = Room::of(app, &upload, most);
    room.make_for(at_least).await?;
    let sums = app.known_sums.take(upload.id);
    let algorithm = sum.as_ref().map(|(algorithm, _)| *algorithm);
    let (mut spool, progress) = growing.take_on(sums, Checksums::default(), algorithm).await?;
    let mut saving =
        Saving { app, upload: &upload, progress, is_on: sum.is_none(), last: Instant::now(), under_way: None };
    let came = read(&mut spool, request.into_body().into_data_stream(), &mut room, &mut saving).await;
    let came = came.and(saving.end().await);
    let part = spool.end_part().await?;
    let fits = sum.is_none_or(|(_, wanted)| came.is_ok() && part.sum.as_ref() == Some(&wanted));
    if !fits || matches!(came, Err(ApiError::FileTooLarge(_) | ApiError::QuotaExceeded)) {
        cut_back(app, &upload, part.grown).await?;
        came?;
        return Err(ApiError::ChecksumMismatch);
    }
    let (upload, whole) = told(app, upload, part, sender).await?;
    came.map(|()| (upload, whole))
}

/// Takes away what nobody was told of: it must not lie there uncounted until the upload is given up.
async fn cut_back(app: &AppState, upload: &Upload, grown: Growing) -> Result<(), ApiError> {
    match Upload::find(&app.db, upload.id, app.clock.now()).await? {
        Some(upload) => grown.cut(upload.received.unsigned_abs()).await.map(|_| ())?,
        None => grown.remove().await?,
    }
    Ok(())
}

/// Tells of a part that is on the disk, and begins the check where it is the last one.
async fn told(
    app: &AppState,
    upload: Upload,
    part: Part<Checksums>,
    sender: Sender,
) -> Result<(Upload, Option<Whole>), ApiError> {
    let Part { grown, sums, .. } = part;
    let received = i64::try_from(grown.size()).map_err(|error| ApiError::Internal(error.into()))?;
    let told = advance(app, &upload, received).await?.ok_or(ApiError::NotFound)?;
    if told.state == UploadState::Checking {
        let whole = checking::begin(app, told.clone(), grown, sums, sender);
        return Ok((told, Some(whole)));
    }
    app.known_sums.keep(told.id, sums);
    Ok((told, None))
}

async fn advance(app: &AppState, upload: &Upload, received: i64) -> Result<Option<Upload>, ApiError> {
    let mut tx = app.db.begin().await?;
    let expires_at = app.clock.now() + app.settings.lifetimes.upload_ttl;
    let told = upload.advance(&mut tx, received, &app.settings.limits, expires_at).await?;
    tx.commit().await?;
    Ok(told)
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Writes what comes until the body ends.
async fn read(
    spool: &mut Spool<Checksums>,
    mut body: BodyDataStream,
    room: &mut Room<'_>,
    saving: &mut Saving<'_>,
) -> Result<(), ApiError> {
    let mut saved = spool.size();
    loop {
        let next = if let Ok(next) = tokio::time::timeout(LULL, body.next()).await {
            next
        } else {
            spool.put_away().await?;
            tokio::time::timeout(PATIENCE, body.next()).await.map_err(|_| ApiError::RequestTimeout)?
        };
        let bytes = match next {
            None => return Ok(()),
            Some(Err(error)) if serve::is_late(&error) => return Err(ApiError::RequestTimeout),
            Some(Err(_)) => return Err(Faults::one("body", Text::BodyCutShort).into()),
            Some(Ok(bytes)) => bytes,
        };
        room.make_for(spool.size() + bytes.len() as u64).await?;
        spool.write(bytes).await?;
        if spool.size() - saved >= SAVED_EVERY || saving.last.elapsed() >= SAVED_AFTER {
            saved = spool.size();
            saving.go_on().await?;
        }
    }
}

/// The room that is taken for what arrives, before it is written: of an upload whose length was left open, as it comes.
struct Room<'a> {
    app: &'a AppState,
    upload: &'a Upload,
    /// The most that may come in all.
    most: u64,
    taken: u64,
}

impl<'a> Room<'a> {
    fn of(app: &'a AppState, upload: &'a Upload, most: u64) -> Self {
        Self { app, upload, most, taken: upload.length.unwrap_or(upload.received).unsigned_abs() }
    }

    /// Takes room for so many bytes in all. Some is taken for those that follow, as far as there is any.
    async fn make_for(&mut self, size: u64) -> Result<(), ApiError> {
        if size > self.most {
            return Err(ApiError::FileTooLarge(self.most));
        }
        if size <= self.taken {
            return Ok(());
        }
        let ahead = size.saturating_add(TAKEN_AHEAD).min(self.most);
        self.taken = match self.take(ahead).await {
            Err(ApiError::QuotaExceeded) => self.take(size).await?,
            taken => taken?,
        };
        Ok(())
    }

    async fn take(&self, size: u64) -> Result<u64, ApiError> {
        let bytes = i64::try_from(size).map_err(|error| ApiError::Internal(error.into()))?;
        let mut tx = self.app.db.begin().await?;
        self.upload.reserve(&mut tx, bytes, &self.app.settings.limits).await?;
        tx.commit().await?;
        Ok(size)
    }
}

/// Tells of what is on the disk while more arrives.
struct Saving<'a> {
    app: &'a AppState,
    upload: &'a Upload,
    progress: Progress,
    is_on: bool,
    last: Instant,
    under_way: Option<JoinHandle<Result<(), ApiError>>>,
}

impl Saving<'_> {
    /// Begins to save what has come, unless that is still being done.
    async fn go_on(&mut self) -> Result<(), ApiError> {
        if !self.is_on || self.under_way.as_ref().is_some_and(|saving| !saving.is_finished()) {
            return Ok(());
        }
        self.end().await?;
        self.last = Instant::now();
        let (app, upload, progress) = (self.app.clone(), self.upload.clone(), self.progress.clone());
        self.under_way = Some(tokio::spawn(async move {
            let saved = progress.save().await?;
            drop(progress);
            let saved = i64::try_from(saved).map_err(|error| ApiError::Internal(error.into()))?;
            // The end is told of by whoever has seen it.
            if upload.length.is_none_or(|length| saved < length) {
                advance(&app, &upload, saved).await?;
            }
            Ok(())
        }));
        Ok(())
    }

    async fn end(&mut self) -> Result<(), ApiError> {
        let Some(under_way) = self.under_way.take() else { return Ok(()) };
        under_way.await.map_err(|error| ApiError::Internal(error.into()))?
    }
}
