//! Several documents behind one link. What stands in the zip is settled when the link is made: so its bytes are the same each
//! time. Whether each of them may still leave is for [`visible`](super::visible) to say, at each use.

use uuid::Uuid;

use crate::{
    clock::Millis,
    db::{Db, Tx, statement::Statement},
    exec,
    ids::{BlobId, FileId, LinkId, UserId},
    sql,
};

/// A zip.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Zip {
    /// Its link.
    pub id: LinkId,
    /// The account that it is for.
    pub user_id: UserId,
    /// Its name.
    pub name: String,
    /// When it ends.
    pub expires_at: Millis,
}

/// A document in a zip.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ZipMember {
    /// The document.
    pub file_id: FileId,
    /// Which version of it.
    pub version: i64,
    /// The epoch of its links: in a later one, the zip is void.
    pub link_epoch: i64,
    /// Its name in the zip.
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// CRC-32 of its bytes.
    pub crc32: i64,
    /// SHA-256 of its bytes, in lower-case hex.
    pub sha256: String,
    /// When it was uploaded.
    pub modified: Millis,
}

/// Where the bytes of a document are, and their CRC-32 if it is known.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Bytes {
    /// The document.
    pub id: FileId,
    /// Its bytes.
    pub blob: BlobId,
    /// Their CRC-32.
    pub crc32: Option<i64>,
}

impl Zip {
    /// Makes rows of it.
    pub async fn make(&self, tx: &mut Tx, members: &[ZipMember]) -> Result<(), sqlx::Error> {
        exec!(tx, |c| sqlx::query("INSERT INTO zips (id, user_id, name, expires_at) VALUES ($1, $2, $3, $4)")
            .bind(self.id)
            .bind(self.user_id)
            .bind(&self.name)
            .bind(self.expires_at))?;
        let mut rows = Statement::new(
            "INSERT INTO zip_members (zip_id, place, file_id, version, link_epoch, name, size, crc32, sha256, modified) VALUES ",
        );
        for (place, member) in (0_i64..).zip(members) {
            rows = rows.push(if place == 0 { "(" } else { ", (" }).bind(self.id.0);
            rows = rows.push(", ").bind(place).push(", ").bind(member.file_id.0).push(", ").bind(member.version);
            rows = rows.push(", ").bind(member.link_epoch).push(", ").bind(member.name.as_str());
            rows = rows.push(", ").bind(member.size).push(", ").bind(member.crc32);
            rows = rows.push(", ").bind(member.sha256.as_str()).push(", ").bind(member.modified).push(")");
        }
        if members.is_empty() { Ok(()) } else { rows.varying().execute_in(tx).await.map(|_| ()) }
    }

    /// A zip and what is in it, in order.
    pub async fn find(db: &Db, id: LinkId) -> Result<Option<(Self, Vec<ZipMember>)>, sqlx::Error> {
        let zip: Option<Self> =
            sql!(db, |c| sqlx::query_as("SELECT id, user_id, name, expires_at FROM zips WHERE id = $1")
                .bind(id)
                .fetch_optional(c))?;
        let Some(zip) = zip else { return Ok(None) };
        let members = sql!(db, |c| sqlx::query_as(
            "SELECT file_id, version, link_epoch, name, size, crc32, sha256, modified
             FROM zip_members WHERE zip_id = $1 ORDER BY place"
        )
        .bind(id)
        .fetch_all(c))?;
        Ok(Some((zip, members)))
    }
}

/// Forgets zips whose links have ended, and says how many.
pub async fn sweep(db: &Db, now: Millis) -> Result<u64, sqlx::Error> {
    exec!(db, |c| sqlx::query("DELETE FROM zips WHERE expires_at <= $1").bind(now))
}

/// The bytes of documents that somebody has been found to be allowed to download.
pub async fn bytes_of(db: &Db, ids: &[FileId]) -> Result<Vec<Bytes>, sqlx::Error> {
    let of = Statement::new("SELECT id, blob, crc32 FROM files WHERE id IN ");
    of.bind_list(ids.iter().map(|id| id.0)).varying().fetch_all(db).await
}

/// Where those begin whose CRC-32 nobody knows.
pub const BEFORE_ALL: FileId = FileId(Uuid::nil());

/// Documents behind `after` whose CRC-32 nobody knows, in order of their ids.
pub async fn without_crc32(db: &Db, after: FileId, most: u16) -> Result<Vec<Bytes>, sqlx::Error> {
    sql!(db, |c| sqlx::query_as(
        "SELECT id, blob, crc32 FROM files WHERE crc32 IS NULL AND id > $1 ORDER BY id LIMIT $2"
    )
    .bind(after)
    .bind(i64::from(most))
    .fetch_all(c))
}

/// Notes the CRC-32 of a document, as long as these are its bytes.
pub async fn note_crc32(db: &Db, of: Bytes, crc32: u32) -> Result<(), sqlx::Error> {
    exec!(db, |c| sqlx::query("UPDATE files SET crc32 = $3 WHERE id = $1 AND blob = $2")
        .bind(of.id)
        .bind(of.blob)
        .bind(i64::from(crc32)))
    .map(|_| ())
}
