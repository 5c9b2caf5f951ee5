//! Who looks on: each with a way to be told by, and with bounds on how many there may be.

use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::body::Bytes;
use bounded_http::serve::{Crowd, Inside};
use shared::{
    clock::Millis,
    ids::{FileId, UserId},
    people::sessions::Reader,
};
use tokio::sync::{
    Notify,
    mpsc::{self, Receiver, Sender},
};

use crate::error::ApiError;

/// Streams at once by one account: a few browsers with a few pages each.
const PER_ACCOUNT: usize = 10;

/// Streams at once in one process. Each holds a connection.
const IN_ALL: usize = 1000;

/// How soon to come back where there are too many, in seconds.
const FULL: u64 = 10;

/// So many pieces may wait until a reader takes them. Who is slower is cut off, and goes on from where they were when they come back.
const UNREAD: usize = 4;

/// Documents of which is known that a client has seen them. Of what is beyond, nobody is told when it goes.
const MOST_KNOWN: usize = 1000;

/// Somebody who looks on.
#[derive(Debug)]
pub(super) struct Onlooker {
    /// Who they are.
    pub(super) reader: Reader,
    /// Whether they are told of jobs.
    pub(super) operates: bool,
    /// All up to this number is told.
    pub(super) at: i64,
    /// What happened up to this number did so while they were away.
    pub(super) away_until: i64,
    /// The number of which they know that all is told.
    pub(super) told: i64,
    /// When they were told anything last.
    pub(super) told_at: Millis,
    /// The documents that a client sees, as far as is known.
    pub(super) known: HashSet<FileId>,
    to: Sender<Bytes>,
}

impl Onlooker {
    /// Somebody who is told from now on, and where it comes out.
    pub(super) fn new(reader: Reader, operates: bool, at: i64, away_until: i64) -> (Self, Receiver<Bytes>) {
        let (to, from) = mpsc::channel(UNREAD);
        let (told, told_at, known) = (at, reader.now, HashSet::new());
        (Self { reader, operates, at, away_until, told, told_at, known, to }, from)
    }

    /// Says whether they are there still.
    pub(super) fn is_there(&self) -> bool {
        !self.to.is_closed()
    }

    /// Hands a piece on, and says whether they keep up.
    pub(super) fn hand(&mut self, piece: Bytes, now: Millis) -> bool {
        self.told_at = now;
        self.to.try_send(piece).is_ok()
    }

    /// Notes that a client sees a document.
    pub(super) fn sees(&mut self, id: FileId) {
        if self.known.len() < MOST_KNOWN {
            self.known.insert(id);
        }
    }
}

/// Those who look on in this process.
#[derive(Debug)]
pub(crate) struct Onlookers {
    /// None once nobody is told any more.
    coming: Mutex<Option<Vec<Onlooker>>>,
    more: Notify,
    accounts: Crowd<UserId>,
    all: Crowd<()>,
}

/// A place among those who look on, given back when dropped.
#[derive(Debug)]
pub(super) struct Seat {
    _account: Inside<UserId>,
    _all: Inside<()>,
}

impl Default for Onlookers {
    fn default() -> Self {
        let coming = Mutex::new(Some(Vec::new()));
        Self { coming, more: Notify::new(), accounts: Crowd::default(), all: Crowd::default() }
    }
}

impl Onlookers {
    /// A place for one more, if there is one.
    pub(super) fn seat(&self, user: UserId) -> Result<Seat, ApiError> {
        let account = self.accounts.enter(user, PER_ACCOUNT).ok_or(ApiError::TooManyRequests)?;
        let all = self.all.enter((), IN_ALL).ok_or(ApiError::Busy(FULL))?;
        Ok(Seat { _account: account, _all: all })
    }

    /// Tells them from now on. Where nobody is told any more, their stream ends at once.
    pub(super) fn join(&self, onlooker: Onlooker) {
        if let Some(coming) = &mut *self.coming() {
            coming.push(onlooker);
        }
        self.more.notify_one();
    }

    /// Those who have come since this was asked last.
    pub(super) fn take(&self) -> Vec<Onlooker> {
        self.coming().as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// From now on nobody is told any more.
    pub(super) fn end(&self) {
        *self.coming() = None;
    }

    fn coming(&self) -> MutexGuard<'_, Option<Vec<Onlooker>>> {
        self.coming.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until somebody comes.
    pub(super) async fn somebody_comes(&self) {
        self.more.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use shared::{
        ids::SessionId,
        people::{names::Role, sessions::Credential},
        settings::RequireSecondFactor,
    };

    use super::*;

    fn onlooker() -> (Onlooker, Receiver<Bytes>) {
        let reader = Reader {
            credential: Credential::Session(SessionId::new()),
            user: UserId::new(),
            role: Role::Client,
            now: Millis(1),
            idle_since: Millis(0),
            required: RequireSecondFactor::Nobody,
        };
        Onlooker::new(reader, false, 7, 7)
    }

    #[tokio::test]
    async fn who_does_not_read_is_cut_off_and_costs_no_more() {
        let (mut one, mut pieces) = onlooker();
        for number in 0..UNREAD {
            assert!(one.hand(Bytes::from(number.to_string()), Millis(2)));
        }
        assert!(!one.hand(Bytes::from("one too many"), Millis(3)));
        // What was handed over before comes out, and then the end.
        drop(one);
        for number in 0..UNREAD {
            assert_eq!(pieces.recv().await, Some(Bytes::from(number.to_string())));
        }
        assert_eq!(pieces.recv().await, None);
        let (other, pieces) = onlooker();
        drop(pieces);
        assert!(!other.is_there());
    }

    #[test]
    fn what_is_known_of_a_client_is_bounded() {
        let (mut one, _pieces) = onlooker();
        (0..2 * MOST_KNOWN).for_each(|_| one.sees(FileId::new()));
        assert_eq!(one.known.len(), MOST_KNOWN);
    }

    #[test]
    fn there_are_so_many_of_one_account_and_so_many_in_all() {
        let (onlookers, user) = (Onlookers::default(), UserId::new());
        let mut seats: Vec<Seat> = (0..PER_ACCOUNT).map(|_| onlookers.seat(user).unwrap()).collect();
        assert!(matches!(onlookers.seat(user), Err(ApiError::TooManyRequests)));
        while seats.len() < IN_ALL {
            seats.push(onlookers.seat(UserId::new()).unwrap());
        }
        assert!(matches!(onlookers.seat(UserId::new()), Err(ApiError::Busy(_))));
        seats.pop();
        assert!(onlookers.seat(UserId::new()).is_ok());
    }
}
