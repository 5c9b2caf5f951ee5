//! What waits to be chained: a row for all that was written together, so that a batch costs no more than one event.

use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::canonical::EventRow;
use crate::{
    clock::Millis,
    db::{
        Db, Tx,
        statement::{Parameter, Statement, places},
    },
    exec, sql,
};

/// How many marks are looked at in one round.
const MARKS: i64 = 500;

/// Events that were written together.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Mark {
    first_id: Uuid,
    ids: Vec<u8>,
}

impl Mark {
    /// Their ids.
    pub(super) fn ids(&self) -> impl Iterator<Item = Uuid> {
        self.ids.as_chunks().0.iter().map(|id| Uuid::from_bytes(*id))
    }
}

/// The mark of events that are written together; none where there are none.
pub(super) fn mark(rows: &[EventRow]) -> Option<Statement> {
    let first = rows.first()?;
    let ids: Vec<u8> = rows.iter().flat_map(|row| row.id.into_bytes()).collect();
    let events = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let at = rows.iter().map(|row| row.at).min().unwrap_or(first.at);
    let values: [Parameter; 4] = [first.id.into(), ids.into(), events.into(), at.into()];
    Some(Statement::new("INSERT INTO audit_unsealed (first_id, ids, events, at) VALUES ").bind_list(values))
}

/// The marks whose events are chained next: those of at least `enough` events, or all there are.
pub(super) async fn next(tx: &mut Tx, enough: usize) -> Result<Vec<Mark>, sqlx::Error> {
    sql!(tx, |c| sqlx::query_as(
        "SELECT first_id, ids FROM (
             SELECT first_id, ids, SUM(events) OVER (ORDER BY first_id ROWS UNBOUNDED PRECEDING) - events AS before
             FROM (SELECT first_id, ids, events FROM audit_unsealed ORDER BY first_id LIMIT $1) AS oldest) AS counted
         WHERE before < $2 ORDER BY first_id"
    )
    .bind(MARKS)
    .bind(i64::try_from(enough).unwrap_or(i64::MAX))
    .fetch_all(c))
}

/// Takes marks away whose events are chained.
pub(super) async fn settle(tx: &mut Tx, marks: &[Mark]) -> Result<(), sqlx::Error> {
    if marks.is_empty() {
        return Ok(());
    }
    let text = format!("DELETE FROM audit_unsealed WHERE first_id IN {}", places(1, marks.len()));
    exec!(tx, |c| {
        let mut query = sqlx::query(AssertSqlSafe(text)).persistent(false);
        for mark in marks {
            query = query.bind(mark.first_id);
        }
        query
    })
    .map(|_| ())
}

/// All marks, a page at a time, the oldest first.
pub(super) async fn page(db: &Db, after: Uuid) -> Result<(Vec<Mark>, Option<Uuid>), sqlx::Error> {
    let marks: Vec<Mark> = sql!(db, |c| sqlx::query_as(
        "SELECT first_id, ids FROM audit_unsealed WHERE first_id > $1 ORDER BY first_id LIMIT $2"
    )
    .bind(after)
    .bind(MARKS)
    .fetch_all(c))?;
    let last = marks.last().map(|mark| mark.first_id);
    Ok((marks, last))
}

/// How many events wait to be chained, and since when the oldest does.
pub async fn waiting(db: &Db) -> Result<(i64, Option<Millis>), sqlx::Error> {
    sql!(db, |c| sqlx::query_as("SELECT CAST(COALESCE(SUM(events), 0) AS BIGINT), MIN(at) FROM audit_unsealed")
        .fetch_one(c))
}
