//! The line of those who wait for a hash. One is made a core at once, in the turns of the process, and a thread that has
//! made one begins the next without a way through the async threads.
//!
//! The line has lanes, so that those who are known are served while others guess, and log-ins while others sign up; none
//! is served alone. It has an end, too: whoever would wait too long is sent away at once.

use std::{
    collections::VecDeque,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::sync::oneshot;

use super::{Busy, HashingError, LineError, argon2id::Memory};
use crate::turns::{Turn, Turns, Work};

/// How long memory is kept for the next hash.
const KEEP_MEMORY: Duration = Duration::from_secs(10);

/// The most that wait in one lane, however quick the machine.
const LONGEST_LANE: usize = 1000;

/// What a hash is taken to need before one was made.
const FIRST_GUESS: Duration = Duration::from_millis(25);

/// Where in the line somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lane {
    /// Logs in from where the account is known.
    Known,
    /// Logs in from elsewhere.
    Unknown,
    /// Wants to have a new password.
    New,
}

impl Lane {
    /// Whose turn it is, one after the other. A lane in which nobody waits leaves its turn to the first that is not empty.
    const ROUND: [Self; 8] =
        [Self::Known, Self::Known, Self::Known, Self::Unknown, Self::Known, Self::Known, Self::Unknown, Self::New];
    const ALL: [Self; 3] = [Self::Known, Self::Unknown, Self::New];

    /// How long somebody may have to wait here.
    fn patience(self) -> Duration {
        match self {
            Self::Known | Self::Unknown => Duration::from_secs(5),
            Self::New => Duration::from_secs(10),
        }
    }

    /// Its share of a round.
    fn share(self) -> usize {
        Self::ROUND.iter().filter(|lane| **lane == self).count()
    }
}

/// The line. Cloning is cheap.
#[derive(Clone, Debug)]
pub(super) struct Line(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    turns: Turns,
    state: Mutex<State>,
    to_be_freed: AtomicBool,
}

/// Somebody who waits, for as long as the other end of `there` is kept.
struct Waiting {
    work: Box<dyn FnOnce(&mut Memory) + Send>,
    there: Weak<()>,
}

#[derive(Default)]
struct Lanes([VecDeque<Waiting>; 3]);

struct State {
    lanes: Lanes,
    /// Where in the round the line is.
    round: usize,
    /// How long a hash takes one thread, its waits for a turn included: a moving mean.
    pace: Duration,
    /// Threads that make hashes now, or wait for a turn to do so.
    at_work: usize,
    /// Memory that the next thread may use: one piece for each core at the most.
    spare: Vec<Memory>,
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("waiting", &self.lanes.count())
            .field("at_work", &self.at_work)
            .finish_non_exhaustive()
    }
}

impl Line {
    pub(super) fn new(turns: Turns) -> Self {
        let state = State { lanes: Lanes::default(), round: 0, pace: FIRST_GUESS, at_work: 0, spare: Vec::new() };
        Self(Arc::new(Shared { turns, state: Mutex::new(state), to_be_freed: AtomicBool::new(false) }))
    }

    /// Does `work` when its turn has come. Whoever no longer waits for it then is passed over.
    pub(super) async fn in_turn<T: Send + 'static>(
        &self,
        lane: Lane,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, LineError> {
        let (sender, result) = oneshot::channel();
        let here = Arc::new(());
        let work = move |memory: &mut Memory| {
            if !sender.is_closed() {
                let _ = sender.send(work(memory));
            }
        };
        let waiting = Waiting { work: Box::new(work), there: Arc::downgrade(&here) };
        if self.0.join(lane, waiting)? {
            let shared = self.0.clone();
            // A task of its own: whoever joins may go, and others count on the thread.
            tokio::spawn(async move {
                let turn = shared.turns.turn(Work::Short).await;
                tokio::task::spawn_blocking(move || shared.work_off(turn));
            });
        }
        // Work that panics lets go of its sender.
        let result = result.await.map_err(|_| HashingError)?;
        self.free_later();
        Ok(result)
    }

    /// Says whether this lane has room for one more now.
    pub(super) fn has_room(&self, lane: Lane) -> Result<(), Busy> {
        self.0.state().room(lane, self.0.turns.count())
    }

    /// Frees the spare memory in a while, so that a service at rest is small.
    fn free_later(&self) {
        if !self.0.to_be_freed.swap(true, Ordering::Relaxed) {
            let shared = self.0.clone();
            tokio::spawn(async move {
                tokio::time::sleep(KEEP_MEMORY).await;
                shared.to_be_freed.store(false, Ordering::Relaxed);
                shared.state().spare.clear();
            });
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stands in line, and says whether one more thread is to work it off.
    fn join(&self, lane: Lane, waiting: Waiting) -> Result<bool, Busy> {
        let mut state = self.state();
        state.room(lane, self.turns.count())?;
        state.lanes.of(lane).push_back(waiting);
        let one_more = state.at_work < self.turns.count();
        state.at_work += usize::from(one_more);
        Ok(one_more)
    }

    /// Does what waits until nothing does. Between two hashes whoever else waits for a turn gets one.
    fn work_off(&self, mut turn: Turn) {
        let mut memory = self.state().spare.pop().unwrap_or_default();
        let mut began = None;
        loop {
            let mut state = self.state();
            if let Some(took) = began.replace(Instant::now()).map(|began: Instant| began.elapsed()) {
                state.pace = (state.pace * 7 + took) / 8;
            }
            let Some(waiting) = state.next() else {
                state.at_work -= 1;
                state.spare.push(memory);
                return;
            };
            drop(state);
            if waiting.there.strong_count() == 0 {
                began = None;
                continue;
            }
            // A panic is its own work's alone; the next in line gets fresh memory.
            if catch_unwind(AssertUnwindSafe(|| (waiting.work)(&mut memory))).is_err() {
                memory = Memory::default();
            }
            turn.give_way();
        }
    }
}

impl Lanes {
    fn of(&mut self, lane: Lane) -> &mut VecDeque<Waiting> {
        let [known, unknown, new] = &mut self.0;
        match lane {
            Lane::Known => known,
            Lane::Unknown => unknown,
            Lane::New => new,
        }
    }

    fn count(&self) -> usize {
        self.0.iter().map(VecDeque::len).sum()
    }
}

impl State {
    /// Who is next.
    fn next(&mut self) -> Option<Waiting> {
        let lane = Lane::ROUND.get(self.round).copied();
        self.round = (self.round + 1) % Lane::ROUND.len();
        lane.into_iter().chain(Lane::ALL).find_map(|lane| self.lanes.of(lane).pop_front())
    }

    /// Whether one more may stand in this lane. Those who have gone count no longer.
    fn room(&mut self, lane: Lane, cores: usize) -> Result<(), Busy> {
        if self.is_short_enough(lane, cores).is_ok() {
            return Ok(());
        }
        for lane in Lane::ALL {
            self.lanes.of(lane).retain(|waiting| waiting.there.strong_count() > 0);
        }
        self.is_short_enough(lane, cores)
    }

    fn is_short_enough(&mut self, lane: Lane, cores: usize) -> Result<(), Busy> {
        let before = self.lanes.of(lane).len();
        // Of those in other lanes, no more are served first than their share.
        let ahead = (before * Lane::ROUND.len() / lane.share()).min(self.lanes.count());
        let wait =
            self.pace.saturating_mul(u32::try_from(ahead).unwrap_or(u32::MAX)) / u32::try_from(cores).unwrap_or(1);
        if before >= LONGEST_LANE || wait > lane.patience() { Err(Busy { wait }) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::atomic::AtomicUsize, sync::mpsc, thread};

    use super::*;

    fn line() -> Line {
        Line::new(Turns::one_a_core())
    }

    /// Occupies every thread of the line until the sender is dropped.
    async fn held(line: &Line) -> (mpsc::Sender<()>, Vec<tokio::task::JoinHandle<Result<bool, LineError>>>) {
        let (gate, held) = mpsc::channel::<()>();
        let held = Arc::new(Mutex::new(held));
        let holding = (0..line.0.turns.count()).map(|_| {
            let (line, held) = (line.clone(), held.clone());
            let wait = move |_: &mut Memory| held.lock().map(|held| held.recv().is_ok()).is_ok();
            tokio::spawn(async move { line.in_turn(Lane::Known, wait).await })
        });
        let holding = holding.collect();
        while line.0.state().at_work < line.0.turns.count() || line.0.state().lanes.count() > 0 {
            tokio::task::yield_now().await;
        }
        (gate, holding)
    }

    /// Waits until so many stand in line.
    async fn waiting(line: &Line, count: usize) {
        while line.0.state().lanes.count() < count {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn all_get_their_turn_and_never_more_than_one_a_core_at_once() {
        let (line, now, most) = (line(), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let turns = (0..200).map(|at| {
            let (now, most) = (now.clone(), most.clone());
            line.in_turn(Lane::Unknown, move |_| {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                thread::yield_now();
                now.fetch_sub(1, Ordering::SeqCst);
                at
            })
        });
        let results = futures_util::future::try_join_all(turns).await.unwrap();
        assert_eq!(results, (0..200).collect::<Vec<_>>());
        assert!((1..=line.0.turns.count()).contains(&most.load(Ordering::SeqCst)));
        // The last result is there a moment before its thread is done.
        while line.0.state().at_work > 0 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_panic_costs_nobody_else_a_turn() {
        let line = line();
        let panicked = line.in_turn(Lane::New, |_| panic!("on purpose")).await;
        assert_eq!(panicked, Err::<(), _>(LineError::Hashing(HashingError)));
        assert_eq!(line.in_turn(Lane::New, |_| 7).await, Ok(7));
    }

    #[tokio::test]
    async fn nobody_works_for_those_who_have_gone() {
        let line = line();
        let (gate, holding) = held(&line).await;
        let done = Arc::new(AtomicBool::new(false));
        let gone = {
            let (line, done) = (line.clone(), done.clone());
            tokio::spawn(async move { line.in_turn(Lane::New, move |_| done.store(true, Ordering::SeqCst)).await })
        };
        waiting(&line, 1).await;
        gone.abort();
        assert!(gone.await.is_err());
        drop(gate);
        for one in holding {
            assert_eq!(one.await.unwrap(), Ok(true));
        }
        assert_eq!(line.in_turn(Lane::New, |_| ()).await, Ok(()));
        assert!(!done.load(Ordering::SeqCst));
    }

    #[tokio::test]
    async fn the_known_go_first_and_nobody_is_left_out() {
        let line = Line::new(Turns::one_a_core());
        let (gate, holding) = held(&line).await;
        let served = Arc::new(Mutex::new(Vec::new()));
        let mut all = Vec::new();
        for lane in [Lane::New, Lane::Unknown, Lane::Known] {
            for _ in 0..40 {
                let (line, served) = (line.clone(), served.clone());
                let note = move |_: &mut Memory| served.lock().unwrap().push(lane);
                all.push(tokio::spawn(async move { line.in_turn(lane, note).await }));
            }
        }
        waiting(&line, 120).await;
        drop(gate);
        for one in all {
            one.await.unwrap().unwrap();
        }
        for one in holding {
            one.await.unwrap().unwrap();
        }
        let served = served.lock().unwrap();
        let among = |lane, first: usize| served.iter().take(first).filter(|served| **served == lane).count();
        assert!(among(Lane::Known, 56) >= 30, "{served:?}");
        assert!(among(Lane::Unknown, 56) >= 10, "{served:?}");
        assert!((3..=10).contains(&among(Lane::New, 56)), "{served:?}");
        assert_eq!(served.len(), 120);
    }

    #[tokio::test]
    async fn the_line_has_an_end_and_those_who_have_gone_make_room() {
        let line = line();
        let (gate, holding) = held(&line).await;
        // A slow machine: a second for each hash.
        line.0.state().pace = Duration::from_secs(1);
        let cores = line.0.turns.count();
        let mut guesses = Vec::new();
        for count in 1.. {
            let guess = line.clone();
            guesses.push(tokio::spawn(async move { guess.in_turn(Lane::Unknown, |_| ()).await }));
            // Either it waits, or it was sent away.
            while line.0.state().lanes.count() < count && !guesses.last().unwrap().is_finished() {
                tokio::task::yield_now().await;
            }
            if line.0.state().lanes.count() < count {
                break;
            }
            assert!(count < 100, "the line has no end");
        }
        let Err(LineError::Busy(Busy { wait })) = guesses.pop().unwrap().await.unwrap() else {
            panic!("not sent away")
        };
        assert!(wait > Lane::Unknown.patience() && wait < Lane::Unknown.patience() * 2, "{wait:?}");
        assert!((5 * cores..=6 * cores).contains(&guesses.len()), "{}", guesses.len());
        // Whoever is known stands in a lane of its own.
        line.has_room(Lane::Known).unwrap();
        line.has_room(Lane::Unknown).unwrap_err();
        for guess in guesses {
            guess.abort();
            assert!(guess.await.is_err());
        }
        line.has_room(Lane::Unknown).unwrap();
        drop(gate);
        for one in holding {
            one.await.unwrap().unwrap();
        }
    }
}
