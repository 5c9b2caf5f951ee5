//! The sealer: chains what is committed, one round at a time.
//!
//! It takes what is committed and not chained yet, never "all behind the last id": ids are given before their transactions
//! are committed, and in no order of that. Whoever seals locks one row first, so that any number of workers may try.

use std::collections::BTreeMap;

use serde_json::Value;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{
    canonical::{EventRow, Hash, event_columns},
    heads::{Head, HeadKind, end_of_chain},
    unsealed::{self, Mark},
};
use crate::{
    clock::Millis,
    db::{
        Db, Tx,
        statement::{Statement, places},
    },
    exec,
    keys::KeyRing,
    sql,
};

/// How many events are chained in one transaction, or a few more where they were written together.
pub const BATCH: usize = 500;

/// How many are linked by one statement.
const AT_ONCE: usize = 100;

const A_DAY: i64 = 24 * 60 * 60 * 1000;

/// What a round has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sealed {
    /// How many events were chained.
    pub events: usize,
    /// How far the chain goes now, where that was signed anew.
    pub head: Option<Head>,
}

/// The day of a moment, by the milliseconds of its beginning in UTC.
pub(super) fn day(at: i64) -> i64 {
    at.div_euclid(A_DAY) * A_DAY
}

/// What is known of the events that wait to be chained.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Waiting {
    /// A mark goes in the transaction that chains its events, so that none is chained yet.
    Unchained,
    /// Somebody has meddled with the marks: some of the events are chained.
    Doubtful,
}

/// Chains up to [`BATCH`] events that are committed, counts them by day, and signs how far the chain goes.
pub async fn seal(db: &Db, ring: &KeyRing, now: Millis) -> Result<Sealed, sqlx::Error> {
    if !is_due(db, ring).await? {
        return Ok(Sealed::default());
    }
    match round(db, ring, Waiting::Unchained, now).await {
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            round(db, ring, Waiting::Doubtful, now).await
        }
        sealed => sealed,
    }
}

async fn round(db: &Db, ring: &KeyRing, waiting: Waiting, now: Millis) -> Result<Sealed, sqlx::Error> {
    let mut tx = db.begin().await?;
    exec!(&mut tx, |c| sqlx::query(
        "INSERT INTO audit_sealer (id, sealed_at) VALUES (1, $1)
         ON CONFLICT (id) DO UPDATE SET sealed_at = excluded.sealed_at"
    )
    .bind(now))?;
    let marks = unsealed::next(&mut tx, BATCH).await?;
    let rows = events(&mut tx, &marks, waiting).await?;
    let end = end_of_chain(&mut tx).await?;
    let (mut seq, mut hash) = end;
    let mut links = Vec::with_capacity(rows.len());
    for row in &rows {
        hash = row.chained(&hash);
        seq += 1;
        links.push((seq, row, hash));
    }
    chain(&mut tx, &links).await?;
    unsealed::settle(&mut tx, &marks).await?;
    count(&mut tx, &rows).await?;
    let head = sign(&mut tx, ring, end, (seq, hash), now).await?;
    tx.commit().await?;
    Ok(Sealed { events: rows.len(), head })
}

/// Asks first: nothing is written while there is nothing to be sealed.
async fn is_due(db: &Db, ring: &KeyRing) -> Result<bool, sqlx::Error> {
    let (waits, key): (bool, Option<String>) = sql!(db, |c| sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM audit_unsealed),
                (SELECT key_id FROM audit_heads WHERE kind = 'head' ORDER BY seq DESC LIMIT 1)"
    )
    .fetch_one(c))?;
    let signing = ring.signing(crate::settings::KeyKind::Audit);
    let by_another = key.is_some_and(|key| signing.is_some_and(|signing| signing.id.as_str() != key));
    Ok(waits || by_another)
}

/// The events that these marks tell of, in the order of their ids. One that is chained already, or is not there, is not one.
///
/// The statement is planned at each use: a plan that was kept from when there was little would read the whole trail.
async fn events(tx: &mut Tx, marks: &[Mark], waiting: Waiting) -> Result<Vec<EventRow>, sqlx::Error> {
    let ids: Vec<Uuid> = marks.iter().flat_map(Mark::ids).collect();
    let mut rows: Vec<EventRow> = Vec::with_capacity(ids.len());
    let unchained = match waiting {
        Waiting::Unchained => "",
        Waiting::Doubtful => " AND NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.event_id = e.id)",
    };
    for ids in ids.chunks(BATCH) {
        let ids = ids.iter().copied();
        let text = Statement::new(concat!("SELECT ", event_columns!(), " FROM audit_events e WHERE e.id IN "));
        rows.extend(text.bind_list(ids).push(unchained).varying().fetch_all_in::<EventRow>(tx).await?);
    }
    if rows.len() < ids.len() {
        let marks = ids.len() - rows.len();
        tracing::error!(marks, "events were marked to be sealed that are sealed, or are not there");
    }
    rows.sort_unstable_by_key(|row| row.id);
    Ok(rows)
}

async fn chain(tx: &mut Tx, links: &[(i64, &EventRow, Hash)]) -> Result<(), sqlx::Error> {
    for links in links.chunks(AT_ONCE) {
        let text = format!("INSERT INTO audit_chain (seq, event_id, hash) VALUES {}", places(links.len(), 3));
        exec!(tx, |c| {
            let mut query = sqlx::query(AssertSqlSafe(text)).persistent(links.len() == AT_ONCE);
            for (seq, row, hash) in links {
                query = query.bind(seq).bind(row.id).bind(hash.as_slice());
            }
            query
        })?;
    }
    Ok(())
}

/// Counts what is chained. The sealer alone does, so nobody waits for anybody.
async fn count(tx: &mut Tx, rows: &[EventRow]) -> Result<(), sqlx::Error> {
    let mut counts: BTreeMap<(i64, &str, &str, String), (i64, i64)> = BTreeMap::new();
    for row in rows {
        let detail: Value = serde_json::from_str(&row.detail).unwrap_or_default();
        let reason = detail["reason"].as_str().unwrap_or_default().to_owned();
        let counted = counts.entry((day(row.at.0), &row.event, &row.outcome, reason)).or_default();
        counted.0 += 1;
        counted.1 += detail["bytes"].as_i64().unwrap_or_default();
    }
    if counts.is_empty() {
        return Ok(());
    }
    let text = format!(
        "INSERT INTO audit_daily (day, event, outcome, reason, count, bytes) VALUES {}
         ON CONFLICT (day, event, outcome, reason)
         DO UPDATE SET count = audit_daily.count + excluded.count, bytes = audit_daily.bytes + excluded.bytes",
        places(counts.len(), 6)
    );
    exec!(tx, |c| {
        let mut query = sqlx::query(AssertSqlSafe(text)).persistent(false);
        for ((day, event, outcome, reason), (count, bytes)) in &counts {
            query = query.bind(day).bind(*event).bind(*outcome).bind(reason).bind(count).bind(bytes);
        }
        query
    })
    .map(|_| ())
}

/// Signs how far the chain goes. The last head of a day stays as its anchor; one before it goes, since nobody shall find a
/// signed head to which the chain could be rolled back.
async fn sign(
    tx: &mut Tx,
    ring: &KeyRing,
    from: (i64, Hash),
    (seq, hash): (i64, Hash),
    now: Millis,
) -> Result<Option<Head>, sqlx::Error> {
    let before = Head::last(tx, HeadKind::Head).await?;
    let Some(head) = Head::sign(ring, HeadKind::Head, seq, &hash, now) else {
        tracing::error!("there is no key that signs the audit trail");
        return Ok(None);
    };
    match before {
        Some(before) if (before.seq, before.hash()) != (from.0, Some(from.1)) => {
            // It stays, as the proof of that.
            tracing::error!(signed = before.seq, found = from.0, "the audit chain does not end where it was signed");
        }
        Some(before) if before.seq < seq && day(before.at) == day(now.0) => before.forget(tx).await?,
        _ => {}
    }
    head.keep(tx).await?;
    let start = Head::last(tx, HeadKind::Start).await?.filter(|start| start.key_id != head.key_id);
    if let Some(start) = start
        && let Some(hash) = start.hash()
        && let Some(anew) = Head::sign(ring, HeadKind::Start, start.seq, &hash, now)
    {
        anew.keep(tx).await?;
    }
    Ok(Some(head))
}
