//! Jobs: the whole life of a row in `background_jobs`.
//!
//! ```text
//! enqueue ─▶ sent ◀──(relay, lease ran out)── queued ◀─┐
//!              │ claim                                 │ retry, after a growing pause
//!              ▼                                       │
//!           running ──▶ done · dead        or ─────────┘
//!              └──────▶ no row at all, where there was nothing to do
//! ```
//!
//! A job is recorded in the transaction of the row it belongs to. What carries its id to a worker may lose it or
//! deliver it twice: this row alone decides who runs it, how often, and when it is given up.

pub mod board;
mod claim;
mod kinds;
mod subjects;

use std::time::Duration;

use thiserror::Error;

use crate::{
    clock::Millis,
    db::{
        CommitError, Db, Tx,
        statement::{Parameter, Statement},
    },
    exec,
    ids::{JobId, WorkerId},
    settings::QueueName,
    sql, traces,
};

pub use claim::{Claim, Outcome, Standing, Taken};
pub use kinds::{Job, Kind};

/// How long an enqueued job is left to the fast path before the relay takes it up.
const FAST_PATH_GRACE: Duration = Duration::from_secs(2);

/// How long a job that was handed to the queue may wait there before it is handed over again.
const SENT_LEASE: Duration = Duration::from_mins(1);

/// How long a running job counts as running without a sign of life from its worker.
pub const RUN_LEASE: Duration = Duration::from_secs(20);

impl Job {
    /// Records the job; it is handed to its queue when the transaction commits.
    pub async fn enqueue(&self, tx: &mut Tx, now: Millis) -> Result<JobId, JobError> {
        let id = JobId::new();
        let row = self.row(id, None, now)?;
        tx.later(row).await?;
        tx.remember(self.kind().queue, id);
        Ok(id)
    }

    /// Records the job unless one with this key was recorded before, and says whether it did.
    pub async fn enqueue_once(&self, tx: &mut Tx, key: &str, now: Millis) -> Result<bool, JobError> {
        let id = JobId::new();
        let row = self.row(id, Some(key), now)?;
        let is_new = row.push(" ON CONFLICT (dedupe_key) DO NOTHING").execute_in(tx).await? == 1;
        if is_new {
            tx.remember(self.kind().queue, id);
        }
        Ok(is_new)
    }

    /// The statement that writes its row.
    fn row(&self, id: JobId, key: Option<&str>, now: Millis) -> Result<Statement, JobError> {
        let kind = self.kind();
        let values: [Parameter; 9] = [
            id.0.into(),
            kind.queue.as_str().into(),
            kind.name.into(),
            serde_json::to_string(self)?.into(),
            "sent".into(),
            (now + FAST_PATH_GRACE).into(),
            key.map(ToOwned::to_owned).into(),
            now.into(),
            traces::current().into(),
        ];
        let row = Statement::new(
            "INSERT INTO background_jobs
                 (id, queue, kind, payload, state, due_at, dedupe_key, created_at, trace_parent) VALUES ",
        );
        Ok(row.bind_list(values))
    }
}

/// Why a job row could not be written or read.
#[derive(Debug, Error)]
pub enum JobError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The payload cannot be written.
    #[error("the job's payload cannot be written: {0}")]
    Payload(#[from] serde_json::Error),
}

/// Whoever records a job records it again where that is not known to have happened, or finds that it did.
impl From<CommitError> for JobError {
    fn from(error: CommitError) -> Self {
        Self::Database(error.into())
    }
}

impl From<JobError> for sqlx::Error {
    fn from(error: JobError) -> Self {
        match error {
            JobError::Database(error) => error,
            JobError::Payload(error) => Self::Encode(error.into()),
        }
    }
}

/// Takes up to `limit` jobs of a queue that need handing over: those whose time has come, and those whose lease ran
/// out because a push, a queue or a worker was lost. Two relays never take the same job.
pub async fn take_due(db: &Db, queue: QueueName, limit: i64, now: Millis) -> Result<Vec<JobId>, sqlx::Error> {
    // Under READ COMMITTED the outer condition is looked at again when another relay got there first.
    let taken: Vec<(JobId,)> = sql!(db, |c| sqlx::query_as(
        "UPDATE background_jobs SET state = 'sent', due_at = $4, worker = NULL
         WHERE due_at <= $3 AND id IN (
             SELECT id FROM background_jobs WHERE queue = $1 AND due_at <= $3 ORDER BY due_at, id LIMIT $2)
         RETURNING id"
    )
    .bind(queue)
    .bind(limit)
    .bind(now)
    .bind(now + SENT_LEASE)
    .fetch_all(c))?;
    Ok(taken.into_iter().map(|(id,)| id).collect())
}

/// Makes every job that was handed over due again, for when the queue has lost what it held.
pub async fn hand_over_again(db: &Db, now: Millis) -> Result<u64, sqlx::Error> {
    exec!(db, |c| sqlx::query("UPDATE background_jobs SET due_at = $1 WHERE state = 'sent' AND due_at > $1").bind(now))
}

/// Tells that a worker lives: the leases of all that it runs are extended.
pub async fn extend_leases(db: &Db, worker: WorkerId, now: Millis) -> Result<u64, sqlx::Error> {
    exec!(db, |c| sqlx::query("UPDATE background_jobs SET due_at = $2 WHERE worker = $1 AND state = 'running'")
        .bind(worker)
        .bind(now + RUN_LEASE))
}

/// Gives back a job that this worker may have claimed and does not run, so that another can; the attempt does not count.
pub async fn give_back(db: &Db, id: JobId, worker: WorkerId, now: Millis) -> Result<(), sqlx::Error> {
    exec!(db, |c| sqlx::query(
        "UPDATE background_jobs SET state = 'queued', due_at = $3, worker = NULL, attempts = attempts - 1
         WHERE id = $1 AND worker = $2 AND state = 'running'"
    )
    .bind(id)
    .bind(worker)
    .bind(now + RUN_LEASE))
    .map(|_| ())
}

/// Deletes jobs that were done before `before`, and says how many. Dead ones stay until somebody has seen them.
pub async fn prune(db: &Db, before: Millis) -> Result<u64, sqlx::Error> {
    exec!(db, |c| sqlx::query("DELETE FROM background_jobs WHERE state = 'done' AND finished_at < $1").bind(before))
}
