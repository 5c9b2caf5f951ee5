//! What is read from the rows and the pool when somebody asks: nobody asks, nothing is read.

use std::{collections::HashMap, time::Duration};

use storage::Blobs;
use tokio::time::Instant;

use super::{
    Metrics,
    labels::{InQueue, OfQueue, OfState},
};
use crate::{audit, clock::Millis, db::Db, documents::room, settings::QueueName, sql};

/// How long the rows may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// How old what was read may be before it is read again, however often it is asked for.
const FRESH: Duration = Duration::from_millis(500);

/// The states that are told. Done jobs are counted as attempts.
const STATES: [&str; 4] = ["queued", "sent", "running", "dead"];

/// The jobs of one queue that stand alike.
#[derive(sqlx::FromRow)]
struct Standing {
    queue: QueueName,
    state: String,
    jobs: i64,
    /// When the one that waits longest became due, or was recorded if nobody has tried it yet: handing it over again
    /// and again moves only `due_at`.
    waits_since: Option<Millis>,
}

/// How many jobs stand where. Done ones are left out; both halves have an index of just these rows.
async fn standings(db: &Db) -> Result<Vec<Standing>, sqlx::Error> {
    sql!(db, |c| sqlx::query_as(
        "SELECT queue, state, COUNT(*) AS jobs,
                MIN(CASE WHEN attempts = 0 AND created_at < due_at THEN created_at ELSE due_at END) AS waits_since
         FROM background_jobs WHERE due_at IS NOT NULL GROUP BY queue, state
         UNION ALL
         SELECT queue, state, COUNT(*), NULL
         FROM background_jobs WHERE state = 'dead' AND finished_at IS NOT NULL GROUP BY queue, state"
    )
    .fetch_all(c))
}

impl Metrics {
    /// Brings up to date what stands in the rows and the pool. What cannot be read is not told, rather than told as
    /// it was.
    pub async fn read(&self, db: &Db, now: Millis) {
        self.read_pool(db);
        // One at a time: a database that is slow is not asked by several at once.
        let mut read = self.0.rows_read.lock().await;
        if read.is_some_and(|read| read.elapsed() < FRESH) {
            return;
        }
        match tokio::time::timeout(PATIENCE, standings(db)).await {
            Ok(Ok(standings)) => self.tell_jobs(&standings, now),
            Ok(Err(error)) => {
                self.forget_jobs();
                tracing::warn!(%error, "the job rows could not be read for metrics");
            }
            Err(_) => {
                self.forget_jobs();
                tracing::warn!("the job rows could not be read for metrics in time");
            }
        }
        if let Ok(Ok(waiting)) = tokio::time::timeout(PATIENCE, audit::waiting(db)).await {
            self.tell_unsealed(waiting, now);
        } else {
            self.0.audit_unsealed.clear();
            self.0.audit_oldest_unsealed.clear();
        }
        *read = Some(Instant::now());
    }

    /// Brings up to date how much room documents take, and how much there is left. What cannot be read is not told.
    pub async fn read_room(&self, db: &Db, store: &Blobs, quota: Option<u64>) {
        let (used, free) = (room::taken(db), store.free());
        let (used, free) = tokio::join!(tokio::time::timeout(PATIENCE, used), tokio::time::timeout(PATIENCE, free));
        let (used, free) = (used.ok().and_then(Result::ok), free.ok().flatten());
        let left = used.zip(quota).map(|(used, quota)| quota.saturating_sub(used));
        let told = [(&self.0.storage_used, used), (&self.0.storage_free, free), (&self.0.storage_quota_left, left)];
        for (gauge, bytes) in told {
            match bytes.and_then(|bytes| i64::try_from(bytes).ok()) {
                Some(bytes) => drop(gauge.get_or_create(&[]).set(bytes)),
                None => gauge.clear(),
            }
        }
    }

    /// What waits to be chained in the audit trail.
    fn tell_unsealed(&self, (waiting, oldest): (i64, Option<Millis>), now: Millis) {
        self.0.audit_unsealed.get_or_create(&[]).set(waiting);
        let age = oldest.map_or(Duration::ZERO, |oldest| now.since(oldest));
        self.0.audit_oldest_unsealed.get_or_create(&[]).set(age.as_secs_f64());
    }

    fn read_pool(&self, db: &Db) {
        let pool = db.pool_size();
        for (state, count) in [("in_use", pool.in_use), ("idle", pool.idle), ("max", pool.max)] {
            self.0.connections.get_or_create(&OfState { state }).set(i64::from(count));
        }
    }

    fn tell_jobs(&self, standings: &[Standing], now: Millis) {
        let mut counts = HashMap::new();
        let mut oldest = HashMap::new();
        for standing in standings {
            counts.insert((standing.queue.as_str(), standing.state.as_str()), standing.jobs);
            let waiting = oldest.entry(standing.queue.as_str()).or_insert(Duration::ZERO);
            *waiting = standing.waits_since.map_or(*waiting, |since| (*waiting).max(now.since(since)));
        }
        for queue in QueueName::ALL {
            let of_queue = OfQueue::from(queue);
            let queue = of_queue.queue;
            for state in STATES {
                let count = counts.get(&(queue, state)).copied().unwrap_or(0);
                self.0.jobs.get_or_create(&InQueue { queue, state }).set(count);
            }
            let waiting = oldest.get(queue).copied().unwrap_or_default();
            self.0.oldest_due.get_or_create(&of_queue).set(waiting.as_secs_f64());
        }
    }

    fn forget_jobs(&self) {
        self.0.jobs.clear();
        self.0.oldest_due.clear();
    }
}
