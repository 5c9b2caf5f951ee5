//! How much room documents take, and how much they may: live ones, those in the trash, all their versions, and what is
//! still arriving. It is counted as rows come and go, for each uploader and for all together, so nobody has to add it up.

use std::collections::BTreeMap;

use thiserror::Error;
use uuid::Uuid;

use crate::{
    db::{Db, Tx},
    exec,
    ids::UserId,
    settings::Limits,
    sql,
};

/// The row of all uploaders together.
const ALL: UserId = UserId(Uuid::nil());

/// Why there is no room for more.
#[derive(Debug, Error)]
pub enum RoomError {
    /// More than a quota allows.
    #[error("the quota is used up")]
    QuotaExceeded,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Takes room for documents of an uploader, as far as the quotas go. Of two who take the last of it, one is refused.
pub async fn take(tx: &mut Tx, owner: UserId, bytes: i64, limits: &Limits) -> Result<(), RoomError> {
    let most = |quota: Option<u64>| quota.and_then(|quota| i64::try_from(quota).ok()).unwrap_or(i64::MAX);
    // The owner's row first, wherever both are changed, so that nobody waits in a circle.
    let taken = exec!(tx, |c| {
        sqlx::query(
            "INSERT INTO room_taken (owner_id, bytes)
         SELECT column1, $5 FROM (VALUES ($1, $2), ($3, $4)) AS whose WHERE column2 >= $5
         ON CONFLICT (owner_id) DO UPDATE SET bytes = room_taken.bytes + $5
             WHERE room_taken.bytes <= CASE room_taken.owner_id WHEN $1 THEN $2 ELSE $4 END - $5",
        )
        .bind(owner)
        .bind(most(limits.quota_ops))
        .bind(ALL)
        .bind(most(limits.quota))
        .bind(bytes)
    })?;
    if taken == 2 { Ok(()) } else { Err(RoomError::QuotaExceeded) }
}

/// How much room all documents take together.
pub async fn taken(db: &Db) -> Result<u64, sqlx::Error> {
    taken_by(db, ALL).await
}

async fn taken_by(db: &Db, owner: UserId) -> Result<u64, sqlx::Error> {
    let taken: Option<(i64,)> =
        sql!(db, |c| sqlx::query_as("SELECT bytes FROM room_taken WHERE owner_id = $1").bind(owner).fetch_optional(c))?;
    Ok(taken.map_or(0, |(bytes,)| u64::try_from(bytes).unwrap_or(0)))
}

/// Counts anew what is taken, where rows came or went without it.
pub async fn recount(tx: &mut Tx) -> Result<(), sqlx::Error> {
    exec!(tx, |c| sqlx::query("DELETE FROM room_taken"))?;
    exec!(tx, |c| sqlx::query(
        "INSERT INTO room_taken (owner_id, bytes)
         SELECT owner_id, CAST(SUM(bytes) AS BIGINT) FROM (
             SELECT COALESCE(version_by, uploaded_by) AS owner_id, size AS bytes FROM files
             UNION ALL SELECT uploaded_by, size FROM file_versions
             UNION ALL SELECT owner_id, reserved FROM uploads) AS taken
         GROUP BY owner_id"
    ))?;
    exec!(tx, |c| sqlx::query(
        "INSERT INTO room_taken (owner_id, bytes)
         SELECT $1, CAST(SUM(bytes) AS BIGINT) FROM room_taken HAVING COUNT(*) > 0"
    )
    .bind(ALL))
    .map(|_| ())
}

/// Gives room back that is not needed any more, to each of its owners.
pub async fn give_back(tx: &mut Tx, freed: impl IntoIterator<Item = (UserId, i64)>) -> Result<(), sqlx::Error> {
    let mut by_owner = BTreeMap::<UserId, i64>::new();
    for (owner, bytes) in freed {
        *by_owner.entry(owner).or_default() += bytes;
    }
    let together = (ALL, by_owner.values().sum());
    // The row of all comes last, as for whoever takes room, and the owners in one order: nobody waits in a circle.
    for (whose, bytes) in by_owner.into_iter().chain([together]) {
        exec!(tx, |c| sqlx::query("UPDATE room_taken SET bytes = bytes - $2 WHERE owner_id = $1")
            .bind(whose)
            .bind(bytes))?;
    }
    Ok(())
}

/// Says whether there is room for so much more of an uploader at this moment, for whoever need not begin otherwise.
pub async fn is_there(db: &Db, owner: UserId, bytes: u64, limits: &Limits) -> Result<bool, sqlx::Error> {
    if limits.quota.is_none() && limits.quota_ops.is_none() {
        return Ok(true);
    }
    for (whose, quota) in [(owner, limits.quota_ops), (ALL, limits.quota)] {
        let Some(quota) = quota else { continue };
        if taken_by(db, whose).await?.saturating_add(bytes) > quota {
            return Ok(false);
        }
    }
    Ok(true)
}
