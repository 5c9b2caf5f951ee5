//! Following the chain from link to link, and naming the first that is wrong without blaming those behind it.

use uuid::Uuid;

use super::fault::Fault;
use crate::audit::{
    canonical::{EventRow, Hash},
    personal::Personal,
};

/// A link of the chain.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Link {
    pub(super) seq: i64,
    pub(super) event_id: Uuid,
    pub(super) hash: Vec<u8>,
}

/// An event with its personal part, as far as that is there.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct WithPersonal {
    #[sqlx(flatten)]
    pub(super) event: EventRow,
    salt: Option<Vec<u8>>,
    owner: Option<Uuid>,
    name: Option<String>,
    address: Option<String>,
    client: Option<String>,
    /// Whether there is the account of whoever did it, or of the person it was about.
    pub(super) is_there: bool,
    /// Whether the trail tells that this account was erased.
    pub(super) is_erased: bool,
}

impl WithPersonal {
    /// Says whether its personal part is somebody's.
    pub(super) fn has_owner(&self) -> bool {
        self.event.actor.or(self.event.person).is_some()
    }

    pub(super) fn personal_hash(&self) -> Option<Hash> {
        let Self { owner, name, address, client, .. } = self.clone();
        self.salt.as_ref().map(|salt| Personal { owner, name, address, client }.hash(salt))
    }
}

/// One that may be wrong: the link behind it tells in which way.
struct Suspect {
    seq: i64,
    event: EventRow,
    /// What its link says.
    hash: Hash,
    /// What its link should say.
    right: Hash,
    /// The hash of what went before.
    before: Hash,
}

/// Follows the chain.
pub(super) struct Follower {
    seq: i64,
    /// The hash of the last link; none where what went before is missing.
    last: Option<Hash>,
    /// The hash before that one, and the last link, which may have been put in.
    before: Option<(Hash, i64, Uuid)>,
    suspect: Option<Suspect>,
}

impl Follower {
    /// Begins behind this link.
    pub(super) fn new((seq, hash): (i64, Hash)) -> Self {
        Self { seq, last: Some(hash), before: None, suspect: None }
    }

    /// The number of the last link.
    pub(super) fn seq(&self) -> i64 {
        self.seq
    }

    /// Goes on to a link and its event, if that is there.
    pub(super) fn follow(&mut self, link: Link, event: Option<EventRow>, tell: &mut impl FnMut(Fault)) {
        let Link { seq, event_id, hash } = link;
        if seq > self.seq + 1 {
            self.end(tell);
            tell(Fault::LinksLeftOut { first: self.seq + 1, last: seq - 1 });
            (self.last, self.before) = (None, None);
        }
        self.seq = seq;
        let hash: Option<Hash> = hash.try_into().ok();
        let (Some(event), Some(hash)) = (event, hash) else {
            self.end(tell);
            let fault = if hash.is_some() {
                Fault::LeftOut { seq, event: event_id }
            } else {
                Fault::Changed { seq, event: event_id }
            };
            tell(fault);
            (self.last, self.before) = (hash, None);
            return;
        };
        if let Some(suspect) = self.suspect.take() {
            if event.chained(&suspect.before) == suspect.hash {
                tell(Fault::Reordered { seq: suspect.seq, event: suspect.event.id });
                (self.last, self.before) = (Some(hash), None);
                return;
            }
            if event.chained(&suspect.before) == hash {
                tell(Fault::PutIn { seq: suspect.seq, event: suspect.event.id });
                (self.last, self.before) = (Some(hash), None);
                return;
            }
            tell(Fault::Changed { seq: suspect.seq, event: suspect.event.id });
            // Whether its event or its link was changed, the next one follows what it was.
            if event.chained(&suspect.right) == hash {
                (self.last, self.before) = (Some(hash), None);
                return;
            }
        }
        // Behind a gap nothing can be said of what was before.
        let Some(last) = self.last else {
            (self.last, self.before) = (Some(hash), None);
            return;
        };
        let right = event.chained(&last);
        if right == hash {
            self.before = Some((last, seq, event.id));
        } else if let Some((before, at, put_in)) = self.before.take()
            && event.chained(&before) == hash
        {
            tell(Fault::PutIn { seq: at, event: put_in });
        } else {
            self.suspect = Some(Suspect { seq, event, hash, right, before: last });
        }
        self.last = Some(hash);
    }

    /// Nothing comes behind the last link.
    pub(super) fn end(&mut self, tell: &mut impl FnMut(Fault)) {
        if let Some(Suspect { seq, event, .. }) = self.suspect.take() {
            tell(Fault::Changed { seq, event: event.id });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{audit::canonical::NOTHING, clock::Millis};

    fn event(number: u128) -> EventRow {
        EventRow {
            id: Uuid::from_u128(number),
            at: Millis(1),
            event: "login.ok".to_owned(),
            outcome: "ok".to_owned(),
            actor: None,
            person: None,
            file: None,
            on_kind: None,
            on_id: None,
            request_id: None,
            detail: "{}".to_owned(),
            personal: None,
        }
    }

    /// A chain of these events, as the sealer makes it.
    fn chain(events: &[EventRow]) -> Vec<(Link, Option<EventRow>)> {
        let mut hash = NOTHING;
        let link = |(at, event): (usize, &EventRow)| {
            hash = event.chained(&hash);
            let seq = i64::try_from(at).unwrap() + 1;
            (Link { seq, event_id: event.id, hash: hash.to_vec() }, Some(event.clone()))
        };
        events.iter().enumerate().map(link).collect()
    }

    fn faults(links: Vec<(Link, Option<EventRow>)>) -> Vec<Fault> {
        let mut found = Vec::new();
        let mut follower = Follower::new((0, NOTHING));
        for (link, event) in links {
            follower.follow(link, event, &mut |fault| found.push(fault));
        }
        follower.end(&mut |fault| found.push(fault));
        found
    }

    fn sealed() -> Vec<(Link, Option<EventRow>)> {
        chain(&(1..=6).map(event).collect::<Vec<_>>())
    }

    fn at(seq: i64) -> (i64, Uuid) {
        (seq, Uuid::from_u128(u128::from(seq.unsigned_abs())))
    }

    #[test]
    fn what_was_not_touched_is_sound() {
        assert_eq!(faults(sealed()), []);
    }

    #[test]
    fn an_event_or_a_link_that_was_changed_is_the_only_one_named() {
        for place in 0..6 {
            let (seq, id) = at(i64::try_from(place).unwrap() + 1);
            let mut links = sealed();
            links[place].1.as_mut().unwrap().outcome = "refused".to_owned();
            assert_eq!(faults(links), [Fault::Changed { seq, event: id }]);
            let mut links = sealed();
            links[place].0.hash = vec![7; 32];
            assert_eq!(faults(links), [Fault::Changed { seq, event: id }]);
            let mut links = sealed();
            links[place].0.hash = vec![7; 3];
            assert_eq!(faults(links), [Fault::Changed { seq, event: id }]);
        }
    }

    #[test]
    fn what_is_left_out_is_named() {
        let mut links = sealed();
        links[2].1 = None;
        assert_eq!(faults(links), [Fault::LeftOut { seq: 3, event: at(3).1 }]);
        let mut links = sealed();
        links.drain(2..4);
        assert_eq!(faults(links), [Fault::LinksLeftOut { first: 3, last: 4 }]);
    }

    #[test]
    fn what_is_put_in_is_named_even_with_a_hash_of_its_own() {
        for with_right_hash in [true, false] {
            let mut links = sealed();
            let put_in = event(99);
            let before: Hash = links[2].0.hash.clone().try_into().unwrap();
            let hash = if with_right_hash { put_in.chained(&before).to_vec() } else { vec![7; 32] };
            for (link, _) in &mut links[3..] {
                link.seq += 1;
            }
            links.insert(3, (Link { seq: 4, event_id: put_in.id, hash }, Some(put_in.clone())));
            assert_eq!(faults(links), [Fault::PutIn { seq: 4, event: put_in.id }], "{with_right_hash}");
        }
    }

    #[test]
    fn two_that_changed_places_are_named() {
        let mut links = sealed();
        let (third, fourth) = (links[2].clone(), links[3].clone());
        (links[2].0.event_id, links[2].1) = (fourth.0.event_id, fourth.1);
        (links[3].0.event_id, links[3].1) = (third.0.event_id, third.1);
        assert_eq!(faults(links), [Fault::Reordered { seq: 3, event: at(4).1 }]);
    }
}
