//! What happened lately, for those who look on: written in the transaction of each change, and forgotten after an hour.
//!
//! It says of what something happened, and nothing of what: whoever tells of it looks at the rows, and tells nobody more than they
//! may know by then. Numbers are given afterwards, by whichever process looks first, so that they grow in the order in which changes
//! can be seen: whoever has seen one number has seen all that are lower. Where nobody looks, none are given.

use std::time::Duration;

use uuid::Uuid;

use crate::{
    clock::Millis,
    db::{
        Db, Tx,
        statement::{Parameter, Statement},
    },
    exec,
    ids::{FileId, JobId, UploadId, UserId},
    sql,
};

/// How long is known what happened.
pub const KEPT: Duration = Duration::from_hours(1);

/// So many get their numbers at once, and so many are told of at once.
pub const BATCH: i64 = 1000;

/// So many are written by one statement.
const TOGETHER: usize = 200;

/// Of what something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Of {
    /// A document.
    File(FileId),
    /// Of what this client sees, or of what all see: a folder was shared, or somebody came into a group.
    Sight(Option<UserId>),
    /// An upload of this account.
    Upload(UploadId, UserId),
    /// A job.
    Job(JobId),
}

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happening {
    /// Its number.
    pub number: i64,
    /// Of what.
    pub of: Of,
}

#[derive(sqlx::FromRow)]
struct Row {
    number: i64,
    kind: String,
    subject: Uuid,
    account: Option<Uuid>,
}

impl Of {
    /// The columns of a row of it.
    fn values(self) -> [Parameter; 4] {
        let (kind, subject, account) = match self {
            Self::File(id) => ("file", id.0, None),
            Self::Sight(account) => ("sight", Uuid::nil(), account),
            Self::Upload(id, account) => ("upload", id.0, Some(account)),
            Self::Job(id) => ("job", id.0, None),
        };
        [Uuid::now_v7().into(), kind.into(), subject.into(), account.map(|account| account.0).into()]
    }
}

impl From<Row> for Happening {
    fn from(Row { number, kind, subject, account }: Row) -> Self {
        let account = account.map(UserId);
        let of = match (kind.as_str(), account) {
            ("upload", Some(account)) => Of::Upload(UploadId(subject), account),
            ("file", _) => Of::File(FileId(subject)),
            ("job", _) => Of::Job(JobId(subject)),
            _ => Of::Sight(account),
        };
        Self { number, of }
    }
}

/// Notes that something happened, if this transaction is committed.
pub async fn note(tx: &mut Tx, of: Of) -> Result<(), sqlx::Error> {
    tx.later(Statement::new("INSERT INTO happenings (id, kind, subject, account) VALUES ").bind_list(of.values())).await
}

/// The same of many at once.
pub async fn note_all(tx: &mut Tx, all: &[Of]) -> Result<(), sqlx::Error> {
    for some in all.chunks(TOGETHER) {
        let mut rows = Statement::new("INSERT INTO happenings (id, kind, subject, account) VALUES ");
        for (at, of) in some.iter().enumerate() {
            rows = rows.push(if at == 0 { "" } else { ", " }).bind_list(of.values());
        }
        rows.varying().execute_in(tx).await?;
    }
    Ok(())
}

/// The highest number that was given.
pub async fn last(db: &Db) -> Result<i64, sqlx::Error> {
    let (last,): (i64,) =
        sql!(db, |c| sqlx::query_as("SELECT COALESCE(MAX(last), 0) FROM happenings_counted").fetch_one(c))?;
    Ok(last)
}

/// Says whether everything that came after this number is still known.
pub async fn is_known_after(db: &Db, number: i64) -> Result<bool, sqlx::Error> {
    let (last, oldest): (i64, Option<i64>) = sql!(db, |c| sqlx::query_as(
        "SELECT COALESCE(MAX(last), 0), (SELECT MIN(number) FROM happenings) FROM happenings_counted"
    )
    .fetch_one(c))?;
    Ok(number == last || (number < last && oldest.is_some_and(|oldest| oldest <= number + 1)))
}

/// Up to [`BATCH`] things that happened after this number, in order.
pub async fn after(db: &Db, number: i64) -> Result<Vec<Happening>, sqlx::Error> {
    let rows: Vec<Row> = sql!(db, |c| sqlx::query_as(
        "SELECT number, kind, subject, account FROM happenings WHERE number > $1 ORDER BY number LIMIT $2"
    )
    .bind(number)
    .bind(BATCH)
    .fetch_all(c))?;
    Ok(rows.into_iter().map(Happening::from).collect())
}

/// Gives numbers to what has none yet. One process does so at a time.
pub async fn count(db: &Db) -> Result<(), sqlx::Error> {
    let (is_any,): (bool,) =
        sql!(db, |c| sqlx::query_as("SELECT EXISTS (SELECT 1 FROM happenings WHERE number IS NULL)").fetch_one(c))?;
    if !is_any {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    // Whoever comes second waits here, and then sees what the first has numbered.
    exec!(&mut tx, |c| sqlx::query(
        "INSERT INTO happenings_counted (one, last) VALUES (1, 0)
         ON CONFLICT (one) DO UPDATE SET last = happenings_counted.last"
    ))?;
    let counted = exec!(&mut tx, |c| {
        sqlx::query(
        "UPDATE happenings SET number = counted.number
         FROM (SELECT fresh.id AS id, (SELECT last FROM happenings_counted) + ROW_NUMBER() OVER (ORDER BY fresh.id) AS number
               FROM (SELECT id FROM happenings WHERE number IS NULL ORDER BY id LIMIT $1) fresh) counted
         WHERE happenings.id = counted.id"
    )
    .bind(BATCH)
    })?;
    exec!(&mut tx, |c| sqlx::query("UPDATE happenings_counted SET last = last + $1")
        .bind(i64::try_from(counted).unwrap_or_default()))?;
    tx.commit().await.map_err(sqlx::Error::from)
}

/// Forgets what happened before, and says how much that is. Where something goes that never had a number, one is left out
/// for it, so that whoever comes back from before is not told that nothing is missing.
pub async fn sweep(db: &Db, before: Millis) -> Result<u64, sqlx::Error> {
    let first = Uuid::from_u128(u128::from(u64::try_from(before.0).unwrap_or(0)) << 80);
    let mut tx = db.begin().await?;
    let (is_any,): (bool,) =
        sql!(&mut tx, |c| sqlx::query_as("SELECT EXISTS (SELECT 1 FROM happenings WHERE number IS NULL AND id < $1)")
            .bind(first)
            .fetch_one(c))?;
    if is_any {
        // Nothing gets a number meanwhile.
        skip_number(&mut tx).await?;
    }
    let forgotten = exec!(&mut tx, |c| sqlx::query("DELETE FROM happenings WHERE id < $1").bind(first))?;
    tx.commit().await.map_err(sqlx::Error::from)?;
    Ok(forgotten)
}

/// Leaves out a number, and keeps all others from giving any until the transaction ends.
async fn skip_number(tx: &mut Tx) -> Result<(), sqlx::Error> {
    exec!(tx, |c| sqlx::query(
        "INSERT INTO happenings_counted (one, last) VALUES (1, 1)
         ON CONFLICT (one) DO UPDATE SET last = happenings_counted.last + 1"
    ))
    .map(|_| ())
}
