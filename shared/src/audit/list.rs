//! Reading the trail: which events, and a page of them.

use serde::{Serialize, Serializer, ser::SerializeStruct};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{events::Event, personal::key_of};
use crate::{
    clock::Millis,
    db::{
        Db,
        page::{Order, Page, Place, Rows},
        statement::{Parameter, Statement},
    },
};

/// Which events are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// One of these; all where there are none.
    pub events: Vec<Event>,
    /// By this account.
    pub actor: Option<Uuid>,
    /// About this person.
    pub person: Option<Uuid>,
    /// About this document.
    pub file: Option<Uuid>,
    /// Not before.
    pub since: Option<Millis>,
    /// Before.
    pub until: Option<Millis>,
    /// With this request id, from this address, or with this name, as a whole.
    pub search: Option<String>,
}

/// Where an event stands in the list. Ids are made in the order of time.
#[derive(Clone, Copy, Debug, Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct EventPlace(pub Uuid);

impl Place<1> for EventPlace {
    const LIST: &'static str = "audit";

    fn values(&self) -> [Parameter; 1] {
        [self.0.into()]
    }
}

/// An event as it is shown.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    /// Its id.
    pub id: Uuid,
    /// When it happened.
    pub at: Millis,
    /// What happened.
    pub event: String,
    /// How it ended.
    pub outcome: String,
    /// By whom.
    pub actor: Option<Uuid>,
    /// Their user name, as long as there is the account.
    pub username: Option<String>,
    person: Option<Uuid>,
    file: Option<Uuid>,
    on_kind: Option<String>,
    on_id: Option<Uuid>,
    /// The request that asked for it.
    pub request_id: Option<String>,
    detail: String,
    name: Option<String>,
    /// From where.
    pub address: Option<String>,
    /// With which program.
    pub client: Option<String>,
}

impl Line {
    /// What it was about: its kind and its id. A document comes before a person, and a person before anything else.
    pub fn on(&self) -> Option<(&str, Uuid)> {
        let other = self.on_kind.as_deref().zip(self.on_id);
        self.file.map(|id| ("file", id)).or(self.person.map(|id| ("person", id))).or(other)
    }

    /// The rest, with what else it was about and the name that was given.
    pub fn detail(&self) -> Map<String, Value> {
        let mut detail: Map<String, Value> = serde_json::from_str(&self.detail).unwrap_or_default();
        let more = [
            self.person.filter(|_| self.file.is_some()).map(|id| ("person", id.to_string())),
            self.on_kind.as_deref().zip(self.on_id).map(|(kind, id)| (kind, id.to_string())),
            self.name
                .clone()
                .map(|said| (if self.event == Event::FileReleased.as_str() { "reason" } else { "name" }, said)),
        ];
        let on = self.on().map(|(kind, _)| kind);
        for (name, value) in more.into_iter().flatten().filter(|(name, _)| Some(*name) != on) {
            detail.insert(name.to_owned(), value.into());
        }
        detail
    }
}

impl Serialize for Line {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut line = serializer.serialize_struct("Line", 10)?;
        line.serialize_field("id", &self.id)?;
        line.serialize_field("at", &self.at)?;
        line.serialize_field("event", &self.event)?;
        line.serialize_field("outcome", &self.outcome)?;
        line.serialize_field("actor", &self.actor.map(|id| json!({"id": id, "username": self.username})))?;
        line.serialize_field("on", &self.on().map(|(kind, id)| json!({"kind": kind, "id": id})))?;
        line.serialize_field("address", &self.address)?;
        line.serialize_field("client", &self.client)?;
        line.serialize_field("request_id", &self.request_id)?;
        line.serialize_field("detail", &self.detail())?;
        line.end()
    }
}

/// In the words of the index of rare events, without which it is not used.
const RARE: &str = " WHERE x.event <> 'link.minted' AND x.event <> 'file.downloaded' AND x.event = ";

/// By which index events are looked for.
#[derive(Clone, Copy)]
enum By {
    Event(Option<Event>),
    Request,
    Name,
    Address,
}

/// A page of the trail, the newest first.
///
/// Each way by which an event may be wanted looks through an index of its own and brings no more than a page has, so that
/// a million events take no longer than a thousand.
pub async fn list(db: &Db, wanted: &Wanted, page: &Page<EventPlace>) -> Result<Rows<Line>, sqlx::Error> {
    let mut statement = Statement::new(
        "SELECT e.id, e.at, e.event, e.outcome, e.actor, u.username, e.person, e.file, e.on_kind, e.on_id, e.request_id,
                e.detail, p.name, p.address, p.client
         FROM audit_events e LEFT JOIN audit_personal p ON p.hash = e.personal LEFT JOIN users u ON u.id = e.actor
         WHERE e.id IN (",
    );
    let mut before = "";
    for by in wanted.ways() {
        statement = wanted.found(statement.push(before), by, page);
        before = " UNION ALL ";
    }
    statement.push(")").fetch_page(db, Order { columns: ["e.id"], descending: true }, page).await
}

impl Wanted {
    fn ways(&self) -> Vec<By> {
        if self.search.is_some() {
            return vec![By::Request, By::Name, By::Address];
        }
        if self.events.is_empty() {
            return vec![By::Event(None)];
        }
        self.events.iter().map(|event| By::Event(Some(*event))).collect()
    }

    /// Goes on with the ids of what is found one way.
    fn found(&self, statement: Statement, by: By, page: &Page<EventPlace>) -> Statement {
        let text = self.search.as_deref().unwrap_or_default();
        let statement = statement.push("SELECT id FROM (SELECT x.id FROM audit_events x");
        let statement = match by {
            By::Event(None) => statement.push(" WHERE TRUE"),
            By::Event(Some(event)) if event.is_frequent() => statement.push(" WHERE x.event = ").bind(event.as_str()),
            By::Event(Some(event)) => statement.push(RARE).bind(event.as_str()),
            By::Request => statement.push(" WHERE x.request_id = ").bind(text),
            By::Name => statement
                .push(" JOIN audit_personal p ON p.hash = x.personal WHERE p.name_key = ")
                .bind(key_of(text).as_str()),
            By::Address => {
                statement.push(" JOIN audit_personal p ON p.hash = x.personal WHERE p.address = ").bind(text)
            }
        };
        let mut statement = statement;
        if !matches!(by, By::Event(_)) && !self.events.is_empty() {
            let mut before = " AND x.event IN (";
            for event in &self.events {
                statement = statement.push(before).bind(event.as_str());
                before = ", ";
            }
            statement = statement.push(")");
        }
        for (condition, id) in [
            (" AND x.actor = ", self.actor),
            (" AND x.person = ", self.person),
            (" AND x.file = ", self.file),
            (" AND x.id >= ", self.since.map(first_at)),
            (" AND x.id < ", self.until.map(first_at)),
            (" AND x.id < ", page.after.map(|place| place.0)),
        ] {
            if let Some(id) = id {
                statement = statement.push(condition).bind(id);
            }
        }
        let statement = statement.push(" ORDER BY x.id DESC LIMIT ").push_number(usize::from(page.limit) + 1);
        statement.push(") AS found")
    }
}

/// An id before all that are given at this time.
fn first_at(at: Millis) -> Uuid {
    Uuid::from_u128(u128::from(u64::try_from(at.0).unwrap_or(0)) << 80)
}
