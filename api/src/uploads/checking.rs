//! The check of an upload that is here whole, which goes on whoever waits for it, and is taken up again where the process
//! that was at it died: by whoever asks next, or by [`run`].

use std::time::{Duration, Instant};

use ooxml::checksums::Checksums;
use shared::{
    audit::{self, Asked, Entry, Event},
    documents::uploads::{Upload, UploadState},
    ids::FileId,
    people::users::User,
};
use storage::{Growing, StorageError, Sums};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::{
    held::{Held, Sender},
    refused,
    tus::DOCUMENT,
};
use crate::{app::AppState, error::ApiError, files::intake, versions};

/// How long a client waits for what becomes of its document.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often somebody looks whether another process is at the check still.
const LOOK: Duration = Duration::from_millis(200);

/// How often is looked for checks that nobody is at.
const PERIOD: Duration = Duration::from_secs(5);

/// So many checks are taken up at once.
const BATCH: i64 = 4;

/// Begins the check of an upload whose bytes are these.
pub(super) fn begin(
    app: &AppState,
    upload: Upload,
    growing: Growing,
    sums: Option<Sums<Checksums>>,
    sender: Sender,
) -> JoinHandle<Result<Upload, ApiError>> {
    app.under_way.spawn(check(app.clone(), upload, growing, sums, sender).in_current_span())
}

/// What a check that has begun comes to, or the upload as it is where that takes long.
pub(super) async fn outcome(upload: Upload, check: JoinHandle<Result<Upload, ApiError>>) -> Result<Upload, ApiError> {
    match tokio::time::timeout(PATIENCE, check).await {
        Ok(done) => done.unwrap_or_else(|_| Err(ApiError::Internal("the check of an upload panicked".into()))),
        Err(_) => Ok(upload),
    }
}

async fn check(
    app: AppState,
    upload: Upload,
    growing: Growing,
    sums: Option<Sums<Checksums>>,
    sender: Sender,
) -> Result<Upload, ApiError> {
    let spooled = growing.whole(sums, Checksums::default()).await?;
    let taken = if let Some(file) = of_document(&upload) {
        versions::intake::take_in_upload(&app, (&upload, file), spooled, &sender.owner, &sender.asked).await
    } else {
        let taken = intake::take_in_upload(&app, &upload, spooled, &sender.owner, sender.asked.clone());
        taken.await.map(|_| ())
    };
    match taken {
        Ok(()) => Ok(upload),
        // It is tried again: the client has done its part.
        Err(why) if why.status().is_server_error() => Err(why),
        Err(why) => {
            refuse(&app, &upload, sender.asked, &why).await?;
            Err(why)
        }
    }
}

/// The document that an upload is to be a version of, where it was begun so.
fn of_document(upload: &Upload) -> Option<FileId> {
    let kept: Vec<(String, String)> = serde_json::from_str(&upload.fields).unwrap_or_default();
    kept.iter().find(|(field, _)| field == DOCUMENT)?.1.parse().ok()
}

/// Tells why an upload is not taken in, and removes its bytes.
async fn refuse(app: &AppState, upload: &Upload, asked: Asked, why: &ApiError) -> Result<(), ApiError> {
    let now = app.clock.now();
    let request_id = asked.request_id.clone().unwrap_or_default();
    let problem = refused::written_down(why, request_id, app.settings.serving.language);
    let mut tx = app.db.begin().await?;
    let expires_at = now + app.settings.lifetimes.upload_ttl;
    if upload.refused(&mut tx, &problem, expires_at).await? {
        audit::record(&mut tx, &asked, Entry::of(Event::FileRefused).refused(why.code()), now).await?;
        tx.commit().await?;
        app.blobs.give_up(upload.blob).await?;
    }
    Ok(())
}

/// Takes up a check that nobody is at; none where somebody is.
async fn take_up(
    app: &AppState,
    upload: Upload,
    sender: Sender,
) -> Result<Option<JoinHandle<Result<Upload, ApiError>>>, ApiError> {
    let growing = match app.blobs.grown(upload.blob).await {
        Ok(Some(growing)) => growing,
        Ok(None) => return Ok(None),
        Err(StorageError::Missing) => {
            // Whoever was at it may have come to its end.
            let now = Upload::find(&app.db, upload.id, app.clock.now()).await?;
            if let Some(lost) = now.filter(|now| now.state == UploadState::Checking) {
                tracing::error!(upload = %lost.id, "the bytes of an upload are lost");
                refuse(app, &lost, sender.asked, &ApiError::Gone).await?;
            }
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    // Between the look at the row and the lock, another may have come to the end.
    match Upload::find(&app.db, upload.id, app.clock.now()).await? {
        Some(upload) if upload.state == UploadState::Checking => Ok(Some(begin(app, upload, growing, None, sender))),
        _ => {
            growing.let_go().await?;
            Ok(None)
        }
    }
}

/// Waits for the end of a check, by whomever it is done, for as long as a client waits.
pub(super) async fn wait_for(app: &AppState, mut upload: Upload, sender: Sender) -> Result<Upload, ApiError> {
    let began = Instant::now();
    loop {
        match upload.state {
            UploadState::Stored => return Ok(upload),
            UploadState::Refused => return Err(refused::why(&upload)),
            UploadState::Receiving | UploadState::Checking if began.elapsed() > PATIENCE => return Ok(upload),
            UploadState::Receiving | UploadState::Checking => {}
        }
        if let Some(check) = take_up(app, upload.clone(), sender.clone()).await? {
            return outcome(upload, check).await;
        }
        tokio::time::sleep(LOOK).await;
        upload = Upload::find(&app.db, upload.id, app.clock.now()).await?.ok_or(ApiError::NotFound)?;
    }
}

/// The upload as it stands, for whoever asks; a check that nobody is at goes on from here.
pub(super) async fn looked_after(app: &AppState, held: Held) -> Result<Upload, ApiError> {
    let Held { upload, owner, asked } = held;
    if upload.state == UploadState::Checking {
        // It goes on by itself.
        drop(take_up(app, upload.clone(), Sender { owner, asked }).await?);
        return Upload::find(&app.db, upload.id, app.clock.now()).await?.ok_or(ApiError::NotFound);
    }
    Ok(upload)
}

/// Takes up checks that nobody is at, until told to stop.
pub(crate) async fn run(app: AppState, stop: CancellationToken) {
    let mut away = false;
    while stop.run_until_cancelled(tokio::time::sleep(PERIOD)).await.is_some() {
        match take_up_all(&app).await {
            Ok(()) => away = false,
            Err(error) => {
                if !std::mem::replace(&mut away, true) {
                    tracing::warn!(%error, "checks of uploads cannot be taken up just now");
                }
            }
        }
    }
}

async fn take_up_all(app: &AppState) -> Result<(), ApiError> {
    for upload in Upload::to_be_checked(&app.db, BATCH).await? {
        let asked = Asked::by_worker().of(upload.owner_id);
        let Some(owner) = User::find(&app.db, upload.owner_id).await? else {
            refuse(app, &upload, asked, &ApiError::AccountDisabled).await?;
            continue;
        };
        if let Some(check) = take_up(app, upload, Sender { owner, asked }).await?
            && let Ok(Err(error)) = check.await
        {
            tracing::info!(code = error.code(), "an upload whose check was taken up is not stored");
        }
    }
    Ok(())
}
