//! Keeping the bytes of a version, and recording it with the job that scans it. Whatever goes wrong, nothing of it is left.

use shared::{
    audit::{self, Asked, Entry},
    db::Tx,
    documents::{
        room,
        versions::{Added, NewVersion},
    },
    jobs::Job,
    people::users::User,
};
use storage::Spooled;

use crate::{
    AppState,
    error::ApiError,
    files::{
        intake::{Recorded, find_out, forget},
        is_managed,
    },
    undecided::Undecided,
};

impl Recorded for NewVersion {
    async fn is_there(&self, tx: &mut Tx) -> Result<bool, ApiError> {
        Ok(matches!(self.record(tx).await?, Added::Before(_)))
    }
}

/// Gives the bytes their place and records the version, as `entry` tells it. Says which number it has.
pub(super) async fn keep<D: Send + 'static>(
    app: &AppState,
    by: &User,
    new: &NewVersion,
    spooled: Spooled<D>,
    (asked, entry): (&Asked, &Entry),
) -> Result<i64, ApiError> {
    app.blobs.keep(spooled, new.blob).await?;
    let mut undecided = Undecided::new();
    loop {
        let error = match record(app, by, new, asked, entry.clone()).await {
            Ok(number) => return Ok(number),
            Err(error) => error,
        };
        match undecided.hear(error).await {
            Ok(()) => {}
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
async fn record(app: &AppState, by: &User, new: &NewVersion, asked: &Asked, entry: Entry) -> Result<i64, ApiError> {
    let mut tx = app.db.begin().await?;
    let number = match new.record(&mut tx).await? {
        Added::Now(number) => number,
        Added::Before(number) => return Ok(number),
        Added::NoDocument => return Err(ApiError::NotFound),
    };
    // It may not be theirs any more.
    is_managed(&mut tx, by, new.file).await?;
    Job::ScanFile { file: new.file, version: number }.enqueue(&mut tx, new.uploaded_at).await?;
    audit::record(&mut tx, asked, entry.with("version", number), new.uploaded_at).await?;
    // Last, since whoever takes room waits for all who took some before.
    room::take(&mut tx, new.uploaded_by, new.size, &app.settings.limits).await?;
    tx.commit().await?;
    Ok(number)
}
