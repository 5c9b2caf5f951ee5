//! The way into the trail for what happens outside of a transaction: reads, refusals, bytes that went out.
//!
//! A read that waited for a commit of its own would cost many times as much. So these entries are gathered for at most 50
//! ms, or until there are a hundred, and written in one transaction. Where more come than can be written, whoever asks
//! waits: nothing is dropped. A kill loses what was being gathered; a stop does not.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use sqlx::AssertSqlSafe;
use thiserror::Error;
use tokio::{
    sync::mpsc::{self, error::TrySendError},
    time::Instant,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    canonical::EventRow,
    entry::{Asked, Entry},
    personal::{Kept, Personal},
    writing::{are_written, row, write},
};
use crate::{
    clock::Millis,
    db::{Db, Tx, statement::places},
    gathering::{TOGETHER, gather},
    sql,
};

/// How many may wait. Beyond that, whoever asks waits.
const ROOM: usize = 1000;

/// How long whoever asks waits for room.
const PATIENCE: Duration = Duration::from_secs(5);

/// The pause after a write that failed.
const PAUSE: Duration = Duration::from_millis(250);

/// For how long events have a personal part in common, and how many such parts are remembered.
const SHARED_FOR: Duration = Duration::from_hours(1);
const REMEMBERED: usize = 10_000;

/// Why an entry was not taken.
#[derive(Clone, Copy, Debug, Error)]
#[error("the audit trail cannot be written to")]
pub struct TrailFull;

/// What waits to be written.
#[derive(Debug)]
struct Waiting {
    asked: Asked,
    entry: Entry,
    at: Millis,
}

/// Rows that are written together.
#[derive(Debug)]
struct Batch {
    rows: Vec<EventRow>,
    /// Personal parts that are not there yet.
    fresh: Vec<Kept>,
}

/// Where entries are handed in. Cloning is cheap, and clones lead to the same trail.
#[derive(Clone, Debug)]
pub struct Trail(mpsc::Sender<Waiting>);

/// What writes down what is handed in.
#[derive(Debug)]
pub struct Writer {
    waiting: mpsc::Receiver<Waiting>,
    known: HashMap<Personal, (Kept, Instant)>,
}

impl Trail {
    /// A trail, and what writes it, which has to be run.
    pub fn new() -> (Self, Writer) {
        let (sender, waiting) = mpsc::channel(ROOM);
        (Self(sender), Writer { waiting, known: HashMap::new() })
    }

    /// Hands an entry in. It is written within 50 ms, unless the database is away: then as soon as it is back.
    pub async fn tell(&self, asked: Asked, entry: Entry, at: Millis) -> Result<(), TrailFull> {
        let sent = self.0.send_timeout(Waiting { asked, entry, at }, PATIENCE).await;
        sent.map_err(|_| TrailFull)
    }

    /// The same for whoever cannot wait. What there is no room for now is given back.
    pub fn tell_now(&self, asked: Asked, entry: Entry, at: Millis) -> Option<(Asked, Entry)> {
        let (TrySendError::Full(waiting) | TrySendError::Closed(waiting)) =
            self.0.try_send(Waiting { asked, entry, at }).err()?;
        Some((waiting.asked, waiting.entry))
    }
}

impl Writer {
    /// Writes until told to stop; then nothing more is taken, and what was handed in is written.
    pub async fn run(mut self, db: Db, stop: CancellationToken) {
        let mut waiting = Vec::with_capacity(TOGETHER);
        while gather(&mut self.waiting, &mut waiting, &stop).await {
            let batch = self.batch(waiting.drain(..));
            let mut again = false;
            while let Err(error) = self.write(&db, &batch, again).await {
                if !std::mem::replace(&mut again, true) {
                    let entries = batch.rows.len();
                    tracing::error!(%error, entries, "the audit trail cannot be written; it is tried again");
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    /// Makes rows of entries, once: a write whose answer was lost is done again with the same ids.
    fn batch(&mut self, waiting: impl Iterator<Item = Waiting>) -> Batch {
        let now = Instant::now();
        if self.known.len() >= REMEMBERED {
            self.known.clear();
        }
        let mut fresh: HashMap<Personal, Kept> = HashMap::new();
        let rows = waiting.map(|Waiting { asked, entry, at }| {
            let kept = Personal::of(&asked, &entry).map(|personal| {
                let known = self.known.get(&personal).filter(|(_, since)| now - *since < SHARED_FOR);
                let known = known.map(|(kept, _)| kept);
                known.unwrap_or_else(|| fresh.entry(personal.clone()).or_insert_with(|| personal.keep())).clone()
            });
            row(&asked, entry, kept.as_ref(), at)
        });
        let rows = rows.collect();
        Batch { rows, fresh: fresh.into_values().collect() }
    }

    /// Writes a batch. One that was tried before may have been committed, though nobody heard of it.
    async fn write(&mut self, db: &Db, batch: &Batch, again: bool) -> Result<(), sqlx::Error> {
        let mut tx = db.begin().await?;
        if again && are_written(&mut tx, &batch.rows).await? {
            return Ok(());
        }
        let owners = owners_that_are_there(&mut tx, &batch.fresh).await?;
        // What tells of somebody who was erased in the meantime is not kept.
        let is_there = |kept: &&Kept| kept.personal.owner.is_none_or(|owner| owners.contains(&owner));
        let keep: Vec<Kept> = batch.fresh.iter().filter(is_there).cloned().collect();
        write(&mut tx, &batch.rows, &keep).await?;
        tx.commit().await?;
        let now = Instant::now();
        // What is nobody's may be erased with whoever turns out to have that name: it is written anew each time.
        let owned = keep.into_iter().filter(|kept| kept.personal.owner.is_some());
        self.known.extend(owned.map(|kept| (kept.personal.clone(), (kept, now))));
        Ok(())
    }
}

/// Those of the owners of these parts whose accounts are there.
async fn owners_that_are_there(tx: &mut Tx, of: &[Kept]) -> Result<HashSet<Uuid>, sqlx::Error> {
    let owners: HashSet<Uuid> = of.iter().filter_map(|kept| kept.personal.owner).collect();
    if owners.is_empty() {
        return Ok(owners);
    }
    let text = format!("SELECT id FROM users WHERE id IN {}", places(1, owners.len()));
    let there: Vec<(Uuid,)> = sql!(tx, |c| {
        let mut query = sqlx::query_as(AssertSqlSafe(text)).persistent(owners.len() == 1);
        for owner in &owners {
            query = query.bind(owner);
        }
        query.fetch_all(c)
    })?;
    Ok(there.into_iter().map(|(id,)| id).collect())
}
