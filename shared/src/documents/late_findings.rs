//! Findings in documents that were open until then, and who has these documents.

use std::time::Duration;

use crate::{
    clock::Millis,
    db::{Db, Tx},
    documents::files::FileName,
    exec,
    ids::{FileId, FindingId, UserId},
    jobs::Job,
    sql,
};
use uuid::Uuid;

/// Whoever began to download so shortly before may have the whole by now, though that is not written down yet.
const UNDER_WAY: Duration = Duration::from_hours(1);

/// Something that was found in a document which was open until then.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct LateFinding {
    /// Its id.
    pub id: FindingId,
    /// The document, which may be gone.
    pub file_id: FileId,
    /// Its name.
    pub name: FileName,
    /// Who uploaded it, in the version in which it was found.
    pub uploaded_by: UserId,
    /// When they did.
    pub uploaded_at: Millis,
    /// When it was found.
    pub found_at: Millis,
}

/// When somebody had a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Had {
    /// They downloaded it, for the first and for the last time then.
    Downloaded(Millis, Millis),
    /// They were given a link to it then.
    Link(Millis),
    /// They uploaded it then.
    Uploaded(Millis),
}

/// Notes that something was found in a version of a document that was open. A job sees who has it.
pub(super) async fn note(tx: &mut Tx, (file, version): (FileId, i64), now: Millis) -> Result<(), sqlx::Error> {
    let id = FindingId::new();
    // The version that clients have has no row of its own.
    exec!(tx, |c| sqlx::query(
        "INSERT INTO late_findings (id, file_id, name, uploaded_by, uploaded_at, found_at)
         SELECT $2, f.id, f.name, COALESCE(v.uploaded_by, f.version_by, f.uploaded_by),
                COALESCE(v.uploaded_at, f.uploaded_at), $3
         FROM files f LEFT JOIN file_versions v ON v.file_id = f.id AND v.version = $4 WHERE f.id = $1"
    )
    .bind(file)
    .bind(id)
    .bind(now)
    .bind(version))?;
    Job::LateFinding { finding: id }.enqueue(tx, now).await.map_err(sqlx::Error::from)?;
    Ok(())
}

/// Forgets what was found before, and says how many these are.
pub async fn sweep(db: &Db, before: Millis) -> Result<u64, sqlx::Error> {
    exec!(db, |c| sqlx::query("DELETE FROM late_findings WHERE found_at < $1").bind(before))
}

impl LateFinding {
    /// The finding of this id, unless it is forgotten.
    pub async fn find(db: &Db, id: FindingId) -> Result<Option<Self>, sqlx::Error> {
        sql!(db, |c| sqlx::query_as(
            "SELECT id, file_id, name, uploaded_by, uploaded_at, found_at FROM late_findings WHERE id = $1"
        )
        .bind(id)
        .fetch_optional(c))
    }

    /// Up to `limit` accounts after this one that have the document: who uploaded it, who downloaded it, and who had a link to
    /// it when it was shut. In the order of their ids.
    pub async fn whose(&self, db: &Db, after: Option<UserId>, limit: i64) -> Result<Vec<UserId>, sqlx::Error> {
        let accounts: Vec<(UserId,)> = sql!(db, |c| sqlx::query_as(
            "SELECT id FROM users WHERE id > $5 AND id IN (
                 SELECT user_id FROM downloads WHERE file_id = $1 AND (delivered > 0 OR last_at > $3)
                 UNION ALL SELECT user_id FROM links WHERE file_id = $1 AND expires_at > $2
                 UNION ALL SELECT uploaded_by FROM late_findings WHERE id = $4)
             ORDER BY id LIMIT $6"
        )
        .bind(self.file_id)
        .bind(self.found_at)
        .bind(self.found_at - UNDER_WAY)
        .bind(self.id)
        .bind(after.unwrap_or(UserId(Uuid::nil())))
        .bind(limit)
        .fetch_all(c))?;
        Ok(accounts.into_iter().map(|(id,)| id).collect())
    }

    /// When this account had the document, as far as that is known.
    pub async fn had_by(&self, db: &Db, user: UserId) -> Result<Option<Had>, sqlx::Error> {
        if self.uploaded_by == user {
            return Ok(Some(Had::Uploaded(self.uploaded_at)));
        }
        let downloaded: Option<(Millis, Millis)> = sql!(db, |c| sqlx::query_as(
            "SELECT first_at, last_at FROM downloads WHERE file_id = $1 AND user_id = $2"
        )
        .bind(self.file_id)
        .bind(user)
        .fetch_optional(c))?;
        if let Some((first, last)) = downloaded {
            return Ok(Some(Had::Downloaded(first, last)));
        }
        let link: Option<(Millis,)> = sql!(db, |c| sqlx::query_as(
            "SELECT created_at FROM links WHERE user_id = $1 AND file_id = $2 ORDER BY id LIMIT 1"
        )
        .bind(user)
        .bind(self.file_id)
        .fetch_optional(c))?;
        Ok(link.map(|(at,)| Had::Link(at)))
    }
}
