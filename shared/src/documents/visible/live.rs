//! What those who look on see: of documents to which something happened those that are theirs, and those that are theirs at all.

use super::{Filter, Shown, Wanted, columns, list::shown_to_client, sees};
use crate::{
    clock::Millis,
    db::{Db, page::Page},
    documents::{files::FileRow, sorting::Sort},
    ids::FileId,
    people::sessions::Reader,
    sql,
};

/// So many are asked for by one statement.
const AT_ONCE: usize = 500;

/// How many of the newest are looked at to see what somebody sees at all.
const NEWEST: u16 = 500;

/// Those of these documents that a reader sees, in no order. Whether their session is live is asked before, for all readers at
/// once.
pub async fn seen_of(db: &Db, reader: &Reader, ids: &[FileId]) -> Result<Vec<FileRow>, sqlx::Error> {
    let mut seen = Vec::new();
    for ids in ids.chunks(AT_ONCE) {
        let known = columns(reader.role, reader.user)
            .push(" FROM files f LEFT JOIN users uploader ON uploader.id = f.uploaded_by");
        let known = known.push(" WHERE f.id IN ").bind_list(ids.iter().map(|id| id.0));
        seen.extend(sees(known, reader).varying().fetch_all::<FileRow>(db).await?);
    }
    Ok(seen)
}

/// The newest documents that a client sees.
pub async fn newest(db: &Db, reader: &Reader) -> Result<Vec<Shown>, sqlx::Error> {
    let wanted = Wanted { sort: Sort::LATEST, filter: Filter::default() };
    Ok(shown_to_client(db, reader, &wanted, &Page { limit: NEWEST, after: None }).await?.rows)
}

/// Up to `limit` documents whose time was over after one moment, and by another.
pub async fn expired_between(db: &Db, from: Millis, to: Millis, limit: i64) -> Result<Vec<FileId>, sqlx::Error> {
    let ids: Vec<(FileId,)> = sql!(db, |c| sqlx::query_as(
        "SELECT id FROM files WHERE expires_at > $1 AND expires_at <= $2 ORDER BY expires_at, id LIMIT $3"
    )
    .bind(from)
    .bind(to)
    .bind(limit)
    .fetch_all(c))?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}
