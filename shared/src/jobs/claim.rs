//! A job in the hands of a worker: claimed, and settled when the attempt has ended.

use std::time::Duration;

use super::{Job, RUN_LEASE, subjects::Death};
use crate::{
    clock::Millis,
    db::Db,
    exec,
    happenings::{self, Of},
    ids::{JobId, WorkerId},
    sql,
};

/// The longest pause of a job that waits for something that is away: it goes on within a minute of its return.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// How soon another program is asked whether it can read a job that this one cannot, at the longest.
const LONGEST_UNREAD: Duration = Duration::from_mins(5);

/// The pauses after a first and a second refusal for good: what is refused today may be taken tomorrow, when a mailbox
/// has room again or somebody has mended a list.
const AFTER_REFUSALS: [Duration; 2] = [Duration::from_hours(4), Duration::from_hours(20)];

/// What came of asking for a job.
#[derive(Debug)]
pub enum Taken {
    /// It is ours.
    Claimed(Box<Claim>),
    /// It is done, running, not due, or claimed by another.
    NotDue,
    /// It is of a newer program, or of none of ours. It waits for one that can read it.
    Unreadable {
        /// Why it cannot be read.
        error: serde_json::Error,
        /// Whether nobody has met it before.
        is_news: bool,
    },
}

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
    /// How often the other side has refused it for good.
    pub refusals: i64,
    /// The trace that it belongs to, as a W3C `traceparent`.
    pub trace_parent: Option<String>,
    worker: WorkerId,
}

/// How an attempt ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The work is done.
    Done,
    /// There was nothing to do, and never will be: no trace of it is kept.
    Nothing,
    /// It failed; trying again may help.
    Retry(String),
    /// The other side refused for good; trying again will hardly help.
    Refused(String),
    /// It cannot be tried any more.
    GivenUp(String),
    /// Something that the job cannot do without is away. It is waited for, however long that takes.
    Away(String),
}

/// Where a job stands after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Over.
    Done,
    /// Over, and its row goes.
    Gone,
    /// To be tried again after this pause.
    Again(Duration),
    /// To be tried again after this long pause, though the other side has refused.
    Refused(Duration),
    /// To be tried again after this pause, and this attempt does not count.
    Waiting(Duration),
    /// Given up, and kept for an operator to see.
    Dead,
}

impl Outcome {
    /// Why it is not done.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Done | Self::Nothing => None,
            Self::Retry(reason) | Self::Refused(reason) | Self::GivenUp(reason) | Self::Away(reason) => Some(reason),
        }
    }
}

/// One statement, alone or inside a transaction: most jobs need no second one, and a transaction is two trips more.
macro_rules! settle {
    ($claim:expr, $on:expr, $standing:expr, $error:expr, $now:expr) => {{
        let rows = if $standing == Standing::Gone {
            exec!($on, |c| sqlx::query(
                "DELETE FROM background_jobs WHERE id = $1 AND state = 'running' AND worker = $2 AND attempts = $3"
            )
            .bind($claim.id)
            .bind($claim.worker)
            .bind($claim.attempt))?
        } else {
            let (state, due_at, finished_at) = $standing.columns($now);
            exec!($on, |c| sqlx::query(
                "UPDATE background_jobs
                 SET state = $4, due_at = $5, finished_at = $6, last_error = $7, worker = NULL, waits = waits + $8,
                     refusals = refusals + $9
                 WHERE id = $1 AND state = 'running' AND worker = $2 AND attempts = $3"
            )
            .bind($claim.id)
            .bind($claim.worker)
            .bind($claim.attempt)
            .bind(state)
            .bind(due_at)
            .bind(finished_at)
            .bind($error)
            .bind(i64::from(matches!($standing, Standing::Waiting(_))))
            .bind(i64::from(matches!($standing, Standing::Refused(_)))))?
        };
        Ok::<_, sqlx::Error>(rows == 1)
    }};
}

#[derive(sqlx::FromRow)]
struct ClaimedRow {
    payload: String,
    attempts: i64,
    waits: i64,
    refusals: i64,
    trace_parent: Option<String>,
    last_error: Option<String>,
    created_at: Millis,
}

impl Claim {
    /// Claims a job that was handed over. One that cannot be read here waits again when this returns.
    pub async fn take(db: &Db, id: JobId, worker: WorkerId, now: Millis) -> Result<Taken, sqlx::Error> {
        let row: Option<ClaimedRow> = sql!(db, |c| sqlx::query_as(
            "UPDATE background_jobs SET state = 'running', attempts = attempts + 1, worker = $2, due_at = $3
             WHERE id = $1 AND state = 'sent'
             RETURNING payload, attempts, waits, refusals, trace_parent, last_error, created_at"
        )
        .bind(id)
        .bind(worker)
        .bind(now + RUN_LEASE)
        .fetch_optional(c))?;
        let Some(row) = row else { return Ok(Taken::NotDue) };
        let job = match serde_json::from_str(&row.payload) {
            Ok(job) => job,
            Err(error) => {
                let is_news = row.last_error.as_deref() != Some(UNREADABLE);
                let pause = unread_pause(now.since(row.created_at));
                wait_for_a_reader(db, id, worker, now + pause).await?;
                return Ok(Taken::Unreadable { error, is_news });
            }
        };
        let ClaimedRow { attempts: attempt, waits, refusals, trace_parent, .. } = row;
        Ok(Taken::Claimed(Box::new(Self { id, job, attempt, waits, refusals, trace_parent, worker })))
    }

    /// Says whether every attempt was used up before this one, as when each killed its worker.
    pub fn is_exhausted(&self) -> bool {
        self.counted() > self.job.kind().attempts
    }

    /// Where the job stands after this attempt.
    pub fn standing(&self, outcome: &Outcome) -> Standing {
        let kind = self.job.kind();
        match outcome {
            Outcome::Done => Standing::Done,
            Outcome::Nothing => Standing::Gone,
            Outcome::GivenUp(_) => Standing::Dead,
            Outcome::Away(_) => Standing::Waiting(self.pause(self.waits, LONGEST_WAIT)),
            Outcome::Retry(_) if self.counted() >= kind.attempts => Standing::Dead,
            Outcome::Retry(_) => Standing::Again(self.pause(self.counted() - 1, kind.longest_pause)),
            Outcome::Refused(_) if self.refusals + 1 >= kind.refusals => Standing::Dead,
            Outcome::Refused(_) => Standing::Refused(self.pause_after_refusal()),
        }
    }

    /// The pause after this refusal, with the jitter of all pauses.
    fn pause_after_refusal(&self) -> Duration {
        let [first, second] = AFTER_REFUSALS;
        self.jittered(if self.refusals == 0 { first } else { second })
    }

    /// Which attempt this is, without those that ended because something was away.
    fn counted(&self) -> i64 {
        self.attempt - self.waits
    }

    /// A second, doubled so many times; a quarter of it is jitter, so that jobs that failed together part.
    fn pause(&self, doubled: i64, longest: Duration) -> Duration {
        let doubled = u32::try_from(doubled).unwrap_or(0).min(20);
        self.jittered((Duration::from_secs(1) * 2u32.pow(doubled)).min(longest))
    }

    fn jittered(&self, pause: Duration) -> Duration {
        let jitter = f64::from(self.id.0.as_bytes()[15] ^ self.attempt.to_le_bytes()[0]) / 255.0;
        pause.mul_f64(0.75 + jitter / 4.0)
    }

    /// Writes down where the job stands, and tells what waits for it where it is given up. A claim that was lost to
    /// another worker changes nothing, and says so.
    pub async fn settle(
        &self,
        db: &Db,
        standing: Standing,
        error: Option<&str>,
        now: Millis,
    ) -> Result<bool, sqlx::Error> {
        if standing != Standing::Dead {
            return settle!(self, db, standing, error, now);
        }
        let mut tx = db.begin().await?;
        let ours = settle!(self, &mut tx, standing, error, now)?;
        if ours {
            self.job.died(&mut tx, self.id, Death::GivenUp, now).await?;
            happenings::note(&mut tx, Of::Job(self.id)).await?;
        }
        tx.commit().await?;
        Ok(ours)
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
}

/// What stands in the row of a job that was met by a program that could not read it.
const UNREADABLE: &str = "this job is of a newer version of Strongroom, and waits for a worker of that version";

/// The pause before a job of this age that could not be read is handed over again.
fn unread_pause(age: Duration) -> Duration {
    (age / 4).clamp(RUN_LEASE, LONGEST_UNREAD)
}

/// Gives a job back that this program cannot read; the attempt does not count.
async fn wait_for_a_reader(db: &Db, id: JobId, worker: WorkerId, due_at: Millis) -> Result<(), sqlx::Error> {
    exec!(db, |c| sqlx::query(
        "UPDATE background_jobs SET state = 'queued', due_at = $3, worker = NULL, attempts = attempts - 1, last_error = $4
         WHERE id = $1 AND worker = $2 AND state = 'running'"
    )
    .bind(id)
    .bind(worker)
    .bind(due_at)
    .bind(UNREADABLE))
    .map(|_| ())
}

impl Standing {
    /// The state of the row, when it is next due, and when it was over.
    fn columns(self, now: Millis) -> (&'static str, Option<Millis>, Option<Millis>) {
        match self {
            // One that goes has no columns; it is deleted.
            Self::Done | Self::Gone => ("done", None, Some(now)),
            Self::Again(pause) | Self::Refused(pause) | Self::Waiting(pause) => ("queued", Some(now + pause), None),
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
            refusals: 0,
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
        assert_eq!(claim(1).standing(&Outcome::GivenUp(String::new())), Standing::Dead);
    }

    #[test]
    fn what_is_refused_for_good_is_tried_three_times_over_a_day() {
        // However often the other side was away before, it has refused nothing yet.
        for attempt in [1, 30, 100] {
            let mut claim = claim(attempt);
            let mut total = Duration::ZERO;
            for refusals in 0..2 {
                claim.refusals = refusals;
                let Standing::Refused(pause) = claim.standing(&Outcome::Refused(String::new())) else {
                    panic!("given up after {refusals} refusals")
                };
                total += pause;
                claim.attempt += 1;
            }
            claim.refusals = 2;
            assert_eq!(claim.standing(&Outcome::Refused(String::new())), Standing::Dead);
            assert!((18..=24).contains(&(total.as_secs() / 3600)), "{total:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_asked_about_ever_more_seldom() {
        let pauses = [0, 60, 120, 400, 1_200, 100_000].map(|age| unread_pause(Duration::from_secs(age)).as_secs());
        assert_eq!(pauses, [20, 20, 30, 100, 300, 300]);
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
