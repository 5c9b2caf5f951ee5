//! Taking in a document that has arrived, whichever way it came: checked, kept, and recorded with the job that scans it.
//!
//! A client that leaves during the check leaves nothing. From then on the document is taken in whole, or nothing of it is
//! left, whoever waits for the answer.

use std::time::{Duration, Instant};

use ooxml::{Kind, Limits, checksums::Checksums};
use shared::{
    audit::{self, Asked, Entry, Event},
    db::Tx,
    documents::{
        details::{self, Details},
        files::{FileName, FileRow, NewFile},
        shares::{Right, Sharing, Thing, With},
        terms::Terms,
    },
    ids::BlobId,
    jobs::Job,
    metrics::UploadOutcome,
    people::{names::Role, sessions::Caller, users::User},
    turns::{InTurn, Work},
};
use storage::{Spool, Spooled};

use super::FileView;
use crate::{AppState, error::ApiError, undecided::Undecided};

/// How long a document may take to be checked.
const CHECK_TIME: Duration = Duration::from_mins(1);

/// For how long it is asked whether a document was recorded, once its client was told that nobody knows.
const ASKING: Duration = Duration::from_mins(1);

/// A document that is still arriving, with the checksums that spare the check a second reading.
pub(super) type Arriving = Spool<Checksums>;

/// A document that has arrived whole.
pub(super) type Arrived = Spooled<Checksums>;

/// Checks, keeps and records a document. Whatever goes wrong, nothing of it is left when this returns.
pub(crate) async fn take_in(
    app: &AppState,
    name: FileName,
    spooled: Arrived,
    terms: Terms,
    by: Caller,
    asked: Asked,
) -> Result<FileView, ApiError> {
    let (kind, spooled) = counted(app, check(app, name.clone(), spooled).await)?;
    let taking = app.clone();
    app.to_its_end(async move {
        let file = counted(&taking, keep(&taking, name, kind, spooled, &terms, &by.user, &asked).await)?;
        taking.metrics.uploaded(UploadOutcome::Stored);
        let now = file.uploaded_at;
        Ok(FileView::new(file, Details::of_new(&terms), Role::Ops, now))
    })
    .await
}

/// Counts a document that will not be taken in.
pub(super) fn counted<T>(app: &AppState, result: Result<T, ApiError>) -> Result<T, ApiError> {
    if let Err(error) = &result {
        let failed = error.status().is_server_error();
        app.metrics.uploaded(if failed { UploadOutcome::Failed } else { UploadOutcome::Refused });
    }
    result
}

/// Reads the document in a turn of its own, on a blocking thread.
async fn check(app: &AppState, name: FileName, spooled: Arrived) -> Result<(Kind, Arrived), ApiError> {
    let turn = app.turns.turn(Work::Long).await;
    let checked = tokio::task::spawn_blocking(move || {
        let limits = Limits { deadline: Some(Instant::now() + CHECK_TIME), ..Limits::default() };
        let file = spooled.file().map_err(Into::into);
        let kind =
            file.and_then(|file| ooxml::check(InTurn::new(file, turn), spooled.digest(), name.as_str(), &limits));
        (kind, spooled)
    });
    match checked.await.map_err(|error| ApiError::Internal(error.into()))? {
        (Ok(kind), spooled) => Ok((kind, spooled)),
        (Err(refusal), spooled) => {
            spooled.discard().await;
            Err(refusal.into())
        }
    }
}

/// Gives the bytes their place, and records them.
async fn keep(
    app: &AppState,
    name: FileName,
    kind: Kind,
    spooled: Arrived,
    terms: &Terms,
    by: &User,
    asked: &Asked,
) -> Result<FileRow, ApiError> {
    let (size, sha256, crc32) = (spooled.size(), spooled.sha256().to_owned(), spooled.crc32());
    let new = NewFile { name, kind, size, sha256, crc32, uploaded_by: by.id, terms };
    let file = FileRow::pending(new, &by.username, app.clock.now())?;
    let blob = BlobId::new();
    app.blobs.keep(spooled, blob).await?;
    let mut undecided = Undecided::new();
    loop {
        let Err(error) = record(app, &file, terms, blob, asked).await else { return Ok(file) };
        match undecided.hear(error).await {
            Ok(()) => {}
            Err(error @ ApiError::Undecided(_)) => {
                app.under_way.spawn(find_out(app.clone(), file, blob));
                return Err(error);
            }
            Err(error) => {
                forget(app, blob).await;
                return Err(error);
            }
        }
    }
}

/// Records a document with its job, unless both are recorded already.
async fn record(app: &AppState, file: &FileRow, terms: &Terms, blob: BlobId, asked: &Asked) -> Result<(), ApiError> {
    let mut tx = app.db.begin().await?;
    if file.record(&mut tx, blob).await? {
        set(&mut tx, file, terms, asked).await?;
        Job::ScanFile { file: file.id }.enqueue(&mut tx, file.uploaded_at).await?;
        let entry = Entry::of(Event::FileUploaded).on_file(file.id).with("bytes", file.size);
        audit::record(&mut tx, asked, entry, file.uploaded_at).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Writes down the terms of a document that do not stand in its row.
async fn set(tx: &mut Tx, file: &FileRow, terms: &Terms, asked: &Asked) -> Result<(), ApiError> {
    details::set_labels(tx, file.id, &terms.labels).await?;
    let thing = Thing::File(file.id);
    let sharing = Sharing { thing, right: Right::Download, message: None, by: file.uploaded_by };
    let clients = terms.clients.iter().map(|client| With::Client(*client));
    for with in clients.chain(terms.groups.iter().map(|group| With::Group(*group))) {
        sharing.with(tx, asked, with, file.uploaded_at).await?;
    }
    Ok(())
}

/// Asks until it is known whether a document was recorded, and removes its bytes if it was not.
async fn find_out(app: AppState, file: FileRow, blob: BlobId) {
    let began = Instant::now();
    while began.elapsed() < ASKING && !app.under_way.is_closed() {
        match is_recorded(&app, &file, blob).await {
            Ok(true) => {
                return tracing::info!(file = %file.id, "a document was recorded, though its client was not told");
            }
            Ok(false) => return forget(&app, blob).await,
            Err(error) => {
                tracing::debug!(%error, file = %file.id, "it is not known yet whether a document was recorded");
            }
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    tracing::warn!(%blob, "it could not be found out whether bytes have a row; the sweep will");
}

/// Records it in a transaction that is taken back: only a row that is there, or comes in this moment, stands in the way.
async fn is_recorded(app: &AppState, file: &FileRow, blob: BlobId) -> Result<bool, ApiError> {
    let mut tx = app.db.begin().await?;
    Ok(!file.record(&mut tx, blob).await?)
}

/// Removes bytes whose row was refused. Should that fail too, the sweep finds them.
async fn forget(app: &AppState, blob: BlobId) {
    if let Err(error) = app.blobs.erase(blob).await {
        tracing::warn!(%error, %blob, "stored bytes without a row are left to the sweep");
    }
}
