//! What is due by the clock, and done within a minute: documents that have become too old go into the trash, what has lain
//! there for long enough is erased, uploads in parts that nobody sends on are given up, clients are told of what has come to
//! them, and what happened an hour ago is told no more. Every worker does it; doing it twice does no harm.

use std::{sync::Arc, time::Duration};

use shared::{
    audit::{self, Asked, Entry, Event},
    clock::Millis,
    db::{CommitError, Tx},
    documents::{
        ending, news,
        uploads::{Upload, UploadState},
    },
    happenings,
    ids::{BlobId, FileId},
    strays::IN_FLIGHT,
};
use storage::StorageError;
use thiserror::Error;
use tokio_util::sync::CancellationToken;

use crate::Context;

/// How often is looked whether anything is due. One indexed query each.
const PERIOD: Duration = Duration::from_secs(10);

/// How often it is looked whether it is time.
const TICK: Duration = Duration::from_millis(250);

/// So much is done at once.
const BATCH: i64 = 100;

#[derive(Debug, Error)]
enum DueError {
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<CommitError> for DueError {
    fn from(error: CommitError) -> Self {
        Self::Database(error.into())
    }
}

/// Does what is due until told to stop.
pub(crate) async fn run(context: Arc<Context>, stop: CancellationToken) {
    let (mut away, mut next) = (false, Millis(0));
    while stop.run_until_cancelled(tokio::time::sleep(TICK)).await.is_some() {
        let now = context.clock.now();
        if now < next {
            continue;
        }
        next = now + PERIOD;
        match do_all(&context).await {
            Ok(()) => away = false,
            Err(error) => {
                if !std::mem::replace(&mut away, true) {
                    tracing::warn!(%error, "what is due by the clock cannot be done just now");
                }
            }
        }
    }
}

async fn do_all(context: &Context) -> Result<(), DueError> {
    // Each is done whatever came of the others.
    let all = [
        trash_what_is_old(context).await,
        empty_trash(context).await,
        give_up_uploads(context).await,
        clear_uploads(context).await,
        tell_of_documents(context).await,
        happenings::sweep(&context.db, context.clock.now() - happenings::KEPT)
            .await
            .map(|_| ())
            .map_err(DueError::from),
    ];
    all.into_iter().collect()
}

/// Writes down whom new documents reach, and has those told by mail who have waited for others to be told with them.
async fn tell_of_documents(context: &Context) -> Result<(), DueError> {
    /// So many together.
    const BATCH: usize = 100;
    let now = context.clock.now();
    while news::spread(&context.db, BATCH, now).await? > 0 {}
    while news::have_told(&context.db, BATCH, now).await.map_err(sqlx::Error::from)? > 0 {}
    Ok(())
}

/// Puts documents into the trash that have become too old, or erases them where there is no trash.
async fn trash_what_is_old(context: &Context) -> Result<(), DueError> {
    let (now, lifetimes) = (context.clock.now(), &context.settings.lifetimes);
    let Some(keep) = lifetimes.keep_documents else { return Ok(()) };
    for id in ending::too_old(&context.db, now - keep, BATCH).await? {
        let mut tx = context.db.begin().await?;
        if !ending::is_too_old(&mut tx, id, now - keep).await? {
            continue;
        }
        let (event, done) = if lifetimes.trash_ttl.is_zero() {
            (Event::FileErased, ending::erase(&mut tx, id, now).await.map_err(sqlx::Error::from)?)
        } else {
            (Event::FileTrashed, ending::trash(&mut tx, id, now).await?)
        };
        tell(context, tx, done, event, id).await?;
    }
    Ok(())
}

/// Erases what has lain in the trash for long enough.
async fn empty_trash(context: &Context) -> Result<(), DueError> {
    let now = context.clock.now();
    let before = now - context.settings.lifetimes.trash_ttl;
    for id in ending::long_in_trash(&context.db, before, BATCH).await? {
        let mut tx = context.db.begin().await?;
        let done = ending::erase_from_trash(&mut tx, id, before, now).await.map_err(sqlx::Error::from)?;
        tell(context, tx, done, Event::FileErased, id).await?;
    }
    Ok(())
}

/// Records what was done to a document, where it was this worker that did it.
async fn tell(context: &Context, mut tx: Tx, done: bool, event: Event, id: FileId) -> Result<(), DueError> {
    if done {
        let entry = Entry::of(event).on_file(id);
        audit::record(&mut tx, &Asked::by_worker(), entry, context.clock.now()).await?;
        tx.commit().await?;
        tracing::info!(file = %id, event = event.as_str(), "a document was removed by the clock");
    }
    Ok(())
}

/// Gives up uploads for which nothing came in time, and forgets those that came to their end long ago.
async fn give_up_uploads(context: &Context) -> Result<(), DueError> {
    let now = context.clock.now();
    for upload in Upload::overdue(&context.db, now, BATCH).await? {
        if upload.state == UploadState::Receiving {
            // A part that is arriving puts its end off.
            let Some(growing) = context.blobs.grow(upload.blob.0, true).await? else { continue };
            let mut tx = context.db.begin().await?;
            if upload.forget(&mut tx).await? {
                growing.remove().await?;
                tx.commit().await?;
                tracing::info!(upload = %upload.id, bytes = upload.received, "an upload was given up");
            }
        } else {
            let mut tx = context.db.begin().await?;
            upload.forget(&mut tx).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// Removes what crashes left of uploads that are not known any more.
async fn clear_uploads(context: &Context) -> Result<(), DueError> {
    let before = context.clock.now() - IN_FLIGHT;
    for id in context.blobs.growing_since(before.into()).await? {
        if Upload::is_of(&context.db, BlobId(id)).await? {
            continue;
        }
        if let Some(stray) = context.blobs.grow(id, false).await? {
            stray.remove().await?;
        }
    }
    Ok(())
}
