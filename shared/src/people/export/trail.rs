//! What the audit trail holds of somebody: what they did, and what was done to them.

use serde::Serialize;
use uuid::Uuid;

use super::Listed;
use crate::{
    clock::Millis,
    db::{
        page::Order,
        statement::{Parameter, Statement},
    },
    ids::UserId,
};

/// An event of the audit trail with what stands there of the person beside ids: from where, with what, by which name. Of what
/// others did to them nothing is told of those.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct TrailLine {
    id: Uuid,
    at: Millis,
    event: String,
    outcome: String,
    address: Option<String>,
    client: Option<String>,
    name: Option<String>,
}

impl Listed<1> for TrailLine {
    const NAME: &'static str = "trail";
    const ORDER: Order<1> = Order { columns: ["id"], descending: false };

    fn of(user: UserId) -> Statement {
        // Each half by an index of its own.
        let done = Statement::new(
            "SELECT id, at, event, outcome, address, client, name FROM (
                 SELECT e.id, e.at, e.event, e.outcome, p.address, p.client, p.name FROM audit_events e
                 LEFT JOIN audit_personal p ON p.hash = e.personal AND p.owner = e.actor WHERE e.actor = ",
        );
        let suffered = done.bind(user.0).push(
            " UNION ALL SELECT e.id, e.at, e.event, e.outcome, p.address, p.client, p.name FROM audit_events e
              LEFT JOIN audit_personal p ON p.hash = e.personal AND p.owner = e.person WHERE e.person = ",
        );
        let suffered = suffered.bind(user.0).push(" AND (e.actor IS NULL OR e.actor <> e.person)");
        suffered.push(") events WHERE TRUE")
    }

    fn place(&self) -> [Parameter; 1] {
        [self.id.into()]
    }
}
