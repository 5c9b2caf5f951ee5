//! The job board: what an operator sees of the jobs, and may do to them.

use std::str::FromStr;

use serde::Serialize;
use sqlx::AssertSqlSafe;
use thiserror::Error;

use super::{Job, JobError, subjects::Death};
use crate::{
    audit::{self, Asked, Entry, Event, Object},
    clock::Millis,
    db::{
        Db, Tx,
        page::{Order, Page, Place, Rows},
        statement::{Parameter, Statement},
    },
    exec,
    ids::JobId,
    settings::QueueName,
    sql,
    words::{Text, Told},
};

/// Where a job is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum JobState {
    /// Waits for its time.
    Queued,
    /// Was handed to the queue, and waits for a worker.
    Sent,
    /// Is being done.
    Running,
    /// Is over.
    Done,
    /// Was given up, and is kept until somebody purges it.
    Dead,
}

impl JobState {
    /// All states.
    pub const ALL: [Self; 5] = [Self::Queued, Self::Sent, Self::Running, Self::Done, Self::Dead];

    /// The state's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Running => "running",
            Self::Done => "done",
            Self::Dead => "dead",
        }
    }
}

/// A text that is no state of a job.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{}", self.text())]
pub struct UnknownState;

impl Told for UnknownState {
    fn text(&self) -> Text {
        Text::one_of(JobState::ALL.map(JobState::as_str))
    }
}

impl FromStr for JobState {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, UnknownState> {
        let found = Self::ALL.into_iter().find(|state| state.as_str() == text);
        found.ok_or(UnknownState)
    }
}

/// A state in which a job is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finished {
    /// Done.
    Done,
    /// Given up. Such jobs go only when they are asked for by this name.
    Dead,
}

/// A text that is no state in which a job is over.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{}", self.text())]
pub struct NotFinished;

impl Told for NotFinished {
    fn text(&self) -> Text {
        Text::one_of(["done", "dead"])
    }
}

impl FromStr for Finished {
    type Err = NotFinished;

    fn from_str(text: &str) -> Result<Self, NotFinished> {
        match text {
            "done" => Ok(Self::Done),
            "dead" => Ok(Self::Dead),
            _ => Err(NotFinished),
        }
    }
}

/// A job as it stands.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct JobRow {
    /// Its id.
    pub id: JobId,
    /// Where it waits.
    pub queue: QueueName,
    /// What is to be done.
    pub kind: String,
    /// Whom and what it is about, as JSON: ids only.
    pub payload: String,
    /// Where it is in its life.
    pub state: JobState,
    /// When it next needs somebody; none when it is over.
    pub due_at: Option<Millis>,
    /// Attempts so far.
    pub attempts: i64,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// When it was recorded.
    pub created_at: Millis,
    /// When it was over.
    pub finished_at: Option<Millis>,
}

const COLUMNS: &str = "id, queue, kind, payload, state, due_at, attempts, last_error, created_at, finished_at";

/// Which jobs to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only those in this state.
    pub state: Option<JobState>,
    /// Only those of this queue.
    pub queue: Option<QueueName>,
    /// Only those of this kind.
    pub kind: Option<String>,
}

/// Ids are made in the order of time.
impl Place<1> for JobId {
    const LIST: &'static str = "jobs";

    fn values(&self) -> [Parameter; 1] {
        [self.0.into()]
    }
}

/// What came of changing a job.
#[derive(Clone, Debug)]
pub enum Change {
    /// It was changed, and now stands so.
    Made(Box<JobRow>),
    /// There is no such job.
    Unknown,
    /// It is in a state in which this cannot be done.
    NotNow(JobState),
}

/// A page of these jobs, the newest first.
pub async fn list(db: &Db, filter: &Filter, page: &Page<JobId>) -> Result<Rows<JobRow>, sqlx::Error> {
    let mut wanted = Statement::new("SELECT ").push(COLUMNS).push(" FROM background_jobs WHERE TRUE");
    if let Some(state) = filter.state {
        wanted = wanted.push(" AND state = ").bind(state.as_str());
    }
    if let Some(queue) = filter.queue {
        wanted = wanted.push(" AND queue = ").bind(queue.as_str());
    }
    if let Some(kind) = &filter.kind {
        wanted = wanted.push(" AND kind = ").bind(kind.as_str());
    }
    wanted.fetch_page(db, Order { columns: ["id"], descending: true }, page).await
}

/// The job with this id.
pub async fn find(db: &Db, id: JobId) -> Result<Option<JobRow>, sqlx::Error> {
    let job = Statement::new("SELECT ").push(COLUMNS).push(" FROM background_jobs WHERE id = ").bind(id.0);
    job.fetch_optional(db).await
}

/// Those of these jobs that are there.
pub async fn find_all(db: &Db, ids: &[JobId]) -> Result<Vec<JobRow>, sqlx::Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let jobs = Statement::new("SELECT ").push(COLUMNS).push(" FROM background_jobs WHERE id IN ");
    jobs.bind_list(ids.iter().map(|id| id.0)).varying().fetch_all(db).await
}

/// Makes a job that was given up, or that waits, due now; its attempts count from the start. A document that the job's
/// end had shut waits for its scan again.
pub async fn retry(db: &Db, id: JobId, asked: &Asked, now: Millis) -> Result<Change, JobError> {
    let mut tx = db.begin().await?;
    let text = format!(
        "UPDATE background_jobs SET state = 'queued', due_at = $2, attempts = 0, waits = 0, refusals = 0, worker = NULL,
             finished_at = NULL
         WHERE id = $1 AND state IN ('queued', 'sent', 'dead') RETURNING {COLUMNS}"
    );
    let row: Option<JobRow> = sql!(tx, |c| sqlx::query_as(AssertSqlSafe(text)).bind(id).bind(now).fetch_optional(c))?;
    let Some(row) = row else { return unchanged(&mut tx, id).await };
    if let Some(job) = job_of(&row) {
        job.tried_again(&mut tx).await?;
    }
    audit::record(&mut tx, asked, Entry::of(Event::JobRetried).on(Object::Job(id)), now).await?;
    tx.commit().await?;
    Ok(Change::Made(Box::new(row)))
}

/// Gives up a job that waits; `by` is the user name of whoever wants that. A document that waits for this job's scan
/// stays shut, and says why.
pub async fn cancel(db: &Db, id: JobId, by: &str, asked: &Asked, now: Millis) -> Result<Change, JobError> {
    let mut tx = db.begin().await?;
    let text = format!(
        "UPDATE background_jobs SET state = 'dead', due_at = NULL, finished_at = $2, last_error = $3, worker = NULL
         WHERE id = $1 AND state IN ('queued', 'sent') RETURNING {COLUMNS}"
    );
    let reason = format!("cancelled by {by}");
    let row: Option<JobRow> =
        sql!(tx, |c| sqlx::query_as(AssertSqlSafe(text)).bind(id).bind(now).bind(&reason).fetch_optional(c))?;
    let Some(row) = row else { return unchanged(&mut tx, id).await };
    if let Some(job) = job_of(&row) {
        job.died(&mut tx, id, Death::CancelledBy(by), now).await?;
    }
    audit::record(&mut tx, asked, Entry::of(Event::JobCancelled).on(Object::Job(id)), now).await?;
    tx.commit().await?;
    Ok(Change::Made(Box::new(row)))
}

/// Deletes jobs that were over before `before`, and says how many.
pub async fn purge(db: &Db, state: Finished, before: Millis) -> Result<u64, sqlx::Error> {
    /// Few enough that nobody waits long for the rows that are locked meanwhile.
    const BATCH: i64 = 1000;
    let state = match state {
        Finished::Done => JobState::Done,
        Finished::Dead => JobState::Dead,
    };
    let mut deleted = 0;
    loop {
        let batch = exec!(db, |c| sqlx::query(
            "DELETE FROM background_jobs WHERE state = $1 AND id IN (
                 SELECT id FROM background_jobs WHERE state = $1 AND finished_at < $2 LIMIT $3)"
        )
        .bind(state)
        .bind(before)
        .bind(BATCH))?;
        deleted += batch;
        if batch == 0 {
            return Ok(deleted);
        }
    }
}

/// Records that somebody has purged so many jobs.
pub async fn record_purge(db: &Db, deleted: u64, asked: &Asked, now: Millis) -> Result<(), sqlx::Error> {
    let mut tx = db.begin().await?;
    audit::record(&mut tx, asked, Entry::of(Event::JobPurged).with("jobs", deleted), now).await?;
    Ok(tx.commit().await?)
}

async fn unchanged(tx: &mut Tx, id: JobId) -> Result<Change, JobError> {
    let state: Option<(JobState,)> =
        sql!(tx, |c| sqlx::query_as("SELECT state FROM background_jobs WHERE id = $1").bind(id).fetch_optional(c))?;
    Ok(state.map_or(Change::Unknown, |(state,)| Change::NotNow(state)))
}

/// What is to be done, unless it is of a kind that this version does not know, and so knows no subject of.
fn job_of(row: &JobRow) -> Option<Job> {
    serde_json::from_str(&row.payload).ok()
}
