//! Writing down what was delivered, and counting what is whole.

use std::collections::BTreeMap;

use super::{Coverage, Delivered};
use crate::{
    clock::Millis,
    db::{Db, Tx, statement::Statement},
    exec,
    ids::{FileId, LinkId, UserId},
    sql,
};

/// Writes down what was delivered. Doing it twice counts nothing twice.
///
/// What was delivered whole in one answer is written together; each link of which only a part was has a transaction of its
/// own. So no two writers wait for each other: links come before downloads everywhere, each in order.
pub async fn record(db: &Db, delivered: Vec<Delivered>) -> Result<(), sqlx::Error> {
    let mut by_link: BTreeMap<LinkId, Delivered> = BTreeMap::new();
    for one in delivered {
        match by_link.get_mut(&one.link) {
            Some(known) => {
                known.coverage.add_all(&one.coverage);
                known.at = known.at.max(one.at);
            }
            None => drop(by_link.insert(one.link, one)),
        }
    }
    let (whole, parts): (Vec<Delivered>, Vec<Delivered>) =
        by_link.into_values().partition(|one| one.coverage.is_whole(one.size));
    if !whole.is_empty() {
        let mut tx = db.begin().await?;
        let first_time = note_whole(&mut tx, &whole).await?;
        count(&mut tx, whole.iter().filter(|one| first_time.contains(&one.link))).await?;
        tx.commit().await.map_err(sqlx::Error::from)?;
    }
    for part in parts {
        let mut tx = db.begin().await?;
        if note_part(&mut tx, &part).await? {
            count(&mut tx, [&part].into_iter()).await?;
        }
        tx.commit().await.map_err(sqlx::Error::from)?;
    }
    Ok(())
}

/// Notes links by which all was delivered, and says for which this is the first time.
async fn note_whole(tx: &mut Tx, whole: &[Delivered]) -> Result<Vec<LinkId>, sqlx::Error> {
    let mut note = Statement::new("INSERT INTO deliveries (link_id, pieces, delivered_at, expires_at) VALUES ");
    for (number, one) in whole.iter().enumerate() {
        note = note.push(if number == 0 { "(" } else { ", (" }).bind(one.link.0).push(", '', ").bind(one.at);
        note = note.push(", ").bind(one.expires_at).push(")");
    }
    let note = note.push(
        " ON CONFLICT (link_id) DO UPDATE SET delivered_at = excluded.delivered_at, pieces = ''
         WHERE deliveries.delivered_at IS NULL RETURNING link_id",
    );
    let noted: Vec<(LinkId,)> = note.varying().fetch_all_in(tx).await?;
    Ok(noted.into_iter().map(|(link,)| link).collect())
}

/// Notes a part of what is behind a link, and says whether it is whole by that.
async fn note_part(tx: &mut Tx, part: &Delivered) -> Result<bool, sqlx::Error> {
    let (before, delivered_at): (String, Option<Millis>) = sql!(tx, |c| sqlx::query_as(
        "INSERT INTO deliveries (link_id, pieces, expires_at) VALUES ($1, '[]', $2)
         ON CONFLICT (link_id) DO UPDATE SET expires_at = excluded.expires_at RETURNING pieces, delivered_at"
    )
    .bind(part.link)
    .bind(part.expires_at)
    .fetch_one(c))?;
    if delivered_at.is_some() {
        return Ok(false);
    }
    let mut coverage = Coverage::from_text(&before);
    coverage.add_all(&part.coverage);
    let is_whole = coverage.is_whole(part.size);
    exec!(tx, |c| sqlx::query("UPDATE deliveries SET pieces = $2, delivered_at = $3 WHERE link_id = $1")
        .bind(part.link)
        .bind(if is_whole { String::new() } else { coverage.to_text() })
        .bind(is_whole.then_some(part.at)))?;
    Ok(is_whole)
}

/// Counts downloads that were delivered whole. What they had reserved is used.
async fn count(tx: &mut Tx, whole: impl Iterator<Item = &Delivered> + Clone) -> Result<(), sqlx::Error> {
    let mut counts: BTreeMap<(FileId, UserId), i64> = BTreeMap::new();
    for one in whole.clone() {
        for file in &one.files {
            *counts.entry((*file, one.user)).or_default() += 1;
        }
    }
    for ((file, user), count) in counts {
        exec!(tx, |c| sqlx::query(
            "UPDATE downloads SET delivered = delivered + $3 WHERE file_id = $1 AND user_id = $2"
        )
        .bind(file)
        .bind(user)
        .bind(count))?;
    }
    let mut used = Statement::new("DELETE FROM reservations WHERE link_id IN (");
    let mut is_any = false;
    for one in whole {
        used = used.push(if is_any { ", " } else { "" }).bind(one.link.0);
        is_any = true;
    }
    if is_any { used.push(")").varying().execute_in(tx).await.map(|_| ()) } else { Ok(()) }
}
