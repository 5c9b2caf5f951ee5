//! Downloads of which there are only so many.

use uuid::Uuid;

use crate::{
    clock::Millis,
    db::{Db, Tx},
    documents::versions,
    exec,
    ids::{FileId, LinkId, UserId},
    sql,
};

/// A document that each account may download so often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Limited {
    /// The document.
    pub file: FileId,
    /// How often.
    pub most: i64,
}

/// What became of a wish to download.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reserved {
    /// The link may be followed.
    All,
    /// One of the documents was downloaded as often as the account may.
    UsedUp,
    /// One of the documents is not there any more.
    Gone,
}

/// Says whether an account has downloaded a document as often as it may, with what is reserved.
pub async fn is_reached(db: &Db, limited: Limited, user: UserId, now: Millis) -> Result<bool, sqlx::Error> {
    is_reached_by_others(db, limited, user, LinkId(Uuid::nil()), now).await
}

/// Says whether a link would get what it [reserves](reserve), for whoever takes nothing yet.
pub async fn is_free(db: &Db, link: LinkId, user: UserId, files: &[Limited], now: Millis) -> Result<bool, sqlx::Error> {
    if files.is_empty() || super::is_delivered(db, link).await? {
        return Ok(true);
    }
    for limited in files {
        if is_reached_by_others(db, *limited, user, link, now).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The same as [`is_reached`], without what this link has reserved itself.
async fn is_reached_by_others(
    db: &Db,
    limited: Limited,
    user: UserId,
    link: LinkId,
    now: Millis,
) -> Result<bool, sqlx::Error> {
    let (taken,): (i64,) = sql!(db, |c| {
        sqlx::query_as(
        "SELECT COALESCE((SELECT d.delivered FROM downloads d WHERE d.file_id = $1 AND d.user_id = $2), 0)
              + (SELECT COUNT(*) FROM reservations r WHERE r.file_id = $1 AND r.user_id = $2 AND r.expires_at > $3
                 AND r.link_id <> $4
                 AND NOT EXISTS (SELECT 1 FROM deliveries v WHERE v.link_id = r.link_id AND v.delivered_at IS NOT NULL))"
    )
    .bind(limited.file)
    .bind(user)
    .bind(now)
    .bind(link)
    .fetch_one(c)
    })?;
    Ok(taken >= limited.most)
}

/// Reserves a download of each of these documents for a link, unless one of them is used up or gone. A link that was delivered
/// once may deliver again.
///
/// Of several links that reach for the last one, in however many processes, one gets it: the account's row of the document is
/// locked first.
pub async fn reserve(
    db: &Db,
    link: LinkId,
    user: UserId,
    mut files: Vec<Limited>,
    expires_at: Millis,
    now: Millis,
) -> Result<Reserved, sqlx::Error> {
    if files.is_empty() || super::is_delivered(db, link).await? {
        return Ok(Reserved::All);
    }
    files.sort_unstable();
    let mut tx = db.begin().await?;
    for limited in files {
        if !versions::hold(&mut tx, limited.file).await? {
            return Ok(Reserved::Gone);
        }
        if !reserve_one(&mut tx, link, user, limited, expires_at, now).await? {
            drop(tx);
            // It may have been counted just now.
            return Ok(if super::is_delivered(db, link).await? { Reserved::All } else { Reserved::UsedUp });
        }
    }
    tx.commit().await.map_err(sqlx::Error::from)?;
    Ok(Reserved::All)
}

/// Keeps what a link has reserved until then, whose download goes on longer than the link is good.
pub async fn keep_reserved(db: &Db, link: LinkId, until: Millis) -> Result<(), sqlx::Error> {
    exec!(db, |c| sqlx::query("UPDATE reservations SET expires_at = $2 WHERE link_id = $1 AND expires_at < $2")
        .bind(link)
        .bind(until))
    .map(|_| ())
}

async fn reserve_one(
    tx: &mut Tx,
    link: LinkId,
    user: UserId,
    limited: Limited,
    expires_at: Millis,
    now: Millis,
) -> Result<bool, sqlx::Error> {
    let (delivered,): (i64,) = sql!(tx, |c| sqlx::query_as(
        "INSERT INTO downloads (file_id, user_id, first_at, last_at) VALUES ($1, $2, $3, $3)
         ON CONFLICT (file_id, user_id) DO UPDATE SET last_at = excluded.last_at RETURNING delivered"
    )
    .bind(limited.file)
    .bind(user)
    .bind(now)
    .fetch_one(c))?;
    // A link that was just counted may have reserved once more meanwhile: it counts once.
    let (reserved, is_ours): (i64, i64) = sql!(tx, |c| sqlx::query_as(
        "SELECT COALESCE(SUM(CASE WHEN r.link_id <> $4 THEN 1 ELSE 0 END), 0),
                COALESCE(SUM(CASE WHEN r.link_id = $4 THEN 1 ELSE 0 END), 0)
         FROM reservations r WHERE r.file_id = $1 AND r.user_id = $2 AND r.expires_at > $3
         AND NOT EXISTS (SELECT 1 FROM deliveries v WHERE v.link_id = r.link_id AND v.delivered_at IS NOT NULL)"
    )
    .bind(limited.file)
    .bind(user)
    .bind(now)
    .bind(link)
    .fetch_one(c))?;
    if is_ours > 0 {
        return Ok(true);
    }
    if delivered + reserved >= limited.most {
        return Ok(false);
    }
    exec!(tx, |c| sqlx::query(
        "INSERT INTO reservations (link_id, file_id, user_id, expires_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING"
    )
    .bind(link)
    .bind(limited.file)
    .bind(user)
    .bind(expires_at))?;
    Ok(true)
}
