//! What has outlived its time goes, by whole days from the front; a signed start says so, and the rest stays provable.

use std::time::Duration;

use super::{
    heads::{Head, HeadKind},
    sealing::day,
};
use crate::{
    clock::{Millis, whole_millis},
    db::{Db, Tx},
    exec,
    keys::KeyRing,
    sql,
};

/// So much goes in one transaction, so that nobody waits long.
const BATCH: i64 = 2000;

/// Takes away what was sealed on days that ended before this length of time, and says how many events these were.
pub async fn retire(db: &Db, ring: &KeyRing, keep: Duration, now: Millis) -> Result<u64, sqlx::Error> {
    let before = Millis(day(now.0 - whole_millis(keep)));
    let mut tx = db.begin().await?;
    let Some(anchor) = Head::last_before(&mut tx, before).await? else { return Ok(0) };
    let begun = Head::last(&mut tx, HeadKind::Start).await?;
    if begun.as_ref().is_none_or(|start| start.seq < anchor.seq) {
        let hash =
            anchor.hash().ok_or_else(|| sqlx::Error::Decode("an anchor of the audit trail has no hash".into()))?;
        let Some(start) = Head::sign(ring, HeadKind::Start, anchor.seq, &hash, now) else { return Ok(0) };
        start.keep(&mut tx).await?;
        if let Some(before) = begun {
            before.forget(&mut tx).await?;
        }
        tx.commit().await?;
    }
    let mut gone = 0;
    loop {
        let mut tx = db.begin().await?;
        let events = take(&mut tx).await?;
        tx.commit().await?;
        gone += events;
        if events == 0 {
            return Ok(gone);
        }
    }
}

/// Takes away some of what lies before the signed start.
async fn take(tx: &mut Tx) -> Result<u64, sqlx::Error> {
    let Some(start) = Head::last(tx, HeadKind::Start).await? else { return Ok(0) };
    let first: Option<(i64,)> =
        sql!(tx, |c| sqlx::query_as("SELECT seq FROM audit_chain ORDER BY seq LIMIT 1").fetch_optional(c))?;
    let Some((first,)) = first.filter(|(first,)| *first <= start.seq) else { return Ok(0) };
    let last = start.seq.min(first + BATCH - 1);
    exec!(tx, |c| sqlx::query(
        "DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_chain WHERE seq <= $1)"
    )
    .bind(last))?;
    exec!(tx, |c| sqlx::query("DELETE FROM audit_chain WHERE seq <= $1").bind(last))
}

/// Takes away personal parts that no event names any more, and says how many.
pub async fn forget_unused(db: &Db) -> Result<u64, sqlx::Error> {
    exec!(db, |c| sqlx::query(
        "DELETE FROM audit_personal
         WHERE NOT EXISTS (SELECT 1 FROM audit_events e WHERE e.personal = audit_personal.hash)"
    ))
}
