//! Proving the trail: each event against its link, each link against the one before it, the end of the chain against what
//! was signed. Read a page at a time, so that memory does not grow with the trail.

mod fault;
mod links;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};

use uuid::Uuid;

pub use self::fault::Fault;
use self::links::{Follower, Link, WithPersonal};
use super::{
    canonical::{Hash, NOTHING, event_columns},
    heads::{Head, HeadKind, Signed},
    unsealed::{self, Mark},
};
use crate::{db::Db, keys::KeyRing, sql};

/// How many links are read at once.
const PAGE: i64 = 2000;

/// For how long events of an account may come after the one that tells of its erasure, which may have outlived its time: links
/// of theirs that are refused.
const AFTER_ERASURE: Duration = Duration::from_hours(24);

/// What was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proved {
    /// Events that are chained.
    pub events: i64,
    /// Where the trail begins, behind what has outlived its time.
    pub begins_behind: i64,
    /// Heads and anchors with which the chain was compared.
    pub heads: usize,
    /// Personal parts that are erased.
    pub erased: u64,
    /// Anchors that could not be compared, since what they tell of has outlived its time, or their key is known no more.
    pub passed_over: usize,
}

/// Proves the whole trail, and compares it with anchors that were kept elsewhere. Each fault is told as it is found.
pub async fn verify(
    db: &Db,
    ring: &KeyRing,
    anchors: &[Head],
    mut tell: impl FnMut(Fault),
) -> Result<Proved, sqlx::Error> {
    let heads = Head::all(db).await?;
    let (start, kept): (Vec<Head>, Vec<Head>) = heads.into_iter().partition(|head| head.kind == HeadKind::Start);
    let start = start.into_iter().next_back();
    let mut proved = Proved::default();
    let begin: (i64, Hash) = match &start {
        Some(start) => {
            if start.is_signed(ring) != Signed::Well {
                tell(Fault::Unsigned(start.clone()));
            }
            (start.seq, start.hash().unwrap_or(NOTHING))
        }
        None => (0, NOTHING),
    };
    proved.begins_behind = begin.0;
    let signed_to = signed_heads(&kept, ring, &mut proved, &mut tell);
    let mut expected = expected(&kept, anchors, begin.0, ring, &mut proved, &mut tell);
    let (mut follower, mut first_at) = (Follower::new(begin), None);
    loop {
        let (links, mut events) = page(db, follower.seq()).await?;
        let is_last = i64::try_from(links.len()).unwrap_or(i64::MAX) < PAGE;
        for link in links {
            for one in expected.remove(&link.seq).into_iter().flatten() {
                proved.heads += 1;
                if one.head.hash().as_ref().map(<[u8; 32]>::as_slice) != Some(link.hash.as_slice()) {
                    tell(Fault::OtherThanSigned { head: one.head, is_ours: one.is_ours });
                }
            }
            let event = events.remove(&link.event_id);
            if let Some(event) = &event {
                let oldest = *first_at.get_or_insert(event.event.at);
                let outlived = begin.0 > 0 && event.event.at < oldest + AFTER_ERASURE;
                personal(event, &mut proved, outlived, &mut tell);
            }
            follower.follow(link, event.map(|with| with.event), &mut tell);
            proved.events += 1;
        }
        if is_last {
            break;
        }
    }
    follower.end(&mut tell);
    end(db, follower.seq(), signed_to, &expected, &mut tell).await?;
    without_link(db, &mut tell).await?;
    Ok(proved)
}

/// What is known of places behind the beginning, by heads of ours and by anchors that somebody brings.
fn expected(
    kept: &[Head],
    anchors: &[Head],
    begin: i64,
    ring: &KeyRing,
    proved: &mut Proved,
    tell: &mut impl FnMut(Fault),
) -> BTreeMap<i64, Vec<Expected>> {
    let mut expected: BTreeMap<i64, Vec<Expected>> = BTreeMap::new();
    for head in kept.iter().filter(|head| head.seq > begin) {
        expected.entry(head.seq).or_default().push(Expected { head: head.clone(), is_ours: true });
    }
    for anchor in anchors {
        if anchor.is_signed(ring) == Signed::Wrongly {
            tell(Fault::Unsigned(anchor.clone()));
        }
        if anchor.seq > begin {
            expected.entry(anchor.seq).or_default().push(Expected { head: anchor.clone(), is_ours: false });
        } else {
            proved.passed_over += 1;
        }
    }
    expected
}

/// A place in the chain of which is known what it must be.
struct Expected {
    head: Head,
    is_ours: bool,
}

/// Looks at the signatures, and says how far the chain is signed to go.
fn signed_heads(kept: &[Head], ring: &KeyRing, proved: &mut Proved, tell: &mut impl FnMut(Fault)) -> Option<i64> {
    let last = kept.last()?;
    for head in kept {
        match head.is_signed(ring) {
            Signed::Well => {}
            // What came after it is signed by one that is known.
            Signed::ByUnknown if head.seq < last.seq => proved.passed_over += 1,
            Signed::ByUnknown | Signed::Wrongly => tell(Fault::Unsigned(head.clone())),
        }
    }
    Some(last.seq)
}

async fn page(db: &Db, after: i64) -> Result<(Vec<Link>, HashMap<Uuid, WithPersonal>), sqlx::Error> {
    let links: Vec<Link> = sql!(db, |c| sqlx::query_as(
        "SELECT seq, event_id, hash FROM audit_chain WHERE seq > $1 ORDER BY seq LIMIT $2"
    )
    .bind(after)
    .bind(PAGE)
    .fetch_all(c))?;
    let Some(last) = links.last().map(|link| link.seq) else { return Ok((links, HashMap::new())) };
    let events: Vec<WithPersonal> = sql!(db, |c| sqlx::query_as(concat!(
        "SELECT ",
        event_columns!(),
        ", p.salt, p.owner, p.name, p.address, p.client, u.id IS NOT NULL AS is_there,
         CASE WHEN e.personal IS NULL OR p.hash IS NOT NULL THEN FALSE
              ELSE EXISTS (SELECT 1 FROM audit_events x
                           WHERE x.person = COALESCE(e.actor, e.person) AND x.event = 'account.erased') END AS is_erased
         FROM audit_chain c JOIN audit_events e ON e.id = c.event_id LEFT JOIN audit_personal p ON p.hash = e.personal
         LEFT JOIN users u ON u.id = COALESCE(e.actor, e.person) WHERE c.seq > $1 AND c.seq <= $2"
    ))
    .bind(after)
    .bind(last)
    .fetch_all(c))?;
    Ok((links, events.into_iter().map(|with| (with.event.id, with)).collect()))
}

/// Compares the personal part of an event with its hash. One that is erased belongs to somebody who was, of which the trail
/// tells, or to nobody.
fn personal(with: &WithPersonal, proved: &mut Proved, outlived: bool, tell: &mut impl FnMut(Fault)) {
    let Some(hash) = &with.event.personal else { return };
    match with.personal_hash() {
        Some(found) if found.as_slice() == hash.as_slice() => {}
        Some(_) => tell(Fault::PersonalChanged(with.event.id)),
        None if with.is_there || (with.has_owner() && !with.is_erased && !outlived) => {
            tell(Fault::PersonalLeftOut(with.event.id));
        }
        None => proved.erased += 1,
    }
}

/// Compares the end of the chain with what was signed, and with anchors that lie beyond it.
async fn end(
    db: &Db,
    found: i64,
    signed_to: Option<i64>,
    expected: &BTreeMap<i64, Vec<Expected>>,
    tell: &mut impl FnMut(Fault),
) -> Result<(), sqlx::Error> {
    if signed_to.is_some_and(|signed| signed > found) {
        tell(Fault::Cut { signed: signed_to.unwrap_or_default(), found });
    }
    for one in expected.range(found + 1..).flat_map(|(_, all)| all).filter(|one| !one.is_ours) {
        tell(Fault::RolledBack { anchor: one.head.clone(), found });
    }
    for one in expected.range(..=found).flat_map(|(_, all)| all) {
        tell(Fault::OtherThanSigned { head: one.head.clone(), is_ours: one.is_ours });
    }
    // The chain may have gone on meanwhile, but never without its head.
    let (chain, head): (Option<i64>, Option<i64>) =
        sql!(db, |c| sqlx::query_as("SELECT (SELECT MAX(seq) FROM audit_chain), (SELECT MAX(seq) FROM audit_heads)")
            .fetch_one(c))?;
    if chain > head {
        tell(Fault::Beyond { signed: head.unwrap_or_default(), found: chain.unwrap_or_default() });
    }
    Ok(())
}

/// Events that are in no chain, and do not wait for it either.
async fn without_link(db: &Db, tell: &mut impl FnMut(Fault)) -> Result<(), sqlx::Error> {
    let mut after = Uuid::nil();
    loop {
        let found: Vec<(Uuid,)> = sql!(db, |c| sqlx::query_as(
            "SELECT e.id FROM audit_events e
             WHERE e.id > $1 AND NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.event_id = e.id)
             ORDER BY e.id LIMIT $2"
        )
        .bind(after)
        .bind(PAGE)
        .fetch_all(c))?;
        let Some((last,)) = found.last() else { return Ok(()) };
        after = *last;
        let mut left: BTreeSet<Uuid> = found.into_iter().map(|(id,)| id).collect();
        take_out_waiting(db, &mut left).await?;
        for id in left {
            // What waited when it was looked for may have been chained before it was found not to wait.
            if !is_chained(db, id).await? {
                tell(Fault::NotChained(id));
            }
        }
    }
}

/// Takes out those that wait to be chained.
async fn take_out_waiting(db: &Db, ids: &mut BTreeSet<Uuid>) -> Result<(), sqlx::Error> {
    let mut after = Uuid::nil();
    while !ids.is_empty() {
        let (marks, last) = unsealed::page(db, after).await?;
        for id in marks.iter().flat_map(Mark::ids) {
            ids.remove(&id);
        }
        let Some(last) = last else { break };
        after = last;
    }
    Ok(())
}

async fn is_chained(db: &Db, id: Uuid) -> Result<bool, sqlx::Error> {
    let (chained,): (bool,) =
        sql!(db, |c| sqlx::query_as("SELECT EXISTS (SELECT 1 FROM audit_chain WHERE event_id = $1)")
            .bind(id)
            .fetch_one(c))?;
    Ok(chained)
}
