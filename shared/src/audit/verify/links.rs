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
}

impl WithPersonal {
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
