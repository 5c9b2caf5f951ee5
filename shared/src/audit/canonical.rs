//! The one form in which an event is hashed: a version, then each field with its length before it, so that no two events
//! have the same bytes.

use aws_lc_rs::digest::{Context, SHA256};
use uuid::Uuid;

use crate::clock::Millis;

/// SHA-256.
pub(super) type Hash = [u8; 32];

/// What the first event follows.
pub(super) const NOTHING: Hash = [0; 32];

const VERSION: u8 = 1;

/// An event as it stands in its row.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct EventRow {
    /// Its id.
    pub(super) id: Uuid,
    /// When it happened.
    pub(super) at: Millis,
    /// What happened.
    pub(super) event: String,
    /// How it ended.
    pub(super) outcome: String,
    /// By whom.
    pub(super) actor: Option<Uuid>,
    /// The person it was about.
    pub(super) person: Option<Uuid>,
    /// The document it was about.
    pub(super) file: Option<Uuid>,
    /// The kind of what else it was about.
    pub(super) on_kind: Option<String>,
    /// The id of that.
    pub(super) on_id: Option<Uuid>,
    /// The request that asked for it.
    pub(super) request_id: Option<String>,
    /// The rest, as JSON.
    pub(super) detail: String,
    /// The hash of its personal part.
    pub(super) personal: Option<Vec<u8>>,
}

/// The columns of an [`EventRow`].
macro_rules! event_columns {
    () => {
        "e.id, e.at, e.event, e.outcome, e.actor, e.person, e.file, e.on_kind, e.on_id, e.request_id, e.detail, e.personal"
    };
}

pub(super) use event_columns;

/// Hashes fields, each with its length before it.
pub(super) struct Fields(Context);

impl Fields {
    pub(super) fn new() -> Self {
        Self(Context::new(&SHA256))
    }

    pub(super) fn put(&mut self, bytes: &[u8]) {
        self.0.update(&(bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    /// What is missing is told from what is empty.
    pub(super) fn maybe(&mut self, bytes: Option<&[u8]>) {
        match bytes {
            Some(bytes) => self.put(bytes),
            None => self.0.update(&u64::MAX.to_be_bytes()),
        }
    }

    pub(super) fn end(self) -> Hash {
        let mut hash = NOTHING;
        hash.copy_from_slice(self.0.finish().as_ref());
        hash
    }
}

impl EventRow {
    /// The hash of this event as the next one of a chain.
    pub(super) fn chained(&self, previous: &Hash) -> Hash {
        let mut fields = Fields::new();
        let id = |id: &Option<Uuid>| id.map(Uuid::into_bytes);
        fields.put(previous);
        fields.put(&[VERSION]);
        fields.put(self.id.as_bytes());
        fields.put(&self.at.0.to_be_bytes());
        fields.put(self.event.as_bytes());
        fields.put(self.outcome.as_bytes());
        for id in [id(&self.actor), id(&self.person), id(&self.file)] {
            fields.maybe(id.as_ref().map(<[u8; 16]>::as_slice));
        }
        fields.maybe(self.on_kind.as_deref().map(str::as_bytes));
        fields.maybe(id(&self.on_id).as_ref().map(<[u8; 16]>::as_slice));
        fields.maybe(self.request_id.as_deref().map(str::as_bytes));
        fields.put(self.detail.as_bytes());
        fields.maybe(self.personal.as_deref());
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> EventRow {
        EventRow {
            id: Uuid::from_u128(1),
            at: Millis(1_800_000_000_000),
            event: "login.ok".to_owned(),
            outcome: "ok".to_owned(),
            actor: Some(Uuid::from_u128(2)),
            person: None,
            file: None,
            on_kind: None,
            on_id: None,
            request_id: Some("r".to_owned()),
            detail: "{}".to_owned(),
            personal: None,
        }
    }

    #[test]
    fn a_trail_stays_provable_over_versions() {
        let hash = hex::encode(event().chained(&NOTHING));
        assert_eq!(hash, "4c0312773ce3d9da1f12681c232b919fc6f3739ce6697a50d67587fbc9a97563");
    }

    #[test]
    fn every_field_and_what_went_before_count() {
        let mut hashes = vec![event().chained(&NOTHING), event().chained(&[1; 32])];
        let changes: [fn(&mut EventRow); 12] = [
            |row| row.id = Uuid::from_u128(3),
            |row| row.at = Millis(1),
            |row| row.event = "login.refused".to_owned(),
            |row| row.outcome = "refused".to_owned(),
            |row| (row.person, row.actor) = (row.actor, None),
            |row| row.actor = None,
            |row| (row.file, row.actor) = (row.actor, None),
            |row| row.on_kind = Some(String::new()),
            |row| row.on_id = Some(Uuid::nil()),
            |row| row.request_id = None,
            |row| row.detail = "{} ".to_owned(),
            |row| row.personal = Some(Vec::new()),
        ];
        for alter in changes {
            let mut other = event();
            alter(&mut other);
            hashes.push(other.chained(&NOTHING));
        }
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), 14);
    }
}
