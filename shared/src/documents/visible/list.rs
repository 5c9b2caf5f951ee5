//! Pages of the documents that somebody sees, and how many there are.
//!
//! What a client sees is put together from two arms, which have nothing in common: what is for everyone, and what is theirs.
//! Each arm walks along an index of its own or from what is theirs, and ends after a page, so that many documents that are
//! not theirs make no page slow.

use ooxml::Kind;

use super::{
    Asking, columns, known_to, looked_up, rule,
    shown::{self, Listed, Shown},
};
use crate::{
    clock::Millis,
    db::{
        Db,
        page::{Page, Rows},
        statement::{Row, Statement},
    },
    documents::{
        files::{FileRow, ShownStatus, State},
        sorting::{FilePlace, Sort},
        terms::Audience,
    },
    ids::{FolderId, UserId},
    people::{names::Role, sessions::Reader},
    search,
};

/// Where counting ends.
pub const MOST_COUNTED: i64 = 10_000;

/// Which documents to list.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// In which order.
    pub sort: Sort,
    /// Which of those that the reader sees.
    pub filter: Filter,
}

/// Which of the documents that somebody sees are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those with this in their names, without regard to case.
    pub search: Option<String>,
    /// Only those right in this folder.
    pub folder: Option<FolderId>,
    /// Only those with the label of this key.
    pub label: Option<String>,
    /// Only those of this kind.
    pub kind: Option<Kind>,
    /// Only those whose scan is told so.
    pub status: Option<ShownStatus>,
    /// Only those that the reader has downloaded, or only those that they have not.
    pub downloaded: Option<bool>,
    /// What is for ops alone.
    pub ops: OpsFilter,
}

/// What only ops may ask for. Nobody else gets an answer to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpsFilter {
    /// Only those for this audience.
    pub audience: Option<Audience>,
    /// Only those that are meant for this client.
    pub client: Option<UserId>,
    /// Only those that stand so; where nothing is said, those that are not in the trash.
    pub state: Option<State>,
    /// Only those that this account uploaded.
    pub uploaded_by: Option<UserId>,
    /// Only those that were uploaded then or later.
    pub since: Option<Millis>,
}

/// A part of what somebody sees.
enum Arm {
    /// All there is.
    All,
    /// What is for everyone; where ops ask what somebody sees, only if that is a client.
    Everyone(Option<UserId>),
    /// What is not, and is this client's.
    NamedTo(UserId),
}

/// What a list for ops is made of and sorted by: the rest of a row is wide, and would be carried along.
const OF_FILES: &str = "f.id, f.name, f.name_key, f.kind, f.size, f.sha256, f.scan_status, f.scan_detail, f.scanned_at,
    f.uploaded_by, f.uploaded_at, f.version, f.description, f.folder_id, f.audience, f.expires_at, f.max_downloads, f.legal_hold,
    f.trashed_at, f.released_at, f.released_by, f.release_reason, f.crc32, f.link_epoch, f.labels";

/// A page of the documents that a reader sees; of none where their session is not live.
///
/// The text depends on what is wanted, so that each list has a plan and an index of its own.
pub async fn list(
    db: &Db,
    reader: &Reader,
    wanted: &Wanted,
    page: &Page<FilePlace>,
) -> Result<Rows<Listed>, sqlx::Error> {
    match reader.role {
        Role::Client => Ok(shown_to_client(db, reader, wanted, page).await?.map(Listed::Shown)),
        Role::Ops => {
            let columns = columns(reader.role, reader.user);
            let rows = rows::<FileRow>(db, reader, wanted, page, columns, OF_FILES).await?;
            Ok(rows.map(Listed::Whole))
        }
    }
}

/// The same for a client.
pub(super) async fn shown_to_client(
    db: &Db,
    reader: &Reader,
    wanted: &Wanted,
    page: &Page<FilePlace>,
) -> Result<Rows<Shown>, sqlx::Error> {
    let columns = looked_up(Statement::new(shown::COLUMNS), reader.user);
    rows(db, reader, wanted, page, columns, shown::OF_FILES).await
}

/// A page of rows with these columns, of documents of which so much is carried along.
async fn rows<R: Row>(
    db: &Db,
    reader: &Reader,
    wanted: &Wanted,
    page: &Page<FilePlace>,
    columns: Statement,
    of_files: &'static str,
) -> Result<Rows<R>, sqlx::Error> {
    let order = wanted.sort.order();
    let listed = columns.push(" FROM (SELECT * FROM (");
    // The rows themselves come from the arms: looking them up once more by their ids would cost as much again.
    let listed = each(listed, &arms(reader, &wanted.filter), |statement, arm| {
        let rows = statement.push("SELECT ").push(of_files).push(" FROM files f WHERE ");
        condition(rows, arm, reader, &wanted.filter).page(order, page)
    });
    let listed = listed.push(") f WHERE TRUE").page(order, page).push(") f");
    let listed = known_to(Asking::Reader(reader), listed);
    // What is looked for decides by which index it is found, so Postgres has to know it.
    if wanted.filter == Filter::default() {
        listed.fetch_page_together(db, order, page).await
    } else {
        listed.fetch_page(db, order, page).await
    }
}

/// How many documents a reader with a live session sees of those that are asked for, where they are no more than
/// [`MOST_COUNTED`].
pub async fn count(db: &Db, reader: &Reader, filter: &Filter) -> Result<i64, sqlx::Error> {
    let counted = each(Statement::new("SELECT COUNT(*) FROM ("), &arms(reader, filter), |statement, arm| {
        condition(statement.push("SELECT f.id FROM files f WHERE "), arm, reader, filter).push(" LIMIT 10000")
    });
    let count: Option<(i64,)> = counted.push(" LIMIT 10000) counted").fetch_optional(db).await?;
    Ok(count.map_or(0, |(count,)| count))
}

/// Selects all that these arms give.
fn each(statement: Statement, arms: &[Arm], select: impl Fn(Statement, &Arm) -> Statement) -> Statement {
    arms.iter().enumerate().fold(statement, |statement, (at, arm)| {
        select(statement.push(if at == 0 { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" }), arm)
            .push(") arm")
    })
}

fn arms(reader: &Reader, filter: &Filter) -> Vec<Arm> {
    match (reader.role, filter.ops.client) {
        (Role::Client, _) => vec![Arm::Everyone(None), Arm::NamedTo(reader.user)],
        (Role::Ops, None) => vec![Arm::All],
        (Role::Ops, Some(client)) => vec![Arm::Everyone(Some(client)), Arm::NamedTo(client)],
    }
}

/// The condition that `f` is in this arm, seen by this reader, and asked for.
fn condition(statement: Statement, arm: &Arm, reader: &Reader, filter: &Filter) -> Statement {
    let statement = match arm {
        Arm::All => statement.push("TRUE"),
        Arm::Everyone(None) => statement.push("f.audience = 'everyone'"),
        Arm::Everyone(Some(client)) => statement
            .push("f.audience = 'everyone' AND EXISTS (SELECT 1 FROM users WHERE id = ")
            .bind(client.0)
            .push(" AND role = 'client')"),
        Arm::NamedTo(client) => rule::is_named_to(statement, *client),
    };
    let statement = match reader.role {
        Role::Client => rule::is_open(statement.push(" AND "), reader.now),
        Role::Ops => filter.ops.condition(statement, reader.now),
    };
    filter.condition(statement, reader.user)
}

impl Filter {
    fn condition(&self, mut statement: Statement, reader: UserId) -> Statement {
        if let Some(search) = &self.search {
            let pattern = search::pattern(search);
            statement = statement.push(" AND f.name_key LIKE ").bind(pattern.as_str()).push(" ESCAPE '\\'");
        }
        if let Some(folder) = self.folder {
            statement = statement.push(" AND f.folder_id = ").bind(folder.0);
        }
        if let Some(label) = &self.label {
            statement = statement.push(" AND f.id IN (SELECT b.file_id FROM file_labels b WHERE b.label_key = ");
            statement = statement.bind(label.as_str()).push(")");
        }
        if let Some(kind) = self.kind {
            statement = statement.push(" AND f.kind = ").bind(kind.as_str());
        }
        if let Some(is_downloaded) = self.downloaded {
            // Few are, so that these are looked up; most are not, so that each is asked as the list goes along.
            statement = statement.push(if is_downloaded {
                " AND f.id IN (SELECT d.file_id FROM downloads d WHERE d.user_id = "
            } else {
                " AND NOT EXISTS (SELECT 1 FROM downloads d WHERE d.file_id = f.id AND d.user_id = "
            });
            statement = statement.bind(reader.0).push(")");
        }
        match self.status {
            None => statement,
            Some(ShownStatus::Released) => {
                statement.push(" AND f.scan_status <> 'clean' AND f.released_at IS NOT NULL")
            }
            Some(ShownStatus::Clean) => statement.push(" AND f.scan_status = 'clean'"),
            Some(shut) => {
                statement.push(" AND f.scan_status = ").bind(shut.as_str()).push(" AND f.released_at IS NULL")
            }
        }
    }
}

impl OpsFilter {
    fn condition(&self, statement: Statement, now: Millis) -> Statement {
        let mut statement = match self.state {
            None => statement.push(" AND f.trashed_at IS NULL"),
            Some(State::Live) => {
                let live = statement.push(" AND f.trashed_at IS NULL AND (f.expires_at IS NULL OR f.expires_at > ");
                live.bind(now).push(")")
            }
            Some(State::Expired) => statement.push(" AND f.trashed_at IS NULL AND f.expires_at <= ").bind(now),
            Some(State::Trashed) => statement.push(" AND f.trashed_at IS NOT NULL"),
        };
        if let Some(audience) = self.audience {
            statement = statement.push(" AND f.audience = ").bind(audience.as_str());
        }
        if let Some(uploaded_by) = self.uploaded_by {
            statement = statement.push(" AND f.uploaded_by = ").bind(uploaded_by.0);
        }
        if let Some(since) = self.since {
            statement = statement.push(" AND f.uploaded_at >= ").bind(since);
        }
        statement
    }
}
