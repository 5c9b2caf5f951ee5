//! What the rows say about stored bytes, a page at a time.

use shared::{
    db::{Db, Tx},
    ids::{BlobId, FileId},
    sql,
};

/// Rows that are read at once.
const PAGE: i64 = 500;

/// All versions of documents.
const QUERY: &str = "SELECT id, blob, size, sha256 FROM files WHERE blob > $1 AND blob <= $2
    UNION ALL SELECT file_id AS id, blob, size, sha256 FROM file_versions WHERE blob > $1 AND blob <= $2
    ORDER BY blob LIMIT $3";

/// The bytes of a version of a document as its row knows them.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct StoredRow {
    pub(crate) id: FileId,
    pub(crate) blob: BlobId,
    pub(crate) size: i64,
    pub(crate) sha256: String,
}

/// The rows of one shard whose blobs come after `after`; none when there are no more.
pub(crate) async fn page(db: &Db, shard: u8, after: Option<BlobId>) -> Result<Vec<StoredRow>, sqlx::Error> {
    let (after, last) = span(shard, after);
    sql!(db, |c| sqlx::query_as(QUERY).bind(after).bind(last).bind(PAGE).fetch_all(c))
}

/// The same inside a transaction.
pub(crate) async fn page_in(tx: &mut Tx, shard: u8, after: Option<BlobId>) -> Result<Vec<StoredRow>, sqlx::Error> {
    let (after, last) = span(shard, after);
    sql!(tx, |c| sqlx::query_as(QUERY).bind(after).bind(last).bind(PAGE).fetch_all(c))
}

/// No random id ends in only zeros, so the lowest of a shard need not be met.
fn span(shard: u8, after: Option<BlobId>) -> (BlobId, BlobId) {
    let (first, last) = BlobId::span_of(shard);
    (after.unwrap_or(first), last)
}
