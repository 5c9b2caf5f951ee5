//! Folders: a tree in which documents lie, eight deep at the most.
//!
//! Who sees what hangs on it: what is shared of a folder is shared of all beneath. So each folder is written down with all
//! that are above it (`folder_lines`), and whatever changes the tree is done one after the other.

use std::{collections::HashMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

use super::{
    ending,
    news::{self, News},
    terms::FolderPath,
};
use crate::{
    audit::{self, Asked, Entry, Event, Object},
    clock::Millis,
    db::{
        Db, Tx,
        page::{Order, Page, Place, Rows},
        statement::{Parameter, Statement},
    },
    exec,
    ids::{FileId, FolderId, UserId},
    people::profile::DisplayName,
    sql,
    words::{Text, Told},
};

/// How deep folders lie in each other.
pub const DEEPEST: i64 = 8;

/// What a folder is called: as people are, without slashes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct FolderName(DisplayName);

impl FolderName {
    /// The form in which names are compared and sorted.
    pub fn key(&self) -> String {
        self.0.key()
    }
}

impl fmt::Display for FolderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for FolderName {
    type Err = Text;

    fn from_str(text: &str) -> Result<Self, Text> {
        if text.contains(['/', '\\']) {
            return Err(Text::NameCharacter);
        }
        text.parse().map(Self).map_err(|error: crate::people::profile::DisplayNameError| error.text())
    }
}

/// A folder.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Folder {
    /// Its id.
    pub id: FolderId,
    /// Its name, which no other beside it has.
    pub name: FolderName,
    /// The folder that it lies in.
    pub parent_id: Option<FolderId>,
    /// Who made it.
    pub created_by: UserId,
    /// How many documents lie right in it; the trash does not count.
    pub documents: i64,
}

/// Why a folder cannot be as it was asked for.
#[derive(Debug, Error)]
pub enum FolderError {
    /// Another folder beside it has this name.
    #[error("another folder beside it has this name")]
    NameTaken,
    /// There is no such folder to lie in.
    #[error("there is no such folder")]
    UnknownParent,
    /// Folders would lie too deep.
    #[error("folders would lie deeper than {DEEPEST}")]
    TooDeep,
    /// It would lie in itself.
    #[error("the folder would lie in itself")]
    InItself,
    /// The database failed.
    #[error(transparent)]
    Database(sqlx::Error),
}

impl From<sqlx::Error> for FolderError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) if error.is_unique_violation() => Self::NameTaken,
            error => Self::Database(error),
        }
    }
}

/// Where a folder stands in the list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FolderPlace {
    #[serde(rename = "n")]
    name: String,
    #[serde(rename = "i")]
    id: FolderId,
}

impl From<&Folder> for FolderPlace {
    fn from(folder: &Folder) -> Self {
        Self { name: folder.name.key(), id: folder.id }
    }
}

impl Place<2> for FolderPlace {
    const LIST: &'static str = "folders";

    fn values(&self) -> [Parameter; 2] {
        [self.name.as_str().into(), self.id.0.into()]
    }
}

const COLUMNS: &str = "SELECT d.id, d.name, d.parent_id, d.created_by,
    (SELECT COUNT(*) FROM files f WHERE f.folder_id = d.id AND f.trashed_at IS NULL) AS documents FROM folders d WHERE ";

impl Folder {
    /// The folder with this id, if there is one.
    pub async fn find(db: &Db, id: FolderId) -> Result<Option<Self>, sqlx::Error> {
        Statement::new(COLUMNS).push("d.id = ").bind(id.0).fetch_optional(db).await
    }

    /// A page of all folders, by their names.
    pub async fn list(db: &Db, page: &Page<FolderPlace>) -> Result<Rows<Self>, sqlx::Error> {
        let order = Order { columns: ["d.name_key", "d.id"], descending: false };
        Statement::new(COLUMNS).push("TRUE").fetch_page(db, order, page).await
    }

    /// Who made a folder, if there is one.
    pub async fn made_by(tx: &mut Tx, id: FolderId) -> Result<Option<UserId>, sqlx::Error> {
        let found: Option<(UserId,)> =
            sql!(tx, |c| sqlx::query_as("SELECT created_by FROM folders WHERE id = $1").bind(id).fetch_optional(c))?;
        Ok(found.map(|(by,)| by))
    }

    /// Makes a folder.
    pub async fn make(tx: &mut Tx, asked: &Asked, new: NewFolder, now: Millis) -> Result<FolderId, FolderError> {
        take_turn(tx).await?;
        if let Some(parent) = new.parent
            && depth(tx, parent).await?.ok_or(FolderError::UnknownParent)? >= DEEPEST
        {
            return Err(FolderError::TooDeep);
        }
        let id = FolderId::new();
        exec!(tx, |c| sqlx::query(
            "INSERT INTO folders (id, parent_id, beside, name, name_key, created_by, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        )
        .bind(id)
        .bind(new.parent)
        .bind(beside(new.parent))
        .bind(&new.name)
        .bind(new.name.key())
        .bind(new.by)
        .bind(now))?;
        exec!(tx, |c| sqlx::query("INSERT INTO folder_lines (folder_id, above_id, distance) VALUES ($1, $1, 0)")
            .bind(id))?;
        if let Some(parent) = new.parent {
            hang(tx, id, parent).await?;
        }
        audit::record(tx, asked, Entry::of(Event::FolderCreated).on(Object::Folder(id)), now).await?;
        Ok(id)
    }
}

/// A folder that is about to be made.
#[derive(Debug)]
pub struct NewFolder {
    /// What it is called.
    pub name: FolderName,
    /// The folder that it lies in.
    pub parent: Option<FolderId>,
    /// Who makes it.
    pub by: UserId,
}

/// What changes of a folder; none leaves a thing as it is.
#[derive(Debug, Default)]
pub struct Changes {
    /// Another name.
    pub name: Option<FolderName>,
    /// Another folder that it lies in, or the top.
    pub parent: Option<Option<FolderId>>,
}

impl Changes {
    /// Writes them down. There is such a folder.
    pub async fn make(self, tx: &mut Tx, asked: &Asked, id: FolderId, now: Millis) -> Result<(), FolderError> {
        take_turn(tx).await?;
        if let Some(name) = &self.name {
            exec!(tx, |c| sqlx::query("UPDATE folders SET name = $2, name_key = $3 WHERE id = $1")
                .bind(id)
                .bind(name)
                .bind(name.key()))?;
        }
        if let Some(parent) = self.parent {
            put_into(tx, id, parent).await?;
            if parent.is_some() {
                news::note(tx, News::PlacedFolder(id), now).await?;
            }
        }
        audit::record(tx, asked, Entry::of(Event::FolderChanged).on(Object::Folder(id)), now).await?;
        Ok(())
    }
}

/// A document that lies in a folder or beneath.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Beneath {
    /// The document.
    pub id: FileId,
    /// Who uploaded it.
    pub uploaded_by: UserId,
    /// Whether it must be kept.
    pub legal_hold: bool,
}

/// The documents in a folder and beneath, without the trash.
pub async fn documents_beneath(tx: &mut Tx, id: FolderId) -> Result<Vec<Beneath>, sqlx::Error> {
    sql!(tx, |c| sqlx::query_as(
        "SELECT f.id, f.uploaded_by, f.legal_hold FROM files f JOIN folder_lines l ON l.folder_id = f.folder_id
         WHERE l.above_id = $1 AND f.trashed_at IS NULL"
    )
    .bind(id)
    .fetch_all(c))
}

/// Puts these documents into the trash.
pub async fn put_into_trash(tx: &mut Tx, asked: &Asked, these: &[Beneath], now: Millis) -> Result<(), sqlx::Error> {
    let ids: Vec<FileId> = these.iter().map(|document| document.id).collect();
    let trashed = ending::trash_all(tx, &ids, now).await?;
    let entries = trashed.into_iter().map(|id| Entry::of(Event::FileTrashed).on_file(id)).collect();
    audit::record_all(tx, asked, entries, now).await
}

/// Removes a folder and those beneath. What is left in them of the trash lies nowhere then.
pub async fn remove(tx: &mut Tx, asked: &Asked, id: FolderId, now: Millis) -> Result<(), sqlx::Error> {
    exec!(tx, |c| sqlx::query(
        "UPDATE files SET folder_id = NULL
         WHERE folder_id IN (SELECT folder_id FROM folder_lines WHERE above_id = $1)"
    )
    .bind(id))?;
    exec!(tx, |c| sqlx::query(
        "DELETE FROM folders WHERE id IN (SELECT folder_id FROM folder_lines WHERE above_id = $1)"
    )
    .bind(id))?;
    audit::record(tx, asked, Entry::of(Event::FolderErased).on(Object::Folder(id)), now).await
}

/// Says whether there is such a folder, which nobody removes until the transaction ends.
pub async fn hold(tx: &mut Tx, id: FolderId) -> Result<bool, sqlx::Error> {
    let held = exec!(tx, |c| sqlx::query("UPDATE folders SET created_at = created_at WHERE id = $1").bind(id))?;
    Ok(held == 1)
}

/// Holds a folder and those beneath, into which nothing more is put until the transaction ends, and says who made those beneath.
/// It is the turn of whoever does so.
pub async fn hold_all(tx: &mut Tx, id: FolderId) -> Result<Vec<UserId>, sqlx::Error> {
    let held: Vec<(FolderId, UserId)> = sql!(tx, |c| sqlx::query_as(
        "UPDATE folders SET created_at = created_at
         WHERE id IN (SELECT folder_id FROM folder_lines WHERE above_id = $1) RETURNING id, created_by"
    )
    .bind(id)
    .fetch_all(c))?;
    Ok(held.into_iter().filter(|(held, _)| *held != id).map(|(_, by)| by).collect())
}

/// Waits until nobody else changes the tree: two folders that are put into each other at once would form a ring.
pub async fn take_turn(tx: &mut Tx) -> Result<(), sqlx::Error> {
    // One row that is always there stands for the whole tree; nothing about it changes.
    exec!(tx, |c| sqlx::query("UPDATE installation SET made_at = made_at")).map(|_| ())
}

/// The names on the way to each of these folders.
pub async fn paths(db: &Db, ids: &[FolderId]) -> Result<HashMap<FolderId, String>, sqlx::Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let lines = Statement::new(
        "SELECT l.folder_id, a.name FROM folder_lines l JOIN folders a ON a.id = l.above_id WHERE l.folder_id IN ",
    );
    let lines = lines.bind_list(ids.iter().map(|id| id.0)).push(" ORDER BY l.folder_id, l.distance DESC");
    let lines: Vec<(FolderId, String)> = lines.fetch_all(db).await?;
    let mut paths: HashMap<FolderId, String> = HashMap::new();
    for (id, name) in lines {
        let path = paths.entry(id).or_default();
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(&name);
    }
    Ok(paths)
}

/// One folder by its path, if there is one.
pub async fn path_of(db: &Db, id: FolderId) -> Result<Option<FolderPath>, sqlx::Error> {
    Ok(paths(db, &[id]).await?.remove(&id).map(|path| FolderPath { id, path }))
}

/// How deep a folder lies, if there is one: 1 at the top.
async fn depth(tx: &mut Tx, id: FolderId) -> Result<Option<i64>, sqlx::Error> {
    let (depth,): (Option<i64>,) =
        sql!(tx, |c| sqlx::query_as("SELECT MAX(distance) + 1 FROM folder_lines WHERE folder_id = $1")
            .bind(id)
            .fetch_one(c))?;
    Ok(depth)
}

/// Hangs a folder, with all beneath, that is at the top under another one.
async fn hang(tx: &mut Tx, id: FolderId, parent: FolderId) -> Result<(), sqlx::Error> {
    exec!(tx, |c| sqlx::query(
        "INSERT INTO folder_lines (folder_id, above_id, distance)
         SELECT below.folder_id, above.above_id, below.distance + above.distance + 1
         FROM folder_lines below CROSS JOIN folder_lines above WHERE below.above_id = $1 AND above.folder_id = $2"
    )
    .bind(id)
    .bind(parent))
    .map(|_| ())
}

/// Puts a folder, with all beneath, into another one or to the top.
async fn put_into(tx: &mut Tx, id: FolderId, parent: Option<FolderId>) -> Result<(), FolderError> {
    if let Some(parent) = parent {
        let depth = depth(tx, parent).await?.ok_or(FolderError::UnknownParent)?;
        let (height, holds_it): (Option<i64>, Option<i64>) = sql!(tx, |c| {
            sqlx::query_as(
            "SELECT MAX(distance), MAX(CASE WHEN folder_id = $2 THEN distance + 1 ELSE 0 END) FROM folder_lines WHERE above_id = $1"
        )
        .bind(id)
        .bind(parent)
        .fetch_one(c)
        })?;
        if holds_it.unwrap_or(0) > 0 {
            return Err(FolderError::InItself);
        }
        if depth + 1 + height.unwrap_or(0) > DEEPEST {
            return Err(FolderError::TooDeep);
        }
    }
    exec!(tx, |c| sqlx::query(
        "DELETE FROM folder_lines WHERE folder_id IN (SELECT folder_id FROM folder_lines WHERE above_id = $1)
           AND above_id IN (SELECT above_id FROM folder_lines WHERE folder_id = $1 AND above_id <> $1)"
    )
    .bind(id))?;
    exec!(tx, |c| sqlx::query("UPDATE folders SET parent_id = $2, beside = $3 WHERE id = $1")
        .bind(id)
        .bind(parent)
        .bind(beside(parent)))?;
    if let Some(parent) = parent {
        hang(tx, id, parent).await?;
    }
    Ok(())
}

/// What stands for the folder that one lies in, where names are compared: the top has an id, too.
fn beside(parent: Option<FolderId>) -> Uuid {
    parent.map_or(Uuid::nil(), |parent| parent.0)
}
