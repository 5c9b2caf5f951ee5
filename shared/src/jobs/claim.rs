//! A job in the hands of a worker: claimed, and settled when the attempt has ended.

use std::time::Duration;

use super::{Job, JobError, RUN_LEASE};
use crate::{
    clock::Millis,
    db::{Db, Tx},
    exec,
    ids::{JobId, WorkerId},
    sql,
};

/// The longest pause of a job that waits for something that is away: it goes on within a minute of its return.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// A job that this worker, and no other, runs.
#[derive(Debug)]
pub struct Claim {
    /// Its row.
    pub id: JobId,
    /// The work.
    pub job: Job,
    /// Which attempt this is, from 1.
    pub attempt: i64,
    /// How many attempts before this one ended because something was away.
    pub waits: i64,
    /// The trace that it belongs to, as a W3C `traceparent`.
    pub trace_parent: Option<String>,
    worker: WorkerId,
}

/// How an attempt ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The work is done.
    Done,
    /// It failed; trying again may help.
    Retry(String),
    /// The other side refused; trying again will hardly help.
    Refused(String),
    /// Something that the job cannot do without is away. It is waited for, however long that takes.
    Away(String),
}

/// Where a job stands after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Over.
    Done,
    /// To be tried again after this pause.
    Again(Duration),
    /// To be tried again after this pause, and this attempt does not count.
    Waiting(Duration),
    /// Given up, and kept for an operator to see.
    Dead,
}

/// One statement, alone or inside a transaction: most jobs need no second one, and a transaction is two trips more.
macro_rules! settle {
    ($claim:expr, $on:expr, $standing:expr, $error:expr, $now:expr) => {{
        let (state, due_at, finished_at) = $standing.columns($now);
        let rows = exec!($on, |c| sqlx::query(
            "UPDATE background_jobs
             SET state = $4, due_at = $5, finished_at = $6, last_error = $7, worker = NULL, waits = waits + $8
             WHERE id = $1 AND state = 'running' AND worker = $2 AND attempts = $3"
        )
        .bind($claim.id)
        .bind($claim.worker)
        .bind($claim.attempt)
        .bind(state)
        .bind(due_at)
        .bind(finished_at)
        .bind($error)
        .bind(i64::from(matches!($standing, Standing::Waiting(_)))))?;
        Ok(rows == 1)
    }};
}

#[derive(sqlx::FromRow)]
struct ClaimedRow {
    payload: String,
    attempts: i64,
    waits: i64,
    trace_parent: Option<String>,
}

impl Claim {
    /// Claims a job that was handed over, or none when it is done, running, not due, or claimed by another.
    pub async fn take(db: &Db, id: JobId, worker: WorkerId, now: Millis) -> Result<Option<Self>, JobError> {
        let row: Option<ClaimedRow> = sql!(db, |c| sqlx::query_as(
            "UPDATE background_jobs SET state = 'running', attempts = attempts + 1, worker = $2, due_at = $3
             WHERE id = $1 AND state = 'sent'
             RETURNING payload, attempts, waits, trace_parent"
        )
        .bind(id)
        .bind(worker)
        .bind(now + RUN_LEASE)
        .fetch_optional(c))?;
        let Some(row) = row else { return Ok(None) };
        let ClaimedRow { payload, attempts: attempt, waits, trace_parent } = row;
        Ok(Some(Self { id, job: serde_json::from_str(&payload)?, attempt, waits, trace_parent, worker }))
    }

    /// Says whether every attempt was used up before this one, as when each killed its worker.
    pub fn is_exhausted(&self) -> bool {
        self.counted() > self.job.policy().attempts
    }

    /// Where the job stands after this attempt.
    pub fn standing(&self, outcome: &Outcome) -> Standing {
        let policy = self.job.policy();
        let allowed = match outcome {
            Outcome::Done => return Standing::Done,
            Outcome::Retry(_) => policy.attempts,
            Outcome::Refused(_) => policy.attempts_when_refused,
            Outcome::Away(_) => return Standing::Waiting(self.pause(self.waits, LONGEST_WAIT)),
        };
        if self.counted() >= allowed {
            return Standing::Dead;
        }
        Standing::Again(self.pause(self.counted() - 1, policy.longest_pause))
    }

    /// Which attempt this is, without those that ended because something was away.
    fn counted(&self) -> i64 {
        self.attempt - self.waits
    }

    /// A second, doubled so many times; a quarter of it is jitter, so that jobs that failed together part.
    fn pause(&self, doubled: i64, longest: Duration) -> Duration {
        let doubled = u32::try_from(doubled).unwrap_or(0).min(20);
        let pause = (Duration::from_secs(1) * 2u32.pow(doubled)).min(longest);
        let jitter = f64::from(self.id.0.as_bytes()[15] ^ self.attempt.to_le_bytes()[0]) / 255.0;
        pause.mul_f64(0.75 + jitter / 4.0)
    }

    /// Writes down where the job stands. A claim that was lost to another worker changes nothing, and says so.
    pub async fn settle(
        &self,
        db: &Db,
        standing: Standing,
        error: Option<&str>,
        now: Millis,
    ) -> Result<bool, sqlx::Error> {
        settle!(self, db, standing, error, now)
    }

    /// Says whether this claim was settled so: no other has claimed the job since, and it stands there.
    pub async fn is_settled(&self, db: &Db, standing: Standing) -> Result<bool, sqlx::Error> {
        let (state, ..) = standing.columns(Millis(0));
        let (settled,): (bool,) = sql!(db, |c| sqlx::query_as(
            "SELECT EXISTS (SELECT 1 FROM background_jobs WHERE id = $1 AND attempts = $2 AND state = $3)"
        )
        .bind(self.id)
        .bind(self.attempt)
        .bind(state)
        .fetch_one(c))?;
        Ok(settled)
    }

    /// The same, together with what follows from it.
    pub async fn settle_in(
        &self,
        tx: &mut Tx,
        standing: Standing,
        error: Option<&str>,
        now: Millis,
    ) -> Result<bool, sqlx::Error> {
        settle!(self, tx, standing, error, now)
    }
}

impl Standing {
    /// The state of the row, when it is next due, and when it was over.
    fn columns(self, now: Millis) -> (&'static str, Option<Millis>, Option<Millis>) {
        match self {
            Self::Done => ("done", None, Some(now)),
            Self::Again(pause) | Self::Waiting(pause) => ("queued", Some(now + pause), None),
            Self::Dead => ("dead", None, Some(now)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::UserId;

    fn claim(attempt: i64) -> Claim {
        Claim {
            id: JobId::new(),
            job: Job::VerifyEmail { user: UserId::new() },
            attempt,
            waits: 0,
            trace_parent: None,
            worker: WorkerId::new(),
        }
    }

    #[test]
    fn pauses_grow_and_end() {
        let mut total = Duration::ZERO;
        for attempt in 1..60 {
            let Standing::Again(pause) = claim(attempt).standing(&Outcome::Retry(String::new())) else {
                panic!("attempt {attempt} was the last")
            };
            assert!(pause <= Duration::from_mins(30));
            total += pause;
        }
        assert!(total > Duration::from_hours(16), "a mail server may be away for a night: {total:?}");
        assert_eq!(claim(60).standing(&Outcome::Retry(String::new())), Standing::Dead);
        assert_eq!(claim(10).standing(&Outcome::Refused(String::new())), Standing::Dead);
    }

    #[test]
    fn what_is_away_is_waited_for_without_end() {
        let mut claim = claim(1);
        for waits in 0..10_000 {
            (claim.waits, claim.attempt) = (waits, waits + 60);
            assert!(!claim.is_exhausted());
            let Standing::Waiting(pause) = claim.standing(&Outcome::Away(String::new())) else {
                panic!("given up after {waits} waits")
            };
            assert!(pause <= LONGEST_WAIT && (waits < 7 || pause >= LONGEST_WAIT / 2), "{pause:?}");
        }
        assert_eq!(claim.standing(&Outcome::Retry(String::new())), Standing::Dead, "other failures count");
    }
}
