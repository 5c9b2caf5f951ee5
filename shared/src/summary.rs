//! Numbers for a dashboard: what happened day by day, and how things stand.
//!
//! What happened is counted as it is written down: the sealer of the audit trail adds up what it seals, and workers count
//! their mails. How things stand is asked of indexes. So a summary costs the same after a million downloads.

use std::{collections::BTreeMap, time::Duration};

use crate::{clock::Millis, db::Db, documents::files::ScanStatus, exec, sql};

/// What ends within a week ends soon.
const SOON: Duration = Duration::from_hours(24 * 7);

/// Of the documents that end next so many are looked at.
const LOOKED_AT: i64 = 10_000;

/// A day has so many milliseconds.
const DAY: i64 = 86_400_000;

/// A day in UTC, by the milliseconds of its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct Day(i64);

impl Day {
    /// The day of a moment.
    pub fn of(moment: Millis) -> Self {
        Self(moment.0.div_euclid(DAY) * DAY)
    }

    /// So many days earlier.
    #[must_use]
    pub fn before(self, days: u16) -> Self {
        Self(self.0 - i64::from(days) * DAY)
    }

    /// The next day.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + DAY)
    }

    /// Its date, such as 2026-11-27 (RFC 3339, `full-date`).
    pub fn date(self) -> String {
        let moment = Millis(self.0).to_string();
        moment.split('T').next().unwrap_or_default().to_owned()
    }
}

/// What happened on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Happened {
    /// Documents that were taken in.
    pub uploads: i64,
    /// Documents that were refused, by the code of the problem.
    pub refused: BTreeMap<String, i64>,
    /// Downloads that began and were delivered, whole or in part.
    pub downloads: i64,
    /// Bytes of documents that went out.
    pub bytes: i64,
    /// Clients who signed up or accepted an invitation.
    pub clients: i64,
    /// Mails that a mail server took.
    pub mails: i64,
    /// Verdicts of scans.
    pub scans: i64,
}

/// The reason why a client's address is proved who was invited. Who signed up has none, and ops have others.
pub(crate) const CLIENT_INVITED: &str = "invitation";

/// What was sealed of a kind on a day.
#[derive(sqlx::FromRow)]
struct Sealed {
    day: Day,
    event: String,
    reason: String,
    count: i64,
    bytes: i64,
}

/// What happened on each day since `first`, as far as anything did.
pub async fn days(db: &Db, first: Day) -> Result<BTreeMap<Day, Happened>, sqlx::Error> {
    let sealed: Vec<Sealed> = sql!(db, |c| sqlx::query_as(
        "SELECT day, event, reason, CAST(SUM(count) AS BIGINT) AS count, CAST(SUM(bytes) AS BIGINT) AS bytes
         FROM audit_daily WHERE day >= $1 GROUP BY day, event, reason"
    )
    .bind(first)
    .fetch_all(c))?;
    let mails: Vec<(Day, i64)> =
        sql!(db, |c| sqlx::query_as("SELECT day, count FROM mails_by_day WHERE day >= $1").bind(first).fetch_all(c))?;
    let mut days: BTreeMap<Day, Happened> = BTreeMap::new();
    for Sealed { day, event, reason, count, bytes } in sealed {
        let happened = days.entry(day).or_default();
        match event.as_str() {
            "file.uploaded" | "file.version_added" => happened.uploads += count,
            "file.refused" => *happened.refused.entry(reason).or_default() += count,
            "file.downloaded" => {
                (happened.downloads, happened.bytes) = (happened.downloads + count, happened.bytes + bytes);
            }
            "file.scanned" => happened.scans += count,
            "account.signed_up" if reason.is_empty() => happened.clients += count,
            "account.verified" if reason == CLIENT_INVITED => happened.clients += count,
            _ => {}
        }
    }
    for (day, count) in mails {
        days.entry(day).or_default().mails += count;
    }
    Ok(days)
}

/// Adds mails that went out on a day.
pub async fn add_mails(db: &Db, day: Day, count: i64) -> Result<(), sqlx::Error> {
    exec!(db, |c| sqlx::query(
        "INSERT INTO mails_by_day (day, count) VALUES ($1, $2)
         ON CONFLICT (day) DO UPDATE SET count = mails_by_day.count + excluded.count"
    )
    .bind(day)
    .bind(count))
    .map(|_| ())
}

/// The documents of one state.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Kept {
    /// How their scans stand.
    pub scan_status: ScanStatus,
    /// How many there are.
    pub files: i64,
    /// How many bytes there are in this state, in all versions.
    pub bytes: i64,
}

/// The documents there are, by how their scans stand.
pub async fn kept(db: &Db) -> Result<Vec<Kept>, sqlx::Error> {
    sql!(db, |c| sqlx::query_as(
        "SELECT scan_status, CAST(SUM(documents) AS BIGINT) AS files, CAST(SUM(bytes) AS BIGINT) AS bytes
         FROM (SELECT scan_status, COUNT(*) AS documents, SUM(size) AS bytes FROM files GROUP BY scan_status
               UNION ALL SELECT scan_status, 0, SUM(size) FROM file_versions GROUP BY scan_status) AS kept
         GROUP BY scan_status"
    )
    .fetch_all(c))
}

/// Work that waits or failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Trouble {
    /// Jobs that wait or run.
    pub waiting: i64,
    /// Jobs that were given up.
    pub dead: i64,
    /// Mails that have been tried and wait to be tried again.
    pub deferred: i64,
    /// Mails that were given up.
    pub refused: i64,
}

/// The work that waits or failed. Each part has an index of just these rows.
pub async fn trouble(db: &Db) -> Result<Trouble, sqlx::Error> {
    sql!(db, |c| sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM background_jobs WHERE due_at IS NOT NULL) AS waiting,
                (SELECT COUNT(*) FROM background_jobs WHERE state = 'dead') AS dead,
                (SELECT COUNT(*) FROM background_jobs
                 WHERE queue = 'mail' AND due_at IS NOT NULL AND attempts > 0) AS deferred,
                (SELECT COUNT(*) FROM background_jobs WHERE state = 'dead' AND queue = 'mail') AS refused"
    )
    .fetch_one(c))
}

/// How many documents end soon for clients, of whom none has downloaded them yet.
pub async fn expiring(db: &Db, now: Millis) -> Result<i64, sqlx::Error> {
    let (count,): (i64,) = sql!(db, |c| sqlx::query_as(
        "SELECT COUNT(*) FROM (
             SELECT id FROM files WHERE expires_at > $1 AND expires_at <= $2 AND trashed_at IS NULL
             ORDER BY expires_at, id LIMIT $3) AS ends
         WHERE NOT EXISTS (SELECT 1 FROM downloads d WHERE d.file_id = ends.id)"
    )
    .bind(now)
    .bind(now + SOON)
    .bind(LOOKED_AT)
    .fetch_one(c))?;
    Ok(count)
}

/// When the scanner's signatures were made, where a worker has seen some.
pub async fn signatures_made_at(db: &Db) -> Result<Option<Millis>, sqlx::Error> {
    let made: Option<(Millis,)> =
        sql!(db, |c| sqlx::query_as("SELECT made_at FROM scanner_signatures WHERE one_row = 1").fetch_optional(c))?;
    Ok(made.map(|(made_at,)| made_at))
}

/// Notes when the scanner's signatures were made, as it says now; none where it has none.
pub async fn note_signatures(db: &Db, made_at: Option<Millis>) -> Result<(), sqlx::Error> {
    let Some(made_at) = made_at else {
        return exec!(db, |c| sqlx::query("DELETE FROM scanner_signatures WHERE one_row = 1")).map(|_| ());
    };
    exec!(db, |c| sqlx::query(
        "INSERT INTO scanner_signatures (one_row, made_at) VALUES (1, $1)
         ON CONFLICT (one_row) DO UPDATE SET made_at = excluded.made_at WHERE scanner_signatures.made_at <> excluded.made_at"
    )
    .bind(made_at))
    .map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_a_date() {
        let moment = Millis(1_795_737_600_000);
        assert_eq!(Day::of(moment).date(), "2026-11-27");
        assert_eq!(Day::of(moment - std::time::Duration::from_millis(1)).date(), "2026-11-26");
        assert_eq!(Day::of(moment).before(27).next().date(), "2026-11-01");
    }
}
