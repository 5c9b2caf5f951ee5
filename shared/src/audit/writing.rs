//! Writing entries down.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicU32, Ordering},
};

use uuid::Uuid;

use super::{
    canonical::EventRow,
    entry::{Asked, By, Entry, Word},
    personal::{Kept, Personal},
    unsealed,
};
use crate::{
    clock::Millis,
    db::{
        Tx,
        statement::{Parameter, Statement},
    },
    gathering::TOGETHER,
    happenings, sql,
};

/// Records what this transaction does. It is there when that is, and never else.
///
/// Whoever looks on is told that it happened.
pub async fn record(tx: &mut Tx, asked: &Asked, entry: Entry, now: Millis) -> Result<(), sqlx::Error> {
    if let Some(of) = entry.happens_to() {
        happenings::note(tx, of).await?;
    }
    let kept = Personal::of(asked, &entry).map(Personal::keep);
    let row = row(asked, entry, kept.as_ref(), now);
    write(tx, &[row], kept.as_slice()).await
}

/// Records many things that this transaction does, a hundred by one statement.
pub async fn record_all(tx: &mut Tx, asked: &Asked, entries: Vec<Entry>, now: Millis) -> Result<(), sqlx::Error> {
    let happened: Vec<happenings::Of> = entries.iter().filter_map(Entry::happens_to).collect();
    happenings::note_all(tx, &happened).await?;
    let mut known: HashMap<Personal, Kept> = HashMap::new();
    let mut entries = entries.into_iter().peekable();
    while entries.peek().is_some() {
        let mut fresh = Vec::new();
        let rows: Vec<EventRow> = entries
            .by_ref()
            .take(TOGETHER)
            .map(|entry| {
                let kept = Personal::of(asked, &entry).map(|personal| {
                    let is_known = known.contains_key(&personal);
                    let kept = known.entry(personal.clone()).or_insert_with(|| personal.keep());
                    if !is_known {
                        fresh.push(kept.clone());
                    }
                    kept.clone()
                });
                row(asked, entry, kept.as_ref(), now)
            })
            .collect();
        write(tx, &rows, &fresh).await?;
    }
    Ok(())
}

/// An entry as the row that it will be.
pub(super) fn row(asked: &Asked, entry: Entry, personal: Option<&Kept>, now: Millis) -> EventRow {
    let Entry { event, outcome, person, file, on, name: _, mut detail } = entry;
    let (on_kind, on_id) = on.map(super::events::Object::parts).unzip();
    let how: Option<(&str, Word)> = match asked.by {
        By::Nobody | By::Account(_) => None,
        By::Token(_, token) => Some(("token", token.0.into())),
        By::Operator => Some(("by", "operator".into())),
        By::Worker => Some(("by", "worker".into())),
    };
    if let Some((name, word)) = how {
        detail.insert(name.to_owned(), word.into());
    }
    EventRow {
        id: id_at(now),
        at: now,
        event: event.as_str().to_owned(),
        outcome: outcome.as_str().to_owned(),
        actor: asked.actor().map(|actor| actor.0),
        person: person.map(|person| person.0),
        file: file.map(|file| file.0),
        on_kind: on_kind.map(ToOwned::to_owned),
        on_id,
        request_id: asked.request_id.clone(),
        detail: serde_json::Value::Object(detail).to_string(),
        personal: personal.map(|kept| kept.hash.to_vec()),
    }
}

/// An id of this time, behind those that this program gave before within the same millisecond: 26 bits count, and wrap.
fn id_at(now: Millis) -> Uuid {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let [high, a, b, c] = COUNT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    // Version and variant lie over the first four bits, and over two in between.
    let mut rest = [0; 10];
    rest[6..].copy_from_slice(&Uuid::new_v4().as_bytes()[..4]);
    rest[..4].copy_from_slice(&[((high & 3) << 2) | (a >> 6), (a << 2) | (b >> 6), b & 0x3f, c]);
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(now.0).unwrap_or(0), &rest).into_uuid()
}

/// Says whether these rows are there: they are written together, so one tells of all.
pub(super) async fn are_written(tx: &mut Tx, rows: &[EventRow]) -> Result<bool, sqlx::Error> {
    let first = rows.first().map(|row| row.id);
    let (there,): (bool,) = sql!(tx, |c| sqlx::query_as("SELECT EXISTS (SELECT 1 FROM audit_events WHERE id = $1)")
        .bind(first)
        .fetch_one(c))?;
    Ok(there)
}

/// Writes rows, each of which is to be sealed. One event and a full batch are what is written nearly always, so that the database keeps their statements.
pub(super) async fn write(tx: &mut Tx, rows: &[EventRow], personal: &[Kept]) -> Result<(), sqlx::Error> {
    let Some(mark) = unsealed::mark(rows) else { return Ok(()) };
    if !personal.is_empty() {
        let mut all =
            Statement::new("INSERT INTO audit_personal (hash, salt, owner, name, name_key, address, client) VALUES ");
        for (at, kept) in personal.iter().enumerate() {
            all = all.push(if at == 0 { "" } else { ", " }).bind_list(personal_values(kept));
        }
        put(tx, all.push(" ON CONFLICT DO NOTHING"), personal.len()).await?;
    }
    let mut all = Statement::new(
        "INSERT INTO audit_events (id, at, event, outcome, actor, person, file, on_kind, on_id, request_id, detail, personal)
         VALUES ",
    );
    for (at, row) in rows.iter().enumerate() {
        all = all.push(if at == 0 { "" } else { ", " }).bind_list(values(row.clone()));
    }
    put(tx, all, rows.len()).await?;
    tx.later(mark).await
}

/// Writes so many rows. What tells of one thing goes with whatever else its transaction writes.
async fn put(tx: &mut Tx, all: Statement, rows: usize) -> Result<(), sqlx::Error> {
    match rows {
        1 => return tx.later(all).await,
        TOGETHER => all,
        _ => all.varying(),
    }
    .execute_in(tx)
    .await
    .map(|_| ())
}

fn personal_values(Kept { hash, salt, personal }: &Kept) -> [Parameter; 7] {
    let name_key = personal.name_key();
    let Personal { owner, name, address, client } = personal.clone();
    [
        hash.to_vec().into(),
        salt.to_vec().into(),
        owner.into(),
        name.into(),
        name_key.into(),
        address.into(),
        client.into(),
    ]
}

fn values(row: EventRow) -> [Parameter; 12] {
    [
        row.id.into(),
        row.at.into(),
        row.event.into(),
        row.outcome.into(),
        row.actor.into(),
        row.person.into(),
        row.file.into(),
        row.on_kind.into(),
        row.on_id.into(),
        row.request_id.into(),
        row.detail.into(),
        row.personal.into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_ids_is_the_order_of_time() {
        let now = Millis(1_800_000_000_123);
        let ids: Vec<Uuid> = (0..1000).map(|_| id_at(now)).collect();
        assert!(ids.is_sorted());
        assert_eq!(ids[0].get_timestamp().map(|time| time.to_unix()), Some((1_800_000_000, 123_000_000)));
        assert!(id_at(now - std::time::Duration::from_hours(1)) < ids[0]);
    }
}
