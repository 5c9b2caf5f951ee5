//! Groups of clients.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    names::Role,
    oversight::{InHand, OversightError},
    profile::DisplayName,
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
    ids::{GroupId, UserId},
    search, sql,
};

/// The most characters of what is said of a group.
pub const LONGEST_DESCRIPTION: usize = 1000;

/// A group of clients.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Its name, which no other has.
    pub name: DisplayName,
    /// What is said of it.
    pub description: String,
    /// How many clients are in it.
    pub members: i64,
}

/// A group that somebody is in.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Membership {
    /// The group.
    pub id: GroupId,
    /// Its name.
    pub name: DisplayName,
}

/// What changes of a group; none leaves a thing as it is.
#[derive(Debug, Default)]
pub struct Changes {
    /// Another name.
    pub name: Option<DisplayName>,
    /// Something else is said of it.
    pub description: Option<String>,
}

/// Another group has this name.
#[derive(Debug, Error)]
pub enum GroupError {
    /// Another group has this name.
    #[error("another group has this name")]
    NameTaken,
    /// The database failed.
    #[error(transparent)]
    Database(sqlx::Error),
}

impl From<sqlx::Error> for GroupError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) if error.is_unique_violation() => Self::NameTaken,
            error => Self::Database(error),
        }
    }
}

/// Where a group stands in the list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GroupPlace {
    #[serde(rename = "n")]
    name: String,
    #[serde(rename = "i")]
    id: GroupId,
}

impl From<&Group> for GroupPlace {
    fn from(group: &Group) -> Self {
        Self { name: group.name.key(), id: group.id }
    }
}

impl Place<2> for GroupPlace {
    const LIST: &'static str = "groups";

    fn values(&self) -> [Parameter; 2] {
        [self.name.as_str().into(), self.id.0.into()]
    }
}

const COLUMNS: &str = "SELECT g.id, g.name, g.description,
    (SELECT COUNT(*) FROM group_members m WHERE m.group_id = g.id) AS members FROM client_groups g WHERE ";

impl Group {
    /// The group with this id, if there is one.
    pub async fn find(db: &Db, id: GroupId) -> Result<Option<Self>, sqlx::Error> {
        Statement::new(COLUMNS).push("g.id = ").bind(id.0).fetch_optional(db).await
    }

    /// A page of all groups, by their names, or of those with a text in theirs.
    pub async fn list(db: &Db, search: Option<&str>, page: &Page<GroupPlace>) -> Result<Rows<Self>, sqlx::Error> {
        let mut listed = Statement::new(COLUMNS).push("TRUE");
        if let Some(search) = search {
            listed = listed.push(" AND g.name_key LIKE ").bind(search::pattern(search).as_str()).push(" ESCAPE '\\'");
        }
        listed.fetch_page(db, Order { columns: ["g.name_key", "g.id"], descending: false }, page).await
    }

    /// Makes a group in which nobody is.
    pub async fn make(
        tx: &mut Tx,
        asked: &Asked,
        id: GroupId,
        name: DisplayName,
        description: String,
        now: Millis,
    ) -> Result<Self, GroupError> {
        exec!(tx, |c| sqlx::query(
            "INSERT INTO client_groups (id, name, name_key, description, created_at) VALUES ($1, $2, $3, $4, $5)"
        )
        .bind(id)
        .bind(&name)
        .bind(name.key())
        .bind(&description)
        .bind(now))?;
        audit::record(tx, asked, Entry::of(Event::GroupCreated).on(Object::Group(id.0)), now).await?;
        Ok(Self { id, name, description, members: 0 })
    }

    /// The group with this name, if there is one.
    pub async fn find_by_name(tx: &mut Tx, name: &str) -> Result<Option<GroupId>, sqlx::Error> {
        let found: Option<(GroupId,)> =
            sql!(tx, |c| sqlx::query_as("SELECT id FROM client_groups WHERE name_key = $1")
                .bind(search::key(name))
                .fetch_optional(c))?;
        Ok(found.map(|(id,)| id))
    }

    /// Removes a group, and says whether there was one.
    pub async fn remove(tx: &mut Tx, asked: &Asked, id: GroupId, now: Millis) -> Result<bool, sqlx::Error> {
        let removed = exec!(tx, |c| sqlx::query("DELETE FROM client_groups WHERE id = $1").bind(id))?;
        if removed == 1 {
            audit::record(tx, asked, Entry::of(Event::GroupErased).on(Object::Group(id.0)), now).await?;
        }
        Ok(removed == 1)
    }
}

impl Changes {
    /// Writes them down, and says whether there is such a group.
    pub async fn make(self, tx: &mut Tx, asked: &Asked, id: GroupId, now: Millis) -> Result<bool, GroupError> {
        let name_key = self.name.as_ref().map(DisplayName::key);
        let changed = exec!(tx, |c| sqlx::query(
            "UPDATE client_groups SET name = COALESCE($2, name), name_key = COALESCE($3, name_key),
                 description = COALESCE($4, description) WHERE id = $1"
        )
        .bind(id)
        .bind(&self.name)
        .bind(name_key)
        .bind(&self.description))?;
        if changed == 1 {
            audit::record(tx, asked, Entry::of(Event::GroupChanged).on(Object::Group(id.0)), now).await?;
        }
        Ok(changed == 1)
    }
}

/// Puts a client into a group, and says whether they were not in it before.
pub async fn add(
    tx: &mut Tx,
    asked: &Asked,
    group: GroupId,
    person: UserId,
    now: Millis,
) -> Result<bool, OversightError> {
    let held = InHand::take(tx, asked, person, now).await?;
    if held.person.role != Role::Client {
        return Err(OversightError::NotForOps);
    }
    put(tx, asked, group, person, now).await
}

/// Takes somebody out of a group, and says whether they were in it.
pub async fn take_out(
    tx: &mut Tx,
    asked: &Asked,
    group: GroupId,
    person: UserId,
    now: Millis,
) -> Result<bool, sqlx::Error> {
    let taken = exec!(tx, |c| sqlx::query("DELETE FROM group_members WHERE group_id = $1 AND user_id = $2")
        .bind(group)
        .bind(person))?;
    if taken == 1 {
        let entry = Entry::of(Event::GroupMemberRemoved).on_person(person).on(Object::Group(group.0));
        audit::record(tx, asked, entry, now).await?;
    }
    Ok(taken == 1)
}

/// Puts a client into these groups, and takes them out of all others.
pub(super) async fn set(
    tx: &mut Tx,
    asked: &Asked,
    person: UserId,
    groups: &[GroupId],
    now: Millis,
) -> Result<(), OversightError> {
    let before: Vec<(GroupId,)> =
        sql!(tx, |c| sqlx::query_as("SELECT group_id FROM group_members WHERE user_id = $1")
            .bind(person)
            .fetch_all(c))?;
    for (left,) in before.iter().filter(|(group,)| !groups.contains(group)) {
        take_out(tx, asked, *left, person, now).await?;
    }
    for group in groups {
        put(tx, asked, *group, person, now).await?;
    }
    Ok(())
}

async fn put(tx: &mut Tx, asked: &Asked, group: GroupId, person: UserId, now: Millis) -> Result<bool, OversightError> {
    // A group that is removed at the same time waits for this, or is gone.
    let there =
        exec!(tx, |c| sqlx::query("UPDATE client_groups SET created_at = created_at WHERE id = $1").bind(group))?;
    if there == 0 {
        return Err(OversightError::UnknownGroup);
    }
    let put = exec!(tx, |c| sqlx::query(
        "INSERT INTO group_members (group_id, user_id, added_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
    )
    .bind(group)
    .bind(person)
    .bind(now))?;
    if put == 1 {
        let entry = Entry::of(Event::GroupMemberAdded).on_person(person).on(Object::Group(group.0));
        audit::record(tx, asked, entry, now).await?;
    }
    Ok(put == 1)
}
