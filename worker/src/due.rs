//! What is due by the clock, and done within a minute: documents that have become too old go into the trash, what has lain
//! there for long enough is erased, uploads in parts that nobody sends on are given up, clients are told of what has come to
//! them, and what happened an hour ago is told no more. Every worker does it; doing it twice does no harm.

use std::{sync::Arc, time::Duration};

use shared::{
    audit::{self, Asked, Entry, Event},
    clock::Millis,
    db::{CommitError, Tx},
    documents::{
        ending, news, room,
        uploads::{Upload, UploadState},
    },
    happenings,
    ids::{BlobId, FileId},
    strays::IN_FLIGHT,
};
use storage::StorageError;
use thiserror::Error;
use tokio_util::sync::CancellationToken;

use crate::context::Context;

/// How often is looked whether anything is due. One indexed query each.
const PERIOD: Duration = Duration::from_secs(10);

/// How often it is looked whether it is time.
const TICK: Duration = Duration::from_millis(250);

/// So much is done at once.
const BATCH: i64 = 100;

/// So many batches of one kind are done before what else is due has its turn.
const MOST_BATCHES: usize = 100;

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
        match do_all(&context, &stop).await {
            Ok(()) => away = false,
            Err(error) => {
                if !std::mem::replace(&mut away, true) {
                    tracing::warn!(%error, "what is due by the clock cannot be done just now");
                }
            }
        }
    }
}

async fn do_all(context: &Context, stop: &CancellationToken) -> Result<(), DueError> {
    // Each is done whatever came of the others.
    let all = [
        in_batches(stop, || trash_what_is_old(context)).await,
        in_batches(stop, || empty_trash(context)).await,
        in_batches(stop, || give_up_uploads(context)).await,
        clear_uploads(context).await,
        tell_of_documents(context, stop).await,
        in_batches(stop, || add_up_room(context)).await,
        happenings::sweep(&context.db, context.clock.now() - happenings::KEPT)
            .await
            .map(|_| ())
            .map_err(DueError::from),
    ];
    all.into_iter().collect()
}

/// Adds up what took room since the last time.
async fn add_up_room(context: &Context) -> Result<Batch, DueError> {
    /// So many changes at once, in memory.
    const BATCH: i64 = 10_000;
    let added = room::add_up(&context.db, BATCH).await?;
    Ok(if i64::try_from(added).is_ok_and(|added| added >= BATCH) { Batch::More } else { Batch::Last })
}

/// What came of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Batch {
    /// It was full, and something of it was done: more may be due.
    More,
    /// Nothing more is due that could be done now.
    Last,
}

impl Batch {
    fn of(found: usize, done: usize) -> Self {
        if found >= usize::try_from(BATCH).unwrap_or(usize::MAX) && done > 0 { Self::More } else { Self::Last }
    }
}

/// Does batches until nothing more is due, or until told to stop: what is due all at once is done within a minute, too.
async fn in_batches<Doing: Future<Output = Result<Batch, DueError>>>(
    stop: &CancellationToken,
    batch: impl Fn() -> Doing,
) -> Result<(), DueError> {
    for _ in 0..MOST_BATCHES {
        if stop.is_cancelled() || batch().await? == Batch::Last {
            break;
        }
    }
    Ok(())
}

/// Writes down whom new documents reach, and has those told by mail who have waited for others to be told with them.
async fn tell_of_documents(context: &Context, stop: &CancellationToken) -> Result<(), DueError> {
    /// So many together.
    const BATCH: usize = 100;
    let now = context.clock.now();
    while !stop.is_cancelled() && news::spread(&context.db, BATCH, now).await? > 0 {}
    while !stop.is_cancelled() && news::have_told(&context.db, BATCH, now).await.map_err(sqlx::Error::from)? > 0 {}
    Ok(())
}

/// Puts documents into the trash that have become too old, or erases them where there is no trash.
async fn trash_what_is_old(context: &Context) -> Result<Batch, DueError> {
    let (now, lifetimes) = (context.clock.now(), &context.settings.lifetimes);
    let Some(keep) = lifetimes.keep_documents else { return Ok(Batch::Last) };
    let (old, mut all_done) = (ending::too_old(&context.db, now - keep, BATCH).await?, 0);
    for id in &old {
        let (id, mut tx) = (*id, context.db.begin().await?);
        if !ending::is_too_old(&mut tx, id, now - keep).await? {
            continue;
        }
        let (event, done) = if lifetimes.trash_ttl.is_zero() {
            (Event::FileErased, ending::erase(&mut tx, id, now).await.map_err(sqlx::Error::from)?)
        } else {
            (Event::FileTrashed, ending::trash(&mut tx, id, now).await?)
        };
        tell(context, tx, done, event, id).await?;
        all_done += usize::from(done);
    }
    Ok(Batch::of(old.len(), all_done))
}

/// Erases what has lain in the trash for long enough.
async fn empty_trash(context: &Context) -> Result<Batch, DueError> {
    let now = context.clock.now();
    let before = now - context.settings.lifetimes.trash_ttl;
    let (old, mut all_done) = (ending::long_in_trash(&context.db, before, BATCH).await?, 0);
    for id in &old {
        let (id, mut tx) = (*id, context.db.begin().await?);
        let done = ending::erase_from_trash(&mut tx, id, before, now).await.map_err(sqlx::Error::from)?;
        tell(context, tx, done, Event::FileErased, id).await?;
        all_done += usize::from(done);
    }
    Ok(Batch::of(old.len(), all_done))
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
async fn give_up_uploads(context: &Context) -> Result<Batch, DueError> {
    let (overdue, mut all_done) = (Upload::overdue(&context.db, context.clock.now(), BATCH).await?, 0);
    for upload in &overdue {
        if upload.state == UploadState::Receiving {
            // A part that is arriving puts its end off.
            let Some(growing) = context.blobs.grow(upload.blob.0, true).await? else { continue };
            let mut tx = context.db.begin().await?;
            if upload.forget(&mut tx).await? {
                growing.remove().await?;
                tx.commit().await?;
                all_done += 1;
                tracing::info!(upload = %upload.id, bytes = upload.received, "an upload was given up");
            }
        } else {
            let mut tx = context.db.begin().await?;
            all_done += usize::from(upload.forget(&mut tx).await?);
            tx.commit().await?;
        }
    }
    Ok(Batch::of(overdue.len(), all_done))
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

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test]
    async fn what_is_due_all_at_once_is_done_at_once_and_nothing_is_tried_without_end() {
        let (stop, full) = (CancellationToken::new(), usize::try_from(BATCH).unwrap());
        for (of_each, expected) in [
            // As many as there are, but for the last ones.
            (vec![(full, full), (full, 1), (full - 1, full - 1)], 3),
            // All of these wait for somebody else.
            (vec![(full, 0), (full, full)], 1),
            (vec![(0, 0), (full, full)], 1),
            (vec![(full, full); 2 * MOST_BATCHES], MOST_BATCHES),
        ] {
            let asked = Cell::new(0);
            let batch = || async {
                let (found, done) = of_each[asked.replace(asked.get() + 1)];
                Ok(Batch::of(found, done))
            };
            in_batches(&stop, batch).await.unwrap();
            assert_eq!(asked.get(), expected);
        }
        let asked = Cell::new(0);
        let until_told = || async {
            asked.set(asked.get() + 1);
            if asked.get() == 3 {
                stop.cancel();
            }
            Ok(Batch::More)
        };
        in_batches(&stop, until_told).await.unwrap();
        assert_eq!(asked.get(), 3);
    }
}
