//! Turns at computing: one a core for the whole process, whether a password is hashed or a document read.
//!
//! A turn is never held while something else is waited for, and never by an async thread. Hashes take milliseconds,
//! documents up to minutes. So the two kinds take turns about: whoever reads a document lets a hash go first at its next
//! read, and goes on after it. A document that has begun goes on before another begins, so that no more of them are in
//! memory than there are cores.

use std::{
    collections::VecDeque,
    io::{self, Read, Seek, SeekFrom},
    num::NonZero,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use tokio::sync::oneshot;

/// How long a document is read at least before a hash goes first: as long as a hash takes, so that each kind gets half
/// of the machine where both want all of it.
const SLICE: Duration = Duration::from_millis(20);

/// What a turn is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Milliseconds, such as a hash.
    Short,
    /// Perhaps minutes, such as a document.
    Long,
}

/// The turns of this process. Cloning is cheap, and clones share them.
#[derive(Clone, Debug)]
pub struct Turns(Arc<Pool>);

/// A turn. Dropping it passes it on.
#[derive(Debug)]
pub struct Turn {
    /// None once it was passed on.
    pool: Option<Arc<Pool>>,
    work: Work,
    since: Instant,
}

#[derive(Debug)]
struct Pool {
    cores: usize,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Where some are free, nobody waits.
    free: usize,
    short: VecDeque<oneshot::Sender<Turn>>,
    long: VecDeque<oneshot::Sender<Turn>>,
    /// What got the last turn that somebody had waited for.
    last: Work,
}

impl Turns {
    /// A turn for each core of this machine.
    pub fn one_a_core() -> Self {
        Self::new(thread::available_parallelism().map_or(2, NonZero::get))
    }

    fn new(cores: usize) -> Self {
        let state = State { free: cores, short: VecDeque::new(), long: VecDeque::new(), last: Work::Long };
        Self(Arc::new(Pool { cores, state: Mutex::new(state) }))
    }

    /// How many turns there are.
    pub fn count(&self) -> usize {
        self.0.cores
    }

    /// Waits for a turn. It is to be handed to a blocking thread at once.
    pub async fn turn(&self, work: Work) -> Turn {
        let coming = {
            let mut state = self.0.state();
            if state.free > 0 {
                state.free -= 1;
                return Turn::of(&self.0, work);
            }
            let (sender, coming) = oneshot::channel();
            state.waiting(work).push_back(sender);
            coming
        };
        // The pool lets go of nobody who waits, so there is no other case.
        coming.await.unwrap_or_else(|_| Turn { pool: None, work, since: Instant::now() })
    }
}

impl Turn {
    fn of(pool: &Arc<Pool>, work: Work) -> Self {
        Self { pool: Some(pool.clone()), work, since: Instant::now() }
    }

    /// Lets others go first where it is their turn, and waits until it is ours again. For blocking threads only.
    pub fn give_way(&mut self) {
        if self.work == Work::Long && self.since.elapsed() < SLICE {
            return;
        }
        let Some(pool) = self.pool.take() else { return };
        let coming = pool.state().stand_back(self.work);
        let Some(coming) = coming else {
            self.pool = Some(pool);
            self.since = Instant::now();
            return;
        };
        pool.pass_on();
        if let Ok(turn) = coming.blocking_recv() {
            *self = turn;
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(pool) = self.pool.take() {
            pool.pass_on();
        }
    }
}

impl Pool {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands a turn to whoever is next and still waits.
    fn pass_on(self: &Arc<Self>) {
        loop {
            let next = self.state().next();
            let Some((work, waiting)) = next else { return };
            match waiting.send(Turn::of(self, work)) {
                Ok(()) => return,
                // It comes back from one who has gone, and goes to the next.
                Err(mut turn) => turn.pool = None,
            }
        }
    }
}

impl State {
    fn waiting(&mut self, work: Work) -> &mut VecDeque<oneshot::Sender<Turn>> {
        match work {
            Work::Short => &mut self.short,
            Work::Long => &mut self.long,
        }
    }

    /// Who is next: the kinds take turns about. Where nobody waits the turn is free.
    fn next(&mut self) -> Option<(Work, oneshot::Sender<Turn>)> {
        let order = match self.last {
            Work::Short => [Work::Long, Work::Short],
            Work::Long => [Work::Short, Work::Long],
        };
        for work in order {
            if let Some(waiting) = self.waiting(work).pop_front() {
                self.last = work;
                return Some((work, waiting));
            }
        }
        self.free += 1;
        None
    }

    /// Stands in line again, for one who has a turn and should pass it on; none where nobody else is due.
    fn stand_back(&mut self, work: Work) -> Option<oneshot::Receiver<Turn>> {
        let (sender, coming) = oneshot::channel();
        match work {
            Work::Short if self.short.is_empty() && self.long.is_empty() => return None,
            Work::Short => self.short.push_back(sender),
            Work::Long if self.short.is_empty() => return None,
            // Before all that have not begun.
            Work::Long => self.long.push_front(sender),
        }
        self.last = work;
        Some(coming)
    }
}

/// A reader that holds a turn, and gives way between its reads.
#[derive(Debug)]
pub struct InTurn<R> {
    inner: R,
    turn: Turn,
}

impl<R> InTurn<R> {
    /// Reads `inner` in this turn, on a blocking thread.
    pub fn new(inner: R, turn: Turn) -> Self {
        Self { inner, turn }
    }
}

impl<R: Read> Read for InTurn<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.turn.give_way();
        self.inner.read(buffer)
    }
}

impl<R: Seek> Seek for InTurn<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Computes until told to stop, giving way again and again, and counts those who compute at once.
    async fn compute(turns: Turns, work: Work, steps: usize, now: Arc<AtomicUsize>, most: Arc<AtomicUsize>) {
        let mut turn = turns.turn(work).await;
        let computed = tokio::task::spawn_blocking(move || {
            for _ in 0..steps {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                thread::yield_now();
                now.fetch_sub(1, Ordering::SeqCst);
                turn.since = Instant::now().checked_sub(SLICE).unwrap();
                turn.give_way();
            }
        });
        computed.await.unwrap();
    }

    #[tokio::test]
    async fn nobody_is_left_out_and_never_more_than_one_a_core_compute() {
        let (turns, now, most) = (Turns::new(2), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let all = (0..60).map(|at| {
            let work = if at % 3 == 0 { Work::Long } else { Work::Short };
            tokio::spawn(compute(turns.clone(), work, 20, now.clone(), most.clone()))
        });
        for one in all.collect::<Vec<_>>() {
            one.await.unwrap();
        }
        assert!((1..=2).contains(&most.load(Ordering::SeqCst)));
        assert_eq!(turns.0.state().free, 2);
    }

    #[tokio::test]
    async fn a_hash_waits_for_no_document_and_no_document_begins_before_one_that_has_begun() {
        let turns = Turns::new(1);
        let mut document = turns.turn(Work::Long).await;
        let (hash, other) = (tokio::spawn(turn_of(&turns, Work::Short)), tokio::spawn(turn_of(&turns, Work::Long)));
        while turns.0.state().short.is_empty() || turns.0.state().long.is_empty() {
            tokio::task::yield_now().await;
        }
        // Within its slice a document goes on.
        document.since = Instant::now() + Duration::from_hours(1);
        document.give_way();
        assert!(!hash.is_finished());
        document.since = Instant::now().checked_sub(SLICE).unwrap();
        let goes_on = tokio::task::spawn_blocking(move || {
            document.give_way();
            document
        });
        drop(hash.await.unwrap());
        let document = goes_on.await.unwrap();
        assert!(!other.is_finished(), "two documents at once, on one core");
        drop(document);
        drop(other.await.unwrap());
        assert_eq!(turns.0.state().free, 1);
    }

    fn turn_of(turns: &Turns, work: Work) -> impl Future<Output = Turn> + use<> {
        let turns = turns.clone();
        async move { turns.turn(work).await }
    }

    #[tokio::test]
    async fn those_who_have_gone_are_passed_over() {
        let turns = Turns::new(1);
        let held = turns.turn(Work::Short).await;
        let gone: Vec<_> = (0..10).map(|_| tokio::spawn(turn_of(&turns, Work::Long))).collect();
        while turns.0.state().long.len() < 10 {
            tokio::task::yield_now().await;
        }
        for one in gone {
            one.abort();
            assert!(one.await.is_err());
        }
        drop(held);
        assert_eq!(turns.0.state().free, 1);
        drop(turns.turn(Work::Long).await);
    }
}
