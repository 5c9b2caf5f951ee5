//! Shares: a document or a folder, given to a client or to a group. What they mean is said by [`visible`](super::visible).

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    folders,
    news::{self, News},
    terms::{Right, lines},
    versions,
};
use crate::{
    audit::{self, Asked, Entry, Event, Object},
    clock::Millis,
    db::{
        Db, Tx,
        page::{Order, Page, Place, Rows},
        statement::{Parameter, Statement},
    },
    ids::{FileId, FolderId, GroupId, ShareId, UserId},
    people::email::Email,
    search, sql,
    words::Text,
};

/// The most clients, and the most groups, that one call names.
pub const MOST_NAMED: usize = 200;

/// What is said to those who get something: some lines, or nothing.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct Message(String);

impl FromStr for Message {
    type Err = Text;

    fn from_str(text: &str) -> Result<Self, Text> {
        lines(text, 1000).map(Self)
    }
}

/// What is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A document.
    File(FileId),
    /// A folder, with all beneath.
    Folder(FolderId),
}

impl Thing {
    fn columns(self) -> (Option<FileId>, Option<FolderId>) {
        match self {
            Self::File(id) => (Some(id), None),
            Self::Folder(id) => (None, Some(id)),
        }
    }

    /// Says whether it is there, and keeps it so until the transaction ends.
    pub async fn hold(self, tx: &mut Tx) -> Result<bool, sqlx::Error> {
        match self {
            Self::File(id) => versions::hold(tx, id).await,
            Self::Folder(id) => folders::hold(tx, id).await,
        }
    }

    fn entry(self, file: Event, folder: Event) -> Entry {
        match self {
            Self::File(id) => Entry::of(file).on_file(id),
            Self::Folder(id) => Entry::of(folder).on(Object::Folder(id)),
        }
    }
}

/// With whom something is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum With {
    /// A client.
    Client(UserId),
    /// A group.
    Group(GroupId),
}

impl With {
    /// Says whether whoever it is is there, and keeps them so until the transaction ends.
    async fn hold(self, tx: &mut Tx) -> Result<bool, sqlx::Error> {
        let (hold, id) = match self {
            Self::Client(user) => ("UPDATE users SET epoch = epoch WHERE role = 'client' AND id = ", user.0),
            Self::Group(group) => ("UPDATE client_groups SET created_at = created_at WHERE id = ", group.0),
        };
        Ok(Statement::new(hold).bind(id).execute_in(tx).await? == 1)
    }
}

/// A share, as it is told to those who manage it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Share {
    /// Its id.
    pub id: ShareId,
    /// The client.
    pub user_id: Option<UserId>,
    /// That client's user name.
    pub username: Option<String>,
    /// That client's address.
    pub email: Option<String>,
    /// The group.
    pub group_id: Option<GroupId>,
    /// That group's name.
    pub group_name: Option<String>,
    /// What it allows.
    pub may: Right,
    /// When it was made.
    pub created_at: Millis,
    /// Who made it.
    pub created_by: UserId,
    /// That account's user name; empty when it is gone.
    pub by: String,
}

/// Where a share stands among those of one thing.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct SharePlace {
    #[serde(rename = "c")]
    created_at: i64,
    #[serde(rename = "i")]
    id: ShareId,
}

impl From<&Share> for SharePlace {
    fn from(share: &Share) -> Self {
        Self { created_at: share.created_at.0, id: share.id }
    }
}

impl Place<2> for SharePlace {
    const LIST: &'static str = "shares";

    fn values(&self) -> [Parameter; 2] {
        [self.created_at.into(), self.id.0.into()]
    }
}

fn of(thing: Thing) -> Statement {
    let shares = Statement::new(
        "SELECT s.id, s.user_id, CASE WHEN u.invited_at IS NULL THEN u.username END AS username, u.email, s.group_id, g.name AS group_name, s.may, s.created_at, s.created_by,
                COALESCE(b.username, '') AS by
         FROM shares s LEFT JOIN users u ON u.id = s.user_id LEFT JOIN client_groups g ON g.id = s.group_id
              LEFT JOIN users b ON b.id = s.created_by WHERE ",
    );
    match thing {
        Thing::File(id) => shares.push("s.file_id = ").bind(id.0),
        Thing::Folder(id) => shares.push("s.folder_id = ").bind(id.0),
    }
}

/// A page of the shares of a thing, the first ones first.
pub async fn list(db: &Db, thing: Thing, page: &Page<SharePlace>) -> Result<Rows<Share>, sqlx::Error> {
    let order = Order { columns: ["s.created_at", "s.id"], descending: false };
    of(thing).fetch_page(db, order, page).await
}

/// Those of these shares of a thing that are there.
pub async fn find_all(db: &Db, thing: Thing, ids: &[ShareId]) -> Result<Vec<Share>, sqlx::Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let shares = of(thing).push(" AND s.id IN ").bind_list(ids.iter().map(|id| id.0));
    shares.push(" ORDER BY s.created_at, s.id").fetch_all(db).await
}

/// What is to be shared, and how.
#[derive(Debug)]
pub struct Sharing<'a> {
    /// What.
    pub thing: Thing,
    /// What it allows.
    pub right: Right,
    /// What is said to those who get it.
    pub message: Option<&'a Message>,
    /// Who shares it.
    pub by: UserId,
}

/// A share that was asked for.
#[derive(Clone, Copy, Debug)]
pub struct Made {
    /// The share.
    pub id: ShareId,
    /// With whom.
    pub with: With,
    /// Whether it was not there before.
    pub is_new: bool,
}

impl Sharing<'_> {
    /// Shares the thing with all of these, and tells the shares that are there by that.
    pub async fn with_all(
        &self,
        tx: &mut Tx,
        asked: &Asked,
        mut with: Vec<With>,
        now: Millis,
    ) -> Result<Vec<Made>, sqlx::Error> {
        // In one order: of two who share it with the same people, one waits for the other, and never both.
        with.sort_unstable();
        with.dedup();
        let mut made = Vec::with_capacity(with.len());
        for one in with {
            made.extend(self.with(tx, asked, one, now).await?);
        }
        Ok(made)
    }

    /// Shares the thing with somebody. A share that is there already allows from now on what this one says. None where
    /// whoever it is for is gone.
    async fn with(&self, tx: &mut Tx, asked: &Asked, with: With, now: Millis) -> Result<Option<Made>, sqlx::Error> {
        if !with.hold(tx).await? {
            return Ok(None);
        }
        let (user, group) = match with {
            With::Client(user) => (Some(user), None),
            With::Group(group) => (None, Some(group)),
        };
        let (file, folder) = self.thing.columns();
        let new: Option<(ShareId,)> = sql!(tx, |c| sqlx::query_as(
            "INSERT INTO shares (id, file_id, folder_id, user_id, group_id, may, message, created_by, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id"
        )
        .bind(ShareId::new())
        .bind(file)
        .bind(folder)
        .bind(user)
        .bind(group)
        .bind(self.right)
        .bind(self.message)
        .bind(self.by)
        .bind(now)
        .fetch_optional(c))?;
        let made = match new {
            Some((id,)) => Some(Made { id, with, is_new: true }),
            None => self.renew(tx, (file, folder), (user, group)).await?.map(|id| Made { id, with, is_new: false }),
        };
        if let Some(share) = made {
            let news = match self.thing {
                Thing::File(file) => News::Shared(share.id, file),
                Thing::Folder(folder) => News::SharedFolder(share.id, folder),
            };
            news::note(tx, news, now).await?;
            let entry = self.thing.entry(Event::FileShared, Event::FolderShared);
            audit::record(tx, asked, naming(entry, with), now).await?;
        }
        Ok(made)
    }

    async fn renew(
        &self,
        tx: &mut Tx,
        (file, folder): (Option<FileId>, Option<FolderId>),
        (user, group): (Option<UserId>, Option<GroupId>),
    ) -> Result<Option<ShareId>, sqlx::Error> {
        let known: Option<(ShareId,)> = sql!(tx, |c| sqlx::query_as(
            "UPDATE shares SET may = $5, message = COALESCE($6, message)
             WHERE (file_id = $1 OR folder_id = $2) AND (user_id = $3 OR group_id = $4) RETURNING id"
        )
        .bind(file)
        .bind(folder)
        .bind(user)
        .bind(group)
        .bind(self.right)
        .bind(self.message)
        .fetch_optional(c))?;
        Ok(known.map(|(id,)| id))
    }
}

/// Takes a share of this thing away, and says whether there was one. What was reached by it alone is gone with the next use
/// of any link.
pub async fn remove(tx: &mut Tx, asked: &Asked, thing: Thing, id: ShareId, now: Millis) -> Result<bool, sqlx::Error> {
    let (file, folder) = thing.columns();
    let gone: Option<(Option<UserId>, Option<GroupId>)> = sql!(tx, |c| sqlx::query_as(
        "DELETE FROM shares WHERE id = $1 AND (file_id = $2 OR folder_id = $3) RETURNING user_id, group_id"
    )
    .bind(id)
    .bind(file)
    .bind(folder)
    .fetch_optional(c))?;
    let with = match gone {
        Some((Some(user), _)) => With::Client(user),
        Some((None, Some(group))) => With::Group(group),
        _ => return Ok(false),
    };
    let entry = thing.entry(Event::FileUnshared, Event::FolderUnshared);
    audit::record(tx, asked, naming(entry, with), now).await?;
    Ok(true)
}

/// Names with whom something is shared. An entry has room for one object, which a folder takes.
fn naming(entry: Entry, with: With) -> Entry {
    match with {
        With::Client(user) => entry.on_person(user),
        With::Group(group) => entry.with("group", group.0),
    }
}

/// What somebody is called by where something is shared.
#[derive(sqlx::FromRow)]
struct Called {
    id: Uuid,
    first: String,
    second: String,
}

/// The clients of these ids, user names or addresses, in the same order: one query for all of them.
pub async fn clients_named(db: &Db, names: &[String]) -> Result<Vec<Option<UserId>>, sqlx::Error> {
    let clients = Statement::new(
        "SELECT id, email_key AS first, CASE WHEN invited_at IS NULL THEN username_key ELSE '' END AS second
         FROM users WHERE role = 'client' AND ",
    );
    let found = called(db, clients, names, &["email_key", "username_key"], Email::key_of).await?;
    Ok(found.into_iter().map(|id| id.map(UserId)).collect())
}

/// The groups of these ids or names, in the same order: one query for all of them.
pub async fn groups_named(db: &Db, names: &[String]) -> Result<Vec<Option<GroupId>>, sqlx::Error> {
    let groups = Statement::new("SELECT id, name_key AS first, '' AS second FROM client_groups WHERE ");
    let found = called(db, groups, names, &["name_key"], search::key).await?;
    Ok(found.into_iter().map(|id| id.map(GroupId)).collect())
}

/// Those who are called so, by their ids or by one of these columns.
async fn called(
    db: &Db,
    select: Statement,
    names: &[String],
    columns: &[&'static str],
    key_of: impl Fn(&str) -> String,
) -> Result<Vec<Option<Uuid>>, sqlx::Error> {
    // No name holds a NUL, and Postgres would not even look for one. An empty key is nobody's.
    let ids: Vec<Option<Uuid>> = names.iter().map(|name| name.parse().ok()).collect();
    let keys: Vec<String> =
        names.iter().map(|name| if name.contains('\0') { String::new() } else { key_of(name) }).collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    // The nil id is nobody's.
    let by_id = select.push("(id IN ").bind_list(ids.iter().map(|id| id.unwrap_or_default()));
    let by_any = columns.iter().fold(by_id, |all, column| {
        all.push(" OR ").push(column).push(" IN ").bind_list(keys.iter().map(String::as_str))
    });
    let found: Vec<Called> = by_any.push(")").varying().fetch_all(db).await?;
    let of = |(id, key): (&Option<Uuid>, &String)| {
        let is_it = |one: &&Called| match id {
            Some(id) => one.id == *id,
            None => !key.is_empty() && (one.first == *key || one.second == *key),
        };
        found.iter().find(is_it).map(|one| one.id)
    };
    Ok(ids.iter().zip(&keys).map(of).collect())
}
