//! How documents go: into the trash, out of it again, and for good.

use crate::{
    clock::Millis,
    db::{Db, Tx, statement::Statement},
    documents::{links, room, versions},
    exec,
    ids::{BlobId, FileId, UserId},
    jobs::{Job, JobError},
    sql,
};

/// How many are put into the trash by one statement.
const AT_ONCE: usize = 500;

/// A document as whoever ends it must know it.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Standing {
    /// Who uploaded it.
    pub uploaded_by: UserId,
    /// Nobody may remove it.
    pub legal_hold: bool,
    /// When it went into the trash.
    pub trashed_at: Option<Millis>,
    /// When the version that clients have was uploaded.
    pub uploaded_at: Millis,
}

/// How a document stands, if there is one. Nobody else changes that until the transaction ends.
pub async fn standing(tx: &mut Tx, id: FileId) -> Result<Option<Standing>, sqlx::Error> {
    let held = versions::held(id).push(" RETURNING uploaded_by, legal_hold, trashed_at, uploaded_at");
    Ok(held.fetch_all_in(tx).await?.pop())
}

/// Puts a document into the trash, and says whether it was neither there nor under legal hold. Links to it are void, also
/// should it come back.
pub async fn trash(tx: &mut Tx, id: FileId, now: Millis) -> Result<bool, sqlx::Error> {
    Ok(!trash_all(tx, &[id], now).await?.is_empty())
}

/// The same for many, and which of them it was done to.
pub async fn trash_all(tx: &mut Tx, ids: &[FileId], now: Millis) -> Result<Vec<FileId>, sqlx::Error> {
    let mut done: Vec<(FileId,)> = Vec::with_capacity(ids.len());
    for ids in ids.chunks(AT_ONCE) {
        let update = Statement::new("UPDATE files SET trashed_at = ").bind(now);
        let update =
            update.push(", link_epoch = link_epoch + 1 WHERE trashed_at IS NULL AND NOT legal_hold AND id IN ");
        let update = update.bind_list(ids.iter().map(|id| id.0)).push(" RETURNING id").varying();
        done.extend(update.fetch_all_in::<(FileId,)>(tx).await?);
    }
    let done: Vec<FileId> = done.into_iter().map(|(id,)| id).collect();
    links::forget_all(tx, &done).await?;
    Ok(done)
}

/// Takes a document out of the trash, and says whether it was there.
pub async fn restore(tx: &mut Tx, id: FileId) -> Result<bool, sqlx::Error> {
    let rows =
        exec!(tx, |c| sqlx::query("UPDATE files SET trashed_at = NULL WHERE id = $1 AND trashed_at IS NOT NULL")
            .bind(id))?;
    Ok(rows == 1)
}

/// Up to `limit` documents that were uploaded before, and are neither in the trash nor under legal hold.
pub async fn too_old(db: &Db, before: Millis, limit: i64) -> Result<Vec<FileId>, sqlx::Error> {
    let ids: Vec<(FileId,)> = sql!(db, |c| sqlx::query_as(
        "SELECT id FROM files WHERE trashed_at IS NULL AND NOT legal_hold AND uploaded_at <= $1
         ORDER BY uploaded_at, id LIMIT $2"
    )
    .bind(before)
    .bind(limit)
    .fetch_all(c))?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// Says whether a document is still [too old](too_old): a version may have come meanwhile.
pub async fn is_too_old(tx: &mut Tx, id: FileId, before: Millis) -> Result<bool, sqlx::Error> {
    let standing = standing(tx, id).await?;
    Ok(standing.is_some_and(|standing| standing.trashed_at.is_none() && standing.uploaded_at <= before))
}

/// Up to `limit` documents that went into the trash before, and are not under legal hold.
pub async fn long_in_trash(db: &Db, before: Millis, limit: i64) -> Result<Vec<FileId>, sqlx::Error> {
    let ids: Vec<(FileId,)> = sql!(db, |c| sqlx::query_as(
        "SELECT id FROM files WHERE trashed_at <= $1 AND NOT legal_hold ORDER BY trashed_at, id LIMIT $2"
    )
    .bind(before)
    .bind(limit)
    .fetch_all(c))?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// Erases a document that is still in the trash as it was `before`, and says whether it did.
pub async fn erase_from_trash(tx: &mut Tx, id: FileId, before: Millis, now: Millis) -> Result<bool, JobError> {
    match standing(tx, id).await? {
        Some(Standing { trashed_at: Some(at), .. }) if at <= before => erase(tx, id, now).await,
        _ => Ok(false),
    }
}

#[derive(sqlx::FromRow)]
struct Bytes {
    blob: BlobId,
    size: i64,
    uploaded_by: UserId,
}

/// Erases a document that is not under legal hold, with all its versions, and says whether it did. A job removes its bytes.
pub async fn erase(tx: &mut Tx, id: FileId, now: Millis) -> Result<bool, JobError> {
    // No version comes meanwhile.
    versions::hold(tx, id).await?;
    let versions: Vec<Bytes> = sql!(tx, |c| sqlx::query_as(
        "DELETE FROM file_versions WHERE file_id IN (SELECT id FROM files WHERE id = $1 AND NOT legal_hold)
         RETURNING blob, size, uploaded_by"
    )
    .bind(id)
    .fetch_all(c))?;
    let file: Option<Bytes> = sql!(tx, |c| sqlx::query_as(
        "DELETE FROM files WHERE id = $1 AND NOT legal_hold
         RETURNING blob, size, COALESCE(version_by, uploaded_by) AS uploaded_by"
    )
    .bind(id)
    .fetch_optional(c))?;
    let Some(file) = file else { return Ok(false) };
    let all: Vec<Bytes> = versions.into_iter().chain([file]).collect();
    for Bytes { blob, .. } in &all {
        Job::EraseBlob { blob: *blob }.enqueue(tx, now).await?;
    }
    room::give_back(tx, all.iter().map(|bytes| (bytes.uploaded_by, bytes.size))).await?;
    Ok(true)
}
