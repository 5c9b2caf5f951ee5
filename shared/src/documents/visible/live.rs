//! What those who look on see: of documents to which something happened those that are theirs, and those that are theirs at all.

use uuid::Uuid;

use super::{Filter, Shown, Wanted, columns, list::shown_to_client, rule, sees};
use crate::{
    clock::Millis,
    db::{Db, page::Page, statement::Statement},
    documents::{files::FileRow, sorting::Sort},
    ids::FileId,
    people::{names::Role, sessions::Reader},
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

/// A place among documents in the order in which their time is over: behind all that came to their end by then, or behind one
/// of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Expired {
    /// When the time of it was over.
    #[sqlx(rename = "expires_at")]
    pub at: Millis,
    /// The document.
    pub id: FileId,
}

impl Expired {
    /// The place behind all whose time was over by then.
    pub fn by(at: Millis) -> Self {
        Self { at, id: FileId(Uuid::max()) }
    }
}

/// Up to `limit` documents behind this place whose time was over by a moment.
pub async fn expired_between(db: &Db, from: Expired, to: Millis, limit: i64) -> Result<Vec<Expired>, sqlx::Error> {
    sql!(db, |c| sqlx::query_as(
        "SELECT id, expires_at FROM files
         WHERE expires_at >= $1 AND expires_at <= $3 AND (expires_at > $1 OR id > $2) ORDER BY expires_at, id LIMIT $4"
    )
    .bind(from.at)
    .bind(from.id)
    .bind(to)
    .bind(limit)
    .fetch_all(c))
}

/// Says whether since then the time of a document was over that is a reader's.
pub async fn has_any_expired(db: &Db, reader: &Reader, since: Millis) -> Result<bool, sqlx::Error> {
    let over = Statement::new("SELECT f.id FROM files f WHERE f.expires_at > ").bind(since);
    let over = over.push(" AND f.expires_at <= ").bind(reader.now).push(" AND ");
    let theirs = match reader.role {
        Role::Client => rule::is_meant_for(over.push(rule::IS_OPEN_OR_OVER).push(" AND "), reader.user),
        Role::Ops => over.push("f.trashed_at IS NULL"),
    };
    let found: Option<(FileId,)> = theirs.push(" LIMIT 1").fetch_optional(db).await?;
    Ok(found.is_some())
}
