//! Keeping the bytes of a version, and recording it with the job that scans it. Whatever goes wrong, nothing of it is left.

use ooxml::Kind;
use shared::{
    audit::{self, Asked, Entry, Event},
    db::Tx,
    documents::{
        room,
        uploads::Upload,
        versions::{self, Added, NewVersion},
    },
    ids::{BlobId, FileId},
    jobs::Job,
    metrics::UploadOutcome,
    people::users::User,
};
use storage::Spooled;

use crate::{
    app::AppState,
    error::ApiError,
    files::{
        intake::{Arrived, Recorded, check, counted, find_out, forget, uploader},
        is_managed,
    },
    undecided::Undecided,
};

impl Recorded for NewVersion {
    async fn is_there(&self, tx: &mut Tx) -> Result<bool, ApiError> {
        Ok(matches!(self.record(tx).await?, Added::Before(_)))
    }
}

/// Takes in what arrived in parts as a version of a document. Whatever goes wrong, its bytes stay with the upload.
pub(crate) async fn take_in_upload(
    app: &AppState,
    (upload, file): (&Upload, FileId),
    spooled: Arrived,
    by: &User,
    asked: &Asked,
) -> Result<(), ApiError> {
    let (kind, spooled) = counted(app, check(app, upload.name.clone(), spooled).await)?;
    let spooled = counted(app, of_kind(versions::kind_of(&app.db, file).await?, kind, spooled).await)?;
    let new = of_bytes(app, file, upload.blob, by, &spooled)?;
    keep_counted(app, by, &new, spooled, asked, Some(upload)).await.map(|_| ())
}

/// Goes on where what was found is of the kind of the document, which is none where the document is gone.
pub(super) async fn of_kind(document: Option<Kind>, found: Kind, spooled: Arrived) -> Result<Arrived, ApiError> {
    if document == Some(found) {
        return Ok(spooled);
    }
    spooled.discard().await;
    Err(if document.is_some() { ApiError::UnsupportedFileType } else { ApiError::NotFound })
}

/// What is to be recorded of bytes that have arrived.
pub(super) fn of_bytes<D>(
    app: &AppState,
    file: FileId,
    blob: BlobId,
    by: &User,
    spooled: &Spooled<D>,
) -> Result<NewVersion, ApiError> {
    Ok(NewVersion {
        file,
        blob,
        size: i64::try_from(spooled.size()).map_err(|error| ApiError::Internal(error.into()))?,
        sha256: spooled.sha256().to_owned(),
        crc32: spooled.crc32(),
        uploaded_by: by.id,
        uploaded_at: app.clock.now(),
    })
}

/// Keeps a version that was brought, and counts what came of it.
pub(super) async fn keep_counted(
    app: &AppState,
    by: &User,
    new: &NewVersion,
    spooled: Arrived,
    asked: &Asked,
    upload: Option<&Upload>,
) -> Result<i64, ApiError> {
    let entry = Entry::of(Event::FileVersionAdded).on_file(new.file).with("bytes", new.size);
    let number = counted(app, keep(app, by, new, spooled, (asked, &entry), upload).await)?;
    app.metrics.uploaded(UploadOutcome::Stored);
    Ok(number)
}

/// Gives the bytes their place and records the version, as `entry` tells it. Says which number it has.
pub(super) async fn keep<D: Send + Sync + 'static>(
    app: &AppState,
    by: &User,
    new: &NewVersion,
    spooled: Spooled<D>,
    (asked, entry): (&Asked, &Entry),
    upload: Option<&Upload>,
) -> Result<i64, ApiError> {
    app.blobs.keep(spooled, new.blob).await?;
    let mut undecided = Undecided::new();
    loop {
        let error = match record(app, by, new, (asked, entry.clone()), upload).await {
            Ok(number) => return Ok(number),
            Err(error) => error,
        };
        match undecided.hear(error).await {
            Ok(()) => {}
            // Whoever takes the upload up again finds out.
            Err(error) if upload.is_some() => return Err(error),
            Err(error @ ApiError::Undecided(_)) => {
                app.under_way.spawn(find_out(app.clone(), new.clone(), new.blob));
                return Err(error);
            }
            Err(error) => {
                forget(app, new.blob).await;
                return Err(error);
            }
        }
    }
}

/// Records a version with its job, unless both are recorded already.
async fn record(
    app: &AppState,
    by: &User,
    new: &NewVersion,
    (asked, entry): (&Asked, Entry),
    upload: Option<&Upload>,
) -> Result<i64, ApiError> {
    let mut tx = app.db.begin().await?;
    let number = match new.record(&mut tx).await? {
        Added::Now(number) => number,
        Added::Before(number) => return Ok(number),
        Added::NoDocument => return Err(ApiError::NotFound),
    };
    // It may not be theirs any more.
    let by = uploader(&mut tx, by.id, upload, new.uploaded_at).await?;
    is_managed(&mut tx, &by, new.file).await?;
    Job::ScanFile { file: new.file, version: number }.enqueue(&mut tx, new.uploaded_at).await?;
    audit::record(&mut tx, asked, entry.with("version", number), new.uploaded_at).await?;
    if let Some(upload) = upload
        && !upload.stored(&mut tx, new.file, new.uploaded_at + app.settings.lifetimes.upload_ttl).await?
    {
        // Somebody else has come to its end.
        return Err(ApiError::Gone);
    }
    // Last, since under a quota whoever takes room waits for all who took some before.
    room::take(&mut tx, new.uploaded_by, new.size, &app.settings.limits).await?;
    tx.commit().await?;
    Ok(number)
}
