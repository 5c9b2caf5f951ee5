//! Taking in a document that has arrived, whichever way it came: checked, kept, and recorded with the job that scans it.
//!
//! A client that leaves during the check leaves nothing. From then on the document is taken in whole, or nothing of it is
//! left, whoever waits for the answer.

use std::time::{Duration, Instant};

use ooxml::{Kind, Limits, checksums::Checksums};
use shared::{
    audit::{self, Asked, Entry, Event},
    clock::Millis,
    db::Tx,
    documents::{
        files::{FileName, FileRow, NewFile},
        folders, labels,
        news::{self, News},
        room,
        shares::{Sharing, Thing, With},
        terms::{Right, Terms},
        uploads::Upload,
    },
    ids::{BlobId, UserId},
    jobs::Job,
    metrics::UploadOutcome,
    people::{
        names::Role,
        sessions::Caller,
        users::{State, User},
    },
    turns::{InTurn, Work},
};
use storage::{Spool, Spooled};

use super::{FileView, given_terms::GivenTerms};
use crate::{app::AppState, error::ApiError, undecided::Undecided};

/// How long a document may take to be checked.
const CHECK_TIME: Duration = Duration::from_mins(1);

/// For how long it is asked whether a document was recorded, once its client was told that nobody knows.
const ASKING: Duration = Duration::from_mins(1);

/// What is to become of bytes that have arrived.
#[derive(Clone, Debug)]
struct Arrival {
    name: FileName,
    terms: Terms,
    by: User,
    /// Its bytes, once they are kept.
    blob: BlobId,
    /// The upload in parts that brought it.
    upload: Option<Upload>,
}

/// A document that is still arriving, with the checksums that spare the check a second reading.
pub(super) type Arriving = Spool<Checksums>;

/// A document that has arrived whole.
pub(crate) type Arrived = Spooled<Checksums>;

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
    let blob = BlobId::sealed(spooled.is_sealed());
    let arrival = Arrival { name, terms, by: by.user, blob, upload: None };
    app.to_its_end(async move {
        let file = keep_counted(&taking, &arrival, kind, spooled, &asked).await?;
        let now = file.uploaded_at;
        Ok(FileView::new(file, Role::Ops, now))
    })
    .await
}

/// The same for what arrived in parts. Whatever goes wrong, its bytes stay with the upload.
pub(crate) async fn take_in_upload(
    app: &AppState,
    upload: &Upload,
    spooled: Arrived,
    by: &User,
    asked: Asked,
) -> Result<FileRow, ApiError> {
    // Whom it was meant for may be gone by now: then it is not taken in.
    let terms = match terms_of(upload).check(app).await {
        Ok(terms) => terms,
        Err(error) => {
            spooled.discard().await;
            return Err(error);
        }
    };
    let (kind, spooled) = counted(app, check(app, upload.name.clone(), spooled).await)?;
    let upload = upload.clone();
    let arrival = Arrival { name: upload.name.clone(), terms, by: by.clone(), blob: upload.blob, upload: Some(upload) };
    keep_counted(app, &arrival, kind, spooled, &asked).await
}

/// The terms that an upload in parts was begun with.
fn terms_of(upload: &Upload) -> GivenTerms {
    let kept: Vec<(String, String)> = serde_json::from_str(&upload.fields).unwrap_or_default();
    GivenTerms::of(kept.iter().map(|(field, text)| (field.as_str(), text.as_str())))
}

async fn keep_counted(
    app: &AppState,
    arrival: &Arrival,
    kind: Kind,
    spooled: Arrived,
    asked: &Asked,
) -> Result<FileRow, ApiError> {
    let file = counted(app, keep(app, arrival, kind, spooled, asked).await)?;
    app.metrics.uploaded(UploadOutcome::Stored);
    Ok(file)
}

/// Counts a document that will not be taken in.
pub(crate) fn counted<T>(app: &AppState, result: Result<T, ApiError>) -> Result<T, ApiError> {
    if let Err(error) = &result {
        let failed = error.status().is_server_error();
        app.metrics.uploaded(if failed { UploadOutcome::Failed } else { UploadOutcome::Refused });
    }
    result
}

/// Reads the document in a turn of its own, on a blocking thread.
pub(crate) async fn check(app: &AppState, name: FileName, spooled: Arrived) -> Result<(Kind, Arrived), ApiError> {
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
    arrival: &Arrival,
    kind: Kind,
    spooled: Arrived,
    asked: &Asked,
) -> Result<FileRow, ApiError> {
    let (size, sha256, crc32) = (spooled.size(), spooled.sha256().to_owned(), spooled.crc32());
    let Arrival { name, by, terms, .. } = arrival;
    let new = NewFile { name: name.clone(), kind, size, sha256, crc32, uploaded_by: by.id, terms };
    let file = FileRow::pending(new, &by.username, app.clock.now())?;
    app.blobs.keep(spooled, arrival.blob).await?;
    let mut undecided = Undecided::new();
    loop {
        let Err(error) = record(app, &file, arrival, asked).await else { return Ok(file) };
        match undecided.hear(error).await {
            Ok(()) => {}
            // Whoever takes the upload up again finds out.
            Err(error) if arrival.upload.is_some() => return Err(error),
            Err(error @ ApiError::Undecided(_)) => {
                app.under_way.spawn(find_out(app.clone(), (file, arrival.blob), arrival.blob));
                return Err(error);
            }
            Err(error) => {
                forget(app, arrival.blob).await;
                return Err(error);
            }
        }
    }
}

/// Records a document with its job, unless both are recorded already.
async fn record(app: &AppState, file: &FileRow, arrival: &Arrival, asked: &Asked) -> Result<(), ApiError> {
    let now = file.uploaded_at;
    let mut tx = app.db.begin().await?;
    // A folder that is removed meanwhile waits for this, or is gone: then the document lies in none.
    if let Some(folder) = file.folder_id {
        folders::hold(&mut tx, folder).await?;
    }
    if file.record(&mut tx, arrival.blob).await? {
        uploader(&mut tx, arrival.by.id, arrival.upload.as_ref(), now).await?;
        set(&mut tx, file, &arrival.terms, asked).await?;
        Job::ScanFile { file: file.id, version: file.version }.enqueue(&mut tx, now).await?;
        let entry = Entry::of(Event::FileUploaded).on_file(file.id).with("bytes", file.size);
        audit::record(&mut tx, asked, entry, now).await?;
        if let Some(upload) = &arrival.upload
            && !upload.stored(&mut tx, file.id, now + app.settings.lifetimes.upload_ttl).await?
        {
            // Somebody else has come to its end.
            return Err(ApiError::Gone);
        }
        // Last, since under a quota whoever takes room waits for all who took some before.
        room::take(&mut tx, file.uploaded_by, file.size, &app.settings.limits).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Whoever brings a document, as their account stands now: it may have been disabled since the first byte came, hours ago. Of an
/// upload in parts that is why it is refused; whoever waits for an answer is told as at any call.
pub(crate) async fn uploader(tx: &mut Tx, id: UserId, upload: Option<&Upload>, now: Millis) -> Result<User, ApiError> {
    let user = User::find_in(tx, id).await?;
    let user = user.filter(|user| user.role == Role::Ops && user.state(now) == State::Active);
    user.ok_or(if upload.is_some() { ApiError::AccountDisabled } else { ApiError::InvalidToken })
}

/// Writes down the terms of a document that do not stand in its row.
async fn set(tx: &mut Tx, file: &FileRow, terms: &Terms, asked: &Asked) -> Result<(), ApiError> {
    labels::index(tx, file.id, &terms.labels).await?;
    let thing = Thing::File(file.id);
    let sharing = Sharing { thing, right: Right::Download, message: None, by: file.uploaded_by };
    let clients = terms.clients.iter().map(|client| With::Client(*client));
    let with = clients.chain(terms.groups.iter().map(|group| With::Group(*group))).collect();
    sharing.with_all(tx, asked, with, file.uploaded_at).await?;
    if file.folder_id.is_some() {
        news::note(tx, News::Placed(file.id), file.uploaded_at).await?;
    }
    Ok(())
}

/// What the row of bytes that are kept will be.
pub(crate) trait Recorded: Send + Sync + 'static {
    /// Records it in this transaction, and says whether it was recorded before. One that is under way is waited for.
    fn is_there(&self, tx: &mut Tx) -> impl Future<Output = Result<bool, ApiError>> + Send;
}

impl Recorded for (FileRow, BlobId) {
    async fn is_there(&self, tx: &mut Tx) -> Result<bool, ApiError> {
        Ok(!self.0.record(tx, self.1).await?)
    }
}

/// Asks until it is known whether bytes have a row, and removes them if they have none.
pub(crate) async fn find_out(app: AppState, row: impl Recorded, blob: BlobId) {
    let began = Instant::now();
    while began.elapsed() < ASKING && !app.under_way.is_closed() {
        match is_recorded(&app, &row).await {
            Ok(true) => {
                return tracing::info!(%blob, "a document was recorded, though its client was not told");
            }
            Ok(false) => return forget(&app, blob).await,
            Err(error) => {
                tracing::debug!(%error, %blob, "it is not known yet whether a document was recorded");
            }
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    tracing::warn!(%blob, "it could not be found out whether bytes have a row; the sweep will");
}

/// Records it in a transaction that is taken back: only a row that is there, or comes in this moment, stands in the way.
async fn is_recorded(app: &AppState, row: &impl Recorded) -> Result<bool, ApiError> {
    let mut tx = app.db.begin().await?;
    row.is_there(&mut tx).await
}

/// Removes bytes whose row was refused. Should that fail too, the sweep finds them.
pub(crate) async fn forget(app: &AppState, blob: BlobId) {
    if let Err(error) = app.blobs.erase(blob).await {
        tracing::warn!(%error, %blob, "stored bytes without a row are left to the sweep");
    }
}
