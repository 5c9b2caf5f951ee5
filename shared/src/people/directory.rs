//! The directory: who has an account, for those who look after people.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{
    email::Email,
    groups::Membership,
    names::Role,
    profile::DisplayName,
    users::{State, User},
};
use crate::{
    clock::Millis,
    db::{
        Db,
        page::{Order, Page, Place, Rows},
        statement::{Parameter, Statement},
    },
    ids::{GroupId, UserId},
    search, user_columns,
    words::{Choices, Language, Text},
};

/// Where counting ends.
pub const MOST_COUNTED: i64 = 10_000;

/// Somebody with an account.
#[derive(Clone, Debug)]
pub struct Person {
    /// The account and its owner.
    pub entry: Entry,
    /// What they show beside their password.
    pub factors: Factors,
    /// The groups that they are in.
    pub groups: Vec<Membership>,
}

/// An account as the directory has it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Entry {
    /// The account.
    #[sqlx(flatten)]
    pub user: User,
    /// What its owner wants to be called.
    pub display_name: Option<DisplayName>,
    /// The language that they chose.
    #[sqlx(rename = "spoken")]
    pub language: Option<Language>,
    /// The address that it wants to have.
    pub pending_email: Option<Email>,
    /// When it was made.
    pub created_at: Millis,
    /// When it was last logged in to.
    pub last_login_at: Option<Millis>,
    called: String,
    email_key: String,
}

/// What guards an account beside its password.
#[derive(Clone, Copy, Debug, Default, sqlx::FromRow)]
pub struct Factors {
    /// Whether an authenticator app is set up.
    pub totp: bool,
    /// How many passkeys there are.
    pub passkeys: i64,
    /// How many recovery codes are good.
    pub recovery_codes_left: i64,
}

/// Which people are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only those with this role.
    pub role: Option<Role>,
    /// Only those whose account stands so.
    pub state: Option<State>,
    /// Only those in this group.
    pub group: Option<GroupId>,
    /// Only those with this in their names or their addresses.
    pub search: Option<String>,
}

/// What the directory is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Column {
    /// The time when the account was made.
    #[serde(rename = "c")]
    CreatedAt,
    /// What people are called: by the name that they chose, else their user name, else their address.
    #[serde(rename = "n")]
    Name,
    /// Their addresses.
    #[serde(rename = "e")]
    Email,
}

/// The order of the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// What it is sorted by.
    pub column: Column,
    /// Whether what is last comes first.
    pub descending: bool,
}

impl Sort {
    /// The newest accounts first.
    pub const NEWEST: Self = Self { column: Column::CreatedAt, descending: true };

    fn order(self) -> Order<2> {
        let columns = match self.column {
            Column::CreatedAt => ["u.created_at", "u.id"],
            Column::Name => ["u.called", "u.id"],
            Column::Email => ["u.email_key", "u.id"],
        };
        Order { columns, descending: self.descending }
    }
}

impl FromStr for Sort {
    type Err = Text;

    /// Reads an order as clients name it, such as `-created_at`.
    fn from_str(name: &str) -> Result<Self, Text> {
        let (descending, column) = name.strip_prefix('-').map_or((false, name), |column| (true, column));
        let column = match column {
            "created_at" => Column::CreatedAt,
            "name" => Column::Name,
            "email" => Column::Email,
            _ => return Err(Text::MustBeOrder { choices: Choices(vec!["created_at", "name", "email"]) }),
        };
        Ok(Self { column, descending })
    }
}

/// Where somebody stands in the directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonPlace {
    #[serde(rename = "s")]
    column: Column,
    #[serde(rename = "d")]
    descending: bool,
    #[serde(rename = "t")]
    text: String,
    #[serde(rename = "a")]
    at: i64,
    #[serde(rename = "i")]
    id: UserId,
}

impl PersonPlace {
    /// The place of somebody in a directory of this order.
    pub fn of(person: &Person, sort: Sort) -> Self {
        let entry = &person.entry;
        let (text, at) = match sort.column {
            Column::CreatedAt => (String::new(), entry.created_at.0),
            Column::Name => (entry.called.clone(), 0),
            Column::Email => (entry.email_key.clone(), 0),
        };
        Self { column: sort.column, descending: sort.descending, text, at, id: entry.user.id }
    }

    /// Says whether this is a place in a directory of this order.
    pub fn is_in(&self, sort: Sort) -> bool {
        (self.column, self.descending) == (sort.column, sort.descending)
    }
}

impl Place<2> for PersonPlace {
    const LIST: &'static str = "people";

    fn values(&self) -> [Parameter; 2] {
        let key = match self.column {
            Column::CreatedAt => self.at.into(),
            Column::Name | Column::Email => self.text.as_str().into(),
        };
        [key, self.id.0.into()]
    }
}

const COLUMNS: &str = concat!(
    "SELECT ",
    user_columns!("u"),
    ", u.display_name, u.language AS spoken, u.pending_email, u.created_at, u.last_login_at, u.called, u.email_key
     FROM users u WHERE "
);

impl Filter {
    fn condition(&self, mut statement: Statement, now: Millis) -> Statement {
        statement = match self.state {
            Some(state) => state.condition(statement, "u", now),
            None => statement.push("TRUE"),
        };
        if let Some(role) = self.role {
            // Nearly everybody has the same role, so an index of it would only have the whole list sorted: as a text that no
            // index knows, it is looked at on the way along the list.
            statement = statement.push(" AND u.role || '' = ").bind(role.as_str());
        }
        if let Some(group) = self.group {
            statement = statement.push(" AND u.id IN (SELECT m.user_id FROM group_members m WHERE m.group_id = ");
            statement = statement.bind(group.0).push(")");
        }
        if let Some(search) = &self.search {
            statement = statement.push(" AND u.found_by LIKE ").bind(search::pattern(search).as_str());
            statement = statement.push(" ESCAPE '\\'");
        }
        statement
    }
}

/// A page of the people that are asked for.
pub async fn list(
    db: &Db,
    filter: &Filter,
    sort: Sort,
    page: &Page<PersonPlace>,
    now: Millis,
) -> Result<Rows<Person>, sqlx::Error> {
    let found = filter.condition(Statement::new(COLUMNS), now).fetch_page(db, sort.order(), page).await?;
    Ok(Rows { rows: known(db, found.rows).await?, more: found.more })
}

/// How many people are asked for, where they are no more than [`MOST_COUNTED`].
pub async fn count(db: &Db, filter: &Filter, now: Millis) -> Result<i64, sqlx::Error> {
    let counted = Statement::new("SELECT COUNT(*) FROM (SELECT 1 FROM users u WHERE ");
    let counted = filter.condition(counted, now).push(" LIMIT 10000) counted");
    let count: Option<(i64,)> = counted.fetch_optional(db).await?;
    Ok(count.map_or(0, |(count,)| count))
}

/// Somebody, if they are there.
pub async fn find(db: &Db, id: UserId) -> Result<Option<Person>, sqlx::Error> {
    let found = Statement::new(COLUMNS).push("u.id = ").bind(id.0).fetch_all(db).await?;
    Ok(known(db, found).await?.pop())
}

/// The account of a user name or an address, if there is one.
pub async fn find_by_name(db: &Db, name: &str) -> Result<Option<UserId>, sqlx::Error> {
    let key = Email::key_of(name);
    let named = Statement::new("SELECT id FROM users WHERE email_key = ").bind(key.as_str());
    let named = named.push(" OR (invited_at IS NULL AND username_key = ").bind(key.as_str()).push(")");
    let found: Option<(UserId,)> = named.fetch_optional(db).await?;
    Ok(found.map(|(id,)| id))
}

#[derive(sqlx::FromRow)]
struct FactorsOf {
    of: UserId,
    #[sqlx(flatten)]
    factors: Factors,
}

#[derive(sqlx::FromRow)]
struct MembershipOf {
    of: UserId,
    #[sqlx(flatten)]
    group: Membership,
}

/// Adds to accounts what hangs on them.
async fn known(db: &Db, entries: Vec<Entry>) -> Result<Vec<Person>, sqlx::Error> {
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let among = |statement: Statement| {
        let ids = entries.iter().enumerate();
        let listed = ids.fold(statement, |statement, (at, entry)| {
            statement.push(if at == 0 { "" } else { ", " }).bind(entry.user.id.0)
        });
        listed.push(")")
    };
    let factors = Statement::new(
        "SELECT u.id AS of, EXISTS (SELECT 1 FROM totp t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL) AS totp,
                (SELECT COUNT(*) FROM passkeys p WHERE p.user_id = u.id) AS passkeys,
                (SELECT COUNT(*) FROM recovery_codes r WHERE r.user_id = u.id AND r.used_at IS NULL) AS recovery_codes_left
         FROM users u WHERE u.id IN (",
    );
    let factors: Vec<FactorsOf> = among(factors).fetch_all(db).await?;
    let groups = Statement::new(
        "SELECT m.user_id AS of, g.id, g.name FROM group_members m JOIN client_groups g ON g.id = m.group_id
         WHERE m.user_id IN (",
    );
    let groups: Vec<MembershipOf> = among(groups).push(" ORDER BY g.name_key, g.id").fetch_all(db).await?;
    let person = |entry: Entry| {
        let id = entry.user.id;
        let mine = groups.iter().filter(|one| one.of == id).map(|one| one.group.clone()).collect();
        let factors = factors.iter().find(|one| one.of == id).map(|one| one.factors).unwrap_or_default();
        Person { entry, factors, groups: mine }
    };
    Ok(entries.into_iter().map(person).collect())
}
