//! How much room documents take, and how much they may: live ones, those in the trash, all their versions, and what is
//! still arriving. It is counted as rows come and go, for each uploader and for all together, so nobody has to add it up.

use std::collections::BTreeMap;

use thiserror::Error;
use uuid::Uuid;

use crate::{
    db::{Db, Tx, statement::Statement},
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

/// Takes room for documents of an uploader, as far as the quotas go. Of two who take the last of it, one is refused; where there
/// is no quota, nobody waits for anybody.
pub async fn take(tx: &mut Tx, owner: UserId, bytes: i64, limits: &Limits) -> Result<(), RoomError> {
    if limits.quota.is_none() && limits.quota_ops.is_none() {
        return Ok(note(tx, [(owner, bytes)]).await?);
    }
    hold(tx, &[ALL, owner]).await?;
    let most = |quota: Option<u64>| quota.and_then(|quota| i64::try_from(quota).ok()).unwrap_or(i64::MAX);
    let taken = exec!(tx, |c| {
        sqlx::query(
            "UPDATE room_taken SET bytes = bytes + $5
             WHERE owner_id IN ($1, $3) AND $5 <= CASE owner_id WHEN $1 THEN CAST($2 AS BIGINT) ELSE $4 END - bytes
                 - CAST(COALESCE((SELECT SUM(c.bytes) FROM room_changes c
                       WHERE room_taken.owner_id = $3 OR c.owner_id = room_taken.owner_id), 0) AS BIGINT)",
        )
        .bind(owner)
        .bind(most(limits.quota_ops))
        .bind(ALL)
        .bind(most(limits.quota))
        .bind(bytes)
    })?;
    if taken == 2 { Ok(()) } else { Err(RoomError::QuotaExceeded) }
}

/// Gives room back that is not needed any more, to each of its owners.
pub async fn give_back(tx: &mut Tx, freed: impl IntoIterator<Item = (UserId, i64)>) -> Result<(), sqlx::Error> {
    note(tx, by_owner(freed).into_iter().map(|(owner, bytes)| (owner, -bytes))).await
}

/// Writes down what changes, to be [added up](add_up) soon: whoever changed a row that all have in common would wait until each
/// before them is committed.
async fn note(tx: &mut Tx, changes: impl IntoIterator<Item = (UserId, i64)>) -> Result<(), sqlx::Error> {
    let mut statement = Statement::new("INSERT INTO room_changes (id, owner_id, bytes) VALUES ");
    let mut count = 0;
    for (owner, bytes) in changes.into_iter().filter(|(_, bytes)| *bytes != 0) {
        statement = statement.push(if count == 0 { "(" } else { ", (" }).bind(Uuid::now_v7());
        statement = statement.push(", ").bind(owner.0).push(", ").bind(bytes).push(")");
        count += 1;
    }
    match count {
        0 => Ok(()),
        1 => tx.later(statement).await,
        _ => tx.later(statement.varying()).await,
    }
}

/// Keeps everybody else from adding to these rows until the transaction ends. All come first wherever several are held, so that
/// nobody waits in a circle.
async fn hold(tx: &mut Tx, owners: &[UserId]) -> Result<(), sqlx::Error> {
    for owner in owners {
        exec!(tx, |c| sqlx::query(
            "INSERT INTO room_taken (owner_id, bytes) VALUES ($1, 0)
             ON CONFLICT (owner_id) DO UPDATE SET bytes = room_taken.bytes"
        )
        .bind(owner))?;
    }
    Ok(())
}

/// Adds up so many changes, and says how many there were.
pub async fn add_up(db: &Db, most: i64) -> Result<usize, sqlx::Error> {
    let (is_due,): (bool,) = sql!(db, |c| sqlx::query_as("SELECT EXISTS (SELECT 1 FROM room_changes)").fetch_one(c))?;
    if !is_due {
        return Ok(0);
    }
    let mut tx = db.begin().await?;
    hold(&mut tx, &[ALL]).await?;
    let changes: Vec<(UserId, i64)> = sql!(&mut tx, |c| sqlx::query_as(
        "DELETE FROM room_changes WHERE id IN (SELECT id FROM room_changes ORDER BY id LIMIT $1)
         RETURNING owner_id, bytes"
    )
    .bind(most)
    .fetch_all(c))?;
    let count = changes.len();
    let by_owner = by_owner(changes);
    let together = (ALL, by_owner.values().sum());
    let mut statement = Statement::new("INSERT INTO room_taken (owner_id, bytes) VALUES ");
    for (at, (owner, bytes)) in by_owner.into_iter().chain([together]).enumerate() {
        statement = statement.push(if at == 0 { "(" } else { ", (" }).bind(owner.0).push(", ").bind(bytes).push(")");
    }
    let statement = statement.push(" ON CONFLICT (owner_id) DO UPDATE SET bytes = room_taken.bytes + excluded.bytes");
    statement.varying().execute_in(&mut tx).await?;
    tx.commit().await.map_err(sqlx::Error::from)?;
    Ok(count)
}

fn by_owner(changes: impl IntoIterator<Item = (UserId, i64)>) -> BTreeMap<UserId, i64> {
    let mut by_owner = BTreeMap::new();
    for (owner, bytes) in changes {
        *by_owner.entry(owner).or_default() += bytes;
    }
    by_owner
}

/// How much room all documents take together.
pub async fn taken(db: &Db) -> Result<u64, sqlx::Error> {
    let (bytes,): (i64,) = sql!(db, |c| sqlx::query_as(
        "SELECT CAST(COALESCE((SELECT bytes FROM room_taken WHERE owner_id = $1), 0)
             + COALESCE((SELECT SUM(bytes) FROM room_changes), 0) AS BIGINT)"
    )
    .bind(ALL)
    .fetch_one(c))?;
    Ok(u64::try_from(bytes).unwrap_or(0))
}

async fn taken_by(db: &Db, owner: UserId) -> Result<u64, sqlx::Error> {
    let (bytes,): (i64,) = sql!(db, |c| sqlx::query_as(
        "SELECT CAST(COALESCE((SELECT bytes FROM room_taken WHERE owner_id = $1), 0)
             + COALESCE((SELECT SUM(bytes) FROM room_changes WHERE owner_id = $1), 0) AS BIGINT)"
    )
    .bind(owner)
    .fetch_one(c))?;
    Ok(u64::try_from(bytes).unwrap_or(0))
}

/// How much is taken of the quota of which an uploader has the least left, and how much that one allows; nothing where there
/// is none.
pub async fn standing(db: &Db, owner: UserId, limits: &Limits) -> Result<Option<(u64, u64)>, sqlx::Error> {
    let mut all = Vec::new();
    if let Some(quota) = limits.quota_ops {
        all.push((taken_by(db, owner).await?, quota));
    }
    if let Some(quota) = limits.quota {
        all.push((taken(db).await?, quota));
    }
    Ok(all.into_iter().min_by_key(|(used, quota)| quota.saturating_sub(*used)))
}

/// Counts anew what is taken, where rows came or went without it.
pub async fn recount(tx: &mut Tx) -> Result<(), sqlx::Error> {
    exec!(tx, |c| sqlx::query("DELETE FROM room_changes"))?;
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

/// Says whether there is room for so much more of an uploader at this moment, for whoever need not begin otherwise.
pub async fn is_there(db: &Db, owner: UserId, bytes: u64, limits: &Limits) -> Result<bool, sqlx::Error> {
    if limits.quota.is_none() && limits.quota_ops.is_none() {
        return Ok(true);
    }
    if let Some(quota) = limits.quota_ops
        && taken_by(db, owner).await?.saturating_add(bytes) > quota
    {
        return Ok(false);
    }
    match limits.quota {
        Some(quota) => Ok(taken(db).await?.saturating_add(bytes) <= quota),
        None => Ok(true),
    }
}
